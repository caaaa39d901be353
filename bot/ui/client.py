"""The Discord client: which events it wants, which features it loads, how its commands are published."""

import sys
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot import logs
from bot.services.registry import Services
from bot.ui.drift import Drift
from bot.ui.knocking import knocking
from bot.ui.router import Router
from bot.ui.translator import CatalogueTranslator
from bot.ui.tree import Tree

FEATURES = (
    "cogs.enrol",
    "cogs.me",
    "cogs.exposure",
    "cogs.scams",
    "cogs.harms",
    "cogs.steps",
    "cogs.letters",
    "cogs.privacy",
    "cogs.campaign",
    "cogs.figures",
    "cogs.lanes",
    "cogs.dossier",
    "cogs.page",
)


class CollectifBot(commands.Bot):
    """Serves one operator's cases; needs no privileged intent, pings nobody, reads no message."""

    def __init__(self, services: Services) -> None:
        # The bot never speaks: that the libraries for voice are missing is no news for the log.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self.services = services
        self.router = Router(services)
        self._drift = Drift(services.halt, services.alerts)
        self._shelter()

    def _shelter(self) -> None:
        """Let an interaction that discord.py cannot read be lost alone; it would end the connection."""
        parsers = self._connection.parsers
        plain = parsers["INTERACTION_CREATE"]

        def read(data: Any) -> None:
            try:
                plain(data)
            except Exception as error:
                logs.failure("interaction_unreadable", error, level=logs.WARNING)

        parsers["INTERACTION_CREATE"] = read

    async def setup_hook(self) -> None:
        """Load every feature, refuse to start half loaded, publish the commands."""
        for feature in FEATURES:
            await self.load_extension(feature)
        self.router.check(
            command.qualified_name
            for command in self.tree.walk_commands()
            if not isinstance(command, app_commands.Group)
        )
        await self.tree.set_translator(CatalogueTranslator())
        self.services.reminding.knock = knocking(self)
        self._forget.start()
        self._publish.start()
        self._look.start()

    async def close(self) -> None:
        """Stop; safe to call twice."""
        self._forget.cancel()
        self._publish.cancel()
        self._look.cancel()
        await super().close()

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Hand buttons, menus and forms to the router; commands go through the tree."""
        await self.router.on_interaction(interaction)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """Keep what an event carried out of the log."""
        error = sys.exc_info()[1]
        if error is not None:
            logs.failure("event_failed", error, action=event_method)

    @tasks.loop(minutes=1)
    async def _forget(self) -> None:
        self.router.drafts.sweep()
        self.router.seen.sweep()
        self.router.pace.sweep()

    @tasks.loop(minutes=5)
    async def _look(self) -> None:
        if await self._drift.look(self) and not self._publish.is_running():
            self._publish.start()

    @tasks.loop(minutes=10)
    async def _publish(self) -> None:
        """Publish the commands; until Discord takes them, those of the last start stay."""
        try:
            published = await self.tree.sync()
            self._drift.published = frozenset(command.name for command in published)
        except discord.HTTPException as error:
            logs.failure("command_sync_failed", error, level=logs.WARNING)
            return
        self._publish.stop()
