"""`/case keys`: the recipients of a case, as their organisers see and change them."""

from bot.domain.access import Action
from bot.domain.errors import NotFoundError
from bot.domain.sealing import LaneKind
from bot.services.views import CaseView, LaneView, Named
from bot.ui import doors, ids
from bot.ui.context import Context
from bot.ui.entries import question
from bot.ui.feature import Feature
from bot.ui.forms import Form
from bot.ui.layout import danger
from bot.ui.payload import Answers
from bot.ui.router import builds, pressed, receives, starts
from cogs.lanes.files import CHALLENGE, COPIES, handed
from cogs.lanes.forms import NAME, add_form, new_form
from cogs.lanes.pages import holder_page, keys_page, lane_page


class Recipients(Feature):
    """Adding a recipient or a key-holder, and closing a recipient."""

    @starts("keys")
    async def start(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        await self._show(ctx, case)

    @pressed(doors.KEYS_PAGE)
    async def open(self, ctx: Context, case: CaseView) -> None:
        """Show the recipients."""
        await self._show(ctx, case)

    async def _show(self, ctx: Context, case: CaseView, note: str = "") -> None:
        await ctx.show(keys_page(ctx, case, await self._lanes(ctx, case), note))

    @pressed(doors.KEYS_SELECT)
    async def select(self, ctx: Context, case: CaseView) -> None:
        """Show the recipient chosen."""
        await self._show_lane(ctx, case, ctx.picked(ids.LANE))

    @pressed(doors.KEYS_LANE)
    async def lane(self, ctx: Context, case: CaseView, lane_id: str) -> None:
        """Show one recipient."""
        await self._show_lane(ctx, case, lane_id)

    async def _show_lane(self, ctx: Context, case: CaseView, lane_id: str) -> None:
        await ctx.show(lane_page(ctx, case, await self._lane(ctx, case, lane_id, closed=True)))

    @pressed(doors.KEYS_NEW)
    async def open_new(self, ctx: Context, case: CaseView) -> None:
        """Open the form of a recipient."""
        await ctx.open(doors.KEYS_NEW_FORM, case.id)

    @pressed(doors.KEYS_ADD)
    async def open_add(self, ctx: Context, case: CaseView, lane_id: str) -> None:
        """Open the form of a key-holder."""
        await ctx.open(doors.KEYS_ADD_FORM, case.id, lane_id)

    @builds(doors.KEYS_NEW_FORM)
    async def new_form(self, ctx: Context, case: CaseView) -> Form:
        """Build the form for an organiser."""
        await self.services.cases.admit(ctx.actor, case.id, Action.CHANGE_KEY_HOLDERS)
        return new_form(ctx)

    @builds(doors.KEYS_ADD_FORM)
    async def add_form(self, ctx: Context, case: CaseView, lane_id: str) -> Form:
        """Build the form for an organiser."""
        await self._lane(ctx, case, lane_id)
        return add_form(ctx)

    @receives(doors.KEYS_NEW_FORM)
    async def new(self, ctx: Context, answers: Answers, case: CaseView) -> None:
        """Add the recipient, and hand over the first challenge."""
        named = await self.services.lanes.add_holder(
            ctx.actor,
            case.id,
            lane_name=answers.line("name", NAME),
            kind=answers.one("kind", LaneKind),
            holder_name=answers.line("holder", NAME),
            public_key=answers.text("key"),
        )
        await self._named(ctx, case, named)

    @receives(doors.KEYS_ADD_FORM)
    async def add(self, ctx: Context, answers: Answers, case: CaseView, lane_id: str) -> None:
        """Name another key-holder, and hand over the challenge if there is one."""
        named = await self.services.lanes.add_holder(
            ctx.actor,
            case.id,
            lane_id=lane_id,
            holder_name=answers.line("holder", NAME),
            public_key=answers.text("key"),
        )
        await self._named(ctx, case, named)

    async def _named(self, ctx: Context, case: CaseView, named: Named) -> None:
        lane = await self._lane(ctx, case, named.lane_id)
        holder = next(h for h in lane.holders if h.id == named.holder_id)
        note = ctx.tr("{person} is named as a key-holder.", person=holder.name)
        if named.challenge is None:
            await ctx.show(holder_page(ctx, case, lane, holder, note))
            return
        page = holder_page(ctx, case, lane, holder, note, file=CHALLENGE)
        await ctx.show(page, [handed(ctx, CHALLENGE, named.challenge)])

    @pressed(doors.KEYS_COPIES)
    async def copies(self, ctx: Context, case: CaseView, lane_id: str) -> None:
        """Hand out the copies for a present key-holder's desk."""
        text = await self.services.lanes.copies(ctx.actor, case.id, lane_id)
        note = ctx.tr("For a present key-holder: only they can open this file.")
        page = lane_page(ctx, case, await self._lane(ctx, case, lane_id), note).file(COPIES)
        await ctx.show(page, [handed(ctx, COPIES, text)])

    @pressed(doors.KEYS_CLOSE)
    async def ask_close(self, ctx: Context, case: CaseView, lane_id: str) -> None:
        """Ask before closing."""
        lane = await self._lane(ctx, case, lane_id)
        text = ctx.tr(
            "Close {recipient}? Nobody can choose it or seal anything for it any more. Members who chose it "
            "are asked to choose again; what is sealed stays readable for its key-holders.",
            recipient=lane.name,
        )
        yes = danger(ctx.tr("Close this recipient"), doors.KEYS_CLOSE_YES.id(case.id, lane_id))
        await ctx.show(question(ctx, text, yes, doors.KEYS_LANE.id(case.id, lane_id)))

    @pressed(doors.KEYS_CLOSE_YES)
    async def close(self, ctx: Context, case: CaseView, lane_id: str) -> None:
        """Close the recipient."""
        await self.services.lanes.close(ctx.actor, case.id, lane_id)
        await self._show(ctx, case, ctx.tr("The recipient is closed."))

    async def _lanes(self, ctx: Context, case: CaseView) -> list[LaneView]:
        await self.services.cases.admit(ctx.actor, case.id, Action.CHANGE_KEY_HOLDERS)
        return await self.services.lanes.lanes(ctx.actor, case.id)

    async def _lane(self, ctx: Context, case: CaseView, lane_id: str, *, closed: bool = False) -> LaneView:
        for lane in await self._lanes(ctx, case):
            if lane.id == lane_id and (closed or not lane.closed):
                return lane
        raise NotFoundError
