"""Making a backup: a picture of each store, checked, encrypted, read back, and the old ones removed."""

import asyncio
import errno
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.backup.bundle import Manifest, Part, digest, write
from bot.backup.errors import BackupError
from bot.backup.generations import found_in, name_of, prune
from bot.backup.scratch import BACKUP, scratch
from bot.domain.fault_points import FaultPoint, reach
from bot.placing import sweep
from bot.storage import StoreError, snapshot
from bot.storage.files import prepare_folder


@dataclass(frozen=True)
class Target:
    """Where the backups of one part go, for whom, and for how long they are kept."""

    folder: Path
    recipients: Sequence[str]
    keep: timedelta


@dataclass(frozen=True)
class Plan:
    """What is backed up, and where to."""

    database_url: str
    shred_keys: Path
    data_dir: Path
    program: str  # version of Collectif
    data: Target
    keys: Target


@dataclass(frozen=True)
class Made:
    """A backup that was made: its two files, and how many old files were removed."""

    data: Path
    keys: Path
    removed: int


async def make(plan: Plan, now: datetime) -> Made:
    """Back up both stores, the records first; raises BackupError, and then leaves no part of a file.

    Whoever registers in between has a key more than there are records, which does no harm; the other way
    round, a record would have no key.
    """
    try:
        async with _working(plan) as work:
            data = await _one(plan, Part.DATA, work, now)
            reach(FaultPoint.BACKUP_HALF)
            keys = await _one(plan, Part.KEYS, work, now)
    except StoreError as error:
        raise BackupError(str(error)) from error
    except OSError as error:
        room = "there is no room on the disk" if error.errno == errno.ENOSPC else error.strerror
        raise BackupError(f"the backup cannot be written: {room}") from error
    removed = 0
    for part, target in ((Part.DATA, plan.data), (Part.KEYS, plan.keys)):
        removed += await asyncio.to_thread(prune, target.folder, part, target.keep, now)
    return Made(data, keys, removed)


def newest(plan: Plan) -> datetime | None:
    """Return when the newest whole backup was made: the older of the newest two parts."""
    lists = [found_in(t.folder, p) for p, t in ((Part.DATA, plan.data), (Part.KEYS, plan.keys))]
    return min(found[-1].moment for found in lists) if all(lists) else None


@asynccontextmanager
async def _working(plan: Plan) -> AsyncIterator[Path]:
    # Pictures lie in the data folder, which is as private as the database, until they are encrypted.
    with scratch(plan.data_dir, BACKUP) as work:
        for target in (plan.data, plan.keys):
            await asyncio.to_thread(prepare_folder, target.folder)
            await asyncio.to_thread(sweep, target.folder)
        yield work


async def _one(plan: Plan, part: Part, work: Path, now: datetime) -> Path:
    picture = work / f"{part}.db"
    if part is Part.DATA:
        await snapshot.take(plan.database_url, picture)
    else:
        await snapshot.take(f"sqlite:///{plan.shred_keys}", picture)
    reach(FaultPoint.BACKUP_PICTURED)
    target = plan.data if part is Part.DATA else plan.keys
    return await asyncio.to_thread(_seal, plan, part, picture, target, now)


def _seal(plan: Plan, part: Part, picture: Path, target: Target, now: datetime) -> Path:
    facts = snapshot.look_through(picture)
    manifest = Manifest(
        part=part,
        created=now.astimezone(UTC).isoformat(timespec="seconds"),
        program=plan.program,
        size=picture.stat().st_size,
        sha256=digest(picture),
        rows=facts.rows,
        revision=facts.revision,
        key_check=facts.key_check.hex() if facts.key_check else None,
    )
    name = name_of(part, now)
    if (target.folder / name).exists():
        raise BackupError(f"{name}: there is such a backup already; wait a second")
    return write(picture, manifest, target.recipients, target.folder, name)
