"""One's own file: what is recorded, countries, consents, language, a way back in."""

from typing import TYPE_CHECKING

from cogs.me.cog import Me
from cogs.me.particulars import Particulars
from cogs.me.receipts import Receipts

if TYPE_CHECKING:
    from bot.ui.client import CollectifBot


async def setup(bot: "CollectifBot") -> None:
    """Load the feature."""
    for feature in (Me, Particulars, Receipts):
        await bot.add_cog(feature(bot))
