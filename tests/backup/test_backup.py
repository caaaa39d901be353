"""`collectif backup`: whole, encrypted, apart, read back; and by the clock from inside the bot."""

import asyncio
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.backup.bundle import Part, read
from bot.backup.errors import BackupError
from bot.backup.generations import found_in, name_of, prune
from bot.backup.making import Plan, Target, make
from bot.backup.scratch import BACKUP, clear_left, scratch
from bot.domain.checked import Statement, encode
from bot.domain.sealing import SealedField
from bot.services.backups import backup_chores
from bot.services.upkeep import Upkeep
from bot.storage import snapshot
from tests.backup.place import Place, inhabited
from tests.cli.process import clean_environment
from tests.keyholder import KeyHolder
from tests.services.office import open_office
from tests.services.sealing import chosen, opened
from tests.storage.sample import NOW


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An installation without anybody yet."""
    return Place(tmp_path)


@pytest.mark.needs("age")
async def test_k10_both_parts_are_private_encrypted_and_open_without_us(place: Place) -> None:
    """K10: two files of mode 0600 in two folders; the standard age program and `tail` give the databases."""
    await inhabited(place)

    data, keys = place.backed_up()

    assert (data.parent.name, keys.parent.name) == ("backups", "key-backups")
    assert {p.stat().st_mode & 0o777 for p in (data, keys)} == {0o600}
    for path, table in ((data, "member"), (keys, "shred_key")):
        assert b"SQLite format" not in path.read_bytes()
        opened = await asyncio.to_thread(_decrypted, path, place.key)
        magic, _, database = opened.split(b"\n", 2)
        copy = place.home / f"{table}.db"
        copy.write_bytes(database)
        assert magic == b"collectif-backup 1"
        with closing(sqlite3.connect(copy)) as connection:
            (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert count == 2
    # The pictures that were encrypted are gone, and so is their folder.
    assert [p.name for p in place.data.iterdir() if "backup" in p.name] == []


async def test_b4_a_full_disk_leaves_no_part_of_a_backup(place: Place) -> None:
    """B4: where a file may not grow, the command says so and no backup has its name."""
    await inhabited(place)
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "bot", "backup"],
        cwd=place.home,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )

    assert done.returncode == 3, done.stderr
    assert "cannot be" in done.stderr
    assert list((place.home / "backups").glob("*")) == []
    assert [p.name for p in place.data.iterdir() if "backup" in p.name] == []


def test_without_folders_it_says_what_to_set(place: Place) -> None:
    """Nothing set: exit code 2 and the name of the setting."""
    (place.home / ".env").write_text(f"COLLECTIF_DATA_DIR={place.data}\n", "utf-8")

    code, out, err = place.run("backup")

    assert (code, out) == (2, "")
    assert "COLLECTIF_BACKUP_DIR" in err


@pytest.mark.parametrize(
    "line",
    [
        "COLLECTIF_BACKUP_RECIPIENTS=age1nothing",
        "COLLECTIF_BACKUP_RECIPIENTS=",
        "COLLECTIF_KEY_BACKUP_DIR=",
        "COLLECTIF_KEY_BACKUP_DIR={home}/backups",
    ],
)
def test_half_a_setting_is_refused(place: Place, line: str) -> None:
    """A bad key, a missing part, one folder for both: no start, instead of backups that nobody can open."""
    with (place.home / ".env").open("a", encoding="utf-8") as file:
        file.write(line.format(home=place.home) + "\n")

    code, _, err = place.run("backup")

    assert code == 2
    assert "BACKUP" in err


def test_k14_old_backups_go_and_the_newest_data_stays(tmp_path: Path) -> None:
    """K14: shred keys older than their days are all gone; of the data the newest stays; others' files too."""
    for part in Part:
        for days in (0, 8, 91, 200):
            (tmp_path / name_of(part, NOW - timedelta(days=days))).touch()
    (tmp_path / "collectif-data-mine.age").touch()

    prune(tmp_path, Part.DATA, timedelta(days=90), NOW)
    prune(tmp_path, Part.KEYS, timedelta(days=7), NOW)
    later = NOW + timedelta(days=400)
    assert [len(found_in(tmp_path, part)) for part in (Part.DATA, Part.KEYS)] == [2, 1]
    prune(tmp_path, Part.DATA, timedelta(days=90), later)
    prune(tmp_path, Part.KEYS, timedelta(days=7), later)

    assert [len(found_in(tmp_path, part)) for part in (Part.DATA, Part.KEYS)] == [1, 0]
    assert (tmp_path / "collectif-data-mine.age").exists()


