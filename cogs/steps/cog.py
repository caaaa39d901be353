"""Recording steps taken: adding, listing, correcting, deleting."""

import dataclasses

from bot.domain.codes import StepKind, StepOutcome
from bot.domain.member import EntryId, MemberFile, Step
from bot.domain.pack import Incident
from bot.services.views import CaseView
from bot.ui import doors, ids
from bot.ui.context import Context
from bot.ui.entries import delete_question, entry
from bot.ui.feature import Feature
from bot.ui.forms import Form
from bot.ui.payload import Answers
from bot.ui.router import ExpiredError, builds, pressed, receives
from cogs.steps.pages import entry_page, list_page, step_form, which_incident

# A new entry has no id until the service draws one.
NEW = EntryId("")


class Steps(Feature):
    """Steps of one member, each about one incident."""

    @pressed(doors.STEPS)
    async def all(self, ctx: Context, case: CaseView, member: MemberFile, at: str) -> None:
        """Show a page of the list."""
        await ctx.show(list_page(ctx, case, member, int(at)))

    @pressed(doors.STEP_NEW)
    async def new(self, ctx: Context, case: CaseView, member: MemberFile, kind: str) -> None:
        """Open the form, or ask first which incident it is about."""
        incidents = case.pack.incidents
        if len(incidents) == 1:
            await ctx.open(doors.STEP_FORM, case.id, member.ref, incidents[0].id, kind)
        else:
            await ctx.show(which_incident(ctx, case, member.ref, kind))

    @pressed(doors.STEP_PICK)
    async def pick(self, ctx: Context, case: CaseView, member: MemberFile, kind: str) -> None:
        """Open the form for the incident chosen."""
        incident_id = ctx.picked(ids.INCIDENT)
        if incident_id not in [i.id for i in case.pack.incidents]:
            raise ExpiredError
        await ctx.open(doors.STEP_FORM, case.id, member.ref, incident_id, kind)

    @builds(doors.STEP_FORM)
    async def new_form(
        self, ctx: Context, case: CaseView, member: MemberFile, incident: Incident, kind: str
    ) -> Form:
        """Build the form for somebody who may use it."""
        return step_form(ctx, case, incident, None, kind)

    @receives(doors.STEP_FORM)
    async def add(
        self,
        ctx: Context,
        answers: Answers,
        case: CaseView,
        member: MemberFile,
        incident: Incident,
        kind: str,
    ) -> None:
        """Record a new step."""
        step = _step(NEW, incident.id, answers)
        entry_id = await self.services.entries.add_step(ctx.actor, case.id, member.ref, step)
        await ctx.show(
            entry_page(ctx, case, member.ref, dataclasses.replace(step, id=entry_id), ctx.tr("Saved."))
        )

    @pressed(doors.STEP_SELECT)
    async def select(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Show the entry chosen in the list."""
        await self._show(ctx, case, member, ctx.picked(ids.ENTRY))

    @pressed(doors.STEP_PAGE)
    async def open(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> None:
        """Show one entry."""
        await self._show(ctx, case, member, entry_id)

    async def _show(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> None:
        await ctx.show(entry_page(ctx, case, member.ref, entry(member.steps, entry_id)))

    @pressed(doors.STEP_EDIT)
    async def edit(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> None:
        """Open the form again."""
        await ctx.open(doors.STEP_EDIT_FORM, case.id, member.ref, entry_id)

    @builds(doors.STEP_EDIT_FORM)
    async def edit_form(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> Form:
        """Build the form with what is recorded."""
        step = entry(member.steps, entry_id)
        return step_form(ctx, case, case.pack.incident(step.incident), step, step.kind)

    @receives(doors.STEP_EDIT_FORM)
    async def amend(
        self, ctx: Context, answers: Answers, case: CaseView, member: MemberFile, entry_id: str
    ) -> None:
        """Replace the entry; the incident stays."""
        old = entry(member.steps, entry_id)
        new = _step(old.id, old.incident, answers)
        await self.services.entries.amend_step(ctx.actor, case.id, member.ref, new)
        await ctx.show(entry_page(ctx, case, member.ref, new, ctx.tr("Saved.")))

    @pressed(doors.STEP_DELETE)
    async def ask_delete(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> None:
        """Ask before deleting."""
        found = entry(member.steps, entry_id)
        text = f"{ctx.label(found.kind)} · {ctx.date(found.sent_on)}"
        at = (case.id, member.ref, entry_id)
        await ctx.show(delete_question(ctx, text, doors.STEP_DELETE_YES.id(*at), doors.STEP_PAGE.id(*at)))

    @pressed(doors.STEP_DELETE_YES)
    async def delete(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> None:
        """Delete one entry."""
        await self.services.entries.delete_step(ctx.actor, case.id, member.ref, EntryId(entry_id))
        await ctx.show(list_page(ctx, case, await self._file(ctx, case, member), 0, ctx.tr("Deleted.")))

    async def _file(self, ctx: Context, case: CaseView, member: MemberFile) -> MemberFile:
        return await self.services.entries.file(ctx.actor, case.id, member.ref)


def _step(entry_id: EntryId, incident_id: str, answers: Answers) -> Step:
    return Step(
        id=entry_id,
        incident=incident_id,
        kind=answers.one("kind", StepKind),
        sent_on=answers.needed_day("on"),
        organisation=answers.value("organisation"),
        outcome=answers.one("outcome", StepOutcome),
        answered_on=answers.day("answered_on"),
    )
