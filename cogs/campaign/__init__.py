"""What the organisers of a case do: open it, post its panel, watch, draft, settle, close."""

from typing import TYPE_CHECKING

from cogs.campaign.cog import Campaign
from cogs.campaign.drafting import Drafting
from cogs.campaign.filing import Filings
from cogs.campaign.opening import Opening
from cogs.campaign.running import Running
from cogs.campaign.settling import Settling
from cogs.campaign.waiting import Waiting

if TYPE_CHECKING:
    from bot.ui.client import CollectifBot


async def setup(bot: "CollectifBot") -> None:
    """Load the feature."""
    for feature in (Campaign, Opening, Running, Drafting, Filings, Settling, Waiting):
        await bot.add_cog(feature(bot))
