"""Kill -9 at every named point: what was said is there, nothing is half there, and the next start goes on."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from bot.backup.making import make, newest
from bot.backup.scratch import clear_left
from bot.domain.errors import AlreadyRegisteredError
from bot.domain.fault_points import FaultPoint
from bot.domain.identity import encode
from bot.domain.sealing import SealedField
from bot.services.dossier_files import tidy
from bot.storage.schema import MIGRATIONS
from tests.backup import test_restore
from tests.cli.process import ROOT, clean_environment
from tests.keyholder import KeyHolder
from tests.services import test_rotation
from tests.services.faulting_child import JOBS, WORDS, plan
from tests.services.handing import built
from tests.services.office import ANN, BEN, ORGANISER, open_office
from tests.services.sealing import chosen, opened

# Killed there, or broken there by an exception, in `test_erasing` and, by kill -9, in `test_sealed`.
ERASING = {FaultPoint.SHREDDED, FaultPoint.ROWS_DELETED, FaultPoint.ERASED}
OLD = "0004"  # any version but the newest


@dataclass
class Victim:
    """A folder with a case, and a process that dies in it."""

    folder: Path
    case: str
    lane: str
    ref: str

    def killed_at(self, point: FaultPoint, folder: Path | None = None) -> int:
        """Do what reaches the point in a process of its own; return what ended it."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.services.faulting_child", str(folder or self.folder)],
            input=f"{point} {self.case} {self.lane} {self.ref}\n",
            cwd=ROOT,
            env=clean_environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        return int(done.stdout.split()[1])


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Victim:
    """Ann is registered and has chosen a recipient."""

    async def prepare(folder: Path) -> Victim:
        async with open_office(folder) as office:
            case = await office.case()
            lane = await opened(office, case, KeyHolder())
            member = await office.concerned(case)
            await chosen(office, case, ANN, member.ref, lane.id)
            await office.second(case)
            return Victim(folder, case.id, lane.id, member.ref)

    folder = tmp_path_factory.mktemp("fault") / "data"
    folder.mkdir(mode=0o700)
    return asyncio.run(prepare(folder))


@pytest.fixture
def victim(template: Victim, tmp_path: Path) -> Iterator[Victim]:
    """A copy for one test."""
    folder = tmp_path / "data"
    shutil.copytree(template.folder, folder)
    yield Victim(folder, template.case, template.lane, template.ref)
    assert not list(folder.glob("**/*.partial"))


def test_every_fault_point_is_reached_by_a_test() -> None:
    """No point is named that no test kills at, and every point is somewhere in the program."""
    reached = {*JOBS, *ERASING, *test_rotation.POINTS, *test_restore.POINTS}
    program = "".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))

    assert reached == set(FaultPoint)
    assert [point for point in FaultPoint if f"reach(FaultPoint.{point.name})" not in program] == []


@pytest.mark.parametrize("point", [FaultPoint.ACT_WRITTEN, FaultPoint.ACT_COMMITTED])
async def test_b2_a_registration_killed_around_its_commit_is_one_or_none(
    victim: Victim, point: FaultPoint
) -> None:
    """B2: before the commit nothing is there; after it one member is, and the next click says so."""
    assert await asyncio.to_thread(victim.killed_at, point) == -9

    async with open_office(victim.folder) as office:
        case = await office.services.cases.view(office.actor(ORGANISER), victim.case)
        if point is FaultPoint.ACT_COMMITTED:
            with pytest.raises(AlreadyRegisteredError):
                await office.member(case, BEN)
        else:
            await office.member(case, BEN)
        assert len(await office.services.enrol.members(office.actor(BEN), victim.case)) == 1
        assert (await office.services.cases.progress(office.actor(ORGANISER), victim.case)).registered == 2


async def test_a_seal_killed_before_its_record_is_made_again(victim: Victim) -> None:
    """A key that opens nothing does no harm: nothing is marked, and sealing again is taken."""
    assert await asyncio.to_thread(victim.killed_at, FaultPoint.SEAL_KEY_KEPT) == -9

    async with open_office(victim.folder) as office:
        sealed, ann = office.services.sealed, office.actor
        assert await sealed.marks(ann(ANN), victim.case, victim.ref) == []
        await sealed.put(ann(ANN), victim.case, victim.ref, SealedField.STATEMENT, encode(WORDS))
        assert len(await sealed.marks(ann(ANN), victim.case, victim.ref)) == 1


