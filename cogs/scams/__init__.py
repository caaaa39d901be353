"""Suspicious contacts since the breach, completely by codes."""

from typing import TYPE_CHECKING

from cogs.scams.cog import Scams

if TYPE_CHECKING:
    from bot.ui.client import CollectifBot


async def setup(bot: "CollectifBot") -> None:
    """Load the feature."""
    await bot.add_cog(Scams(bot))
