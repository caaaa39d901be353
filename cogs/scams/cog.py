"""Recording suspicious contacts: `/scam`, its two forms, the list, correcting and deleting."""

import dataclasses
from typing import Any

import discord
from discord import app_commands

from bot.domain.codes import ASKED_APART, AskedFor, Channel, LeakCategory, Pretext, ReportedTo, ScamOutcome
from bot.domain.marks import N_
from bot.domain.member import EntryId, MemberFile, ScamContact
from bot.services.views import CaseView
from bot.ui import doors, ids
from bot.ui.choosing import begin, person
from bot.ui.context import Context
from bot.ui.entries import delete_question, entry
from bot.ui.feature import Feature
from bot.ui.forms import Form
from bot.ui.payload import Answers
from bot.ui.router import builds, pressed, receives, starts
from bot.ui.translator import described, named
from cogs.scams.pages import after_form, contact_form, entry_page, list_page

# A new contact has no id until the service draws one.
NEW = EntryId("")


class Scams(Feature):
    """From the call to a line in the file, in four interactions."""

    @app_commands.command(name=named("/scam"), description=described(N_("Record a suspicious contact")))
    async def scam(self, interaction: discord.Interaction[Any]) -> None:
        """Open the first form at once."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "scam")

    @starts("scam")
    async def start(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        member = await person(ctx, case, "scam", ref)
        if member is not None:
            await ctx.open(doors.SCAM_FORM, case.id, member.ref)

    @pressed(doors.SCAMS)
    async def all(self, ctx: Context, case: CaseView, member: MemberFile, at: str) -> None:
        """Show a page of the list."""
        await ctx.show(list_page(ctx, case, member, int(at)))

    @pressed(doors.SCAM_NEW)
    async def new(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Open the first form."""
        await ctx.open(doors.SCAM_FORM, case.id, member.ref)

    @builds(doors.SCAM_FORM)
    async def new_form(self, ctx: Context, case: CaseView, member: MemberFile) -> Form:
        """Build the first form, empty, for somebody who may use it."""
        return contact_form(ctx, None)

    @receives(doors.SCAM_FORM)
    async def add(self, ctx: Context, answers: Answers, case: CaseView, member: MemberFile) -> None:
        """Record a new contact."""
        scam = ScamContact(
            id=NEW,
            channel=answers.one("channel", Channel),
            pretext=answers.one("pretext", Pretext),
            happened_on=answers.needed_day("on"),
            knew=answers.many("knew", LeakCategory),
            asked_for=answers.many("asked", AskedFor),
        )
        entry_id = await self.services.entries.add_scam(ctx.actor, case.id, member.ref, scam)
        await ctx.show(
            entry_page(ctx, case, member.ref, dataclasses.replace(scam, id=entry_id), ctx.tr("Saved."))
        )

    @pressed(doors.SCAM_SELECT)
    async def select(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Show the entry chosen in the list."""
        await self._show(ctx, case, member, ctx.picked(ids.ENTRY))

    @pressed(doors.SCAM)
    async def open(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> None:
        """Show one entry."""
        await self._show(ctx, case, member, entry_id)

    async def _show(
        self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str, note: str = ""
    ) -> None:
        await ctx.show(entry_page(ctx, case, member.ref, entry(member.scams, entry_id), note))

    @pressed(doors.SCAM_EDIT)
    async def edit(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> None:
        """Open the first form again."""
        await ctx.open(doors.SCAM_EDIT_FORM, case.id, member.ref, entry_id)

    @builds(doors.SCAM_EDIT_FORM)
    async def edit_form(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> Form:
        """Build the first form with what is recorded."""
        return contact_form(ctx, entry(member.scams, entry_id))

    @receives(doors.SCAM_EDIT_FORM)
    async def amend(
        self, ctx: Context, answers: Answers, case: CaseView, member: MemberFile, entry_id: str
    ) -> None:
        """Replace what the first form asks; what the second asked stays."""
        old = entry(member.scams, entry_id)
        new = dataclasses.replace(
            old,
            channel=answers.one("channel", Channel),
            pretext=answers.one("pretext", Pretext),
            happened_on=answers.needed_day("on"),
            knew=answers.many("knew", LeakCategory) | (old.knew & ASKED_APART),
            asked_for=answers.many("asked", AskedFor),
        )
        await self._amend(ctx, case, member, new)

    @pressed(doors.SCAM_AFTER)
    async def after(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> None:
        """Open the second form."""
        await ctx.open(doors.SCAM_AFTER_FORM, case.id, member.ref, entry_id)

    @builds(doors.SCAM_AFTER_FORM)
    async def after_form(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> Form:
        """Build the second form with what is recorded."""
        return after_form(ctx, entry(member.scams, entry_id))

    @receives(doors.SCAM_AFTER_FORM)
    async def take_after(
        self, ctx: Context, answers: Answers, case: CaseView, member: MemberFile, entry_id: str
    ) -> None:
        """Add what came of it; what the first form asked stays."""
        old = entry(member.scams, entry_id)
        new = dataclasses.replace(
            old,
            outcome=answers.maybe("outcome", ScamOutcome),
            loss_cents=answers.cents("loss"),
            reported_to=answers.many("reported", ReportedTo),
            knew=(old.knew - ASKED_APART) | answers.many("knew_more", LeakCategory),
        )
        await self._amend(ctx, case, member, new)

    async def _amend(self, ctx: Context, case: CaseView, member: MemberFile, new: ScamContact) -> None:
        await self.services.entries.amend_scam(ctx.actor, case.id, member.ref, new)
        await ctx.show(entry_page(ctx, case, member.ref, new, ctx.tr("Saved.")))

    @pressed(doors.SCAM_DELETE)
    async def ask_delete(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> None:
        """Ask before deleting."""
        found = entry(member.scams, entry_id)
        text = f"{ctx.label(found.channel)} · {ctx.label(found.pretext)} · {ctx.date(found.happened_on)}"
        at = (case.id, member.ref, entry_id)
        await ctx.show(delete_question(ctx, text, doors.SCAM_DELETE_YES.id(*at), doors.SCAM.id(*at)))

    @pressed(doors.SCAM_DELETE_YES)
    async def delete(self, ctx: Context, case: CaseView, member: MemberFile, entry_id: str) -> None:
        """Delete one entry."""
        await self.services.entries.delete_scam(ctx.actor, case.id, member.ref, EntryId(entry_id))
        await ctx.show(list_page(ctx, case, await self._file(ctx, case, member), 0, ctx.tr("Deleted.")))

    async def _file(self, ctx: Context, case: CaseView, member: MemberFile) -> MemberFile:
        return await self.services.entries.file(ctx.actor, case.id, member.ref)