async def test_a_dossier_killed_before_it_is_noted_leaves_no_file(victim: Victim) -> None:
    """A file that the database does not know is never offered, and goes; another can be built."""
    assert await asyncio.to_thread(victim.killed_at, FaultPoint.DOSSIER_PLACED) == -9
    assert len(list((victim.folder / "dossiers").iterdir())) == 1

    async with open_office(victim.folder) as office:
        assert await office.services.dossiers.list(office.actor(ORGANISER), victim.case) == []
        assert await tidy(office.deps) == 1
        case = await office.services.cases.view(office.actor(ORGANISER), victim.case)
        (lane,) = await office.services.lanes.lanes(office.actor(ORGANISER), victim.case)
        assert (await built(office, case, lane)).number == 1


@pytest.mark.parametrize("point", [FaultPoint.BACKUP_PICTURED, FaultPoint.BACKUP_HALF])
async def test_k11_a_backup_killed_half_way_is_no_backup(victim: Victim, point: FaultPoint) -> None:
    """K11: half of one does not count as one; the next leaves nothing of it in clear, and is whole."""
    assert await asyncio.to_thread(victim.killed_at, point) == -9
    wanted = plan(victim.folder)
    assert newest(wanted) is None
    assert list((victim.folder / "backup-under-way").iterdir())
    # The next start clears it away, and so would the next backup.
    if point is FaultPoint.BACKUP_PICTURED:
        assert (clear_left(victim.folder), clear_left(victim.folder)) == (1, 0)

    async with open_office(victim.folder) as office:
        made = await make(wanted, office.now.replace(hour=13))

    assert newest(wanted) is not None
    assert made.data.exists()
    assert not (victim.folder / "backup-under-way").exists()


async def test_a13_a_killed_upgrade_goes_on_beside_a_copy_of_before(victim: Victim, tmp_path: Path) -> None:
    """A13: killed in the upgrade, the database is of the old version, beside its copy; then it goes on.

    The copy is private, of before, made once, and goes after as many days as backups of the shred keys.
    """
    old = tmp_path / "old"
    old.mkdir(mode=0o700)
    shutil.copy(victim.folder / "root.key", old)
    _older(victim.folder / "collectif.db", old / "collectif.db")
    copy = old / f"before-upgrade-{OLD}.db"

    assert await asyncio.to_thread(victim.killed_at, FaultPoint.SCHEMA_CHANGED, old) == -9
    assert _version(copy) == OLD
    first = copy.read_bytes()
    assert _version(old / "collectif.db") == OLD

    async with open_office(old) as office:
        assert len(await office.services.cases.here(office.actor(ORGANISER))) == 1
        assert _version(old / "collectif.db") == ScriptDirectory(MIGRATIONS).get_current_head()
        assert copy.read_bytes() == first
        assert copy.stat().st_mode & 0o777 == 0o600
        moment = office.now.fromtimestamp(copy.stat().st_mtime, office.now.tzinfo)
        keep = office.now - office.now.replace(day=office.now.day - 7)
        assert await office.deps.store.drop_copies(keep, moment + keep / 2) == 0
        assert await office.deps.store.drop_copies(keep, moment + keep) == 1
    assert not copy.exists()


def _older(newest_file: Path, target: Path) -> None:
    """Make a database of the older version, with the case of the newer one."""
    engine = create_engine(f"sqlite:///{target}")
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(MIGRATIONS))
        command.upgrade(config, OLD)
    engine.dispose()
    with closing(sqlite3.connect(target)) as db:
        db.execute("ATTACH DATABASE ? AS newer", (str(newest_file),))
        for table in ("meta", "case_file", "case_server", "organiser"):
            columns = ", ".join(r[1] for r in db.execute(f"PRAGMA main.table_info({table})"))
            db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}")
        db.commit()


def _version(path: Path) -> str:
    with closing(sqlite3.connect(path)) as db:
        return str(db.execute("SELECT version_num FROM alembic_version").fetchone()[0])
