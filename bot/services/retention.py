"""The retention clock: what is old enough goes, after people were warned, and never because a clock jumped.

Registrations are deleted so many months after their case was closed, withdrawn ones a year after the person
left; both not before a warning has stood for a month on a clock that went steadily. Where more than a few
would become due by a jump of the clock, nothing goes until the operator has looked (`collectif due`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import logs
from bot.domain.access import Action, Actor
from bot.domain.retention import (
    AUDIT_KEPT,
    NOTICES_KEPT,
    WARNED_BEFORE,
    WITHDRAWN_KEPT,
    RetentionClass,
    registrations_due,
)
from bot.services.audit import Auditor, OwnAct
from bot.services.erasing import compact, erase_there
from bot.services.rotation import NO_CASE
from bot.services.work import Deps, reading
from bot.storage import CaseRow, Tx, WarningRow

# A bot that was off for a week caught up; what is longer may be a clock that was set wrong.
STEADY = timedelta(days=7)
# Clocks are corrected by seconds all the time, and by an hour by people who confuse time zones.
SET_BACK = timedelta(hours=2)
# What a jump may make due in a case without anybody looking: so many members, or this share of them.
FEW, SHARE = 10, 0.2
# Members erased in one transaction: nobody else waits for longer than these take.
_AT_ONCE = 50

_SEEN, _STEADY_SINCE, _HELD = "clock_seen", "clock_steady_since", "held:"

Whereabouts = tuple[str, str, str]


@dataclass(frozen=True)
class Due:
    """What will be deleted by age and when; held back while somebody has to look at the clock first."""

    kind: RetentionClass
    at: datetime
    held: bool = False


@dataclass(frozen=True)
class _Clock:
    """The time now, when the program last looked, and since when the clock goes steadily."""

    now: datetime
    seen: datetime
    steady_since: datetime

    @property
    def jumped(self) -> bool:
        """Whether it has just jumped ahead."""
        return self.now > self.seen + STEADY

    def settled(self, since: datetime) -> bool:
        """Whether a month has gone by since then, all of it on a steady clock."""
        return max(since, self.steady_since) + WARNED_BEFORE <= self.now


class RetentionService:
    """Warns, deletes by age, and says what is due."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def due(self, actor: Actor, case_id: str) -> list[Due]:
        """Return what people of the case are warned of, for members and organisers alike."""
        async with reading(self._deps, actor, case_id, Action.READ_NOTICE) as work:
            held = await work.tx.aging.note(_HELD + case_id) is not None
            return [Due(row.kind, row.due_at, held) for row in await work.tx.aging.warnings(case_id)]

    async def turn(self) -> int:
        """Do what is due now; return how many registrations were deleted.

        What was missed while the bot was off is done at the next turn; a second turn finds nothing to do.
        """
        deps = self._deps
        async with deps.store.transaction() as tx:
            clock = await _look(tx, deps.clock())
            await tx.page.purge(clock.now)
            if clock.settled(clock.steady_since):
                await tx.served.forget_served(clock.now - NOTICES_KEPT)
                await Auditor(deps.vault, tx).forget(clock.now, clock.now - AUDIT_KEPT, NO_CASE)
            cases = await tx.cases.ids()
        gone = 0
        for case_id in cases:
            gone += await self._turn_case(case_id, clock)
        if gone:
            await compact(deps)
        return gone

    async def _turn_case(self, case_id: str, clock: _Clock) -> int:
        async with self._deps.store.transaction() as tx:
            row = await tx.cases.get(case_id)
            if row is None:
                return 0
            held = await _hold(tx, row, clock)
            doomed: dict[RetentionClass, Sequence[Whereabouts]] = {}
            for kind in (RetentionClass.REGISTRATIONS, RetentionClass.WITHDRAWN):
                warning = await _warn(tx, row, kind, clock)
                if warning is not None and not held and clock.settled(warning.warned_at):
                    doomed[kind] = await _natural(tx, row, kind, clock.now)
        gone = sum([await self._forget(case_id, kind, found) for kind, found in doomed.items()])
        if gone:
            async with self._deps.store.transaction() as tx:
                for kind in doomed:
                    await _warn(tx, row, kind, clock)
        return gone

    async def _forget(self, case_id: str, kind: RetentionClass, doomed: Sequence[Whereabouts]) -> int:
        deps, gone = self._deps, 0
        for start in range(0, len(doomed), _AT_ONCE):
            some = doomed[start : start + _AT_ONCE]
            async with deps.store.transaction() as tx:
                # Somebody may have erased or come back since, who is not withdrawn any more; or an organiser
                # reopened the case, or lengthened the time.
                still = await _still(tx, kind, some, deps.clock())
                for there in still:
                    await erase_there(deps, tx, there)
                if still:
                    auditor = Auditor(deps.vault, tx)
                    result = f"{kind}-{len(still)}"
                    await auditor.write_own(deps.clock(), case_id, OwnAct.FORGET, None, result)
            for member_id, _, _ in still:
                deps.shreds.unfinished.pop(member_id, None)
            gone += len(still)
        if gone:
            logs.event("deleted_by_age", action=kind.value, count=gone)
        return gone


