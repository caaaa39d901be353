"""One key-holder: their challenge, its answer, the copies that let them in, their removal."""

from bot.domain.access import Action
from bot.domain.errors import NotFoundError
from bot.services.views import CaseView, HolderView, LaneView
from bot.ui import doors, ids
from bot.ui.context import Context
from bot.ui.entries import question
from bot.ui.feature import Feature
from bot.ui.forms import Form
from bot.ui.layout import danger
from bot.ui.payload import Answers
from bot.ui.router import builds, pressed, receives
from cogs.lanes.files import CHALLENGE, handed
from cogs.lanes.forms import accept_form, answer_form
from cogs.lanes.pages import holder_page, keys_page, lane_page


class Holders(Feature):
    """The organiser carries files and answers; the key never leaves its holder's machine."""

    @pressed(doors.KEYS_HOLDER_SELECT)
    async def select(self, ctx: Context, case: CaseView, lane_id: str) -> None:
        """Show the key-holder chosen."""
        await self._show(ctx, case, ctx.picked(ids.HOLDER))

    @pressed(doors.KEYS_HOLDER)
    async def holder(self, ctx: Context, case: CaseView, holder_id: str) -> None:
        """Show one key-holder."""
        await self._show(ctx, case, holder_id)

    async def _show(self, ctx: Context, case: CaseView, holder_id: str) -> None:
        lane, holder = await self._found(ctx, case, holder_id, closed=True)
        await ctx.show(holder_page(ctx, case, lane, holder))

    @pressed(doors.KEYS_CHALLENGE)
    async def challenge(self, ctx: Context, case: CaseView, holder_id: str) -> None:
        """Hand over a new challenge."""
        text = await self.services.lanes.challenge(ctx.actor, case.id, holder_id)
        await self._hand_over(ctx, case, holder_id, text, ctx.tr("A new challenge; an earlier one is void."))

    @pressed(doors.KEYS_ANSWER)
    async def open_answer(self, ctx: Context, case: CaseView, holder_id: str) -> None:
        """Open the form of the answer."""
        await ctx.open(doors.KEYS_ANSWER_FORM, case.id, holder_id)

    @pressed(doors.KEYS_ACCEPT)
    async def open_accept(self, ctx: Context, case: CaseView, holder_id: str) -> None:
        """Open the form of the copies."""
        await ctx.open(doors.KEYS_ACCEPT_FORM, case.id, holder_id)

    @builds(doors.KEYS_ANSWER_FORM)
    async def answer_form(self, ctx: Context, case: CaseView, holder_id: str) -> Form:
        """Build the form for an organiser."""
        await self._found(ctx, case, holder_id)
        return answer_form(ctx)

    @builds(doors.KEYS_ACCEPT_FORM)
    async def accept_form(self, ctx: Context, case: CaseView, holder_id: str) -> Form:
        """Build the form for an organiser."""
        await self._found(ctx, case, holder_id)
        return accept_form(ctx)

    @receives(doors.KEYS_ANSWER_FORM)
    async def answer(self, ctx: Context, answers: Answers, case: CaseView, holder_id: str) -> None:
        """Take the answer."""
        lane = await self.services.lanes.prove(ctx.actor, case.id, holder_id, answers.text("answer"))
        note = ctx.tr(
            "The answer is right: this key-holder can open the files of {recipient}.", recipient=lane.name
        )
        await ctx.show(lane_page(ctx, case, lane, note))

    @receives(doors.KEYS_ACCEPT_FORM)
    async def accept(self, ctx: Context, answers: Answers, case: CaseView, holder_id: str) -> None:
        """Take in the copies, and hand over the challenge that shows whether they work."""
        text = await self.services.lanes.accept_copies(ctx.actor, case.id, holder_id, answers.text("copies"))
        await self._hand_over(ctx, case, holder_id, text, ctx.tr("The copies are taken in."))

    @pressed(doors.KEYS_REMOVE)
    async def ask_remove(self, ctx: Context, case: CaseView, holder_id: str) -> None:
        """Say what removing means."""
        lane, holder = await self._found(ctx, case, holder_id, closed=True)
        text = ctx.tr(
            "Remove {person} from the key-holders of {recipient}? What members seal from now on, they cannot "
            "open. What is sealed already or was handed over, they may have: that cannot be called back.",
            person=holder.name,
            recipient=lane.name,
        )
        yes = danger(ctx.tr("Remove"), doors.KEYS_REMOVE_YES.id(case.id, holder_id))
        await ctx.show(question(ctx, text, yes, doors.KEYS_HOLDER.id(case.id, holder_id)))

    @pressed(doors.KEYS_REMOVE_YES)
    async def remove(self, ctx: Context, case: CaseView, holder_id: str) -> None:
        """Remove the key-holder."""
        lane = await self.services.lanes.remove_holder(ctx.actor, case.id, holder_id)
        note = ctx.tr("The key-holder is removed.")
        if lane.closed and not lane.able:
            lanes = await self.services.lanes.lanes(ctx.actor, case.id)
            await ctx.show(keys_page(ctx, case, lanes, note))
        else:
            await ctx.show(lane_page(ctx, case, lane, note))

    async def _hand_over(self, ctx: Context, case: CaseView, holder_id: str, text: str, note: str) -> None:
        lane, holder = await self._found(ctx, case, holder_id)
        page = holder_page(ctx, case, lane, holder, note, file=CHALLENGE)
        await ctx.show(page, [handed(ctx, CHALLENGE, text)])

    async def _found(
        self, ctx: Context, case: CaseView, holder_id: str, *, closed: bool = False
    ) -> tuple[LaneView, HolderView]:
        await self.services.cases.admit(ctx.actor, case.id, Action.CHANGE_KEY_HOLDERS)
        for lane in await self.services.lanes.lanes(ctx.actor, case.id):
            for holder in lane.holders:
                if holder.id == holder_id and (closed or not lane.closed):
                    return lane, holder
        raise NotFoundError
