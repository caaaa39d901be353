"""What every cog is: commands and handlers of one feature, registered with the router."""

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

    def context(self, interaction: discord.Interaction[Any]) -> Context:
        """Return what a handler works with."""
        return self.bot.router.context(interaction)
