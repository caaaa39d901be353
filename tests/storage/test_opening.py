"""Opening a database: what is refused, and that a refusal touches nothing."""

import contextlib
import logging
import os
import sqlite3
import stat
from pathlib import Path

import asyncpg
import pytest
from alembic.script import ScriptDirectory

import bot.storage
from bot.storage import DamagedError, InUseError, SchemaError, Store, StoreError, WrongKeyError
from tests.postgres import PostgresServer
from tests.storage import processes
from tests.storage.sample import KEY_CHECK, add_case, add_full_member

MIGRATIONS = Path(bot.storage.__file__).with_name("migrations")
WRONG_KEY = b"\x02" * 8


async def _filled(url: str) -> None:
    store = await Store.open(url, key_check=KEY_CHECK)
    async with store.transaction() as tx:
        await add_case(tx)
        await add_full_member(tx)
    await store.close()


async def _opens_with_its_member(url: str) -> bool:
    store = await Store.open(url, key_check=KEY_CHECK)
    try:
        async with store.reading() as tx:
            return await tx.members.count("CASE") == 1
    finally:
        await store.close()


def _one_line(error: StoreError) -> bool:
    return bool(str(error)) and "\n" not in str(error)


def _read(path: Path) -> bytes:
    return path.read_bytes()


def _overwrite_header(path: Path) -> bytes:
    damaged = b"\0" * 100 + path.read_bytes()[100:]
    path.write_bytes(damaged)
    return damaged


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _open_to_all(path: Path) -> None:
    path.chmod(0o666)


def _link(path: Path, target: Path) -> None:
    path.parent.mkdir(mode=0o700)
    path.symlink_to(target)


async def _execute(url: str, statement: str) -> None:
    """Run a statement behind the program's back."""
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.execute(statement)
            connection.commit()
    else:
        other = await asyncpg.connect(url)
        await other.execute(statement)
        await other.close()


async def test_a_wrong_key_is_refused(database_url: str) -> None:
    """A2: another root key is refused in one line, and the right one still finds everything."""
    await _filled(database_url)
    with pytest.raises(WrongKeyError) as caught:
        await Store.open(database_url, key_check=WRONG_KEY)

    assert _one_line(caught.value)
    assert await _opens_with_its_member(database_url)


