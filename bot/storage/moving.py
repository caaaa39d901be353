"""Moving to another database: everything is copied and compared in one transaction, under both locks."""

from contextlib import AsyncExitStack
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage import copying, opening, postgres, sqlite
from bot.storage.connecting import connected
from bot.storage.errors import StoreError
from bot.storage.faults import DATABASE_ERRORS, driver_error, translate


async def move_store(source: str, target: str, key_check: bytes) -> dict[str, int]:
    """Copy a database into an empty one and return the rows of each table; the source is not changed.

    Neither may be in use: an SQLite file is locked as by a running bot, a server's database as by a writer.
    Raises StoreError, and then the target holds nothing but empty tables.
    """
    _refuse_nothing(source)
    async with AsyncExitStack() as stack:
        there = await _open(stack, source, key_check)
        here = await _open(stack, target, key_check)
        try:
            async with connected(there, writing=True) as old, old.begin():
                if there.dialect.name == "postgresql":
                    await postgres.begin_writing(old)
                async with connected(here, writing=True) as new, new.begin():
                    await copying.copy(old, new)
                    return await copying.compare(old, new)
        except DATABASE_ERRORS as error:
            told = translate(error, writing=True)
            unready = StoreError("the database could not be moved: unreachable, locked, or no room")
            raise (told if isinstance(told, StoreError) else unready) from driver_error(error)


def _refuse_nothing(source: str) -> None:
    """Stop where a mistyped path would be made into an empty database, and that be moved."""
    parsed = opening.parse(source)
    path = Path(parsed.database or "")
    if parsed.get_backend_name() == "sqlite" and not (path.is_file() and path.stat().st_size):
        raise StoreError(f"{path}: there is no such database; nothing was moved")


async def _open(stack: AsyncExitStack, url: str, key_check: bytes) -> AsyncEngine:
    parsed = opening.parse(url)
    if parsed.get_backend_name() == "sqlite":
        engine, lock = await opening.open_sqlite(parsed.database or "", key_check)
        stack.callback(lock.release)
        await engine.dispose()
        # One that may delete from every table: the target's own note of its key gives way.
        engine = sqlite.make_engine(Path(parsed.database or ""), schema_changes=True)
    else:
        engine = await opening.open_postgres(parsed, key_check)
    stack.push_async_callback(engine.dispose)
    return engine
