"""B13: the database driver fails at the n-th call of an act, for every n: old state or new, never half.

The fault is one that passes, or one that stays until the disk is changed; and no restart is needed after it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from pathlib import Path

import pytest

from bot.domain.access import Action
from bot.domain.checked import Statement
from bot.domain.codes import Answer
from bot.domain.errors import BusyError, ErasureGoesOnError
from bot.domain.fault_points import FaultPoint, on_reaching
from bot.domain.member import Involvement
from bot.domain.proposal_errors import SecondNeededError
from bot.domain.proposals import ProposalState, ProposedAct
from bot.services.dossier_files import tidy
from bot.services.two_people import Ask, two_people
from bot.services.views import CaseView
from bot.services.work import working
from bot.storage import sqlite as sqlite_engine
from tests.frozen import frozen_text
from tests.keyholder import KeyHolder
from tests.services.breaking import Driver, Fault, grown, io_error, picture
from tests.services.handing import handed_in, put
from tests.services.office import ANN, BEN, ORGANISER, SECOND, Office, open_office
from tests.services.sealing import chosen, opened
from tests.services.test_freezing import waiting

Act = Callable[[], Awaitable[object]]
REFUSED = (BusyError, MemoryError)
ALL = pytest.mark.parametrize(("fault", "lasting"), [(io_error, False), (MemoryError, True)])


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    """A driver that works until it is armed."""
    driver = Driver()
    monkeypatch.setattr(sqlite_engine, "_Connection", driver.connection)
    return driver


@pytest.fixture
async def office(tmp_path: Path, driver: Driver) -> AsyncIterator[Office]:
    """Services on that driver."""
    async with open_office(tmp_path) as opened:
        yield opened


async def at_every_call(driver: Driver, folder: Path, act: Act, fault: Fault, *, lasting: bool) -> None:
    """Break each call of an act in turn: refused, every row is as before; unbroken at last, it is done."""
    before = picture(folder)
    for at in count(1):
        driver.arm(at, fault, lasting=lasting)
        try:
            await act()
        except REFUSED:
            assert driver.heal()
            assert picture(folder) == before, at
        else:
            # A fault that nobody was told of would be one that was swallowed.
            assert not driver.heal(), at
            assert at > 10
            return


@ALL
async def test_b13_joining(
    office: Office, tmp_path: Path, driver: Driver, fault: Fault, lasting: bool
) -> None:
    """B13: a registration is whole, with its consents and its audit line, or nothing of it is there."""
    form, before = await office.form(case := await office.case()), picture(tmp_path)

    async def join() -> object:
        return await office.services.enrol.register(office.actor(ANN), case.id, form)

    await at_every_call(driver, tmp_path, join, fault, lasting=lasting)

    new = {"account": 1, "binding": 1, "member": 1, "consent": 3, "audit_line": 1, "seen_request": 1}
    assert grown(before, picture(tmp_path)) == new


@ALL
async def test_b13_correcting(
    office: Office, tmp_path: Path, driver: Driver, fault: Fault, lasting: bool
) -> None:
    """B13: what a member corrects is the old answer or the new one."""
    case = await office.case()
    member, entries = await office.concerned(case), office.services.entries
    answer = Involvement("INC-2025-01", Answer.YES, None)

    async def correct() -> None:
        await entries.put_involvement(office.actor(ANN), case.id, member.ref, answer)

    await at_every_call(driver, tmp_path, correct, fault, lasting=lasting)

    assert (await entries.file(office.actor(ANN), case.id, member.ref)).involvements == (answer,)


@ALL
async def test_b13_erasing(
    office: Office, tmp_path: Path, driver: Driver, fault: Fault, lasting: bool
) -> None:
    """B13: told "not now", the person is whole; told it goes on or done, nothing is left at the next look."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    told, broken, there = set(), True, 0
    # Each is dear: a fault that passes comes at every other call, one that stays at those between.
    for at in count(2 if lasting else 1, 2):
        if not broken:
            break
        if not there:
            member = await office.member(case, BEN)
            await chosen(office, case, BEN, member.ref, lane.id)
            await put(office, case, BEN, member.ref, Statement("Canary words"))
            before = picture(tmp_path)
        driver.arm(at, fault, lasting=lasting)
        try:
            await office.services.rights.erase(office.actor(BEN), case.id)
            outcome = "done"
        except ErasureGoesOnError:
            outcome = "goes on"
        except REFUSED:
            outcome = "not now"
        told.add(outcome)
        broken = driver.heal()
        there = len(await office.services.enrol.members(office.actor(BEN), case.id))
        assert there == (1 if outcome == "not now" else 0), (at, outcome)
        after = picture(tmp_path)
        if outcome == "not now":
            assert after == before, at
        else:
            assert (after["member"], after["sealed_record"], after["shred_key"]) == ([], [], []), at
            assert len(after["tombstone"]) == len(before["tombstone"]) + 1
    assert told == ({"done", "goes on", "not now"} if lasting else {"done", "not now"})


@ALL
async def test_b13_freezing(
    office: Office, tmp_path: Path, driver: Driver, fault: Fault, lasting: bool
) -> None:
    """B13: a text is frozen for everybody it counts, and its proposal done; or it waits as before."""
    case = await office.case()
    row = await frozen_text(office.deps, case.id, [await office.concerned(case)], "fr-one", frozen=False)
    await office.second(case)
    with pytest.raises(SecondNeededError):
        async with working(office.deps, office.actor(ORGANISER), case.id, Action.FREEZE_LETTER) as work:
            await two_people(work, Ask(ProposedAct.FREEZE_LETTER, row.id))
    proposal = await waiting(office, case)

    async def confirm() -> object:
        return await office.services.proposals.confirm(office.actor(SECOND), case.id, proposal)

    await at_every_call(driver, tmp_path, confirm, fault, lasting=lasting)

    (text,) = await office.services.filings.texts(office.actor(ORGANISER), case.id)
    assert text.frozen_at is not None


async def ordered(office: Office, case: CaseView, lane_id: str) -> str:
    """Ask for a dossier; return the proposal that another organiser confirms."""
    with pytest.raises(SecondNeededError):
        await office.services.dossiers.build(office.actor(ORGANISER), case.id, lane_id)
    return await waiting(office, case)


async def test_b13_building_a_dossier(office: Office, tmp_path: Path, driver: Driver) -> None:
    """B13: broken where the file lies there and is not on record yet, neither is; the order has failed."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    await office.second(case)
    for at in (1, 7, 1000):
        proposal = await ordered(office, case, lane.id)

        def placed(here: FaultPoint, at: int = at) -> None:
            if here is FaultPoint.DOSSIER_PLACED:
                driver.arm(at, io_error, lasting=False)

        on_reaching(placed)
        try:
            await office.services.proposals.confirm(office.actor(SECOND), case.id, proposal)
        except BusyError:
            assert at < 1000
        on_reaching(None)
        calls, broke = driver.calls, driver.heal()
        views = await office.services.proposals.waiting(office.actor(ORGANISER), case.id)
        state = next(view.state for view in views if view.id == proposal)
        await tidy(office.deps)  # a commit that failed may have been one: only the database knows
        files = list(office.deps.dossiers.iterdir())
        rows = picture(tmp_path)["dossier"]
        wanted = ProposalState.FAILED if broke else ProposalState.DONE
        assert (state, len(files), len(rows)) == (wanted, not broke, not broke), (at, calls)
