"""Consequences of the breach for a member: heads of damage by code, amount and time."""

from typing import TYPE_CHECKING

from cogs.harms.cog import Harms

if TYPE_CHECKING:
    from bot.ui.client import CollectifBot


async def setup(bot: "CollectifBot") -> None:
    """Load the feature."""
    await bot.add_cog(Harms(bot))
