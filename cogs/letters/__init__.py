"""The member's own letters, handed over in chat and stored nowhere."""

from typing import TYPE_CHECKING

from cogs.letters.cog import Letters
from cogs.letters.group import Group
from cogs.letters.reminders import Reminders
from cogs.letters.routes import Routes

if TYPE_CHECKING:
    from bot.ui.client import CollectifBot


async def setup(bot: "CollectifBot") -> None:
    """Load the feature."""
    await bot.add_cog(Letters(bot))
    await bot.add_cog(Routes(bot))
    await bot.add_cog(Group(bot))
    await bot.add_cog(Reminders(bot))