async def test_k16_a_link_in_the_way_is_refused(place: Place, tmp_path: Path) -> None:
    """K16: where pictures are made or backups are named, a link leads nowhere: what it names stays."""
    await inhabited(place)
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "mine.db").write_text("mine")
    (place.data / "backup-under-way").symlink_to(precious)

    code, _, err = await asyncio.to_thread(place.run, "backup")

    assert code != 0
    assert "this is a link" in err
    assert (precious / "mine.db").read_text() == "mine"


async def test_k10_a_backup_among_registrations_fits_together(place: Place) -> None:
    """K10: made while people register and seal: who was answered before is in it, and nobody lacks a key."""
    async with open_office(place.data) as office:
        case, holder = await office.case(), KeyHolder()
        lane = await opened(office, case, holder)
        answered: list[str] = []
        begun, over = asyncio.Event(), asyncio.Event()

        async def register(who: int) -> None:
            member = await office.member(case, who)
            await chosen(office, case, who, member.ref, lane.id)
            words = encode(Statement("Canary"))
            await office.services.sealed.put(
                office.actor(who), case.id, member.ref, SealedField.STATEMENT, words
            )
            answered.append(member.ref)

        async def busy() -> None:
            for who in count(5000):
                await register(who)
                if len(answered) == 5:
                    begun.set()
                if over.is_set():
                    return

        crowd = asyncio.create_task(busy())
        await begun.wait()
        before = set(answered)
        made = await make(_plan(place), NOW)
        over.set()
        await crowd

    members, sealed = await asyncio.to_thread(_opened, place, made.data)
    keys, _ = await asyncio.to_thread(_opened, place, made.keys)
    assert before <= {ref for _, ref in members} <= set(answered)
    assert {member for (member,) in sealed} <= {member for member, _ in keys}


def _opened(place: Place, backup: Path) -> tuple[list[tuple[str, str]], list[tuple[str]]]:
    """Members with their reference, or with their key; and whose records are sealed in it."""
    target = place.home / f"{backup.stem}.db"
    part = read(backup, [place.operator.secret], target).part
    assert snapshot.look_through(target)
    with closing(sqlite3.connect(target)) as db:
        if part is Part.KEYS:
            return db.execute("SELECT member_id, '' FROM shred_key").fetchall(), []
        members = db.execute("SELECT id, ref FROM member").fetchall()
        return members, db.execute("SELECT member_id FROM sealed_record").fetchall()


async def test_two_backups_at_once_do_not_take_each_others_pictures(place: Place) -> None:
    """While one is under way a second is refused and a bot's start leaves it alone; then another can be."""
    await inhabited(place)
    with scratch(place.data, BACKUP) as work:
        (work / "data.db").touch()
        with pytest.raises(BackupError, match="under way"):
            await make(_plan(place), NOW)
        assert clear_left(place.data) == 0
        assert (work / "data.db").exists()

    assert (await make(_plan(place), NOW)).data.exists()


async def test_the_bot_makes_them_by_the_clock(place: Place) -> None:
    """One at the start, the next after the hours that are set; a clock set back makes another, not none."""
    await inhabited(place)
    now, plan = [NOW], _plan(place)
    upkeep = Upkeep(backup_chores(plan, timedelta(hours=24), lambda: now[0]), lambda: now[0])
    made = []

    for hours in (0, 23, 24.5, -48):
        now[0] = NOW + timedelta(hours=hours)
        await upkeep.turn()
        made.append(len(found_in(plan.data.folder, Part.DATA)))

    assert made == [1, 1, 2, 3]


def test_no_plan_means_no_chore() -> None:
    """Without folders the bot does nothing of the kind."""
    assert backup_chores(None, timedelta(hours=1), lambda: NOW) == []


def _plan(place: Place) -> Plan:
    """What its settings say."""
    return Plan(
        database_url=f"sqlite:///{place.data / 'collectif.db'}",
        shred_keys=place.data / "shred-keys.db",
        data_dir=place.data,
        program="0",
        data=Target(place.home / "backups", [place.operator.public], timedelta(days=90)),
        keys=Target(place.home / "key-backups", [place.operator.public], timedelta(days=7)),
    )


def _decrypted(path: Path, key: Path) -> bytes:
    command = ["age", "--decrypt", "--identity", str(key), str(path)]
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
