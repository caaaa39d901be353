"""SQLite as we use it: promised settings, allowed statements, journal by version."""

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import event, text

from bot.storage import Store, StoreError
from bot.storage.sqlite import PRAGMAS, journal_mode, wal_is_safe
from tests.storage.sample import CONFIG, KEY_CHECK, add_case, add_full_member


@pytest_asyncio.fixture
async def store(sqlite_path: Path) -> AsyncIterator[Store]:
    """A store on SQLite only."""
    opened = await Store.open(f"sqlite:///{sqlite_path}", key_check=KEY_CHECK)
    yield opened
    await opened.close()


async def _pragma(store: Store, name: str) -> object:
    async with store.transaction() as tx:
        return await tx.cases._scalar(text(f"PRAGMA {name}"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("synchronous", 2),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("mmap_size", 0),
        ("temp_store", 2),
        ("busy_timeout", 5_000),
        ("journal_mode", journal_mode()),
    ],
)
async def test_a17_every_connection_has_the_promised_setting(store: Store, name: str, value: object) -> None:
    """A17: the connection has the value at first, and so has the one that replaces it."""
    assert await _pragma(store, name) == value

    await store._engine.dispose()
    assert await _pragma(store, name) == value


async def test_a_setting_that_does_not_hold_stops_the_start(
    sqlite_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A SQLite that answers otherwise than promised is refused, and the setting is named."""
    monkeypatch.setitem(PRAGMAS, "temp_store", ("FILE", 2))
    with pytest.raises(StoreError, match="temp_store"):
        await Store.open(f"sqlite:///{sqlite_path}", key_check=KEY_CHECK)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_the_journal_follows_the_version(version: tuple[int, ...], safe: bool) -> None:
    """A12: a write-ahead log only where SQLite is free of the WAL-reset bug."""
    assert wal_is_safe(version) is safe
    if version == sqlite3.sqlite_version_info:
        assert journal_mode() == ("wal" if safe else "delete")


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE member",
        "DROP INDEX ix_member_account_id",
        "CREATE TABLE cheese (name TEXT)",
        "CREATE TRIGGER t AFTER INSERT ON member BEGIN DELETE FROM member; END",
        "ALTER TABLE member ADD COLUMN cheese TEXT",
        "ATTACH DATABASE ':memory:' AS other",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA writable_schema = ON",
        "UPDATE alembic_version SET version_num = '9999'",
        "DELETE FROM sqlite_master",
        "SELECT load_extension('x')",
        "SELECT randomblob(8)",
        "UPDATE audit_line SET actor = 'u:0'",
        "UPDATE consent SET given = 1",
        "UPDATE burnt_code SET nonce_hash = x'00'",
        "DELETE FROM burnt_code",
    ],
)
async def test_a_statement_that_the_bot_never_makes_is_refused(store: Store, statement: str) -> None:
    """E15: schema changes, attaching, functions and rewriting of ledgers are refused by SQLite itself."""
    with pytest.raises(StoreError):
        async with store.transaction() as tx:
            await tx.cases._scalar(text(statement))

    async with store.transaction() as tx:
        await add_case(tx)
        await add_full_member(tx)


async def test_a_transaction_takes_the_write_lock_at_its_start(store: Store, sqlite_path: Path) -> None:
    """B7: from the moment our transaction begins, before its first write, no other program can write."""
    with contextlib.closing(sqlite3.connect(sqlite_path, isolation_level=None, timeout=0)) as other:
        async with store.transaction() as tx:
            assert await tx.members.count("CASE") == 0
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")


@pytest.mark.parametrize("journal", ["delete", "wal"])
async def test_compacting_empties_the_write_ahead_log(
    sqlite_path: Path, journal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After compacting, no old page lies beside the database, whichever journal is in use."""
    monkeypatch.setattr("bot.storage.sqlite.journal_mode", lambda: journal)
    store = await Store.open(f"sqlite:///{sqlite_path}", key_check=KEY_CHECK)
    async with store.transaction() as tx:
        await add_case(tx)
    async with store.transaction() as tx:
        await tx.cases.save_config("CASE", CONFIG)
    await store.compact()
    beside = {p.name: p.stat().st_size for p in sqlite_path.parent.iterdir() if p != sqlite_path}
    async with store.reading() as tx:
        assert await tx.cases.get("CASE") is not None
    await store.close()

    beside.pop("collectif.db-shm", None)
    assert set(beside.values()) <= {0}


async def test_no_lookup_reads_a_whole_table(store: Store, sqlite_path: Path) -> None:
    """Whatever is asked on every interaction is found by an index: the cost does not grow with the case."""
    async with store.transaction() as tx:
        await add_case(tx)
        member = await add_full_member(tx)
        ((_, _, account),) = [there async for there in tx.members.everyone()]
    asked: list[tuple[str, object]] = []
    event.listen(
        store._engine.sync_engine, "before_cursor_execute", lambda *seen: asked.append((seen[2], seen[3]))
    )
    async with store.reading() as tx:
        await tx.cases.get("CASE")
        await tx.cases.in_server(1)
        await tx.cases.organisers("CASE")
        await tx.accounts.by_index("CASE", "discord", b"x")
        await tx.members.of_account(account)
        await tx.members.by_ref("CASE", member.ref)
        await tx.members.count("CASE")
        await tx.consents.current("x")
        await tx.letters.of_member("x")
        await tx.audit.last()

    with contextlib.closing(sqlite3.connect(sqlite_path)) as connection:
        plans = {
            statement: [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
            for statement, values in asked
            if statement.startswith("SELECT")
        }
    slow = {s: p for s, p in plans.items() if any(step.startswith("SCAN") for step in p)}
    newest_line = [s for s in slow if "FROM audit_line" in s]
    assert len(plans) > 15
    assert list(slow) == newest_line  # the last line of the trail: a scan by key that ends after one row
