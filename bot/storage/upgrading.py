"""The copy of a database file that is made before its schema is changed, and what becomes of it.

The change itself is one transaction; the copy is for an operator whom the new version disappoints.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.storage import snapshot
from bot.storage.errors import StoreError
from bot.storage.faults import DATABASE_ERRORS, driver_error
from bot.storage.files import prepare_file

# Before an upgrade from revision 0003: `before-upgrade-0003.db`, beside the database.
COPIES = "before-upgrade-*.db"


def copy_before(database: Path, revision: str) -> None:
    """Keep the database as it is, unless a start that was interrupted did; raises StoreError."""
    target = database.with_name(COPIES.replace("*", revision))
    if target.exists():
        return
    growing = target.with_suffix(".partial")
    try:
        growing.unlink(missing_ok=True)
        prepare_file(growing)
        snapshot.copy_file(database, growing)
        growing.replace(target)
    except (OSError, *DATABASE_ERRORS) as error:
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
