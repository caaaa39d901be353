"""What a case shows to everybody: its public figures, and the checkpoint of its audit trail."""

from typing import TYPE_CHECKING

from cogs.figures.checkpoint import Checkpoints
from cogs.figures.cog import Figures

if TYPE_CHECKING:
    from bot.ui.client import CollectifBot


async def setup(bot: "CollectifBot") -> None:
    """Load the feature."""
    for feature in (Figures, Checkpoints):
        await bot.add_cog(feature(bot))
