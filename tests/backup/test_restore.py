"""`collectif restore`: checked before anything live is touched, and nobody who was erased comes back."""

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import build
from bot.backup import restoring
from bot.backup.bundle import digest, read, write
from bot.cli.rotate_keys import change_root_key
from bot.domain.errors import NoCaseHereError
from bot.domain.fault_points import FaultPoint
from bot.settings import Settings
from bot.storage import InUseError, StoreError, snapshot
from bot.storage.files import InstanceLock
from bot.vault.holder_key import HolderKey
from tests.backup.place import People, Place, inhabited, life_goes_on, who_is_there
from tests.cli.process import ROOT, clean_environment
from tests.services.office import ANN, OTHER_SERVER, open_office
from tests.storage.older import OLD, write_older
from tests.storage.sample import NOW

POINTS = [point for point in FaultPoint if point.value.startswith("restore_")]
BEFORE = {"ann": 1, "ben": 1, "late": 0, "sealed": 1}
AFTER = {"ann": 1, "ben": 0, "late": 1, "sealed": 1}
RESTORED = {"ann": 1, "ben": 0, "late": 0, "sealed": 1}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, People, str, str]:
    """An installation with two backup files, and a life after them; to be copied."""
    home = tmp_path_factory.mktemp("made")
    place = Place(home)
    people = asyncio.run(inhabited(place))
    data, keys = place.backed_up()
    asyncio.run(life_goes_on(place, people))
    return home, people, data.name, keys.name


@pytest.fixture
def ready(made: tuple[Path, People, str, str], tmp_path: Path) -> tuple[Place, People, Path, Path]:
    """A copy of it, with the paths of its two backup files."""
    home, people, data, keys = made
    place = Place.__new__(Place)
    place.home, place.database = tmp_path / "home", ""
    shutil.copytree(home, place.home)
    place.operator = HolderKey.load(place.key)
    env = place.home / ".env"
    env.write_text(env.read_text("utf-8").replace(str(home), str(place.home)), "utf-8")
    return place, people, place.home / "backups" / data, place.home / "key-backups" / keys


Ready = tuple[Place, People, Path, Path]


async def test_k3_who_erased_themselves_stays_erased(ready: Ready) -> None:
    """K3: an older backup is put back; Ben, erased since, is erased again; what was live is kept aside."""
    place, people, data, keys = ready

    code, _, err = await asyncio.to_thread(place.restored, data, keys)

    assert code == 0, err
    assert "1 who erased themselves later" in err
    assert await who_is_there(place, people) == RESTORED
    (aside,) = place.data.glob("before-restore-*")
    assert aside.stat().st_mode & 0o777 == 0o700
    assert {p.name for p in aside.iterdir()} >= {"collectif.db", "shred-keys.db"}
    assert [p.name for p in place.data.iterdir() if p.name.startswith("restore")] == []
    with closing(sqlite3.connect(place.data / "shred-keys.db")) as connection:
        assert connection.execute("SELECT count(*) FROM shred_key").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM tombstone").fetchone() == (1,)


@pytest.mark.parametrize("with_keys", [True, False])
async def test_k3_a_backup_of_before_a_change_of_the_root_key(ready: Ready, with_keys: bool) -> None:
    """K3, I6: with the earlier key named it comes under the present one, and Ben is erased again."""
    place, people, data, keys = ready
    given = keys if with_keys else None
    await change_root_key(Settings(data_dir=place.data))
    (place.data / "root.key.previous").rename(place.home / "old.key")
    before = place.picture()

    refused, _, said = await asyncio.to_thread(place.restored, data, given)
    assert (refused, "another root key" in said) == (5, True)
    assert place.picture() == before
    with (place.home / ".env").open("a", encoding="utf-8") as settings:
        settings.write(f"\nCOLLECTIF_PREVIOUS_ROOT_KEY_FILES={place.home / 'old.key'}\n")
    code, _, err = await asyncio.to_thread(place.restored, data, given)

    assert code == 0, err
    assert "1 who erased themselves later" in err
    assert await who_is_there(place, people) == RESTORED


async def test_without_a_backup_of_the_keys_the_live_ones_stay(ready: Ready) -> None:
    """The data alone can be put back: the shred keys that are there open what Ann sealed."""
    place, people, data, _ = ready

    code, _, err = await asyncio.to_thread(place.restored, data, None)

    assert code == 0, err
    assert await who_is_there(place, people) == RESTORED


async def test_on_an_empty_machine_both_parts_are_enough(ready: Ready) -> None:
    """Stores lost: root key and both backups bring back everything, and without the keys it is refused."""
    place, people, data, keys = ready
    for name in ("collectif.db", "shred-keys.db"):
        (place.data / name).unlink()

    refused, _, said = await asyncio.to_thread(place.restored, data, None)
    code, _, err = await asyncio.to_thread(place.restored, data, keys)

    assert (refused, code) == (3, 0), err
    assert "shred keys" in said
    # Nothing is left that knows of Ben's erasure: the guide says to keep the newest shred keys.
    assert await who_is_there(place, people) == BEFORE


