"""One backup file: an age file for the operator's keys, with a line that says what follows, and a database.

    age --decrypt --identity KEY collectif-data-….age | tail -n +3 > collectif.db

gives the database without Collectif. The file is read back from the disk before it gets its name.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from bot.backup.errors import BackupDamagedError, BackupError, BackupKeyError
from bot.placing import NewFile
from bot.vault import age

_MAGIC = b"collectif-backup 1\n"
# A manifest is some hundred bytes; a line longer than this is none.
_MOST = 64 << 10
_PIECE = 1 << 20


class Part(StrEnum):
    """What a backup file holds."""

    DATA = "data"  # the database
    KEYS = "keys"  # the shred keys, whose backups live for days only


@dataclass(frozen=True)
class Manifest:
    """What stands at the head of a backup, inside the encryption."""

    part: Part
    created: str  # ISO 8601, UTC
    program: str  # version of Collectif
    size: int
    sha256: str
    rows: dict[str, int]
    revision: str | None = None  # of the schema
    key_check: str | None = None  # of the root key, in hex

    @property
    def moment(self) -> datetime:
        """When the picture was taken."""
        return datetime.fromisoformat(self.created)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(database: Path, manifest: Manifest, recipients: Sequence[str], folder: Path, name: str) -> Path:
    """Encrypt a database into a new file of the folder and return its path; raises BackupError, OSError.

    A key that exists for this call alone reads the file back, so that what gets a name is known to open.
    """
    once = age.new_identity()
    head = _MAGIC + json.dumps(asdict(manifest), sort_keys=True).encode() + b"\n"
    with NewFile(folder) as new, database.open("rb") as source:
        age.encrypt_stream(_Chain(head, source), new.file, [*recipients, age.public_of(once)])
        new.settle()
        new.file.seek(0)
        sink = _Sink(None)
        try:
            age.decrypt_stream(new.file, sink, [once])
            found = sink.finish()
        except (age.CannotOpenError, BackupDamagedError) as error:
            raise BackupError("the written backup cannot be read back; it was thrown away") from error
        if found != manifest:
            raise BackupError("the written backup is not its source; it was thrown away")
        return new.commit(name)


def read(path: Path, identities: Sequence[str], target: Path) -> Manifest:
    """Decrypt a backup's database into a new file (0600); raises BackupError and leaves no part of it."""
    try:
        with path.open("rb") as source, _private(target) as file:
            sink = _Sink(file)
            age.decrypt_stream(source, sink, identities)
            return sink.finish()
    except age.NoKeyError as error:
        target.unlink(missing_ok=True)
        raise BackupKeyError(f"{path.name}: no given key opens this backup") from error
    except (age.CannotOpenError, BackupDamagedError) as error:
        target.unlink(missing_ok=True)
        raise BackupDamagedError(f"{path.name}: this backup is damaged, cut, or none of Collectif") from error
    except OSError as error:
        target.unlink(missing_ok=True)
        raise BackupError(f"{path.name}: the backup cannot be read: {error.strerror}") from error


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600), "wb")


class _Chain:
    """Reads the head, then the file."""

    def __init__(self, head: bytes, file: BinaryIO) -> None:
        self._head, self._file = head, file

    def read(self, size: int = -1, /) -> bytes:
        if self._head:
            piece, self._head = (self._head, b"") if size < 0 else (self._head[:size], self._head[size:])
            return piece
        return self._file.read(_PIECE if size < 0 else size)


class _Sink:
    """Takes a decrypted backup apart, and checks it against its own head at the end."""

    def __init__(self, file: BinaryIO | None) -> None:
        self._file = file
        self._head: bytes | None = b""
        self._manifest: Manifest | None = None
        self._hash, self._size = hashlib.sha256(), 0

    def write(self, data: bytes, /) -> int:
        rest = bytes(data)
        if self._head is not None:
            self._head += rest[:_MOST]
            if self._head.count(b"\n") < 2:
                return len(data)
            magic, line, rest = (self._head + rest[_MOST:]).split(b"\n", 2)
            self._manifest, self._head = _manifest(magic + b"\n", line), None
        self._hash.update(rest)
        self._size += len(rest)
        if self._file is not None:
            self._file.write(rest)
        return len(data)

    def flush(self) -> None:
        if self._file is not None:
            self._file.flush()

    def finish(self) -> Manifest:
        """Return the head, when all that it promises has come; raises BackupDamagedError."""
        head = self._manifest
        if head is None or (self._size, self._hash.hexdigest()) != (head.size, head.sha256):
            raise BackupDamagedError
        return head


def _manifest(magic: bytes, line: bytes) -> Manifest | None:
    """Return what the head says, or nothing when it is none: the library that calls swallows exceptions."""
    if magic != _MAGIC:
        return None
    try:
        found = json.loads(line)
        return Manifest(**{**found, "part": Part(found["part"])})
    except (ValueError, TypeError, KeyError):
        return None
