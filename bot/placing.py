"""A file that appears whole or not at all, readable by its owner only.

Where the system can, the file has no name until it is complete: a kill leaves nothing behind, not even a
part of it. Elsewhere it has a name that says it is unfinished, until it is renamed.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Self

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
UNFINISHED = ".unfinished"
_BINARY = getattr(os, "O_BINARY", 0)  # Windows only


class NewFile:
    """A file under way in a folder; `commit` gives it its name, leaving the block without it drops it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        self._part: Path | None = None
        try:
            handle = os.open(self.folder, os.O_TMPFILE | os.O_RDWR, PRIVATE_FILE)
        except (AttributeError, OSError):  # not Linux, or a file system that cannot
            self._part = self.folder / f"{os.urandom(8).hex()}{UNFINISHED}"
            handle = os.open(self._part, os.O_CREAT | os.O_EXCL | os.O_RDWR | _BINARY, PRIVATE_FILE)
        self.file: BinaryIO = os.fdopen(handle, "w+b")
        return self

    def settle(self) -> None:
        """Flush the file to disk: with a large one this takes seconds, so let nothing wait behind it."""
        self.file.flush()
        os.fsync(self.file.fileno())

    def commit(self, name: str) -> Path:
        """Give the settled file its name; raises FileExistsError, and replaces nothing."""
        target = self.folder / name
        if self._part is None:
            # An absolute source makes the folder's handle matter for the new name only.
            source = f"/proc/self/fd/{self.file.fileno()}"
            with _opened(self.folder) as folder:
                os.link(source, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=True)
        else:
            self.file.close()
            os.link(self._part, target)
            self._part.unlink()
            self._part = None
        sync_folder(self.folder)
        return target

    def __exit__(self, *error: object) -> None:
        self.file.close()
        if self._part is not None:
            self._part.unlink(missing_ok=True)


def sweep(folder: Path) -> int:
    """Delete what a killed process left unfinished; returns how many files."""
    left = list(folder.glob(f"*{UNFINISHED}"))
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def sync_folder(folder: Path) -> None:
    """Make the folder's entries durable, where the system can."""
    with contextlib.suppress(OSError), _opened(folder) as handle:
        os.fsync(handle)


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        yield handle
    finally:
        os.close(handle)
