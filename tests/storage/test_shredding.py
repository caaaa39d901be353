"""The store of shred keys: kept once, gone for good, of its own file."""

import asyncio
import contextlib
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.errors import BusyError
from bot.storage import InUseError, StoreError
from bot.storage import sqlite as sqlite_engine
from bot.storage.shredding import ShredStore

NO_DATABASE = b"no database" * 100
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEY, OTHER, STONE = b"canary-wrapped-key" * 3, b"another-wrapped-key", b"pseudonym-16-byt"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store lies."""
    return tmp_path / "data" / "shred-keys.db"


async def test_the_first_key_stays(path: Path) -> None:
    """A member keeps the key that came first, also when many come at once and after a restart."""
    store = await ShredStore.open(path)
    assert await store.key("m") is None

    kept = await asyncio.gather(*(store.keep("m", b"key %d" % n, NOW) for n in range(20)))
    await store.close()
    store = await ShredStore.open(path)

    assert set(kept) == {await store.key("m")}
    assert await store.keep("m", OTHER, NOW) == kept[0]
    assert await store.key("n") is None
    await store.close()


@pytest.mark.parametrize("mode", ["delete", "wal"])
async def test_a_shredded_key_is_gone_from_the_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    """After shredding, no file holds a byte of the key; the tombstone stays, other keys too."""
    monkeypatch.setattr(sqlite_engine, "journal_mode", lambda: mode)
    store = await ShredStore.open(path)
    await store.keep("m", KEY, NOW)
    await store.keep("n", OTHER, NOW)
    before = _holding(path.parent, KEY)

    await store.shred("m", STONE, NOW)
    await store.compact()

    assert before != []
    assert _holding(path.parent, KEY) == []
    assert _holding(path.parent, OTHER) != []
    assert (await store.key("m"), await store.key("n")) == (None, OTHER)
    assert await store.tombstones() == [STONE]
    await store.close()


async def test_shredding_twice_changes_nothing(path: Path) -> None:
    """The first tombstone stands, with its time; a key that never was can be shredded."""
    store = await ShredStore.open(path)
    await store.shred("m", STONE, NOW)
    await store.shred("m", STONE, NOW + timedelta(days=1))
    await store.close()

    with contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT * FROM tombstone").fetchall()
    assert len(rows) == 1
    assert str(rows[0][1]).startswith("2026-11-24")


async def test_it_knows_what_was_shredded_and_whether_it_is_empty(path: Path) -> None:
    """A tombstone is found by its pseudonym; a store with only a tombstone is not empty."""
    store = await ShredStore.open(path)
    assert await store.is_empty()
    assert not await store.is_shredded(STONE)

    await store.shred("m", STONE, NOW)

    assert await store.is_shredded(STONE)
    assert not await store.is_shredded(STONE[:-1])
    assert not await store.is_empty()
    await store.close()


async def test_two_processes_do_not_share_it(path: Path) -> None:
    """A second store on the same file is refused while the first is open, and opens after it."""
    store = await ShredStore.open(path)
    with pytest.raises(InUseError):
        await ShredStore.open(path)
    await store.close()

    await (await ShredStore.open(path)).close()


async def test_a4_the_file_is_private_and_keeps_its_promises(path: Path) -> None:
    """A4, A17: file and folder are the owner's alone, and the database has every promised setting."""
    store = await ShredStore.open(path)
    await store.keep("m", KEY, NOW)

    modes = {p.name: p.stat().st_mode & 0o777 for p in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700
    async with store._begin(writing=False) as connection:
        for name, (_, wanted) in sqlite_engine.PRAGMAS.items():
            answer = (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
            assert answer == wanted, name
    await store.close()


async def test_a_damaged_file_is_refused_in_one_line(path: Path) -> None:
    """What is no database is told as such, left as it is, and can be opened once it is put right."""
    _write(path, NO_DATABASE)

    with pytest.raises(StoreError) as caught:
        await ShredStore.open(path)

    assert "\n" not in str(caught.value)
    assert _holding(path.parent, NO_DATABASE) == [path.name]
    _write(path, b"")
    await (await ShredStore.open(path)).close()


async def test_a_locked_file_is_told_as_busy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another program holds the file, a key is not kept and that is said; afterwards it is."""
    monkeypatch.setitem(sqlite_engine.PRAGMAS, "busy_timeout", ("50", 50))
    store = await ShredStore.open(path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BusyError):
            await store.keep("m", KEY, NOW)
        other.execute("ROLLBACK")

    assert await store.keep("m", KEY, NOW) == KEY
    await store.close()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_bytes(data)


def _holding(folder: Path, needle: bytes) -> list[str]:
    return [p.name for p in folder.iterdir() if needle in p.read_bytes()]
