"""Recording what the breach did to a member: adding, listing, correcting, deleting."""

import dataclasses

from bot.domain.codes import HarmHead, Proof
from bot.domain.member import EntryId, Harm, MemberFile
from bot.services.views import CaseView
from bot.ui import doors, ids
from bot.ui.context import Context
from bot.ui.entries import delete_question, entry
from bot.ui.feature import Feature
from bot.ui.forms import Form
from bot.ui.payload import Answers
from bot.ui.router import builds, pressed, receives
from cogs.harms.pages import entry_page, harm_form, list_page

# A new entry has no id until the service draws one.
NEW = EntryId("")


class Harms(Feature):
    """Heads of damage of one member."""

    @pressed(doors.HARMS)
    async def all(self, ctx: Context, case: CaseView, member: MemberFile, at: str) -> None:
        """Show a page of the list."""
        await ctx.show(list_page(ctx, case, member, int(at)))

    @pressed(doors.HARM_NEW)
    async def new(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Open the form."""
        await ctx.open(doors.HARM_FORM, case.id, member.ref)

    @builds(doors.HARM_FORM)
    async def new_form(self, ctx: Context, case: CaseView, member: MemberFile) -> Form:
        """Build the form, empty, for somebody who may use it."""
        return harm_form(ctx, None)

    @receives(doors.HARM_FORM)
    async def add(self, ctx: Context, answers: Answers, case: CaseView, member: MemberFile) -> None:
        """Record a new entry."""
        harm = _harm(NEW, answers)
        entry_id = await self.services.entries.add_harm(ctx.actor, case.id, member.ref, harm)
        await ctx.show(
            entry_page(ctx, case, member.ref, dataclasses.replace(harm, id=entry_id), ctx.tr("Saved."))
        )

    @pressed(doors.HARM_SELECT)
    async def select(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Show the entry chosen in the list."""
        await self._show(ctx, case, member, ctx.picked(ids.ENTRY))

    @pressed(doors.HARM)
    async def open(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> None:
        """Show one entry."""
        await self._show(ctx, case, member, entry_id)

    async def _show(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> None:
        await ctx.show(entry_page(ctx, case, member.ref, entry(member.harms, entry_id)))

    @pressed(doors.HARM_EDIT)
    async def edit(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> None:
        """Open the form again."""
        await ctx.open(doors.HARM_EDIT_FORM, case.id, member.ref, entry_id)

    @builds(doors.HARM_EDIT_FORM)
    async def edit_form(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> Form:
        """Build the form with what is recorded."""
        return harm_form(ctx, entry(member.harms, entry_id))

    @receives(doors.HARM_EDIT_FORM)
    async def amend(
        self, ctx: Context, answers: Answers, case: CaseView, member: MemberFile, entry_id: str
    ) -> None:
        """Replace the entry."""
        harm = _harm(EntryId(entry_id), answers)
        await self.services.entries.amend_harm(ctx.actor, case.id, member.ref, harm)
        await ctx.show(entry_page(ctx, case, member.ref, harm, ctx.tr("Saved.")))

    @pressed(doors.HARM_DELETE)
    async def ask_delete(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> None:
        """Ask before deleting."""
        found = entry(member.harms, entry_id)
        at = (case.id, member.ref, entry_id)
        question = delete_question(
            ctx, ctx.label(found.head), doors.HARM_DELETE_YES.id(*at), doors.HARM.id(*at)
        )
        await ctx.show(question)

    @pressed(doors.HARM_DELETE_YES)
    async def delete(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> None:
        """Delete one entry."""
        await self.services.entries.delete_harm(ctx.actor, case.id, member.ref, EntryId(entry_id))
        await ctx.show(list_page(ctx, case, await self._file(ctx, case, member), 0, ctx.tr("Deleted.")))

    async def _file(self, ctx: Context, case: CaseView, member: MemberFile) -> MemberFile:
        return await self.services.entries.file(ctx.actor, case.id, member.ref)


def _harm(entry_id: EntryId, answers: Answers) -> Harm:
    return Harm(
        id=entry_id,
        head=answers.one("head", HarmHead),
        amount_cents=answers.cents("amount"),
        minutes=answers.minutes("time"),
        since=answers.day("since"),
        proof=answers.maybe("proof", Proof) or Proof.NONE_YET,
    )