async def test_k15_a_drill_changes_nothing_and_says_how_long_it_took(ready: Ready) -> None:
    """K15: the same checks and erasures, beside a running bot; every file stays as it was."""
    place, _, data, keys = ready
    before = place.picture()

    code, out, err = await asyncio.to_thread(place.restored, data, keys, "--drill", "--json")

    assert code == 0, err
    told = json.loads(out)
    assert (told["rows"]["member"], told["erased_again"], told["aside"]) == (1, 1, None)
    assert told["seconds"] >= 0
    assert place.picture() == before


@pytest.mark.parametrize(
    "harm", ["cut", "flipped", "empty", "none", "swapped", "another key", "another root", "live keys"]
)
def test_k11_k12_a_bad_backup_or_key_leaves_everything_live(ready: Ready, harm: str) -> None:
    """K11, K12: each has its exit code and sentence, and no file of the data folder changes.

    Damaged live shred keys too: who erased themselves since the backup is not forgotten without a word.
    """
    place, _, data, keys = ready
    content = data.read_bytes()
    if harm == "cut":
        data.write_bytes(content[: len(content) // 2])
    elif harm == "flipped":
        data.write_bytes(content[:-5000] + bytes([content[-5000] ^ 1]) + content[-4999:])
    elif harm == "empty":
        data.write_bytes(b"")
    elif harm == "none":
        data.write_text("not a backup")
    elif harm == "swapped":
        data, keys = keys, data
    elif harm == "another key":
        place.key.unlink()
        HolderKey.make().write(place.key, NOW)
    elif harm == "live keys":
        (place.data / "shred-keys.db").write_bytes(b"no database")
    else:
        (place.data / "root.key").write_bytes(os.urandom(32))
    before = place.picture()

    code, out, err = place.restored(data, keys)

    expected = {"swapped": 3, "another key": 5, "another root": 5}.get(harm, 4)
    assert (code, out) == (expected, ""), err
    assert len(err.strip().splitlines()) <= 3
    assert place.picture() == before


async def test_k13_an_older_backup_is_migrated_a_newer_refused_and_nothing_is_mixed(ready: Ready) -> None:
    """K13: the case of now gives way to the one of the backup, with its members and their keys; none stay."""
    place, people, data, keys = ready
    async with open_office(place.data) as office:
        other = await office.case(OTHER_SERVER)
    before = place.picture()
    newer = await asyncio.to_thread(_rewritten, place, data, "9999")
    refused = await asyncio.to_thread(place.restored, newer, keys)
    assert (refused[0], "newer version" in refused[2]) == (4, True)
    assert place.picture() == before

    older = await asyncio.to_thread(_rewritten, place, data, OLD)
    code, _, err = await asyncio.to_thread(place.restored, older, keys)

    assert code == 0, err
    async with open_office(place.data) as office:
        async with office.deps.store.reading() as tx:
            assert await tx.cases.ids() == [people.case]
            assert [len(await tx.members.in_case(c)) for c in (people.case, other.id)] == [1, 0]
        with pytest.raises(NoCaseHereError):
            await office.services.cases.here(office.actor(ANN, OTHER_SERVER))
    with closing(sqlite3.connect(place.data / "shred-keys.db")) as connection:
        assert connection.execute("SELECT count(*) FROM shred_key").fetchone() == (1,)


def _rewritten(place: Place, backup: Path, revision: str) -> Path:
    """The same backup as another version of the program would have made it."""
    there, here = place.home / f"{revision}-there.db", place.home / f"{revision}.db"
    manifest = read(backup, [place.operator.secret], there)
    if revision == OLD:
        asyncio.run(write_older(f"sqlite:///{here}", there))
    else:
        there.replace(here)
        with closing(sqlite3.connect(here)) as db:
            db.execute("UPDATE alembic_version SET version_num = ?", (revision,))
            db.commit()
    facts = snapshot.look_through(here)
    told = replace(
        manifest, size=here.stat().st_size, sha256=digest(here), rows=facts.rows, revision=revision
    )
    return write(here, told, [place.operator.public], place.home, f"{revision}.age")


async def test_a_running_bot_is_not_restored_under_its_feet(ready: Ready) -> None:
    """While a bot holds the stores, restoring is refused as busy; a drill is not."""
    place, _, data, keys = ready
    app = await build(Settings(data_dir=place.data))
    try:
        refused = await asyncio.to_thread(place.restored, data, keys)
        drilled = await asyncio.to_thread(place.restored, data, keys, "--drill")
    finally:
        await app.close()

    assert refused[0] == 7, refused
    assert drilled[0] == 0, drilled


@pytest.mark.parametrize("point", [p for p in POINTS if p is not FaultPoint.RESTORE_COPIED])
async def test_k3_a_kill_at_any_point_is_made_good(ready: Ready, point: FaultPoint) -> None:
    """A kill -9 at each point: either all is as before, or the bot will not start until it is finished."""
    place, people, data, keys = ready

    done = await asyncio.to_thread(_killed, place, point.value, data, keys)

    assert done.returncode == -9, done.stderr
    if point is FaultPoint.RESTORE_STAGED:
        (left,) = place.data.glob("restore-*")
        await (await build(Settings(data_dir=place.data))).close()
        assert not left.exists()
        assert await who_is_there(place, people) == AFTER
        return
    with pytest.raises(StoreError, match="--finish"):
        await build(Settings(data_dir=place.data))
    code, _, err = await asyncio.to_thread(place.run, "restore", "--finish")
    assert code == 0, err
    await (await build(Settings(data_dir=place.data))).close()
    assert await who_is_there(place, people) == RESTORED


def test_an_exchange_under_way_is_not_finished_by_another(tmp_path: Path) -> None:
    """While a restore holds the stores, `--finish` is refused as busy; afterwards it goes on."""
    (tmp_path / "staged").mkdir()
    (tmp_path / "staged" / "shred-keys.db").write_text("new")
    (tmp_path / "shred-keys.db").write_text("live")
    note = {"staged": "staged", "aside": "aside", "names": ["shred-keys.db"]}
    (tmp_path / "restore-under-way.json").write_text(json.dumps(note))
    held = InstanceLock(tmp_path / "shred-keys.db")
    held.take()

    with pytest.raises(InUseError):
        restoring.finish(tmp_path)
    held.release()

    assert (restoring.finish(tmp_path) / "shred-keys.db").read_text() == "live"
    assert (tmp_path / "shred-keys.db").read_text() == "new"


def test_there_is_nothing_to_finish(ready: Ready) -> None:
    """`--finish` without an interrupted restore says so."""
    place, *_ = ready

    code, _, err = place.run("restore", "--finish")

    assert code == 3
    assert "no restore was interrupted" in err


@pytest.mark.needs("postgres")
async def test_k3_rows_in_postgres_are_exchanged_in_one_transaction(
    tmp_path: Path, postgres_url: str
) -> None:
    """The same on PostgreSQL: erased people stay erased; killed before the commit, all is as it was."""
    place = Place(tmp_path, postgres_url)
    people = await inhabited(place)
    data, keys = await asyncio.to_thread(place.backed_up)
    await life_goes_on(place, people)

    killed = await asyncio.to_thread(_killed, place, "restore_copied", data, keys)
    between = await who_is_there(place, people)
    code, _, err = await asyncio.to_thread(place.restored, data, keys)

    assert (killed.returncode, between) == (-9, AFTER), killed.stderr
    assert code == 0, err
    assert await who_is_there(place, people) == RESTORED


@pytest.mark.needs("postgres")
async def test_a_store_moves_to_postgres_and_back(tmp_path: Path, postgres_url: str) -> None:
    """`migrate-store` copies and compares; people, entries and sealed records are there on either engine."""
    place = Place(tmp_path)
    people = await inhabited(place)
    await life_goes_on(place, people)

    there = await asyncio.to_thread(_move, place, postgres_url)
    again = await asyncio.to_thread(_move, place, postgres_url)
    place.database = postgres_url
    found = await who_is_there(place, people)
    (place.home / ".env").write_text(
        f"COLLECTIF_DATA_DIR={place.data}\nCOLLECTIF_DATABASE_URL={postgres_url}\n", "utf-8"
    )
    (place.data / "collectif.db").unlink()
    back = await asyncio.to_thread(_move, place, f"sqlite:///{place.data / 'collectif.db'}")
    place.database = ""

    assert (there[0], found) == (0, AFTER), there
    assert (again[0], "empty database" in again[1]) == (3, True), again
    assert back[0] == 0, back
    assert await who_is_there(place, people) == AFTER


def _move(place: Place, target: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "migrate-store"],
        cwd=place.home,
        env=clean_environment(COLLECTIF_TARGET_URL=target),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stderr


def _killed(place: Place, point: str, data: Path, keys: Path) -> "subprocess.CompletedProcess[bytes]":
    """Restore in a process that dies at the point."""
    arguments = ["restore", "--data", str(data), "--keys", str(keys), "--key", str(place.key)]
    return subprocess.run(
        [sys.executable, "-m", "tests.backup.restoring_child", str(place.home), point, *arguments],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        timeout=120,
        check=False,
    )
