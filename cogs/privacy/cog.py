"""`/privacy`: the notice in force, consents, leaving, erasing."""

from typing import Any

import discord
from discord import app_commands

from bot.domain.errors import NotRegisteredError
from bot.domain.marks import N_
from bot.domain.member import MemberFile
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.choosing import begin, reference
from bot.ui.context import NONE, Context
from bot.ui.entries import question
from bot.ui.feature import Feature
from bot.ui.hub import hub, hub_of
from bot.ui.layout import danger
from bot.ui.markup import Markdown
from bot.ui.router import pressed, starts
from bot.ui.translator import described, named
from cogs.privacy.pages import erased_page, privacy_page


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
        notice = await self.services.notice.notice(ctx.actor, case.id, ctx.language)
        members = (await ctx.entrance(case.id)).members
        member = await ctx.own(case.id, ref) if ref != NONE else next(iter(members), None)
        await ctx.show(privacy_page(ctx, case, notice, members, member))

    @pressed(doors.LEAVE)
    async def ask_leave(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Say what leaving means."""
        text = ctx.tr(
            "Leave with {reference}? From now on no figure and no letter counts it. The entries are kept "
            "until you erase them, and you can come back.",
            reference=reference(member.ref),
        )
        chosen = (await self.services.lanes.standing(ctx.actor, case.id, member.ref)).chosen
        if chosen is not None:
            sealed = ctx.tr("What was sealed for {recipient} is deleted.", recipient=chosen.name)
            text = f"{text} {sealed}"
        yes = danger(ctx.tr("Leave"), doors.LEAVE_YES.id(case.id, member.ref))
        await ctx.show(question(ctx, text, yes, doors.PRIVACY.id(case.id, member.ref)))

    @pressed(doors.LEAVE_YES)
    async def leave(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Withdraw the registration."""
        await self.services.rights.leave(ctx.actor, case.id, member.ref)
        await ctx.show(await hub(ctx, case, member.ref, ctx.tr("You have left.")))

    @pressed(doors.ERASE)
    async def ask_erase(self, ctx: Context, case: CaseView, ref: str) -> None:
        """Say what erasing means."""
        members = (await ctx.entrance(case.id)).members
        doomed = members if ref == NONE else (await ctx.own(case.id, ref),)
        if not doomed:
            raise NotRegisteredError
        text = ctx.tr(
            "Erase {references} for good? All entries and consents are deleted at once and cannot be brought "
            "back; with the last registration goes the link to your Discord account. Letters already handed "
            "over are out of our reach.",
            references=Markdown(", ".join(reference(m.ref) for m in doomed)),
        )
        yes = danger(ctx.tr("Erase for good"), doors.ERASE_YES.id(case.id, ref))
        await ctx.show(question(ctx, text, yes, doors.PRIVACY.id(case.id, NONE)))

    @pressed(doors.ERASE_YES)
    async def erase(self, ctx: Context, case: CaseView, ref: str) -> None:
        """Erase, and show the receipt."""
        receipt = await self.services.rights.erase(ctx.actor, case.id, None if ref == NONE else ref)
        page = erased_page(ctx, case, receipt)
        left = await self.services.enrol.members(ctx.actor, case.id)
        await ctx.show(page.then(await hub_of(ctx, case, left, left[0])) if left else page)
