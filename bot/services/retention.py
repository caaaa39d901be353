"""The retention clock: what is old enough goes, after people were warned, and never because a clock jumped.

Registrations are deleted so many months after their case was closed, withdrawn ones a year after the person
left; both not before a warning has stood for a month on a clock that went steadily. Where more than a few
would become due by a jump of the clock, nothing goes until the operator has looked (`collectif due`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

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
from bot.services.steady import Clock, look
from bot.services.work import Deps, Work, reading
from bot.storage import CaseRow, Tx, WarningRow

# What a jump may make due in a case without anybody looking: so many members, or this share of them.
FEW, SHARE = 10, 0.2
# Members erased in one transaction: nobody else waits for longer than these take.
_AT_ONCE = 50

# Notes of a case: that its deletions are held back, and when a turn last looked at it.
_HELD, _LOOKED = "held:", "looked:"

Whereabouts = tuple[str, str, str]


@dataclass(frozen=True)
class Due:
    """What will be deleted by age and when; held back while somebody has to look at the clock first."""

    kind: RetentionClass
    at: datetime
    held: bool = False


class RetentionService:
    """Warns, deletes by age, and says what is due."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def due(self, actor: Actor, case_id: str) -> list[Due]:
        """Return what people of the case are warned of, for members and organisers alike."""
        async with reading(self._deps, actor, case_id, Action.READ_NOTICE) as work:
            return await due_in(work)

    async def turn(self) -> int:
        """Do what is due now; return how many registrations were deleted.

        What was missed while the bot was off is done at the next turn; a second turn finds nothing to do. An
        error in one case stops none of the others; it is raised at the end.
        """
        deps = self._deps
        async with deps.store.transaction() as tx:
            clock = await look(tx, deps.clock())
            await tx.page.purge(clock.now)
            cases = await tx.cases.ids()
            held = [case_id for case_id in cases if await is_held(tx, case_id)]
            if not held and clock.aged(clock.steady_since, WARNED_BEFORE):
                await tx.served.forget_served(clock.now - NOTICES_KEPT)
                await Auditor(deps.vault, tx).forget(clock.now, clock.now - AUDIT_KEPT, NO_CASE)
        gone, failed = 0, None
        for case_id in cases:
            try:
                gone += await self._turn_case(case_id, clock)
            except Exception as error:
                logs.failure("case_not_turned", error, action="retention")
                failed = error
        if gone:
            await compact(deps)
        if failed is not None:
            raise failed
        return gone

    async def _turn_case(self, case_id: str, clock: Clock) -> int:
        zone = self._deps.timezone
        async with self._deps.store.transaction() as tx:
            row = await tx.cases.get(case_id)
            if row is None:
                return 0
            # A jump is one to each case until a turn has looked at it to the end: one that failed at the jump
            # itself would otherwise leave the next a clock that seems steady.
            looked = await tx.aging.note(_LOOKED + case_id)
            clock = replace(clock, seen=datetime.fromisoformat(looked) if looked else row.created_at)
            held = await _hold(tx, row, clock, zone)
            await tx.aging.set_note(_LOOKED + case_id, clock.now.isoformat())
            doomed: dict[RetentionClass, Sequence[Whereabouts]] = {}
            for kind in (RetentionClass.REGISTRATIONS, RetentionClass.WITHDRAWN):
                warning = await _warn(tx, row, kind, clock, zone)
                if warning is not None and not held and clock.aged(warning.warned_at, WARNED_BEFORE):
                    doomed[kind] = await _natural(tx, row, kind, clock.now, zone)
        gone = sum([await self._forget(case_id, kind, found) for kind, found in doomed.items()])
        if gone:
            async with self._deps.store.transaction() as tx:
                for kind in doomed:
                    await _warn(tx, row, kind, clock, zone)
                if not await tx.members.exists(case_id):
                    await tx.figures.drop(case_id)  # they count nobody any more
        return gone

    async def _forget(self, case_id: str, kind: RetentionClass, doomed: Sequence[Whereabouts]) -> int:
        deps, gone = self._deps, 0
        for start in range(0, len(doomed), _AT_ONCE):
            some = doomed[start : start + _AT_ONCE]
            async with deps.store.transaction() as tx:
                # Somebody may have erased or come back since, who is not withdrawn any more; or an organiser
                # reopened the case, or lengthened the time.
                still = await _still(tx, kind, some, deps.clock(), deps.timezone)
                for there in still:
                    await erase_there(deps, tx, there)
                if still:
                    auditor = Auditor(deps.vault, tx)
                    result = f"{kind}-{len(still)}"
                    await auditor.write_own(deps.clock(), case_id, OwnAct.FORGET, None, result)
            for member_id, _, _ in still:
                deps.shreds.settled(member_id)
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


