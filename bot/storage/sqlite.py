"""The SQLite engine: one connection, its promises verified, its statements limited to what the bot needs."""

import sqlite3
import weakref
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.errors import BusyError
from bot.storage import driver
from bot.storage.errors import StoreError

# How long SQLite waits for another process's lock, in milliseconds; nobody else should hold one.
BUSY_MILLISECONDS = 5_000

# Each with the value that SQLite must answer when asked. Foreign keys: erasure cascades. secure_delete: freed
# space is zeroed. synchronous FULL: a commit survives power loss. trusted_schema, cell_size_check, mmap_size:
# a doctored file runs no code. temp_store MEMORY: nothing spills to disk in clear.
PRAGMAS: dict[str, tuple[str, int]] = {
    "busy_timeout": (str(BUSY_MILLISECONDS), BUSY_MILLISECONDS),
    "foreign_keys": ("ON", 1),
    "secure_delete": ("ON", 1),
    "synchronous": ("FULL", 2),
    "trusted_schema": ("OFF", 0),
    "cell_size_check": ("ON", 1),
    "mmap_size": ("0", 0),
    "temp_store": ("MEMORY", 2),
}

# Tables whose rows are added and never changed; a cascade or an erasure may still delete consents, and age
# deletes audit lines from the oldest on, which the rest of the trail vouches for.
_NEVER_UPDATED = {"audit_line", "consent", "burnt_code"}
_NEVER_DELETED = {"burnt_code"}
# Of a frozen letter nothing changes but that it is frozen; a change of the root key wraps its bytes anew, and
# the fingerprint, which nothing changes, tells whether they are still the same.
_UPDATED_IN = {"frozen_letter": {"frozen_at", "pdf_enc", "text_enc"}}
_FUNCTIONS = {"coalesce", "count", "length", "max", "substr", "sum"}

_WRITING = "collectif_writing"


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug (fixed in 3.51.3, 3.50.7 and 3.44.6)."""
    if version >= (3, 51, 3):
        return True
    return (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def journal_mode() -> str:
    """Return the journal mode for the SQLite that this Python is linked with."""
    return "wal" if wal_is_safe(sqlite3.sqlite_version_info) else "delete"


class _Connection(sqlite3.Connection):
    """A connection that lets its lock on the database go when it is closed, not some time later.

    SQLite keeps a closed connection alive as long as one of its answers is unread. A cancelled task leaves
    such an answer behind in its traceback, and every other writer would wait for the garbage collector.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._cursors: weakref.WeakSet[sqlite3.Cursor] = weakref.WeakSet()

    def cursor(self, *arguments: Any, **options: Any) -> Any:
        found: sqlite3.Cursor = super().cursor(*arguments, **options)
        self._cursors.add(found)
        return found

    def close(self) -> None:
        for cursor in list(self._cursors):
            cursor.close()
        super().close()


def make_engine(path: Path, *, schema_changes: bool = False) -> AsyncEngine:
    """Return an engine with one connection; only one made for schema changes may alter tables."""
    url = URL.create("sqlite+aiosqlite", database=str(path))
    engine = create_async_engine(
        url,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"factory": _Connection, "check_same_thread": False},
    )

    def connected(connection: Any, record: object) -> None:
        connection.isolation_level = None  # transactions begin where we say so, not where the driver guesses
        _set_pragmas(connection)
        if not schema_changes:
            connection.run_async(lambda inner: inner.set_authorizer(_authorize))

    event.listen(engine.sync_engine, "do_connect", driver.connect)
    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def uri(path: Path, mode: str) -> str:
    """Return the URI that opens a database file in this mode only (sqlite.org/uri.html)."""
    return f"file:{quote(str(path.absolute()))}?mode={mode}"


def writing_options(writing: bool) -> dict[str, bool]:
    """Return the execution options that decide how a transaction begins."""
    return {_WRITING: writing}


async def checkpoint(connection: AsyncConnection) -> None:
    """Move the write-ahead log into the database and empty it; raises BusyError if another program reads it.

    Straight to the driver: a checkpoint is refused inside a transaction, and SQLAlchemy's way around one
    would leave the driver beginning transactions by itself.
    """
    inner: Any = (await connection.get_raw_connection()).driver_connection
    async with inner.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
        (blocked, *_) = await cursor.fetchone()
    if blocked:
        raise BusyError


def _begin(connection: Connection) -> None:
    # IMMEDIATE: a transaction that reads, then writes, would otherwise fail at once where it has to wait.
    writing = connection.get_execution_options().get(_WRITING, False)
    with driver.here(connection, when=not writing):  # only a writer waits for a lock, or for the disk
        if connection.info.get(_WRITING) is not writing:
            connection.info.pop(_WRITING, None)
            connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
            connection.info[_WRITING] = writing
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _set_pragmas(connection: Any) -> None:
    cursor = connection.cursor()
    try:
        for name, (value, _) in PRAGMAS.items():
            cursor.execute(f"PRAGMA {name}={value}")
        cursor.execute(f"PRAGMA journal_mode={journal_mode()}")
        found = {name: _ask(cursor, name) for name in (*PRAGMAS, "journal_mode")}
    finally:
        cursor.close()
    wanted = {name: answer for name, (_, answer) in PRAGMAS.items()} | {"journal_mode": journal_mode()}
    broken = sorted(name for name, value in wanted.items() if found[name] != value)
    if broken:
        raise StoreError(f"this SQLite does not keep a promised setting: {', '.join(broken)}")


def _ask(cursor: Any, name: str) -> object:
    cursor.execute(f"PRAGMA {name}")
    row = cursor.fetchone()
    return row[0] if row else None


def _authorize(action: int, first: str | None, second: str | None, _base: object, _trigger: object) -> int:
    """Let through the bot's own kinds of statement only: no schema change, no attaching, few functions."""
    allowed = {
        sqlite3.SQLITE_SELECT: True,
        sqlite3.SQLITE_READ: True,
        sqlite3.SQLITE_TRANSACTION: True,
        sqlite3.SQLITE_SAVEPOINT: True,
        sqlite3.SQLITE_INSERT: not _is_schema(first),
        sqlite3.SQLITE_UPDATE: _may_update(first, second),
        sqlite3.SQLITE_DELETE: not _is_schema(first) and first not in _NEVER_DELETED,
        sqlite3.SQLITE_FUNCTION: second in _FUNCTIONS,
        sqlite3.SQLITE_PRAGMA: second is None or first in ("query_only", "wal_checkpoint"),
    }
    return sqlite3.SQLITE_OK if allowed.get(action, False) else sqlite3.SQLITE_DENY


def _may_update(table: str | None, column: str | None) -> bool:
    if _is_schema(table) or table in _NEVER_UPDATED:
        return False
    return column in _UPDATED_IN[table] if table in _UPDATED_IN else True


def _is_schema(table: str | None) -> bool:
    return table is None or table.startswith("sqlite_") or table == "alembic_version"
