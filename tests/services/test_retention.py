"""The retention clock: warned, deleted to the second, once, and never because a clock jumped."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.errors import KeptLongerError, NotFoundError, NotRegisteredError
from bot.domain.identity import Statement, encode
from bot.domain.retention import (
    AUDIT_KEPT,
    WARNED_BEFORE,
    WITHDRAWN_KEPT,
    RetentionClass,
    registrations_due,
)
from bot.domain.sealing import SealedField
from bot.services.audit import Auditor, OwnAct
from bot.services.retention import FEW, is_held
from bot.services.views import CaseView
from bot.storage.errors import ConstraintError
from tests.keyholder import KeyHolder
from tests.services.office import ANN, BEN, CONFIG, ORGANISER, OTHER_SERVER, Office
from tests.services.sealing import chosen, opened

PARIS = ZoneInfo("Europe/Paris")

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


async def _closed(office: Office, *users: int, months: int = 3) -> CaseView:
    """A case with members, closed now."""
    case = await office.case()
    actor = office.actor(ORGANISER)
    await office.services.cases.configure(actor, case.id, replace(CONFIG, retention_months=months))
    for user in users:
        await office.member(case, user)
    await office.services.cases.close(office.actor(ORGANISER), case.id)
    return case


async def _go(office: Office, until: datetime) -> int:
    """Let time go by, with a look at the clock now and then, as a bot that runs has."""
    gone = 0
    while office.now + 6 * DAY < until:
        office.now += 6 * DAY
        gone += await office.services.retention.turn()
    office.now = until
    return gone + await office.services.retention.turn()


async def _count(office: Office, case: CaseView) -> int:
    async with office.deps.store.reading() as tx:
        return await tx.aging.size_of(case.id)


async def _due(office: Office, case: CaseView) -> dict[RetentionClass, datetime]:
    found = await office.services.retention.due(office.actor(ANN), case.id)
    return {due.kind: due.at for due in found}


def _holding(folder: Path, needle: bytes) -> list[str]:
    return [p.name for p in folder.rglob("*") if p.is_file() and needle in p.read_bytes()]


def test_k9_months_are_counted_from_the_second_of_closing() -> None:
    """K9: so many months later, on the same second by the clocks there; an open case is never due.

    Half past eleven at night in UTC is the next day in Paris, and summer time moves no hour on the wall.
    """
    closed = datetime(2026, 11, 30, 10, 11, 12, tzinfo=UTC)

    assert registrations_due(closed, 3, PARIS) == datetime(2027, 2, 28, 10, 11, 12, tzinfo=UTC)
    assert registrations_due(None, 3, PARIS) is None
    late = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)  # 30 November, 00:30
    assert registrations_due(late, 3, PARIS) == datetime(2027, 2, 27, 23, 30, tzinfo=UTC)
    assert registrations_due(late, 6, PARIS) == datetime(2027, 5, 29, 22, 30, tzinfo=UTC)


async def test_k9_registrations_go_to_the_second_with_everything(office: Office, tmp_path: Path) -> None:
    """K9: one second before all is there; then entries, sealed files, keys and every byte are gone, once."""
    case, holder = await office.case(), KeyHolder()
    member = await office.concerned(case)
    await office.member(case, BEN)
    lane = await opened(office, case, holder)
    await chosen(office, case, ANN, member.ref, lane.id)
    content = encode(Statement("Canary words"))
    await office.services.sealed.put(office.actor(ANN), case.id, member.ref, SealedField.STATEMENT, content)
    await office.services.cases.close(office.actor(ORGANISER), case.id)
    due = registrations_due(office.now, CONFIG.retention_months, PARIS)
    assert due is not None

    await _go(office, due - WARNED_BEFORE - SECOND)
    assert await _due(office, case) == {}
    await _go(office, due - WARNED_BEFORE)
    assert await _due(office, case) == {RetentionClass.REGISTRATIONS: due}
    assert await _go(office, due - SECOND) == 0
    assert await _count(office, case) == 2
    assert await _go(office, due) == 2
    assert await office.services.retention.turn() == 0

    assert await _count(office, case) == 0
    assert await office.deps.shreds.key(member.id) is None
    assert _holding(tmp_path, member.ref.encode()) == []
    assert await _due(office, case) == {}
    with pytest.raises(NotRegisteredError):
        await office.services.entries.file(office.actor(ANN), case.id, member.ref)
    async with office.deps.store.reading() as tx:
        assert (await tx.audit.all())[-1].result == "registrations-2"
        assert await Auditor(office.deps.vault, tx).broken_at() is None


async def test_k9_who_left_goes_a_year_later_and_who_came_back_stays(office: Office) -> None:
    """K9: of two who left on the same day, the one who came back in the warned month is kept."""
    case = await office.case()
    ann, ben = await office.member(case), await office.member(case, BEN)
    await office.services.retention.turn()
    for user, member in ((ANN, ann), (BEN, ben)):
        await office.services.rights.leave(office.actor(user), case.id, member.ref)
    due = office.now + WITHDRAWN_KEPT

    await _go(office, due - WARNED_BEFORE)
    assert await _go(office, due - DAY) == 0
    assert await _due(office, case) == {RetentionClass.WITHDRAWN: due}
    await office.member(case, BEN)
    assert await _go(office, due) == 1

    assert [m.ref for m in await office.services.enrol.members(office.actor(BEN), case.id)] == [ben.ref]
    assert await office.services.enrol.members(office.actor(ANN), case.id) == []
    assert await _due(office, case) == {}


async def test_k9_what_was_missed_is_warned_of_first(office: Office) -> None:
    """K9: a bot that was off over the whole time warns when it is back, and deletes a month after that."""
    case = await _closed(office, ANN, BEN)
    await office.services.retention.turn()
    office.now += 200 * DAY

    assert await office.services.retention.turn() == 0
    back = office.now
    assert await _due(office, case) == {RetentionClass.REGISTRATIONS: back + WARNED_BEFORE}
    assert await _go(office, back + WARNED_BEFORE - SECOND) == 0
    assert await _go(office, back + WARNED_BEFORE) == 2


async def test_k9_a_jump_of_the_clock_deletes_nobody(office: Office) -> None:
    """K9: many at once that a jump makes due are held until somebody confirms, however long it takes.

    A clock that is set right again lets everything be as it was.
    """
    users = range(2000, 2000 + FEW + 1)
    case = await _closed(office, *users)
    right = office.now
    await office.services.retention.turn()
    office.now += timedelta(days=3650)

    assert await _go(office, office.now + 2 * WARNED_BEFORE) == 0
    (warned,) = await office.services.retention.due(office.actor(ORGANISER), case.id)
    assert warned.held
    wrong = office.now
    office.now = right + DAY
    assert await office.services.retention.turn() == 0
    assert await office.services.retention.due(office.actor(ORGANISER), case.id) == []

    office.now = wrong
    assert await _go(office, wrong + 2 * WARNED_BEFORE) == 0
    async with office.deps.store.reading() as tx:
        assert await is_held(tx, case.id)
    assert await office.services.operating.confirm_clock() == 1
    assert await office.services.operating.confirm_clock() == 0
    async with office.deps.store.reading() as tx:
        lines = [row.action for row in await tx.audit.all()]
    assert lines.count(OwnAct.CONFIRM_CLOCK) == 1
    assert await office.services.retention.turn() == len(users)


@contextmanager
def _breaking(folder: Path, case: CaseView) -> Iterator[None]:
    """Let the database refuse a case's warnings, as a damaged one would."""
    with closing(sqlite3.connect(folder / "collectif.db")) as data:
        data.execute(
            "CREATE TRIGGER breaks BEFORE INSERT ON retention_warning "
            f"WHEN NEW.case_id = '{case.id}' BEGIN SELECT RAISE(ABORT, 'damaged'); END"
        )
        yield
        data.execute("DROP TRIGGER breaks")


