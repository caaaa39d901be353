"""Joining: what the panel's buttons and `/join` do."""

import dataclasses
from typing import Any

import discord
from discord import app_commands

from bot.domain.codes import Capacity, CaseStatus, MemberStatus, Purpose
from bot.domain.errors import CaseClosedError, InvalidInputError, NotAdultError, NoticeChangedError
from bot.domain.marks import N_
from bot.domain.member import MemberFile
from bot.services.views import CaseView, Notice, Registration
from bot.ui import doors, ids
from bot.ui.choosing import begin, reference
from bot.ui.context import NONE, Context
from bot.ui.feature import Feature
from bot.ui.forms import Form
from bot.ui.hub import hub, hub_of
from bot.ui.layout import Press
from bot.ui.panel import about_page, notice_page
from bot.ui.payload import Answers
from bot.ui.places import all_countries, menu_count
from bot.ui.router import builds, pressed, receives, starts
from bot.ui.translator import described, named
from cogs.enrol.pages import join_form, join_page


class Enrol(Feature):
    """From the first look to a reference of one's own."""

    @app_commands.command(
        name=named("/join"), description=described(N_("Join the group action of this server"))
    )
    async def join(self, interaction: discord.Interaction[Any]) -> None:
        """Show who can be registered and what it means."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "join")

    @starts("join")
    async def start(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        await self._show_join(ctx, case, NONE)

    @pressed(doors.JOIN)
    async def joining(self, ctx: Context, case: CaseView, country: str) -> None:
        """Go on from the panel."""
        await self._show_join(ctx, case, country)

    async def _show_join(self, ctx: Context, case: CaseView, country: str) -> None:
        if case.status is CaseStatus.CLOSED:
            raise CaseClosedError
        notice = await ctx.notice(case.id)
        members = (await ctx.entrance(case.id)).members
        await ctx.show(join_page(ctx, case, notice, members, ctx.chosen, country))

    @pressed(doors.ABOUT)
    async def about(self, ctx: Context, case: CaseView) -> None:
        """Explain, in the language whose button was pressed."""
        notice = await ctx.notice(case.id)
        await ctx.show(about_page(ctx, case, notice, ctx.chosen))

    @pressed(doors.NOTICE)
    async def read_notice(self, ctx: Context, case: CaseView, at: str) -> None:
        """Show a page of the notice."""
        notice = await ctx.notice(case.id)
        await ctx.show(notice_page(ctx, case, notice, ctx.chosen, int(at)))

    @pressed(doors.JOIN_MINOR)
    async def minor(self, ctx: Context, case: CaseView) -> None:
        """Refuse kindly; nothing is stored."""
        raise NotAdultError

    @pressed(doors.JOIN_COUNTRIES)
    async def countries(self, ctx: Context, case: CaseView) -> None:
        """Offer every country."""
        menus = [doors.JOIN_COUNTRY.id(case.id, ctx.chosen, str(n)) for n in range(menu_count())]
        back = Press(ctx.tr("Back"), doors.JOIN.id(case.id, ctx.chosen, NONE))
        await ctx.show(all_countries(ctx, menus, back))

    @pressed(doors.JOIN_COUNTRY)
    async def country(self, ctx: Context, case: CaseView, menu: str) -> None:
        """Go on with a country that the form does not list."""
        await self._show_join(ctx, case, ctx.picked(ids.COUNTRY))

    @pressed(doors.JOIN_OPEN)
    async def open_form(self, ctx: Context, case: CaseView, country: str, capacity: str) -> None:
        """Open the form; it carries the version of the text that stands beside the ticks."""
        if case.status is CaseStatus.CLOSED:
            raise CaseClosedError
        notice = await ctx.notice(case.id)
        await ctx.open(doors.JOIN_FORM, case.id, ctx.language, country, capacity, notice.version[:16])

    @builds(doors.JOIN_FORM)
    async def form(self, ctx: Context, case: CaseView, country: str, capacity: str, version: str) -> Form:
        """Build the form from the notice in force."""
        notice = await ctx.notice(case.id)
        return join_form(ctx, case, notice, Capacity(capacity), country)

    @receives(doors.JOIN_FORM)
    async def register(
        self, ctx: Context, answers: Answers, case: CaseView, country: str, capacity: str, version: str
    ) -> None:
        """Register, if the text shown is still the one in force."""
        notice = await ctx.notice(case.id)
        if notice.version[:16] != version:
            raise NoticeChangedError
        residence = answers.value("residence")
        if residence is None:
            raise InvalidInputError
        registration = _registration(ctx, answers, notice, Capacity(capacity), residence)
        member = await self.services.enrol.register(ctx.actor, case.id, registration)
        others = [m for m in (await ctx.entrance(case.id)).members if m.ref != member.ref]
        note = ctx.tr(
            "You are registered under the reference {reference}. Nobody sees your name; write to the "
            "organisers with this reference.",
            reference=reference(member.ref),
        )
        await ctx.show(await hub_of(ctx, case, [*others, member], member, note))

    # --------------------------------------------------- somebody represented comes back

    @pressed(doors.COME_BACK)
    async def open_return(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Open the form for a registration that was left; its consents are asked for anew."""
        if case.status is CaseStatus.CLOSED:
            raise CaseClosedError
        notice = await ctx.notice(case.id)
        await ctx.open(doors.COME_BACK_FORM, case.id, member.ref, notice.version[:16])

    @builds(doors.COME_BACK_FORM)
    async def return_form(self, ctx: Context, case: CaseView, member: MemberFile, version: str) -> Form:
        """Build the form of joining, with the countries as they were."""
        notice = await ctx.notice(case.id)
        return join_form(ctx, case, notice, member.capacity, member.residence, member.work)

    @receives(doors.COME_BACK_FORM)
    async def return_(
        self, ctx: Context, answers: Answers, case: CaseView, member: MemberFile, version: str
    ) -> None:
        """Bring the registration back under its old reference, with its entries."""
        if member.status is MemberStatus.REGISTERED:
            await ctx.show(await hub(ctx, case, member.ref))
            return
        notice = await ctx.notice(case.id)
        if notice.version[:16] != version:
            raise NoticeChangedError
        residence = answers.value("residence") or member.residence
        registration = _registration(ctx, answers, notice, member.capacity, residence)
        back = dataclasses.replace(registration, ref=member.ref)
        await self.services.enrol.register(ctx.actor, case.id, back)
        await ctx.show(await hub(ctx, case, member.ref, ctx.tr("Saved.")))


def _registration(
    ctx: Context, answers: Answers, notice: Notice, capacity: Capacity, residence: str
) -> Registration:
    return Registration(
        capacity=capacity,
        adult=capacity is Capacity.SELF or answers.value("adult") == "yes",
        consents=answers.many("consents", Purpose),
        notice_version=notice.version,
        language=ctx.language,
        residence=residence,
        work=answers.value("work"),
    )
