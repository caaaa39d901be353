"""Putting a backup back: everything is checked aside first, and only then exchanged for what is live."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, make_url

from bot.backup import swapping
from bot.backup.errors import BackupError
from bot.backup.scratch import RESTORE, scratch
from bot.backup.staging import Replay, Sources, Staged, stage
from bot.domain.fault_points import FaultPoint, reach
from bot.storage import copying, opening, postgres, snapshot, sqlite
from bot.storage.connecting import connected
from bot.storage.files import DATABASE, SHRED_KEYS, InstanceLock, prepare_folder


@dataclass(frozen=True)
class Restored:
    """What a restore or a drill found and did."""

    created: str  # when the backup was made
    rows: dict[str, int]
    erased_again: int
    seconds: float
    aside: Path | None  # where the stores that were live are now; none after a drill


@dataclass(frozen=True)
class Live:
    """The installation that a backup is put back into."""

    data_dir: Path
    database_url: str
    key_check: bytes


async def drill(sources: Sources, live: Live, replay: Replay) -> Restored:
    """Do all of a restore but the exchange, beside a running bot, and throw it away; raises BackupError."""
    began = time.monotonic()
    async with _staged(sources, live, replay) as staged:
        return _told(staged, began, None)


async def restore(sources: Sources, live: Live, replay: Replay, now: datetime) -> Restored:
    """Put a backup back; raises BackupError, StoreError, and then leaves everything live as it was.

    The bot must be stopped. What was live is kept in a folder beside it, for the operator to delete.
    """
    began = time.monotonic()
    url = make_url(live.database_url)
    files = url.get_backend_name() == "sqlite"
    if files and not _same(Path(url.database or ""), live.data_dir / DATABASE):
        raise BackupError(f"a backup is put back into {live.data_dir / DATABASE}; your database is elsewhere")
    with ExitStack() as locks:
        await asyncio.to_thread(prepare_folder, live.data_dir)
        for name in (DATABASE, SHRED_KEYS) if files else (SHRED_KEYS,):
            locks.enter_context(InstanceLock(live.data_dir / name))
        if swapping.is_under_way(live.data_dir):
            raise BackupError("an earlier restore was interrupted: go on with collectif restore --finish")
        async with _staged(sources, live, replay) as staged:
            reach(FaultPoint.RESTORE_STAGED)
            stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
            aside = live.data_dir / f"before-restore-{stamp}"
            await asyncio.to_thread(aside.mkdir, 0o700)
            if not files:
                await _fill(url, live.key_check, staged.folder / DATABASE, aside)
            names = [DATABASE, SHRED_KEYS] if files else [SHRED_KEYS]
            await asyncio.to_thread(swapping.begin, live.data_dir, staged.folder, aside, names)
        return _told(staged, began, aside)


def finish(data_dir: Path) -> Path:
    """Go on with an interrupted exchange; return the folder of what was live.

    Raises BackupError, and InUseError while a restore is still at it: two at once would set aside what the
    other has just put in place.
    """
    with InstanceLock(data_dir / SHRED_KEYS):
        return swapping.finish(data_dir)


@asynccontextmanager
async def _staged(sources: Sources, live: Live, replay: Replay) -> AsyncIterator[Staged]:
    with scratch(live.data_dir, f"{RESTORE}{secrets.token_hex(6)}") as folder:
        yield await stage(sources, folder, replay)


async def _fill(url: URL, key_check: bytes, file: Path, aside: Path) -> None:
    """Exchange all rows of a PostgreSQL database in one transaction; what was there is kept in a file.

    As its one writer from before the file is made: what a process elsewhere wrote in between would be lost.
    """
    engine, staged = await opening.open_postgres(url, key_check, aside), sqlite.make_engine(file)
    try:
        async with (
            connected(staged, writing=False) as source,
            connected(engine, writing=True) as target,
            source.begin(),
            target.begin(),
        ):
            await postgres.begin_writing(target)
            await snapshot.take(url.render_as_string(hide_password=False), aside / DATABASE)
            await copying.replace(source, target)
            reach(FaultPoint.RESTORE_COPIED)
    finally:
        await staged.dispose()
        await engine.dispose()


def _same(one: Path, other: Path) -> bool:
    return one.absolute() == other.absolute()


def _told(staged: Staged, began: float, aside: Path | None) -> Restored:
    seconds = round(time.monotonic() - began, 1)
    return Restored(staged.manifest.created, staged.rows, staged.erased_again, seconds, aside)
