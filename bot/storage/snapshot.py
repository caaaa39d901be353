"""A consistent picture of a database in a file of its own, taken while the bot goes on, and looked through.

Whatever holds the data, the picture is an SQLite file: it can be checked, kept and put back in one way.
"""

import asyncio
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage import copying, postgres, schema, sqlite
from bot.storage.connecting import connected
from bot.storage.errors import DamagedError, StoreError, UnfinishedError
from bot.storage.faults import DATABASE_ERRORS, driver_error, translate
from bot.storage.files import prepare_file
from bot.storage.repositories.keys import KEY_CHECK

# How long a running bot's commit is waited for, in seconds.
_WAIT = 30
_PRIMARY = 0xFF  # the low byte of an extended result code


@dataclass(frozen=True)
class Facts:
    """What a database file is: size of its tables, version of its schema, check value of its root key."""

    rows: dict[str, int]
    revision: str | None
    key_check: bytes | None


async def take(url: str, target: Path) -> None:
    """Write a picture of the database of this URL to a new file (0600); raises StoreError, leaves no part."""
    if await asyncio.to_thread(target.exists):
        raise StoreError(f"{target}: the file exists already")
    parsed = make_url(url)
    try:
        await asyncio.to_thread(prepare_file, target)
        if parsed.get_backend_name() == "sqlite":
            await asyncio.to_thread(copy_file, Path(parsed.database or ""), target)
        else:
            engine = postgres.make_engine(parsed)
            try:
                await _take_from_server(engine, target)
            finally:
                await engine.dispose()
    except DATABASE_ERRORS as error:
        await asyncio.to_thread(target.unlink, missing_ok=True)
        told = translate(error, writing=False)
        unready = StoreError("the database cannot be copied now: unreachable, locked, or no room on the disk")
        raise (told if isinstance(told, StoreError) else unready) from driver_error(error)
    except BaseException:
        await asyncio.to_thread(target.unlink, missing_ok=True)
        raise


def copy_file(source: Path, target: Path) -> None:
    """Copy an SQLite database in use with SQLite's own backup; raises StoreError or sqlite3.Error.

    In one step, so that a commit in between cannot make it begin again for ever.
    """
    if not source.is_file():
        raise StoreError(f"{source}: there is no such database yet; the first start of the bot makes it")
    try:
        _copy(source, "ro", target)
    except sqlite3.OperationalError as error:
        if not _is_unfinished(error):
            raise
        # What a killed process wrote of a commit is undone before anything can be read, and that is a write.
        _copy(source, "rw", target)


def _copy(source: Path, mode: str, target: Path) -> None:
    there = sqlite3.connect(sqlite.uri(source, mode), uri=True, timeout=_WAIT)
    here = sqlite3.connect(target, timeout=_WAIT)
    try:
        there.backup(here)
        # A file of its own: no log beside it, whatever mode the source is in.
        here.execute("PRAGMA journal_mode=DELETE")
    finally:
        here.close()
        there.close()


def look_through(path: Path, *, in_use: bool = False) -> Facts:
    """Check a database file from end to end, without changing it; raises DamagedError naming no value.

    A damaged page can go unnoticed by reading on: SQLite's own check looks at each. Raises UnfinishedError,
    which is no damage, for one that a killed process left in the middle of a commit.
    """
    # Of a file that nobody else has, no lock or log is looked for; one in use is read between two commits.
    uri = sqlite.uri(path, "ro") + ("" if in_use else "&immutable=1")
    connection = sqlite3.connect(uri, uri=True, timeout=_WAIT)
    try:
        _check(connection, path)
        names = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {n: int(connection.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0]) for n in names}  # noqa: S608
        return Facts(rows, *_notes(connection, set(names)))
    except sqlite3.Error as error:
        if in_use and _is_unfinished(error):
            raise UnfinishedError(
                f"{path.name}: a process was killed while it wrote; the next start undoes its half a write"
            ) from driver_error(error)
        raise DamagedError(f"{path.name}: this is no whole database") from driver_error(error)
    finally:
        connection.close()


def _is_unfinished(error: sqlite3.Error) -> bool:
    """Whether a connection that may not write met a journal that has to be undone first."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY in (
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    )


async def _take_from_server(engine: AsyncEngine, target: Path) -> None:
    file = sqlite.make_engine(target, schema_changes=True)
    try:
        async with connected(engine, writing=False) as source, source.begin():
            await postgres.begin_reading(source)
            key_check = await source.run_sync(schema.noted_key)
            if key_check is None:
                raise DamagedError("the database does not say which root key it belongs to")
            if await source.run_sync(schema.outdated) is not None:
                raise StoreError(
                    "an older version wrote this database: back it up with that version, or start the bot, "
                    "which keeps a copy and upgrades it"
                )
            async with connected(file, writing=True) as copy, copy.begin():
                await copy.run_sync(schema.migrate, key_check)
                await copying.copy(source, copy)
                await copying.compare(source, copy)
    finally:
        await file.dispose()


def _check(connection: sqlite3.Connection, path: Path) -> None:
    found = [row[0] for row in connection.execute("PRAGMA integrity_check(10)")]
    lost = connection.execute("PRAGMA foreign_key_check").fetchone()
    if found != ["ok"] or lost is not None:
        raise DamagedError(f"{path.name}: the database is damaged")


def _notes(connection: sqlite3.Connection, tables: set[str]) -> tuple[str | None, bytes | None]:
    revision = key_check = None
    if "alembic_version" in tables:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        revision = row[0] if row else None
    if "meta" in tables:
        row = connection.execute("SELECT value FROM meta WHERE name = ?", (KEY_CHECK,)).fetchone()
        key_check = bytes(row[0]) if row else None
    return revision, key_check
