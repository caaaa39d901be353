"""Room on the disk that is kept for erasing: who wants to go is not told to wait until somebody clears up."""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

RESERVE = "room-for-erasing"
# Erasing rewrites some dozens of pages in both stores, and their journals.
_SIZE = 512 << 10
# Taken only where it is not missed.
_PLENTY = 10


@dataclass(frozen=True)
class Reserve:
    """A file of no content in the data folder, deleted when an erasure finds the disk full."""

    path: Path | None = None
    size: int = _SIZE

    def fill(self) -> bool:
        """Take the room, where there is plenty; say whether it is there."""
        if self.path is None:
            return False
        if self.path.exists():
            return True
        if shutil.disk_usage(self.path.parent).free < _PLENTY * self.size:
            return False
        handle = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        try:
            os.write(handle, bytes(self.size))
            os.fsync(handle)
        except OSError:
            self.let_go()
            return False
        finally:
            os.close(handle)
        return True

    def let_go(self) -> bool:
        """Give the room back; say whether there was any."""
        if self.path is None:
            return False
        with suppress(FileNotFoundError):
            self.path.unlink()
            return True
        return False
