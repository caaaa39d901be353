"""Erasures that the database interrupts: finished before anything else is served, and told truthfully."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.domain.errors import BusyError, ErasureGoesOnError, NotRegisteredError
from bot.domain.fault_points import FaultPoint, on_reaching
from bot.services.erasing import settle
from tests.cli.process import ROOT, clean_environment
from tests.services.office import ANN, BEN, ORGANISER, Office

Breaking = Callable[[FaultPoint, int], None]


@pytest.fixture
def breaking() -> Iterator[Breaking]:
    """Let the database fail at a point, so many times."""
    left: dict[FaultPoint, int] = {}

    def reached(point: FaultPoint) -> None:
        if left.get(point, 0) > 0:
            left[point] -= 1
            raise BusyError

    on_reaching(reached)
    yield left.__setitem__
    on_reaching(None)


async def _shown(office: Office, case_id: str) -> int:
    progress = await office.services.cases.progress(office.actor(ORGANISER), case_id)
    return progress.registered


async def test_an_erasure_whose_rows_stay_is_finished_at_once(office: Office, breaking: Breaking) -> None:
    """The rows cannot be deleted once: they are the second time, and the person has a receipt."""
    case = await office.case()
    member, other = await office.concerned(case), await office.concerned(case, BEN)
    breaking(FaultPoint.ROWS_DELETED, 1)

    receipt = await office.services.rights.erase(office.actor(ANN), case.id)

    assert receipt.refs == (member.ref,)
    async with office.deps.store.reading() as tx:
        assert [found async for found, _, _ in tx.members.everyone()] == [other.id]
    assert office.deps.shreds.unfinished == {}


async def test_a_tombstoned_member_is_absent_for_everyone(office: Office, breaking: Breaking) -> None:
    """While the rows cannot be deleted the person is told so, and nobody is served anything of them.

    As soon as the database takes writes again, the next request finds them gone, whoever asks.
    """
    case = await office.case()
    member = await office.concerned(case)
    await office.concerned(case, BEN)
    breaking(FaultPoint.ROWS_DELETED, 4)

    with pytest.raises(ErasureGoesOnError):
        await office.services.rights.erase(office.actor(ANN), case.id)
    with pytest.raises(BusyError):
        await office.services.entries.file(office.actor(ANN), case.id, member.ref)
    with pytest.raises(BusyError):
        await _shown(office, case.id)

    assert await _shown(office, case.id) == 1
    with pytest.raises(NotRegisteredError):
        await office.services.entries.file(office.actor(ANN), case.id, member.ref)


async def test_an_erasure_that_did_not_begin_changes_nothing(
    office: Office, breaking: Breaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where not even the tombstone can be written, the person is told to try again and is whole."""
    case = await office.case()
    member = await office.concerned(case)

    async def full(*_: object) -> None:
        raise BusyError

    with monkeypatch.context() as patched:
        patched.setattr(office.deps.shreds, "shred", full)
        with pytest.raises(BusyError):
            await office.services.rights.erase(office.actor(ANN), case.id)

    assert (await office.services.entries.file(office.actor(ANN), case.id, member.ref)).ref == member.ref
    assert office.deps.shreds.unfinished == {}


async def test_a_second_erasure_is_no_new_one(office: Office) -> None:
    """K4: who is erased can come again, be erased again, and the gate has nothing left to do."""
    case = await office.case()
    await office.member(case)
    await office.services.rights.erase(office.actor(ANN), case.id)
    with pytest.raises(NotRegisteredError):
        await office.services.rights.erase(office.actor(ANN), case.id)

    await office.member(case)
    await office.services.rights.erase(office.actor(ANN), case.id)
    await settle(office.deps)

    assert len(await office.deps.shreds.tombstones()) == 2
    assert await _shown(office, case.id) == 0


def test_b5_room_is_kept_for_erasing_on_a_full_disk(tmp_path: Path) -> None:
    """B5: on a full disk a person is erased with the room that was kept; the next is never told "done"."""
    mount = 'mount -t tmpfs -o size=8m,mode=700 none "$1" && exec "$2" -m tests.services.full_disk_child "$1"'
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", mount, "sh", str(tmp_path), sys.executable],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if "unshare" in done.stderr:
        pytest.skip("this system lets nobody mount a small disk of their own")

    assert (done.returncode, done.stderr) == (0, "")
    said = dict(line.split() for line in done.stdout.splitlines())
    assert said.pop("ben") in ("BusyError", "ErasureGoesOnError")
    assert said.pop("later") in ("erased", "NotRegisteredError")
    assert said == {"kept": "True", "ann": "erased", "readable": "True", "left": "0", "again": "True"}
