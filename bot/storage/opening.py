"""Opening a database: private files, one process, the right key, a known schema; then migrations."""

import asyncio
import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import NullPool

from bot.domain.errors import BusyError
from bot.storage import postgres, schema, sqlite, upgrading
from bot.storage.connecting import connected
from bot.storage.errors import DamagedError, StoreError
from bot.storage.faults import DATABASE_ERRORS, driver_error, translate
from bot.storage.files import InstanceLock, prepare_file, prepare_folder

_UNREADY = "the database cannot be used now: unreachable, refused, locked, full or read-only"


def parse(url: str) -> URL:
    """Return the parts of a `sqlite:///path` or `postgresql://…` URL; raises StoreError for any other."""
    with suppress(ArgumentError):
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        if backend == "postgresql" or (backend == "sqlite" and parsed.database not in (None, "", ":memory:")):
            return parsed
    raise StoreError("the database URL must be sqlite:///path or postgresql://user:password@host/name")


async def open_sqlite(database: str, key_check: bytes) -> tuple[AsyncEngine, InstanceLock]:
    """Open a database file; raises StoreError, and leaves the file as it was then."""
    path, lock = await asyncio.to_thread(_take, database)
    try:
        outdated = await asyncio.to_thread(_inspect, path, key_check)
        await asyncio.to_thread(prepare_file, path)
        if outdated is not None:
            await asyncio.to_thread(upgrading.copy_before, path, outdated)
        builder = sqlite.make_engine(path, schema_changes=True)
        try:
            await _migrate(builder, key_check)
        finally:
            await builder.dispose()
        return sqlite.make_engine(path), lock
    except BaseException:
        lock.release()
        raise


async def open_postgres(url: URL, key_check: bytes, copies: Path | None = None) -> AsyncEngine:
    """Open a database of a PostgreSQL server; raises StoreError, and writes nothing then.

    One of an older version is copied into the folder before it is changed; without a folder it is refused.
    """
    engine = postgres.make_engine(url)
    try:
        await _migrate(engine, key_check, copies)
    except BaseException:
        await engine.dispose()
        raise
    return engine


async def _migrate(engine: AsyncEngine, key_check: bytes, copies: Path | None = None) -> None:
    try:
        async with connected(engine, writing=True) as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                await postgres.begin_writing(connection)
            await connection.run_sync(schema.verify, key_check)
            if engine.dialect.name == "postgresql":
                await _keep_copy(connection, copies)
            await connection.run_sync(schema.migrate, key_check)
    except DATABASE_ERRORS as error:
        told = translate(error, writing=True)
        raise (told if isinstance(told, StoreError) else StoreError(_UNREADY)) from driver_error(error)
    except BusyError as error:
        raise StoreError(_UNREADY) from error.__cause__


async def _keep_copy(connection: AsyncConnection, copies: Path | None) -> None:
    revision = await connection.run_sync(schema.outdated)
    if revision is None:
        return
    if copies is None:
        raise StoreError(
            "an older version of Collectif wrote this database: start the bot, which upgrades it"
        )
    await upgrading.copy_server_before(connection, copies, revision)


def _take(database: str) -> tuple[Path, InstanceLock]:
    path = Path(database).absolute()
    prepare_folder(path.parent)
    lock = InstanceLock(path)
    lock.take()
    return path, lock


def _inspect(path: Path, key_check: bytes) -> str | None:
    """Check an existing file by a connection that cannot write; return its version if it is an old one."""
    if not path.is_file() or path.stat().st_size == 0:
        return None
    try:
        return _look(path, "ro", key_check)
    except sqlite3.OperationalError:
        # A journal left by a killed process is undone before anything can be read, and that is a write.
        return _look(path, "rw", key_check)


def _look(path: Path, mode: str, key_check: bytes) -> str | None:
    uri = sqlite.uri(path, mode)
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(uri, uri=True), poolclass=NullPool, hide_parameters=True
    )
    try:
        with engine.connect() as connection:
            schema.verify(connection, key_check)
            # Reading on can miss a damaged page for months, and each backup would keep the damage.
            if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
                raise DamagedError(_damaged(path))
            return schema.outdated(connection)
    except DBAPIError as error:
        if mode == "ro" and isinstance(error.orig, sqlite3.OperationalError):
            raise error.orig from None
        raise _unopened(error, path) from driver_error(error)
    finally:
        engine.dispose()


def _unopened(error: DBAPIError, path: Path) -> StoreError:
    if isinstance(translate(error, writing=True), DamagedError):
        return DamagedError(_damaged(path))
    return StoreError(_UNREADY)


def _damaged(path: Path) -> str:
    return f"{path}: no readable database; it was left as it is: restore a backup"
