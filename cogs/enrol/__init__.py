"""Joining a case: the panel, the notice, the consents, the countries."""

from typing import TYPE_CHECKING

from cogs.enrol.cog import Enrol

if TYPE_CHECKING:
    from bot.ui.client import CollectifBot


async def setup(bot: "CollectifBot") -> None:
    """Load the feature."""
    await bot.add_cog(Enrol(bot))