@pytest.mark.parametrize(("made", "opened"), [("delete", "delete"), ("wal", "delete"), ("delete", "wal")])
async def test_a_wrong_key_leaves_every_byte(
    sqlite_path: Path, made: str, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A2: a wrong key changes no byte of the database and leaves nothing beside it but the lock.

    Not even where another SQLite than the one that made the file would change its journal.
    """
    url = f"sqlite:///{sqlite_path}"
    monkeypatch.setattr("bot.storage.sqlite.journal_mode", lambda: made)
    await _filled(url)
    before = _read(sqlite_path)
    monkeypatch.setattr("bot.storage.sqlite.journal_mode", lambda: opened)
    with pytest.raises(WrongKeyError):
        await Store.open(url, key_check=WRONG_KEY)

    assert _read(sqlite_path) == before
    beside = {"collectif.db-wal", "collectif.db-shm"} if made == "wal" else set()
    assert {p.name for p in sqlite_path.parent.iterdir()} - beside == {"collectif.db", "collectif.db.lock"}
    monkeypatch.setattr("bot.storage.sqlite.journal_mode", lambda: opened)
    assert await _opens_with_its_member(url)


async def test_a_newer_schema_is_refused(database_url: str) -> None:
    """A13, A14: a database of a newer program is refused in one line and keeps its version."""
    await _filled(database_url)
    await _execute(database_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaError) as caught:
        await Store.open(database_url, key_check=KEY_CHECK)

    assert _one_line(caught.value)
    head = ScriptDirectory(MIGRATIONS).get_current_head()
    await _execute(database_url, f"UPDATE alembic_version SET version_num = '{head}'")
    assert await _opens_with_its_member(database_url)


async def test_a_database_of_another_program_is_refused(database_url: str) -> None:
    """Tables that are not ours are left alone."""
    if database_url.startswith("sqlite"):
        Path(database_url.removeprefix("sqlite:///")).parent.mkdir(mode=0o700)
    await _execute(database_url, "CREATE TABLE cheese (name TEXT)")
    with pytest.raises(DamagedError):
        await Store.open(database_url, key_check=KEY_CHECK)

    await _execute(database_url, "INSERT INTO cheese VALUES ('brie')")


async def test_a_database_that_forgot_its_key_is_refused(database_url: str) -> None:
    """Without the note of its key a database is not adopted by whatever key comes."""
    await _filled(database_url)
    await _execute(database_url, "DELETE FROM meta")
    with pytest.raises(DamagedError):
        await Store.open(database_url, key_check=KEY_CHECK)


async def test_a_file_that_is_no_database_is_left_as_it_is(sqlite_path: Path) -> None:
    """B8: a damaged header is refused with a hint, and the file keeps its bytes."""
    url = f"sqlite:///{sqlite_path}"
    await _filled(url)
    damaged = _overwrite_header(sqlite_path)
    with pytest.raises(DamagedError, match="restore a backup"):
        await Store.open(url, key_check=KEY_CHECK)

    assert _read(sqlite_path) == damaged


async def test_a_second_instance_is_refused(sqlite_path: Path) -> None:
    """A10: while one store has the file, another is refused in one line and the first goes on."""
    url = f"sqlite:///{sqlite_path}"
    first = await Store.open(url, key_check=KEY_CHECK)
    with pytest.raises(InUseError, match=r"collectif\.db: ") as caught:
        await Store.open(url, key_check=KEY_CHECK)

    assert _one_line(caught.value)
    async with first.transaction() as tx:
        await add_case(tx)
    await first.close()
    await first.close()
    second = await Store.open(url, key_check=KEY_CHECK)
    await second.close()


async def test_a_lock_held_by_another_process_refuses_and_dies_with_it(sqlite_path: Path) -> None:
    """A10, A11: another process's lock refuses us; after its kill -9 the leftover lock file does not."""
    url = f"sqlite:///{sqlite_path}"
    store = await Store.open(url, key_check=KEY_CHECK)
    async with store.transaction() as tx:
        await add_case(tx)
    await store.close()
    child = processes.start("burst", url)
    assert child.stdout is not None
    assert child.stdout.readline().startswith("P-")
    with pytest.raises(InUseError):
        await Store.open(url, key_check=KEY_CHECK)
    child.kill()
    child.communicate()

    assert sqlite_path.with_name("collectif.db.lock").exists()
    store = await Store.open(url, key_check=KEY_CHECK)
    await store.close()


@pytest.mark.parametrize("journal", ["delete", "wal"])
async def test_files_are_private_whatever_the_umask(
    sqlite_path: Path, journal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A4: in the middle of a transaction under umask 000, every file is 0600 and every new folder 0700."""
    monkeypatch.setattr("bot.storage.sqlite.journal_mode", lambda: journal)
    former = os.umask(0)
    try:
        store = await Store.open(f"sqlite:///{sqlite_path}", key_check=KEY_CHECK)
        async with store.transaction() as tx:
            await add_case(tx)
            modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in sqlite_path.parent.iterdir()}
        await store.close()
    finally:
        os.umask(former)

    expected = {"delete": {"-journal"}, "wal": {"-wal", "-shm"}}[journal]
    assert set(modes) == {"collectif.db", "collectif.db.lock", *("collectif.db" + name for name in expected)}
    assert set(modes.values()) == {0o600}
    assert _mode(sqlite_path.parent) == 0o700


async def test_an_open_file_is_closed_to_others(sqlite_path: Path) -> None:
    """A4: a database that others could read is made private again."""
    await _filled(f"sqlite:///{sqlite_path}")
    _open_to_all(sqlite_path)

    assert await _opens_with_its_member(f"sqlite:///{sqlite_path}")
    assert _mode(sqlite_path) == 0o600


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o770])
async def test_a_folder_that_others_can_write_to_is_refused(sqlite_path: Path, mode: int) -> None:
    """A4: where others could plant a journal, no database is made."""
    sqlite_path.parent.mkdir()
    sqlite_path.parent.chmod(mode)
    with pytest.raises(StoreError, match="chmod go-w"):
        await Store.open(f"sqlite:///{sqlite_path}", key_check=KEY_CHECK)

    assert list(sqlite_path.parent.iterdir()) == []


async def test_a_folder_that_others_can_read_is_told(
    sqlite_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder that shows its file names is used, and said in the log."""
    sqlite_path.parent.mkdir()
    sqlite_path.parent.chmod(0o755)
    with caplog.at_level(logging.WARNING, "collectif"):
        store = await Store.open(f"sqlite:///{sqlite_path}", key_check=KEY_CHECK)
    await store.close()

    assert [record.message for record in caplog.records] == ["data_folder_readable_by_others"]


async def test_a_link_is_not_followed(sqlite_path: Path, tmp_path: Path) -> None:
    """A link in the database's place is refused and its target left alone."""
    target = tmp_path / "elsewhere"
    target.touch()
    _link(sqlite_path, target)
    with pytest.raises(StoreError, match="link"):
        await Store.open(f"sqlite:///{sqlite_path}", key_check=KEY_CHECK)

    assert target.read_bytes() == b""


@pytest.mark.parametrize(
    "url",
    ["", "sqlite://", "sqlite:///:memory:", "mysql://root@localhost/x", "not a url", "sqlite+aiosqlite"],
)
async def test_an_unusable_url_is_refused(url: str) -> None:
    """A URL that names no file and no PostgreSQL server is refused in one line that says what to write."""
    with pytest.raises(StoreError) as caught:
        await Store.open(url, key_check=KEY_CHECK)

    assert _one_line(caught.value)
    assert "sqlite:///path" in str(caught.value)
    assert "root@localhost" not in str(caught.value)


async def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    """A path through a file is refused in one line."""
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be made or read"):
        await Store.open(f"sqlite:///{tmp_path}/file/data/collectif.db", key_check=KEY_CHECK)


@pytest.mark.needs("postgres")
async def test_a_server_that_is_not_there_is_refused(postgres_server: PostgresServer) -> None:
    """No server, no such database, no such user: each is refused in one line that holds no password."""
    folder = postgres_server.folder
    for url in (
        "postgresql://collectif:hunter2@127.0.0.1:1/x",
        f"postgresql://collectif:hunter2@/nowhere?host={folder}",
        f"postgresql://nobody:hunter2@/postgres?host={folder}",
        f"postgresql://collectif:hunter2@/x?host={folder}/missing",
    ):
        with pytest.raises(StoreError) as caught:
            await Store.open(url, key_check=KEY_CHECK)
        assert _one_line(caught.value)
        assert "hunter2" not in str(caught.value)
