"""Steps that a member took: requests, complaints, with dates and what came of them."""

from typing import TYPE_CHECKING

from cogs.steps.cog import Steps

if TYPE_CHECKING:
    from bot.ui.client import CollectifBot


async def setup(bot: "CollectifBot") -> None:
    """Load the feature."""
    await bot.add_cog(Steps(bot))
