"""What is kept, and the ways out: leaving, erasing."""

from typing import TYPE_CHECKING

from cogs.privacy.cog import Privacy

if TYPE_CHECKING:
    from bot.ui.client import CollectifBot


async def setup(bot: "CollectifBot") -> None:
    """Load the feature."""
    await bot.add_cog(Privacy(bot))
