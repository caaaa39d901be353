"""The dates that a member can be reminded of: asking, stopping, and what they were told of."""

from collections.abc import Sequence

from bot.domain.codes import Purpose
from bot.domain.member import MemberFile
from bot.domain.reminders import Reminder
from bot.services.reminder_words import (
    BY_MESSAGE,
    HERE_ONLY,
    KEPT,
    LEAD,
    NO_LONGER,
    NO_MORE,
    TITLE,
    said,
    waiting,
)
from bot.services.route_words import ONLY_A_LAWYER
from bot.services.views import CaseView
from bot.ui import doors, ids
from bot.ui.context import Context
from bot.ui.entries import back
from bot.ui.feature import Feature
from bot.ui.forms import Option
from bot.ui.layout import Page, Press, Tone, danger
from bot.ui.router import pressed
from bot.ui.speech import Speaker


class Reminders(Feature):
    """Looking counts as being told; stopping works at once, even while nothing new is taken in."""

    @pressed(doors.REMINDERS)
    async def open(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Show the dates and what was told."""
        await self._show(ctx, case, member)

    async def _show(self, ctx: Context, case: CaseView, member: MemberFile, note: str = "") -> None:
        found = await self.services.reminders.look(ctx.actor, case.id, member.ref)
        await ctx.show(reminders_page(ctx, case, member, found, note))

    @pressed(doors.REMINDER_ASK)
    async def ask(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Remind of the one chosen."""
        await self.services.reminders.ask(ctx.actor, case.id, member.ref, ctx.picked(ids.CLOCK))
        await self._show(ctx, case, member, ctx.tr(KEPT))

    @pressed(doors.REMINDER_STOP)
    async def stop(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Remind of the one chosen no more."""
        await self.services.reminders.stop(ctx.actor, case.id, member.ref, ctx.picked(ids.CLOCK))
        await self._show(ctx, case, member, ctx.tr(NO_LONGER))

    @pressed(doors.REMINDER_STOP_ALL)
    async def stop_all(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Remind of nothing any more."""
        await self.services.reminders.stop(ctx.actor, case.id, member.ref)
        await self._show(ctx, case, member, ctx.tr(NO_MORE))


def reminders_page(
    speaker: Speaker, case: CaseView, member: MemberFile, found: Sequence[Reminder], note: str = ""
) -> Page:
    """Draw what was told, what is asked for, and two menus."""
    page = Page(Tone.DONE if note else Tone.PLAIN).text(note, f"### {speaker.tr(TITLE)}")
    told = waiting(speaker, case.pack, [one for one in found if one.waiting])
    page.text("\n- ".join(told))
    written = Purpose.CONTACT in member.consents
    page.text(speaker.tr(LEAD), speaker.tr(BY_MESSAGE if written else HERE_ONLY))
    asked = [one for one in found if one.asked]
    if asked:
        lines = [f"- 🔔 {said(speaker, case.pack, one)}" for one in asked]
        page.text("\n".join(lines), speaker.tr(ONLY_A_LAWYER))
    at = (case.id, member.ref)
    page.menu(doors.REMINDER_ASK.id(*at), speaker.tr("Remind me of …"), _options(speaker, case, found, False))
    page.menu(doors.REMINDER_STOP.id(*at), speaker.tr("No longer of …"), _options(speaker, case, found, True))
    stop = danger(speaker.tr("Stop all reminders"), doors.REMINDER_STOP_ALL.id(*at)) if asked else None
    group = Press(speaker.tr("The group's letters"), doors.GROUP.id(*at))
    return page.row(
        group, Press(speaker.tr("Consents"), doors.CONSENTS.id(*at)), stop, back(speaker, case, member.ref)
    )


def _options(speaker: Speaker, case: CaseView, found: Sequence[Reminder], asked: bool) -> list[Option]:
    return [Option(one.key, said(speaker, case.pack, one)) for one in found if one.asked is asked]
