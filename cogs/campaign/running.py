"""A case while it runs: its panel, its progress, its end."""

from bot.domain.access import Action
from bot.domain.codes import CaseStatus
from bot.services import due_words
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.context import Context
from bot.ui.entries import question
from bot.ui.feature import Feature
from bot.ui.layout import Page, Press, Tone, danger, primary
from bot.ui.panel import panel_page
from bot.ui.posting import post
from bot.ui.router import pressed, starts
from cogs.campaign.alerting import alerts
from cogs.campaign.progress import progress_page


class Running(Feature):
    """The panel is public, and nothing else here is."""

    @starts("panel")
    async def start_panel(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        await self._post(ctx, case)

    @pressed(doors.CASE_PANEL)
    async def post_panel(self, ctx: Context, case: CaseView) -> None:
        """Post the panel in this channel."""
        await self._post(ctx, case)

    async def _post(self, ctx: Context, case: CaseView) -> None:
        shown = await self.services.cases.panel(ctx.actor, case.id)
        await post(ctx, panel_page(ctx, shown))
        await ctx.show(Page(Tone.DONE).text(ctx.tr("The panel is posted in this channel.")), fresh=True)

    @starts("progress")
    async def start_progress(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        await self._progress(ctx, case, 0)

    @pressed(doors.CASE_PROGRESS)
    async def show_progress(self, ctx: Context, case: CaseView, at: str) -> None:
        """Show a page of the figures."""
        await self._progress(ctx, case, int(at))

    async def _progress(self, ctx: Context, case: CaseView, at: int) -> None:
        progress = await self.services.cases.progress(ctx.actor, case.id)
        due = await self.services.retention.due(ctx.actor, case.id)
        page = progress_page(ctx, case, progress, at)
        await ctx.show(page.text(await alerts(ctx, case), *due_words.warned(ctx, due)))

    @starts("close")
    async def start_close(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        await self._ask_close(ctx, case)

    @pressed(doors.CASE_CLOSE)
    async def ask_close(self, ctx: Context, case: CaseView) -> None:
        """Ask before closing."""
        await self._ask_close(ctx, case)

    async def _ask_close(self, ctx: Context, case: CaseView) -> None:
        await self.services.cases.admit(ctx.actor, case.id, Action.CLOSE_CASE)
        if case.status is CaseStatus.CLOSED:
            await self._offer_reopening(ctx, case)
            return
        text = ctx.tr(
            "Close {title}? Nobody can register or add entries any more. Members keep their letters and can "
            "still see, leave or erase. An organiser can open the case again, as long as its registrations "
            "are there.",
            title=case.title(ctx.language),
        )
        yes = danger(ctx.tr("Close the case"), doors.CASE_CLOSE_YES.id(case.id))
        await ctx.show(question(ctx, text, yes, doors.CASE_SETTINGS.id(case.id)))

    async def _offer_reopening(self, ctx: Context, case: CaseView) -> None:
        due = await self.services.retention.due(ctx.actor, case.id)
        text = ctx.tr(
            "{title} is closed. Opened again, it takes registrations and entries as before, and nothing is "
            "deleted because of the closing.",
            title=case.title(ctx.language),
        )
        page = Page(Tone.CAUTION).text(text, *due_words.warned(ctx, due))
        await ctx.show(
            page.row(
                primary(ctx.tr("Open the case again"), doors.CASE_REOPEN.id(case.id)),
                Press(ctx.tr("Settings"), doors.CASE_SETTINGS.id(case.id)),
            )
        )

    @pressed(doors.CASE_REOPEN)
    async def reopen_case(self, ctx: Context, case: CaseView) -> None:
        """Open a closed case again."""
        await self.services.cases.reopen(ctx.actor, case.id)
        said = ctx.tr("The case is open again. Links to members' pages that ended have to be opened anew.")
        await ctx.show(Page(Tone.DONE).text(said))

    @pressed(doors.CASE_CLOSE_YES)
    async def close_case(self, ctx: Context, case: CaseView) -> None:
        """Close the case."""
        await self.services.cases.close(ctx.actor, case.id)
        await ctx.show(Page(Tone.DONE).text(ctx.tr("The case is closed.")))
