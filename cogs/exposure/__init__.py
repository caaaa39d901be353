"""How an incident concerns a member, and which of their data leaked."""

from typing import TYPE_CHECKING

from cogs.exposure.incidents import Incidents
from cogs.exposure.leaks import Leaks

if TYPE_CHECKING:
    from bot.ui.client import CollectifBot


async def setup(bot: "CollectifBot") -> None:
    """Load the feature."""
    for feature in (Incidents, Leaks):
        await bot.add_cog(feature(bot))
