"""The copy of a database that is made before its schema is changed, and what becomes of it.

The change itself is one transaction; the copy is for an operator whom the new version disappoints. It is made
anew at each start that changes the schema: an interrupted one left the database as it was.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import schema, snapshot, sqlite, transcribing
from bot.storage.connecting import connected
from bot.storage.errors import DamagedError, StoreError
from bot.storage.faults import DATABASE_ERRORS, driver_error
from bot.storage.files import prepare_file

# Before an upgrade from revision 0003: `before-upgrade-0003.db`, beside the database or in the data folder.
COPIES = "before-upgrade-*.db"


def copy_before(database: Path, revision: str) -> None:
    """Keep a database file as it is, checked from end to end; raises StoreError."""
    with _growing(database.parent, revision) as growing:
        snapshot.copy_file(database, growing)
        kept, now = snapshot.look_through(growing), snapshot.look_through(database, in_use=True)
        if kept != now:
            raise DamagedError("the copy is not its source")


async def copy_server_before(source: AsyncConnection, folder: Path, revision: str) -> None:
    """Keep a server's database as an SQLite file of the same version, every row compared; raises StoreError.

    Inside the transaction that goes on to change the schema: nobody writes in between.
    """
    with _growing(folder, revision) as growing:
        file = sqlite.make_engine(growing, schema_changes=True)
        try:
            async with connected(file, writing=True) as target, target.begin():
                await target.run_sync(schema.lay, revision)
                await transcribing.transcribe(source, target)
        finally:
            await file.dispose()
        await asyncio.to_thread(snapshot.look_through, growing)


@contextmanager
def _growing(folder: Path, revision: str) -> Iterator[Path]:
    """Give a new file that gets the copy's name once it is whole."""
    target = folder / COPIES.replace("*", revision)
    growing = target.with_suffix(".partial")
    try:
        growing.unlink(missing_ok=True)
        prepare_file(growing)
        yield growing
        growing.replace(target)
    except (OSError, StoreError, *DATABASE_ERRORS) as error:
        growing.unlink(missing_ok=True)
        raise StoreError(
            "the database cannot be copied before its upgrade, and was not upgraded: is the disk full?"
        ) from driver_error(error)


def drop_old(folder: Path, keep: timedelta, now: datetime) -> int:
    """Delete the copies that are older than `keep`; return how many."""
    gone = 0
    for path in folder.glob(COPIES):
        if now - datetime.fromtimestamp(path.stat().st_mtime, UTC) >= keep:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
