"""Folders in the data folder in which pictures and opened backups lie while something is done with them.

One process at a time works in one; what a killed process left goes at the next start or before the next work.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot import logs
from bot.backup.errors import BackupError
from bot.backup.swapping import is_under_way
from bot.storage import InUseError
from bot.storage.files import InstanceLock, prepare_folder

BACKUP, RESTORE = "backup-under-way", "restore-"


@contextmanager
def scratch(data_dir: Path, name: str) -> Iterator[Path]:
    """Give an empty, private folder and remove it afterwards, unless an interrupted exchange needs it.

    Raises BackupError while another backup, drill or restore is under way, or where a link is in the way.
    """
    prepare_folder(data_dir)
    lock, folder = InstanceLock(data_dir / "copies"), data_dir / name
    try:
        lock.take()
    except InUseError:
        raise BackupError(
            "another backup, drill or restore is under way here: wait until it is done"
        ) from None
    try:
        if folder.is_symlink():
            raise BackupError(f"{folder}: this is a link; remove it")
        _clear(data_dir)
        prepare_folder(folder)
        try:
            yield folder
        finally:
            if not is_under_way(data_dir):
                shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.release()


def clear_left(data_dir: Path) -> int:
    """Remove what killed processes left, unless somebody is working; return how many folders."""
    with suppress(InUseError), InstanceLock(data_dir / "copies"):
        return _clear(data_dir)
    return 0


def _clear(data_dir: Path) -> int:
    if is_under_way(data_dir):
        return 0
    left = [
        p for p in (data_dir / BACKUP, *data_dir.glob(f"{RESTORE}*")) if p.is_dir() and not p.is_symlink()
    ]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    if left:
        logs.event("copies_left_behind_removed", count=len(left))
    return len(left)
