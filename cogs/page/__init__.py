"""The ways from chat to the sealed page: a member's own link, and the case's invitation."""

from typing import TYPE_CHECKING

from cogs.page.inviting import Inviting
from cogs.page.opening import OwnPage

if TYPE_CHECKING:
    from bot.ui.client import CollectifBot


async def setup(bot: "CollectifBot") -> None:
    """Load the feature."""
    for feature in (OwnPage, Inviting):
        await bot.add_cog(feature(bot))
