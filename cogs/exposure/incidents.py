"""Whether and how an incident concerns the member."""

import dataclasses

from bot.domain.codes import Answer, KnownBy
from bot.domain.errors import InvalidInputError
from bot.domain.member import Involvement, MemberFile
from bot.domain.pack import Incident
from bot.services.views import CaseView
from bot.ui import doors, ids
from bot.ui.context import Context
from bot.ui.entries import question
from bot.ui.feature import Feature
from bot.ui.forms import Form
from bot.ui.hub import hub
from bot.ui.layout import danger
from bot.ui.payload import Answers
from bot.ui.router import ExpiredError, builds, pressed, receives
from cogs.exposure.pages import incident_form, incident_page


class Incidents(Feature):
    """One incident at a time: concerned or not, which organisation, how and when learned."""

    @pressed(doors.INCIDENT_SELECT)
    async def select(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Open the incident chosen in the hub's menu."""
        incident_id = ctx.picked(ids.INCIDENT)
        if incident_id not in [i.id for i in case.pack.incidents]:
            raise ExpiredError
        await self._show(ctx, case, member, case.pack.incident(incident_id))

    @pressed(doors.INCIDENT_PAGE)
    async def open(self, ctx: Context, case: CaseView, member: MemberFile, incident: Incident) -> None:
        """Show the incident's page."""
        await self._show(ctx, case, member, incident)

    async def _show(
        self, ctx: Context, case: CaseView, member: MemberFile, incident: Incident, note: str = ""
    ) -> None:
        await ctx.show(incident_page(ctx, case, member, incident, note))

    @pressed(doors.INCIDENT_YES)
    async def yes(self, ctx: Context, case: CaseView, member: MemberFile, incident: Incident) -> None:
        """Ask the rest."""
        await ctx.open(doors.INCIDENT_FORM, case.id, member.ref, incident.id)

    @pressed(doors.INCIDENT_NO)
    async def no(self, ctx: Context, case: CaseView, member: MemberFile, incident: Incident) -> None:
        """Record that it does not concern the member."""
        await self._put(ctx, case, member, incident, Involvement(incident.id, Answer.NO))

    @pressed(doors.INCIDENT_UNKNOWN)
    async def unknown(self, ctx: Context, case: CaseView, member: MemberFile, incident: Incident) -> None:
        """Record that the member does not know."""
        await self._put(ctx, case, member, incident, Involvement(incident.id, Answer.UNKNOWN))

    @builds(doors.INCIDENT_FORM)
    async def form(self, ctx: Context, case: CaseView, member: MemberFile, incident: Incident) -> Form:
        """Build the form with what is recorded."""
        return incident_form(ctx, case, incident, member.involvement(incident.id))

    @receives(doors.INCIDENT_FORM)
    async def take(
        self, ctx: Context, answers: Answers, case: CaseView, member: MemberFile, incident: Incident
    ) -> None:
        """Record how the incident concerns the member."""
        old = member.involvement(incident.id)
        organisation = answers.value("organisation")
        if (
            organisation is None
            and "organisation" not in (await self.form(ctx, case, member, incident)).fields
        ):
            organisation = old.organisation if old else None  # chosen on the page, not in this form
        new = Involvement(
            incident=incident.id,
            concerned=Answer.YES,
            organisation=organisation,
            learned_how=answers.maybe("how", KnownBy),
            learned_on=answers.day("on"),
            notice=answers.maybe("notice", Answer) or Answer.UNKNOWN,
            notice_on=answers.day("notice_on"),
        )
        await self._put(ctx, case, member, incident, new)

    @pressed(doors.INCIDENT_ORGANISATION)
    async def organisation(
        self, ctx: Context, case: CaseView, member: MemberFile, incident: Incident, menu: str
    ) -> None:
        """Record the organisation chosen on the page."""
        old = member.involvement(incident.id)
        organisation = ctx.picked(ids.PACK)
        if organisation not in [o.id for o in case.pack.choices(incident.id)]:
            raise InvalidInputError
        new = dataclasses.replace(old or Involvement(incident.id, Answer.YES), organisation=organisation)
        await self._put(ctx, case, member, incident, new)

    async def _put(
        self, ctx: Context, case: CaseView, member: MemberFile, incident: Incident, new: Involvement
    ) -> None:
        await self.services.entries.put_involvement(ctx.actor, case.id, member.ref, new)
        member = await self.services.entries.file(ctx.actor, case.id, member.ref)
        await self._show(ctx, case, member, incident, ctx.tr("Saved."))

    @pressed(doors.INCIDENT_DELETE)
    async def ask_delete(self, ctx: Context, case: CaseView, member: MemberFile, incident: Incident) -> None:
        """Ask before deleting."""
        text = ctx.tr("Delete all your answers and steps about this incident? They cannot be brought back.")
        at = (case.id, member.ref, incident.id)
        yes = danger(ctx.tr("Delete"), doors.INCIDENT_DELETE_YES.id(*at))
        await ctx.show(question(ctx, text, yes, doors.INCIDENT_PAGE.id(*at)))

    @pressed(doors.INCIDENT_DELETE_YES)
    async def delete(self, ctx: Context, case: CaseView, member: MemberFile, incident: Incident) -> None:
        """Delete everything recorded about the incident."""
        await self.services.entries.delete_incident(ctx.actor, case.id, member.ref, incident.id)
        await ctx.show(await hub(ctx, case, member.ref, ctx.tr("Deleted.")))