async def confirm(tx: Tx, case_id: str) -> bool:
    """Let the deletions of a case go on that a jump of the clock held back; say whether any was."""
    held = await tx.aging.note(_HELD + case_id) is not None
    await tx.aging.drop_note(_HELD + case_id)
    return held


async def is_held(tx: Tx, case_id: str) -> bool:
    """Whether a jump of the clock holds the deletions of a case back."""
    return await tx.aging.note(_HELD + case_id) is not None


async def _look(tx: Tx, now: datetime) -> _Clock:
    """Compare the clock with when it was last looked at, and note the time."""
    seen, since = await tx.aging.note(_SEEN), await tx.aging.note(_STEADY_SINCE)
    before = datetime.fromisoformat(seen) if seen else now
    steady = datetime.fromisoformat(since) if since else now
    if now > before + STEADY or now < before - SET_BACK:
        steady = now
        logs.event("clock_jumped", level=logs.WARNING)
    if now > before or steady == now:
        await tx.aging.set_note(_SEEN, now.isoformat())
    await tx.aging.set_note(_STEADY_SINCE, steady.isoformat())
    return _Clock(now, before, steady)


async def _hold(tx: Tx, row: CaseRow, clock: _Clock) -> bool:
    """Hold a case's deletions when a jump made many due at once; let go when they no longer are."""
    if not clock.jumped and not await is_held(tx, row.id):
        return False
    kinds = (RetentionClass.REGISTRATIONS, RetentionClass.WITHDRAWN)
    now = {there for kind in kinds for there in await _natural(tx, row, kind, clock.now)}
    if not now:
        await tx.aging.drop_note(_HELD + row.id)
        return False
    if clock.jumped:
        before = {there for kind in kinds for there in await _natural(tx, row, kind, clock.seen)}
        if len(now - before) > max(FEW, SHARE * await tx.aging.size_of(row.id)):
            await tx.aging.set_note(_HELD + row.id, clock.now.isoformat())
            logs.event("deletion_held", level=logs.WARNING, count=len(now))
    return await is_held(tx, row.id)


async def _natural(tx: Tx, row: CaseRow, kind: RetentionClass, at: datetime) -> Sequence[Whereabouts]:
    """Return whom age alone would delete at that moment, warned or not."""
    if kind is RetentionClass.WITHDRAWN:
        return await tx.aging.withdrawn_until(row.id, at - WITHDRAWN_KEPT)
    due = registrations_due(row.closed_at, row.config.retention_months)
    return await tx.aging.all_of(row.id) if due is not None and due <= at else []


async def _warn(tx: Tx, row: CaseRow, kind: RetentionClass, clock: _Clock) -> WarningRow | None:
    """Write, correct or take back the warning; return the one that stands."""
    first = await _first_due(tx, row, kind)
    if first is None or first - WARNED_BEFORE > clock.now:
        await tx.aging.unwarn(row.id, kind)
        return None
    there = next((w for w in await tx.aging.warnings(row.id) if w.kind is kind), None)
    warned = min(there.warned_at, clock.now) if there else clock.now
    due = max(first, max(warned, clock.steady_since) + WARNED_BEFORE)
    found = WarningRow(row.id, kind, warned, due)
    if found != there:
        await tx.aging.warn(found)
    return found


async def _first_due(tx: Tx, row: CaseRow, kind: RetentionClass) -> datetime | None:
    if kind is RetentionClass.WITHDRAWN:
        first = await tx.aging.withdrawn_first(row.id)
        return first + WITHDRAWN_KEPT if first else None
    if not await tx.members.exists(row.id):
        return None
    return registrations_due(row.closed_at, row.config.retention_months)


async def _still(
    tx: Tx, kind: RetentionClass, some: Sequence[Whereabouts], now: datetime
) -> list[Whereabouts]:
    found = []
    for there in some:
        if kind is RetentionClass.WITHDRAWN:
            current = await tx.aging.is_withdrawn(there[0])
        else:
            row = await tx.cases.get(there[1])
            due = registrations_due(row.closed_at, row.config.retention_months) if row else None
            current = due is not None and due <= now and await tx.members.whereabouts(there[0]) is not None
        if current:
            found.append(there)
    return found