async def test_k9_a_turn_that_failed_at_the_jump_deletes_nobody(office: Office, tmp_path: Path) -> None:
    """K9: a jump is one until every case was looked at; an error in one case stops none of the others."""
    case = await _closed(office, *range(2000, 2000 + FEW + 1))
    other = await office.case(OTHER_SERVER)
    notice = await office.services.notice.notice(office.actor(ANN, OTHER_SERVER), other.id, "en")
    form = await office.form(case, notice_version=notice.version)
    await office.services.enrol.register(office.actor(ANN, OTHER_SERVER), other.id, form)
    await office.services.cases.close(office.actor(ORGANISER, OTHER_SERVER), other.id)
    await office.services.retention.turn()
    office.now += timedelta(days=3650)

    with _breaking(tmp_path, case):
        for _ in range(2):
            with pytest.raises(ConstraintError):
                await office.services.retention.turn()
            office.now += timedelta(hours=1)
    warned = await office.services.retention.due(office.actor(ANN, OTHER_SERVER), other.id)
    assert [due.kind for due in warned] == [RetentionClass.REGISTRATIONS]

    await _go(office, office.now + 3 * WARNED_BEFORE)
    assert await _count(office, case) == FEW + 1
    assert await _count(office, other) == 0  # few enough that no jump is suspected


