"""Dossiers for key-holders: built and handed over by organisers, never through Discord."""

from typing import TYPE_CHECKING

from cogs.dossier.cog import Dossiers

if TYPE_CHECKING:
    from bot.ui.client import CollectifBot


async def setup(bot: "CollectifBot") -> None:
    """Load the feature."""
    await bot.add_cog(Dossiers(bot))
