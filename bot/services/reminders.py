"""Reminders that people ask for: which dates there are, who wants to be told of which, and no more of it.

What they were told of is shown until they have looked; who tells them is `reminding`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.access import Action, Actor
from bot.domain.calendar_days import add_months
from bot.domain.clocks import Clock, clocks
from bot.domain.codes import Purpose
from bot.domain.errors import NotFoundError
from bot.domain.member import MemberFile
from bot.domain.pack import Pack
from bot.domain.reminders import DIGEST, Reminder, key_of
from bot.packs import shipped_laws
from bot.services.filing_clocks import group_clocks
from bot.services.two_people import asker
from bot.services.work import Deps, Work, reading, working
from bot.storage import BindingRow, ReminderRow, Tx


class ReminderService:
    """Takes wishes, shows what was told, and forgets at once what is no longer wanted."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    # ---------------------------------------------------------------------- members

    async def seen(self, actor: Actor, case_id: str, ref: str) -> tuple[Reminder, ...]:
        """Return the dates that the member can be reminded of, the digest last, and which they asked for."""
        async with reading(self._deps, actor, case_id, Action.READ_OWN_FILE) as work:
            return await _of_member(work, await work.own_registered(ref))

    async def look(self, actor: Actor, case_id: str, ref: str) -> tuple[Reminder, ...]:
        """Return the same, and note that the member has seen what they were told of."""
        async with reading(self._deps, actor, case_id, Action.READ_OWN_FILE) as work:
            member = await work.own_registered(ref)
            found = await _of_member(work, member)
        if any(one.waiting for one in found):
            async with self._deps.store.transaction() as tx:
                await tx.reminders.looked(member.id)
        return found

    async def waiting(self, actor: Actor, case_id: str, ref: str) -> tuple[Reminder, ...]:
        """Return what the member was told of and has not looked at."""
        async with reading(self._deps, actor, case_id, Action.READ_OWN_FILE) as work:
            return await waiting_of(work, await work.own(ref))

    async def knocks(self, actor: Actor, case_id: str, ref: str) -> bool:
        """Whether the bot writes to the member when a date is due."""
        async with reading(self._deps, actor, case_id, Action.READ_OWN_FILE) as work:
            member = await work.own_registered(ref)
            assert work.account is not None  # whoever has a member has one
            return await knock_at(work.tx, member, work.account.id) is not None

    async def ask(self, actor: Actor, case_id: str, ref: str, key: str) -> None:
        """Remind the member of a date; asking twice changes nothing. Raises NotFoundError, WithdrawnError."""
        async with working(self._deps, actor, case_id, Action.ASK_REMINDER) as work:
            member = await work.own_registered(ref)
            _offered(await _of_member(work, member), key)
            await work.tx.reminders.ask(member.id, key, case_id, work.now)

    async def stop(self, actor: Actor, case_id: str, ref: str, key: str | None = None) -> None:
        """Remind the member of this date no more, or of none; at once, and nothing of it is kept."""
        async with working(self._deps, actor, case_id, Action.STOP_REMINDER) as work:
            member = await work.own(ref)
            asked = [row.clock for row in await work.tx.reminders.of(member.id)]
            await work.tx.reminders.stop(member.id, asked if key is None else [key])

    # ------------------------------------------------------------------- organisers

    async def of_group(self, actor: Actor, case_id: str) -> tuple[Reminder, ...]:
        """Return what runs since the group's filings, and which of it the organiser asked to be reminded of.

        What they were told of counts as seen.
        """
        async with reading(self._deps, actor, case_id, Action.FILE_LETTER) as work:
            organiser = await _organiser(work)
            found = await _of_group(work, organiser)
        if any(one.waiting for one in found):
            async with self._deps.store.transaction() as tx:
                await tx.reminders.looked(organiser, organisers=True)
        return found

    async def ask_for_group(self, actor: Actor, case_id: str, key: str) -> None:
        """Remind the organiser of a date of the group; raises NotFoundError."""
        async with working(self._deps, actor, case_id, Action.FILE_LETTER) as work:
            organiser = await _organiser(work)
            _offered(await _of_group(work, organiser), key)
            await work.tx.reminders.ask(organiser, key, case_id, work.now, organisers=True)
            await work.audit(Action.FILE_LETTER, result="reminder")

    async def stop_for_group(self, actor: Actor, case_id: str, key: str) -> None:
        """Remind the organiser of it no more."""
        async with working(self._deps, actor, case_id, Action.FILE_LETTER) as work:
            await work.tx.reminders.stop(await _organiser(work), [key], organisers=True)
            await work.audit(Action.FILE_LETTER, result="no-reminder")


async def dates_of(tx: Tx, pack: Pack, case_id: str, member: MemberFile, today: date) -> tuple[Clock, ...]:
    """Return every clock of a member: their own, and those of the group's letters that count them."""
    own = clocks(pack, member, shipped_laws(), today)
    return own + await group_clocks(tx, pack, case_id, today, member.id)


async def knock_at(tx: Tx, member: MemberFile, account_id: str) -> BindingRow | None:
    """Return whom to knock for: nobody who did not agree to it, or who registered without Discord."""
    if Purpose.CONTACT not in member.consents:
        return None
    found = await tx.accounts.bindings(account_id)
    return next((b for b in found if b.kind == "discord" and b.value_enc is not None), None)


async def waiting_of(work: Work, member: MemberFile) -> tuple[Reminder, ...]:
    """Return what `ReminderService.waiting` does, for a member known to be the caller's own."""
    if not any(row.waiting for row in await work.tx.reminders.of(member.id)):
        return ()
    return tuple(one for one in await _of_member(work, member) if one.waiting)


async def _of_member(work: Work, member: MemberFile) -> tuple[Reminder, ...]:
    rows = {row.clock: row for row in await work.tx.reminders.of(member.id)}
    return _offers(await dates_of(work.tx, work.pack, work.row.id, member, work.today), rows, work.today)


async def _of_group(work: Work, organiser: str) -> tuple[Reminder, ...]:
    rows = {row.clock: row for row in await work.tx.reminders.of(organiser, organisers=True)}
    found = await group_clocks(work.tx, work.pack, work.row.id, work.today)
    return _offers(found, rows, work.today)


async def _organiser(work: Work) -> str:
    for row in await work.tx.cases.organisers(work.row.id):
        if row.index == asker(work):
            return row.id
    raise NotFoundError


def _offers(found: Iterable[Clock], rows: Mapping[str, ReminderRow], today: date) -> tuple[Reminder, ...]:
    """What still lies ahead, what was asked for or told of and is past, and the digest."""
    keyed = {key_of(clock): clock for clock in found}
    dates = [Reminder(k, c.earliest, c) for k, c in keyed.items() if c.earliest >= today or k in rows]
    digest = Reminder(DIGEST, add_months(today.replace(day=1), 1))
    return tuple(_marked(one, rows.get(one.key)) for one in (*dates, digest))


def _marked(one: Reminder, row: ReminderRow | None) -> Reminder:
    return replace(one, asked=row is not None, waiting=row is not None and row.waiting)


def _offered(found: Sequence[Reminder], key: str) -> None:
    if not any(one.key == key for one in found):
        raise NotFoundError
