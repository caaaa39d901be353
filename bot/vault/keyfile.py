"""The root key: 32 random bytes in a file that only its owner can read, made once and never replaced."""

import base64
import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from bot.vault import derive, recovery

KEY_BYTES = 32

# Beside the root key while it is being changed, and after: the next one, and the one before.
_NEW, _PREVIOUS = ".new", ".previous"


class KeyFileError(Exception):
    """The root key file cannot be used or made; the text is one line for the operator and holds no key."""


class RootKey:
    """The key that all other keys of the server come from; shown nowhere but on the recovery sheet."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise KeyFileError(f"a root key has {KEY_BYTES} bytes, not {len(secret)}")
        self._secret = secret

    def __repr__(self) -> str:
        return f"RootKey({self.fingerprint})"

    def __reduce__(self) -> str:
        raise TypeError("a root key is not pickled: it stays in its process")

    @classmethod
    def draw(cls) -> Self:
        """Draw a key; nothing is written."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def create(cls, path: Path) -> Self:
        """Draw a key and write its file (0600, flushed to disk); raises KeyFileError if the file exists."""
        key = cls.draw()
        key.write(path)
        return key

    @classmethod
    def load(cls, path: Path, *, changing: bool = False) -> Self:
        """Read the key; raises KeyFileError when the file is missing, linked, open to others or not a key.

        Also when a change of the key was begun and not finished, unless that is what the caller does.
        """
        if not changing and new_of(path).exists():
            raise KeyFileError(
                f"{new_of(path)}: a change of the root key was begun and not finished; run: "
                "collectif rotate-keys (and keep both files: data may be under either)"
            )
        return cls(_read(path))

    @classmethod
    def from_recovery(cls, text: str) -> Self:
        """Rebuild the key from its recovery sheet; raises RecoveryError naming the mistyped group."""
        return cls(recovery.from_groups(text))

    def write(self, path: Path) -> None:
        """Write the key to a new file (0600), flushed to disk with its folder entry.

        Raises KeyFileError; an existing file is never touched.
        """
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            raise KeyFileError(f"{path}: the file exists already; a root key is never overwritten") from None
        except OSError as error:
            raise KeyFileError(f"{path}: the root key file cannot be made: {error.strerror}") from None
        try:
            with os.fdopen(handle, "wb") as file:
                os.fchmod(handle, 0o600)  # whatever the umask
                file.write(self._secret)
                file.flush()
                os.fsync(handle)
            _sync_folder(path.parent)
        except OSError as error:
            path.unlink(missing_ok=True)  # half a key is worse than none
            raise KeyFileError(f"{path}: the root key file cannot be written: {error.strerror}") from None

    @property
    def fingerprint(self) -> str:
        """Eight letters that tell two keys apart and say nothing about either: `XXXX-XXXX`."""
        letters = base64.b32encode(derive.derive(self._secret, derive.FINGERPRINT)[:5]).decode()
        return f"{letters[:4]}-{letters[4:]}"

    @property
    def recovery_groups(self) -> list[str]:
        """The key for the paper sheet: 14 groups of 5 letters, each with its check letter."""
        return recovery.to_groups(self._secret)

    def derive(self, label: str) -> bytes:
        """Return the key for one job; see `bot.vault.derive` for the labels."""
        return derive.derive(self._secret, label)

    @property
    def check(self) -> bytes:
        """Eight bytes that a database remembers, to notice a wrong key before anything is written."""
        return hmac.new(self._secret, b"check", hashlib.sha256).digest()[:8]


def new_of(path: Path) -> Path:
    """Return where the next root key lies while it is being changed to."""
    return path.with_name(path.name + _NEW)


def previous_of(path: Path) -> Path:
    """Return where the root key of before lies after a change."""
    return path.with_name(path.name + _PREVIOUS)


def load_earlier(files: Iterable[Path], present: RootKey) -> list[RootKey]:
    """Read root keys of before; raises KeyFileError for one that cannot be used or is the present one.

    All or nothing: a list with a mistake would be found out on the day that it is needed.
    """
    found = []
    for file in files:
        key = RootKey.load(file, changing=True)
        if key.check == present.check:
            raise KeyFileError(f"{file}: this is the present root key, not one of before")
        found.append(key)
    return found


def set_aside(path: Path) -> None:
    """Keep a copy of the root key as the one of before; doing it again changes nothing.

    Raises KeyFileError when another key lies there.
    """
    key, previous = RootKey.load(path, changing=True), previous_of(path)
    if not previous.exists():
        half = path.with_name(previous.name + ".half")
        half.unlink(missing_ok=True)  # of a run that was killed
        key.write(half)
        half.replace(previous)
        _sync_folder(path.parent)
    elif RootKey.load(previous, changing=True).check != key.check:
        raise KeyFileError(f"{previous}: this is the key of an earlier change; move it away and run again")


def put_in_place(path: Path) -> None:
    """Let the next root key take the place of the present one, in one step that a crash cannot halve."""
    try:
        new_of(path).replace(path)
    except OSError as error:
        raise KeyFileError(f"{path}: the root key file cannot be replaced: {error.strerror}") from None
    _sync_folder(path.parent)


def _read(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise KeyFileError(f"{path}: there is no root key file; `collectif init` makes one") from None
    except OSError as error:
        if path.is_symlink():
            raise KeyFileError(f"{path}: the root key must be a file, not a link to one") from None
        raise KeyFileError(f"{path}: the root key file cannot be read: {error.strerror}") from None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise KeyFileError(f"{path}: the root key must be a regular file")
        if found.st_mode & 0o077:
            raise KeyFileError(f"{path}: other users can reach the root key; run: chmod 600 {path}")
        secret = os.read(handle, KEY_BYTES + 1)
    finally:
        os.close(handle)
    if len(secret) != KEY_BYTES or found.st_size != KEY_BYTES:
        raise KeyFileError(
            f"{path}: a root key has exactly {KEY_BYTES} bytes, this file has {found.st_size}; "
            "restore it from its copy or from the recovery sheet"
        )
    return secret


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
