"""`/privacy`: the notice in force, consents, leaving, erasing."""

import io
from typing import Any

import discord
from discord import app_commands

from bot.domain.errors import NotRegisteredError
from bot.domain.marks import N_
from bot.domain.member import MemberFile
from bot.domain.retention import WITHDRAWN_KEPT
from bot.domain.served import RecipientNoticeKind
from bot.services.receipts import before
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.choosing import begin, reference
from bot.ui.context import NONE, Context
from bot.ui.entries import question
from bot.ui.feature import Feature
from bot.ui.hub import hub, hub_of
from bot.ui.layout import danger
from bot.ui.markup import Markdown
from bot.ui.receipts import meaning, receipt_file, receipt_page
from bot.ui.router import pressed, starts
from bot.ui.translator import described, named
from cogs.privacy.pages import ledger_page, own_data_page, privacy_page


class Privacy(Feature):
    """As easy to leave as to join."""

    @app_commands.command(
        name=named("/privacy"), description=described(N_("Who holds your data, and how to leave or erase"))
    )
    async def privacy(self, interaction: discord.Interaction[Any]) -> None:
        """Show the notice in force and the ways out."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "privacy")

    @starts("privacy")
    async def start(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        await self._show(ctx, case, ref or NONE)

    @pressed(doors.PRIVACY)
    async def open(self, ctx: Context, case: CaseView, ref: str) -> None:
        """Show the notice in force and the ways out."""
        await self._show(ctx, case, ref)

    async def _show(self, ctx: Context, case: CaseView, ref: str) -> None:
        notice = await ctx.notice(case.id)
        entrance = await ctx.entrance(case.id)
        members = entrance.members
        member = await ctx.own(case.id, ref) if ref != NONE else next(iter(members), None)
        await ctx.show(privacy_page(ctx, case, notice, members, member, organiser=entrance.organiser))

    @pressed(doors.OWN_DATA)
    async def own_data(self, ctx: Context, case: CaseView) -> None:
        """Hand out everything that is readable about the person, as JSON and as PDF."""
        await ctx.think()
        files = await self.services.export.own(ctx.actor, case.id, ctx.language)
        attached = [discord.File(io.BytesIO(f.data), f.filename) for f in files]
        await ctx.show(own_data_page(ctx, case, [f.filename for f in files]), attached)

    @pressed(doors.LEDGER)
    async def ledger(self, ctx: Context, case: CaseView, member: MemberFile, at: str) -> None:
        """Show every consent that was given or withdrawn."""
        lines = await self.services.rights.ledger(ctx.actor, case.id, member.ref)
        await ctx.show(ledger_page(ctx, case, member.ref, lines, int(at), self.services.rights.limits.zone))

    @pressed(doors.LEAVE)
    async def ask_leave(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Say what leaving means."""
        text = ctx.tr(
            "Leave with {reference}? No figure and no letter made from now on counts it. The entries are "
            "kept for {days} days, in which you can come back, and are deleted then.",
            reference=reference(member.ref),
            days=WITHDRAWN_KEPT.days,
        )
        chosen = (await self.services.lanes.standing(ctx.actor, case.id, member.ref)).chosen
        if chosen is not None:
            sealed = ctx.tr("What was sealed for {recipient} is deleted.", recipient=chosen.name)
            text = f"{text} {sealed}"
        means = await self._meaning(ctx, case, member.ref, RecipientNoticeKind.WITHDRAWN)
        yes = danger(ctx.tr("Leave"), doors.LEAVE_YES.id(case.id, member.ref))
        await ctx.show(question(ctx, f"{text}\n{means}", yes, doors.PRIVACY.id(case.id, member.ref)))

    @pressed(doors.LEAVE_YES)
    async def leave(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Withdraw the registration, and give the receipt."""
        receipt = await self.services.rights.leave(ctx.actor, case.id, member.ref)
        files = receipt_file(ctx, case, receipt)
        page = receipt_page(ctx, ctx.tr("You have left."), receipt, self.services.rights.limits, files)
        await ctx.show(page.then(await hub(ctx, case, member.ref)), files)

    @pressed(doors.ERASE)
    async def ask_erase(self, ctx: Context, case: CaseView, ref: str) -> None:
        """Say what erasing means."""
        members = (await ctx.entrance(case.id)).members
        doomed = members if ref == NONE else (await ctx.own(case.id, ref),)
        if not doomed:
            raise NotRegisteredError
        text = ctx.tr(
            "Erase {references} for good? All entries, consents and sealed files are deleted at once and "
            "cannot be brought back; with the last registration goes the link to your Discord account.",
            references=Markdown(", ".join(reference(m.ref) for m in doomed)),
        )
        means = await self._meaning(ctx, case, None if ref == NONE else ref, RecipientNoticeKind.ERASED)
        yes = danger(ctx.tr("Erase for good"), doors.ERASE_YES.id(case.id, ref))
        await ctx.show(question(ctx, f"{text}\n{means}", yes, doors.PRIVACY.id(case.id, NONE)))

    @pressed(doors.ERASE_YES)
    async def erase(self, ctx: Context, case: CaseView, ref: str) -> None:
        """Erase, and give the receipt."""
        receipt = await self.services.rights.erase(ctx.actor, case.id, None if ref == NONE else ref)
        files = receipt_file(ctx, case, receipt)
        page = receipt_page(ctx, ctx.tr("Erased"), receipt, self.services.rights.limits, files)
        left = await self.services.enrol.members(ctx.actor, case.id)
        shown = page.then(await hub_of(ctx, case, left, left[0])) if left else page
        await ctx.show(shown, files)

    async def _meaning(self, ctx: Context, case: CaseView, ref: str | None, kind: RecipientNoticeKind) -> str:
        """Say what a way out means for letters, dossiers and backups."""
        rights = self.services.rights
        found = await rights.outlook(ctx.actor, case.id, ref)
        return meaning(before(found, ctx.language, rights.limits, kind))
