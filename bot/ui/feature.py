"""What every cog is: commands and handlers of one feature, registered with the router."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands

from bot.services.registry import Services
from bot.ui.context import Context

if TYPE_CHECKING:
    from bot.ui.client import CollectifBot


class Feature(commands.Cog):
    """A cog whose marked methods answer doors; it parses, makes one service call, shows one page."""

    def __init__(self, bot: "CollectifBot") -> None:
        self.bot = bot

    @property
    def services(self) -> Services:
        """What may be asked of the core."""
        return self.bot.services

    async def cog_load(self) -> None:
        """Register the handlers."""
        self.bot.router.add(self)

    @asynccontextmanager
    async def answering(self, interaction: discord.Interaction[Any]) -> AsyncIterator[Context]:
        """Give a command what it works with; whatever it raises is answered through the one door."""
        ctx = self.bot.router.context(interaction)
        try:
            yield ctx
        except Exception as error:
            command = interaction.command
            await self.bot.router.errors.answer(ctx, error, command.qualified_name if command else "command")