async def test_audit_lines_go_after_three_years_and_the_rest_stays_whole(office: Office) -> None:
    """Lines older than the period go on a steady clock only; what is left is verified as before."""
    case = await office.case()
    await office.services.retention.turn()
    office.now += AUDIT_KEPT + DAY
    await office.services.retention.turn()
    async with office.deps.store.reading() as tx:
        assert (await tx.audit.all())[0].seq == 1

    await _go(office, office.now + WARNED_BEFORE)

    async with office.deps.store.reading() as tx:
        assert (await tx.audit.all())[0].seq > 1
        assert await Auditor(office.deps.vault, tx).broken_at() is None
    assert await office.services.cases.view(office.actor(ANN), case.id) is not None


async def test_a_closing_can_be_undone_until_the_registrations_are_gone(office: Office) -> None:
    """Reopened, a case takes entries, warns of nothing and deletes nothing; an empty one stays closed."""
    case = await _closed(office, ANN)
    due = registrations_due(office.now, 3, PARIS)
    assert due is not None
    await _go(office, due - DAY)
    assert RetentionClass.REGISTRATIONS in await _due(office, case)

    await office.services.cases.reopen(office.actor(ORGANISER), case.id)

    assert await _due(office, case) == {}
    assert await _go(office, due + 30 * DAY) == 0
    await office.member(case, BEN)
    async with office.deps.store.reading() as tx:
        assert ("close_case", "reopened") in [(row.action, row.result) for row in await tx.audit.all()]

    await office.services.cases.close(office.actor(ORGANISER), case.id)
    await _go(office, office.now + 150 * DAY)
    assert await _count(office, case) == 0
    with pytest.raises(NotFoundError):
        await office.services.cases.reopen(office.actor(ORGANISER), case.id)


async def test_a_case_reopened_in_the_middle_of_a_deletion_keeps_its_registrations(office: Office) -> None:
    """What was found due is looked at again in the transaction that deletes it."""
    case = await _closed(office, ANN)
    due = registrations_due(office.now, 3, PARIS)
    assert due is not None
    await _go(office, due - DAY)
    async with office.deps.store.reading() as tx:
        found = await tx.aging.all_of(case.id)
    await office.services.cases.reopen(office.actor(ORGANISER), case.id)
    office.now = due + DAY

    assert await office.services.retention._forget(case.id, RetentionClass.REGISTRATIONS, found) == 0
    assert await _count(office, case) == 1


async def test_the_time_that_people_registered_on_is_only_lengthened(office: Office) -> None:
    """Before anybody registered any time may be set; then a shorter one is refused: nobody hurries it."""
    case = await office.case()

    async def set_months(months: int) -> None:
        config = replace(CONFIG, retention_months=months)
        await office.services.cases.configure(office.actor(ORGANISER), case.id, config)

    await set_months(3)
    await office.member(case, ANN)
    with pytest.raises(KeptLongerError):
        await set_months(2)
    await set_months(4)
    with pytest.raises(KeptLongerError):
        await set_months(3)
