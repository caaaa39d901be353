"""A person's own link to the page."""

from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.context import Context
from bot.ui.feature import Feature
from bot.ui.router import pressed
from bot.ui.way import way_to_page


class OwnPage(Feature):
    """The button that leads from chat to the page."""

    @pressed(doors.OWN_PAGE)
    async def open(self, ctx: Context, case: CaseView) -> None:
        """Hand out a link for the person who pressed, and for nobody else."""
        await ctx.show(await way_to_page(ctx, case))
