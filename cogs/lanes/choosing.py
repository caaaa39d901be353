"""A member's choice: to whom the sealed file goes, by a consent of its own."""

from bot.domain.errors import NotFoundError
from bot.domain.member import MemberFile
from bot.domain.served import RecipientNoticeKind
from bot.services.receipts import before
from bot.services.views import CaseView, LaneView, Standing
from bot.ui import doors, ids
from bot.ui.context import NONE, Context
from bot.ui.entries import back, question
from bot.ui.feature import Feature
from bot.ui.forms import Option
from bot.ui.hub import hub, recipient_line
from bot.ui.layout import Page, Press, danger, primary
from bot.ui.markup import plain
from bot.ui.receipts import meaning, receipt_file, receipt_page
from bot.ui.router import pressed
from cogs.lanes.pages import described_lane


class Choosing(Feature):
    """Choosing, changing and withdrawing; what a change deletes is said before."""

    @pressed(doors.RECIPIENTS)
    async def show(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Show who can be chosen."""
        standing = await self.services.lanes.standing(ctx.actor, case.id, member.ref)
        await ctx.show(_choice_page(ctx, case, member, standing))

    @pressed(doors.RECIPIENT_SELECT)
    async def ask(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Show the consent in full before it is given."""
        standing = await self.services.lanes.standing(ctx.actor, case.id, member.ref)
        lane = _offered(standing, ctx.picked(ids.LANE))
        notice = await ctx.notice(case.id)
        page = Page().text(f"### {plain(lane.name)}", plain(notice.lanes.get(lane.id, "")))
        page.text(
            ctx.tr("You can change or withdraw this choice at any time."), _consequence(ctx, standing, lane)
        )
        choose = doors.RECIPIENT_CHOOSE.id(case.id, member.ref, lane.id, notice.version[:16])
        page.row(
            primary(ctx.tr("I agree: {recipient}", recipient=lane.name), choose),
            Press(ctx.tr("Read the whole notice"), doors.NOTICE.id(case.id, NONE, "0")),
            Press(ctx.tr("Cancel"), doors.RECIPIENTS.id(case.id, member.ref)),
        )
        await ctx.show(page)

    @pressed(doors.RECIPIENT_CHOOSE)
    async def choose(
        self, ctx: Context, case: CaseView, member: MemberFile, lane_id: str, version: str
    ) -> None:
        """Record the choice, if the text shown is still the one in force."""
        notice = await ctx.notice(case.id)
        shown = notice.version if notice.version[:16] == version else ""
        await self.services.lanes.choose(ctx.actor, case.id, member.ref, lane_id, shown, ctx.language)
        await ctx.show(await hub(ctx, case, member.ref, ctx.tr("Saved.")))

    @pressed(doors.RECIPIENT_LEAVE)
    async def ask_leave(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Say what withdrawing means."""
        standing = await self.services.lanes.standing(ctx.actor, case.id, member.ref)
        if standing.chosen is None:
            raise NotFoundError
        text = ctx.tr(
            "Send nothing more to {recipient}? What you sealed for this recipient is deleted here. What they "
            "already received is out of our reach.",
            recipient=standing.chosen.name,
        )
        rights, left = self.services.rights, RecipientNoticeKind.LEFT_RECIPIENT
        found = await rights.outlook(ctx.actor, case.id, member.ref)
        means = meaning(before(found.towards(standing.chosen.id), ctx.language, rights.limits, left))
        yes = danger(ctx.tr("Withdraw my choice"), doors.RECIPIENT_LEAVE_YES.id(case.id, member.ref))
        await ctx.show(question(ctx, f"{text}\n{means}", yes, doors.RECIPIENTS.id(case.id, member.ref)))

    @pressed(doors.RECIPIENT_LEAVE_YES)
    async def leave(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Withdraw the choice, and give the receipt."""
        rights = self.services.rights
        receipt = await rights.leave_recipient(ctx.actor, case.id, member.ref, ctx.language)
        title = ctx.tr("Your choice is withdrawn: your file goes to nobody.")
        files = receipt_file(ctx, case, receipt)
        page = receipt_page(ctx, title, receipt, rights.limits, files)
        await ctx.show(page.then(await hub(ctx, case, member.ref)), files)


def _choice_page(ctx: Context, case: CaseView, member: MemberFile, standing: Standing) -> Page:
    page = Page().text(
        f"### {ctx.tr('Whom my file goes to')}",
        ctx.tr(
            "Your codes, and what you seal (identity, contact data, your own words, documents), go to the "
            "recipient that you choose and to nobody else. Choosing is voluntary; you can change it at any "
            "time."
        ),
        recipient_line(ctx, standing),
    )
    page.text("\n".join(described_lane(ctx, lane) for lane in standing.offered))
    options = [Option(lane.id, lane.name, ctx.label(lane.kind)) for lane in standing.offered]
    page.menu(doors.RECIPIENT_SELECT.id(case.id, member.ref), ctx.tr("Choose a recipient"), options)
    leave = danger(ctx.tr("Withdraw my choice"), doors.RECIPIENT_LEAVE.id(case.id, member.ref))
    return page.row(leave if standing.chosen else None, back(ctx, case, member.ref))


def _offered(standing: Standing, lane_id: str) -> LaneView:
    for lane in standing.offered:
        if lane.id == lane_id:
            return lane
    raise NotFoundError


def _consequence(ctx: Context, standing: Standing, lane: LaneView) -> str:
    former = standing.chosen
    if former is None or former.id == lane.id:
        return ""
    return ctx.tr(
        "Until now your file goes to {recipient}. When you change, what you sealed for them is deleted here "
        "and you enter it again for the new recipient. What they already received is out of our reach.",
        recipient=former.name,
    )
