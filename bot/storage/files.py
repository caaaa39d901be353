"""The database file: private from its first byte, and used by one process at a time."""

import fcntl
import os
import stat
from pathlib import Path
from typing import Self

from bot import logs
from bot.storage.errors import InUseError, StoreError

# The two stores, in the data folder. Backups of the second are kept for a shorter time than of the first.
DATABASE, SHRED_KEYS = "collectif.db", "shred-keys.db"

_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700
# SQLite makes these beside the database with the database's own mode.
_COMPANIONS = ("-journal", "-wal", "-shm")


def prepare_folder(folder: Path) -> None:
    """Make the folder (0700); raises StoreError if others may write into an existing one.

    A folder that others can write to lets them plant a journal that SQLite would replay.
    """
    try:
        missing = [p for p in (folder, *folder.parents) if not p.exists()]
        for path in reversed(missing):
            path.mkdir(mode=_PRIVATE_FOLDER)
            path.chmod(_PRIVATE_FOLDER)  # whatever the umask
        mode = stat.S_IMODE(folder.stat().st_mode)
    except OSError as error:
        raise StoreError(f"{folder}: the data folder cannot be made or read: {error.strerror}") from None
    if mode & 0o022:
        raise StoreError(f"{folder}: other users can write into this folder; run: chmod go-w {folder}")
    if mode & 0o055:
        logs.event("data_folder_readable_by_others", level=logs.WARNING)


def prepare_file(path: Path) -> None:
    """Make the database file (0600) if there is none, and close an existing one to other users."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        handle = os.open(path, flags, _PRIVATE_FILE)
    except OSError as error:
        if path.is_symlink():
            raise StoreError(f"{path}: the database must be a file, not a link to one") from None
        raise StoreError(f"{path}: the database file cannot be opened: {error.strerror}") from None
    try:
        if stat.S_IMODE(os.fstat(handle).st_mode) != _PRIVATE_FILE:
            os.fchmod(handle, _PRIVATE_FILE)
    finally:
        os.close(handle)
    for name in _COMPANIONS:
        companion = path.with_name(path.name + name)
        if companion.exists():
            companion.chmod(_PRIVATE_FILE)


class InstanceLock:
    """Holds the database for this process: an flock on a file beside it, which dies with the process.

    The file stays; a leftover after a kill means nothing and is taken over.
    """

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".lock")
        self._handle: int | None = None

    def take(self) -> None:
        """Take the lock; raises InUseError when another process, or another Store of this one, holds it."""
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            handle = os.open(self.path, flags, _PRIVATE_FILE)
        except OSError as error:
            raise StoreError(f"{self.path}: the lock file cannot be opened: {error.strerror}") from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise InUseError(
                f"{self.path.with_suffix('')}: this database is in use by another running Collectif"
            ) from None
        os.fchmod(handle, _PRIVATE_FILE)
        self._handle = handle

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(self, *error: object) -> None:
        self.release()

    def release(self) -> None:
        """Let the lock go; safe to call twice."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
