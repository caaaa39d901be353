"""Which categories of data leaked, as the member knows it."""

from bot.domain.codes import KnownBy, LeakCategory
from bot.domain.member import MemberFile
from bot.domain.pack import Incident
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.context import Context
from bot.ui.feature import Feature
from bot.ui.fields import APART, ASKED_FIRST
from bot.ui.forms import Form
from bot.ui.payload import Answers
from bot.ui.router import builds, pressed, receives
from cogs.exposure.pages import incident_page, leaked_form


class Leaks(Feature):
    """Yes, no, don't know: category by category; three of them on a screen of their own."""

    @pressed(doors.LEAKED)
    async def open_first(self, ctx: Context, case: CaseView, member: MemberFile, incident: Incident) -> None:
        """Open the first screen."""
        await ctx.open(doors.LEAKED_FORM, case.id, member.ref, incident.id)

    @pressed(doors.LEAKED_MORE)
    async def open_apart(self, ctx: Context, case: CaseView, member: MemberFile, incident: Incident) -> None:
        """Open the second, optional screen."""
        await ctx.open(doors.LEAKED_MORE_FORM, case.id, member.ref, incident.id)

    @builds(doors.LEAKED_FORM)
    async def first_form(self, ctx: Context, case: CaseView, member: MemberFile, incident: Incident) -> Form:
        """Build the first screen with what is recorded."""
        return leaked_form(ctx, member, incident, apart=False)

    @builds(doors.LEAKED_MORE_FORM)
    async def apart_form(self, ctx: Context, case: CaseView, member: MemberFile, incident: Incident) -> Form:
        """Build the second screen with what is recorded."""
        return leaked_form(ctx, member, incident, apart=True)

    @receives(doors.LEAKED_FORM)
    async def take_first(
        self, ctx: Context, answers: Answers, case: CaseView, member: MemberFile, incident: Incident
    ) -> None:
        """Record the first screen."""
        await self._put(ctx, answers, case, member, incident, frozenset(ASKED_FIRST))

    @receives(doors.LEAKED_MORE_FORM)
    async def take_apart(
        self, ctx: Context, answers: Answers, case: CaseView, member: MemberFile, incident: Incident
    ) -> None:
        """Record the second screen."""
        await self._put(ctx, answers, case, member, incident, frozenset(APART))

    async def _put(
        self,
        ctx: Context,
        answers: Answers,
        case: CaseView,
        member: MemberFile,
        incident: Incident,
        asked: frozenset[LeakCategory],
    ) -> None:
        await self.services.entries.put_exposures(
            ctx.actor,
            case.id,
            member.ref,
            incident.id,
            yes=answers.many("yes", LeakCategory),
            no=answers.many("no", LeakCategory),
            asked=asked,
            known_by=answers.maybe("known_by", KnownBy),
        )
        member = await self.services.entries.file(ctx.actor, case.id, member.ref)
        await ctx.show(incident_page(ctx, case, member, incident, ctx.tr("Saved.")))
