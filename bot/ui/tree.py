"""The command tree: a command that is not listed is refused, every failure goes through the one door."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.ui import doors, replies
from bot.ui.pace import TooFastError
from bot.ui.router import ExpiredError, NotInServerError

if TYPE_CHECKING:
    from bot.ui.client import CollectifBot


class Tree(app_commands.CommandTree["CollectifBot"]):
    """Commands work in servers only; who may use them, the services decide."""

    async def interaction_check(self, interaction: "discord.Interaction[CollectifBot]", /) -> bool:
        """Let a listed command through once; answer every other."""
        router = self.client.router
        if not router.seen.first(interaction.id) or router.foreign(interaction):
            return False
        if interaction.type is not discord.InteractionType.application_command:
            return False
        command = interaction.command
        refusal: Exception
        try:
            router.pace.enter(interaction.user.id)
        except TooFastError as error:
            await router.errors.answer(router.context(interaction), error, "command")
            return False
        if interaction.guild_id is None:
            refusal = NotInServerError()
        elif command is None or command.qualified_name not in doors.COMMANDS:
            refusal = ExpiredError()
        else:
            replies.be_patient(interaction, router.patience)
            return True
        await router.errors.answer(router.context(interaction), refusal, "command")
        return False

    async def on_error(
        self, interaction: "discord.Interaction[Any]", error: app_commands.AppCommandError, /
    ) -> None:
        """Answer the person; nothing of the failure's text reaches them or the log."""
        router = self.client.router
        command = interaction.command
        where = command.qualified_name if command else "command"
        unknown = isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch)
        await router.errors.answer(router.context(interaction), ExpiredError() if unknown else error, where)
