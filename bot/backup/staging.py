"""A backup in a folder of its own, decrypted, checked and up to date, before anything live is touched."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.backup.bundle import Manifest, Part, read
from bot.backup.errors import BackupDamagedError, BackupError, BackupKeyError
from bot.storage import DamagedError, snapshot
from bot.storage.errors import UnfinishedError
from bot.storage.faults import driver_error
from bot.storage.files import DATABASE, SHRED_KEYS

# What the store of shred keys says of those who erased themselves, and must never be lost.
_STONES = ("tombstone", "past_index_key")

# Opens both stores of a folder, repeats the erasures, closes them; returns how many were repeated.
Replay = Callable[[Path], Awaitable[int]]


@dataclass(frozen=True)
class Sources:
    """What a restore works with; without a file of shred keys, those of the running bot are taken."""

    data: Path
    keys: Path | None
    identities: tuple[str, ...]  # the operator's private age keys
    key_check: bytes  # of the root key
    live_keys: Path
    earlier_checks: tuple[bytes, ...] = ()  # of keys of before: the replay brings what is under them up


@dataclass(frozen=True)
class Staged:
    """A backup that is ready to be put in place."""

    folder: Path
    manifest: Manifest
    rows: dict[str, int]
    erased_again: int


async def stage(sources: Sources, folder: Path, replay: Replay) -> Staged:
    """Fill an empty, private folder with both stores of a backup; raises BackupError, StoreError.

    Whoever erased themselves after the backup was made is erased in it again, by the tombstones of the backup
    and of the bot that is there now; nothing is served in between.
    """
    try:
        manifest = await asyncio.to_thread(_decrypt, sources, folder)
        erased = await replay(folder)
        await asyncio.to_thread(_forget_orphans, folder)
    except sqlite3.Error as error:
        raise BackupError(
            "the backup cannot be made ready: no room on the disk, or a store is in use"
        ) from driver_error(error)
    facts = [await asyncio.to_thread(snapshot.look_through, folder / n) for n in (DATABASE, SHRED_KEYS)]
    return Staged(folder, manifest, facts[0].rows, erased)


def _decrypt(sources: Sources, folder: Path) -> Manifest:
    manifest = _open(sources.data, Part.DATA, sources.identities, folder / DATABASE)
    found = bytes.fromhex(manifest.key_check or "")
    if found not in (sources.key_check, *sources.earlier_checks):
        raise BackupKeyError(
            f"{sources.data.name}: this backup belongs to another root key; put that key in place "
            "(collectif init --restore with its recovery sheet), or after a change of the key name the "
            "earlier one in COLLECTIF_PREVIOUS_ROOT_KEY_FILES"
        )
    if sources.keys is not None:
        keys = _open(sources.keys, Part.KEYS, sources.identities, folder / SHRED_KEYS)
        if keys.moment < manifest.moment:
            raise BackupError(
                f"{sources.keys.name}: these shred keys are older than the data; take those of the same "
                "time or later"
            )
        if sources.live_keys.is_file():
            _refuse_damaged(sources.live_keys)
            _keep_stones(sources.live_keys, folder / SHRED_KEYS)
    elif sources.live_keys.is_file():
        _refuse_damaged(sources.live_keys)
        snapshot.copy_file(sources.live_keys, folder / SHRED_KEYS)
        (folder / SHRED_KEYS).chmod(0o600)
    else:
        raise BackupError(
            "there are no shred keys here: give their backup too, or nothing that was sealed could be opened"
        )
    return manifest


def _open(path: Path, part: Part, identities: Sequence[str], target: Path) -> Manifest:
    manifest = read(path, identities, target)
    if manifest.part is not part:
        raise BackupError(f"{path.name}: this is a backup of the {manifest.part}, not of the {part}")
    try:
        facts = snapshot.look_through(target)
    except DamagedError as error:
        raise BackupDamagedError(f"{path.name}: the database in this backup is damaged") from error
    if facts.rows != manifest.rows:
        raise BackupDamagedError(f"{path.name}: the backup does not hold what it says")
    return manifest


def _refuse_damaged(live: Path) -> None:
    """Stop where nobody can tell any more who erased themselves since: that is for the operator to decide."""
    try:
        snapshot.look_through(live, in_use=True)
    except UnfinishedError:
        pass  # what a kill left is undone by reading on
    except DamagedError as error:
        raise BackupDamagedError(
            f"{live}: these shred keys are damaged, and with them the note of who erased themselves since "
            "the backup. To go on without it, move the file out of the folder, give --keys, and erase those "
            "people again (collectif erase)"
        ) from error


def _keep_stones(live: Path, staged: Path) -> None:
    """Add the live store's tombstones to the staged one's; those who erased themselves stay erased."""
    with closing(sqlite3.connect(staged)) as target, closing(sqlite3.connect(live)) as source:
        there = {row[0] for row in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        with target:
            for table in _STONES:
                if table in there:
                    _add_rows(source, target, table)


def _add_rows(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> None:
    # The names of tables and columns are our own, from the two lists above and the schema.
    columns = [row[1] for row in source.execute(f"PRAGMA table_info({table})") if row[1] != "seq"]
    listed, marks = ", ".join(columns), ", ".join("?" for _ in columns)
    rows = source.execute(f"SELECT {listed} FROM {table}")  # noqa: S608
    target.executemany(f"INSERT OR IGNORE INTO {table} ({listed}) VALUES ({marks})", rows)  # noqa: S608


def _forget_orphans(folder: Path) -> None:
    """Delete shred keys of nobody: of members who registered after the backup, or erased themselves."""
    with closing(sqlite3.connect(folder / DATABASE)) as records:
        known = {row[0] for row in records.execute("SELECT id FROM member")}
    with closing(sqlite3.connect(folder / SHRED_KEYS)) as keys:
        keys.execute("PRAGMA secure_delete=ON")
        with keys:
            kept = [row[0] for row in keys.execute("SELECT member_id FROM shred_key")]
            keys.executemany(
                "DELETE FROM shred_key WHERE member_id = ?", [(m,) for m in kept if m not in known]
            )
