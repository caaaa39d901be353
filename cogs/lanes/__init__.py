"""Recipients of sealed files: their key-holders, for organisers; the choice among them, for members."""

from typing import TYPE_CHECKING

from cogs.lanes.choosing import Choosing
from cogs.lanes.holders import Holders
from cogs.lanes.recipients import Recipients

if TYPE_CHECKING:
    from bot.ui.client import CollectifBot


async def setup(bot: "CollectifBot") -> None:
    """Load the feature."""
    for feature in (Recipients, Holders, Choosing):
        await bot.add_cog(feature(bot))