async def _hold(tx: Tx, row: CaseRow, clock: Clock, zone: tzinfo) -> bool:
    """Hold a case's deletions when a jump made many due at once; let go when they no longer are."""
    if not clock.jumped and not await is_held(tx, row.id):
        return False
    kinds = (RetentionClass.REGISTRATIONS, RetentionClass.WITHDRAWN)
    now = {there for kind in kinds for there in await _natural(tx, row, kind, clock.now, zone)}
    if not now:
        await tx.aging.drop_note(_HELD + row.id)
        return False
    if clock.jumped:
        before = {there for kind in kinds for there in await _natural(tx, row, kind, clock.seen, zone)}
        if len(now - before) > max(FEW, SHARE * await tx.aging.size_of(row.id)):
            await tx.aging.set_note(_HELD + row.id, clock.now.isoformat())
            logs.event("deletion_held", level=logs.WARNING, count=len(now))
    return await is_held(tx, row.id)


async def _natural(
    tx: Tx, row: CaseRow, kind: RetentionClass, at: datetime, zone: tzinfo
) -> Sequence[Whereabouts]:
    """Return whom age alone would delete at that moment, warned or not."""
    if kind is RetentionClass.WITHDRAWN:
        return await tx.aging.withdrawn_until(row.id, at - WITHDRAWN_KEPT)
    due = registrations_due(row.closed_at, row.config.retention_months, zone)
    return await tx.aging.all_of(row.id) if due is not None and due <= at else []


async def _warn(tx: Tx, row: CaseRow, kind: RetentionClass, clock: Clock, zone: tzinfo) -> WarningRow | None:
    """Write, correct or take back the warning; return the one that stands."""
    first = await _first_due(tx, row, kind, zone)
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


async def _first_due(tx: Tx, row: CaseRow, kind: RetentionClass, zone: tzinfo) -> datetime | None:
    if kind is RetentionClass.WITHDRAWN:
        first = await tx.aging.withdrawn_first(row.id)
        return first + WITHDRAWN_KEPT if first else None
    if not await tx.members.exists(row.id):
        return None
    return registrations_due(row.closed_at, row.config.retention_months, zone)


async def _still(
    tx: Tx, kind: RetentionClass, some: Sequence[Whereabouts], now: datetime, zone: tzinfo
) -> list[Whereabouts]:
    found = []
    for there in some:
        if kind is RetentionClass.WITHDRAWN:
            current = await tx.aging.is_withdrawn(there[0])
        else:
            row = await tx.cases.get(there[1])
            due = registrations_due(row.closed_at, row.config.retention_months, zone) if row else None
            current = due is not None and due <= now and await tx.members.whereabouts(there[0]) is not None
        if current:
            found.append(there)
    return found


async def due_in(work: Work) -> list[Due]:
    """Return what `RetentionService.due` does, inside an act that may read it."""
    warnings = await work.tx.aging.warnings(work.row.id)
    held = bool(warnings) and await is_held(work.tx, work.row.id)
    return [Due(row.kind, row.due_at, held) for row in warnings]
