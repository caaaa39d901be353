"""What each route asks for, what of it is there, and the documents that are made on demand."""

import io

import discord

from bot.domain.codes import LetterKind, PaperKind, Route
from bot.domain.errors import NotFoundError
from bot.domain.member import MemberFile
from bot.domain.readiness import ItemState, RouteReadiness
from bot.domain.routing import authority_for
from bot.services import reminder_words
from bot.services.route_words import ASKS, LEAD, caveat, clock_lines, standing
from bot.services.views import CaseView, LetterFile
from bot.ui import doors
from bot.ui.context import Context
from bot.ui.entries import back
from bot.ui.feature import Feature
from bot.ui.layout import Page, Press, Tone, primary
from bot.ui.router import pressed
from bot.ui.speech import Speaker
from bot.ui.way import way_to_page
from cogs.letters.pages import parcels

_MARKS = {ItemState.THERE: "✅", ItemState.MISSING: "⬜", ItemState.PEN: "✍️"}
_MOST_CLOCKS = 4


class Routes(Feature):
    """The pages below "What is there, what is missing"."""

    @pressed(doors.ROUTES)
    async def overview(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Show every route in a line, and the days that press most."""
        routes = await self.services.routes.readiness(ctx.actor, case.id, member.ref)
        calendar = await self.services.routes.has_calendar(ctx.actor, case.id, member.ref)
        await ctx.show(overview_page(ctx, case, member, routes, calendar=calendar))

    @pressed(doors.ROUTE_PAGE)
    async def one(self, ctx: Context, case: CaseView, member: MemberFile, route: str) -> None:
        """Show one route: what it asks for, its days, its documents."""
        routes = await self.services.routes.readiness(ctx.actor, case.id, member.ref)
        found = next((r for r in routes if r.route == route), None)
        if found is None:
            raise NotFoundError
        await ctx.show(route_page(ctx, case, member, found))

    @pressed(doors.PAPER_MAKE)
    async def make(self, ctx: Context, case: CaseView, member: MemberFile, kind: str) -> None:
        """Make one kind of document and hand it over; with a page on, there."""
        if self.services.page.on:
            text = ctx.tr("Your letters are made on your own page: with your name, or with blank fields.")
            await ctx.show(await way_to_page(ctx, case, text))
            return
        await ctx.think()
        files = await self.services.routes.make(ctx.actor, case.id, member.ref, PaperKind(kind))
        parts = parcels(files)
        for at, part in enumerate(parts):
            page = papers_page(ctx, case, member, part, last=at == len(parts) - 1)
            await ctx.show(page, [discord.File(io.BytesIO(f.data), f.filename) for f in part])


def overview_page(
    speaker: Speaker,
    case: CaseView,
    member: MemberFile,
    routes: tuple[RouteReadiness, ...],
    *,
    calendar: bool,
) -> Page:
    """Draw every route in a line with a way in, the days that press most, a calendar where one is left."""
    page = Page().text(f"### {speaker.tr('What is there, what is missing')}", speaker.tr(LEAD))
    for route in routes:
        text = f"**{_name(speaker, case, member, route.route)}**\n{standing(speaker, route)}"
        page.section(text, Press(speaker.tr("Open"), doors.ROUTE_PAGE.id(case.id, member.ref, route.route)))
    every = sorted((c for r in routes for c in r.clocks), key=lambda c: (c.state == "expired", c.earliest))
    lines = clock_lines(speaker, case.pack, every, _MOST_CLOCKS)
    if lines:
        page.text(
            f"**{speaker.tr('Time limits')}**\n" + "\n".join(f"- {line}" for line in lines),
            caveat(speaker, every),
        )
    made = doors.PAPER_MAKE.id(case.id, member.ref, PaperKind.CALENDAR)
    return page.row(
        Press(speaker.tr(reminder_words.TITLE), doors.REMINDERS.id(case.id, member.ref)),
        Press(speaker.label(PaperKind.CALENDAR), made) if calendar else None,
        back(speaker, case, member.ref),
    )


def route_page(speaker: Speaker, case: CaseView, member: MemberFile, route: RouteReadiness) -> Page:
    """Draw one route: the things asked for with their marks, the days, the documents that can be made."""
    name = _name(speaker, case, member, route.route)
    items = "\n".join(f"{_MARKS[item.state]} {speaker.tr(item.text)}" for item in route.items)
    legend = speaker.tr("✅ recorded · ⬜ missing · ✍️ by pen on the document, never in chat")
    page = Page().text(f"### {name}", f"{speaker.tr(ASKS[route.route])}\n{items}", legend)
    lines = clock_lines(speaker, case.pack, route.clocks, 2 * _MOST_CLOCKS)
    if lines:
        page.text(
            f"**{speaker.tr('Time limits')}**\n" + "\n".join(f"- {line}" for line in lines),
            caveat(speaker, route.clocks),
        )
    presses = [_document(speaker, case, member, kind) for kind in route.documents]
    shown = list({press.custom_id: press for press in presses}.values())
    if shown:
        shown[0] = primary(shown[0].label, shown[0].custom_id)
    other = Press(speaker.tr("Other routes"), doors.ROUTES.id(case.id, member.ref))
    return page.row(*shown).row(other, back(speaker, case, member.ref))


def papers_page(
    speaker: Speaker, case: CaseView, member: MemberFile, files: list[LetterFile], *, last: bool
) -> Page:
    """Show documents below what they are for."""
    page = Page(Tone.DONE).text(f"### {speaker.label(files[0].kind)}")
    page.text(
        speaker.tr(
            "Save these files: they are not stored here. Read the page that goes with them first, fill in "
            "the blank fields, and change what is not right. They are models that no lawyer has reviewed."
        )
    )
    for file in files:
        page.file(file.filename)
    if last:
        page.row(
            Press(speaker.tr("Other routes"), doors.ROUTES.id(case.id, member.ref)),
            back(speaker, case, member.ref),
        )
    return page


def _name(speaker: Speaker, case: CaseView, member: MemberFile, route: Route) -> str:
    authority = authority_for(case.pack, member.residence, member.work)
    if route is Route.AUTHORITY and authority:
        return f"{speaker.label(route)} ({authority.short_name})"
    return speaker.label(route)


def _document(speaker: Speaker, case: CaseView, member: MemberFile, kind: LetterKind | PaperKind) -> Press:
    if isinstance(kind, LetterKind):
        return Press(speaker.tr("My letters"), doors.LETTERS.id(case.id, member.ref))
    return Press(speaker.label(kind), doors.PAPER_MAKE.id(case.id, member.ref, kind))
