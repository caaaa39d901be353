"""A key-holder's private key: the file that the age programs read, and its groups for paper.

It is made and used on the key-holder's own machine, which may be any system; the server never sees it.
"""

import base64
import os
from datetime import datetime
from pathlib import Path
from typing import Self

from bot.vault import age, recovery

_PREFIX = "AGE-SECRET-KEY-1"
# 32 bytes in five-bit letters, then six that check them (BIP 173).
_DATA, _CHECK = 52, 6
# The same five bits in both alphabets: BIP 173's and RFC 4648's.
_BECH32 = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_LARGEST = 64 * 1024


class HolderKeyError(Exception):
    """The key file cannot be used or made; the text is one line for its owner and holds no key."""


class HolderKey:
    """The private key of one key-holder."""

    __slots__ = ("public", "secret")

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.public = age.public_of(secret)

    def __repr__(self) -> str:
        return f"HolderKey({self.public})"

    @classmethod
    def make(cls) -> Self:
        """Draw a key."""
        return cls(age.new_identity())

    @classmethod
    def from_recovery(cls, text: str) -> Self:
        """Rebuild the key from its recovery sheet; raises RecoveryError naming the mistyped group."""
        raw = recovery.from_groups(text, recovery.HOLDER_SHEET)
        letters = base64.b32encode(raw).decode("ascii").rstrip("=")
        data = letters.translate(str.maketrans(_BASE32, _BECH32))
        return cls(_PREFIX + data + _check(data))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a key file as `desk keygen` or `age-keygen` writes it; raises HolderKeyError."""
        try:
            with path.open("rb") as file:
                return cls.read(file.read(_LARGEST), str(path))
        except OSError as error:
            raise HolderKeyError(f"{path}: the key file cannot be read: {error.strerror}") from None

    @classmethod
    def read(cls, data: bytes, name: str = "the file") -> Self:
        """Read the contents of a key file; raises HolderKeyError."""
        lines = [line.strip() for line in data.decode("utf-8", errors="replace").splitlines()]
        keys = [line for line in lines if line.upper().startswith(_PREFIX)]
        if len(keys) != 1:
            raise HolderKeyError(f"{name}: this is not a key file with one key ({_PREFIX}…)")
        try:
            return cls(keys[0])
        except age.AgeKeyError:
            raise HolderKeyError(f"{name}: the key in this file is damaged or not one of age") from None

    @property
    def recovery_groups(self) -> list[str]:
        """The key for the paper sheet: 14 groups of 5 letters, each with its check letter."""
        data = self.secret.upper().removeprefix(_PREFIX)[:_DATA]
        letters = data.translate(str.maketrans(_BECH32, _BASE32))
        raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
        return recovery.to_groups(raw, recovery.HOLDER_SHEET)

    def write(self, path: Path, now: datetime) -> None:
        """Write the key to a new file for its owner alone; raises HolderKeyError, an old one is untouched."""
        text = f"# created: {now:%Y-%m-%dT%H:%M:%SZ}\n# public key: {self.public}\n{self.secret}\n"
        write_private(path, text.encode())


def write_private(path: Path, data: bytes) -> None:
    """Write a new file (0600 where the system knows modes), flushed to disk; raises HolderKeyError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags, 0o600)
    except FileExistsError:
        raise HolderKeyError(f"{path}: the file exists already; nothing is overwritten") from None
    except OSError as error:
        raise HolderKeyError(f"{path}: the file cannot be made: {error.strerror}") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
    except OSError as error:
        path.unlink(missing_ok=True)  # half a key is worse than none
        raise HolderKeyError(f"{path}: the file cannot be written: {error.strerror}") from None


def is_open_to_others(path: Path) -> bool:
    """Say whether other users of the machine can read the file, where the system can tell."""
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)


def _check(data: str) -> str:
    """The six letters that check a key's letters (BIP 173)."""
    human = _PREFIX.lower().removesuffix("1")
    values = [ord(c) >> 5 for c in human] + [0] + [ord(c) & 31 for c in human]
    values += [_BECH32.index(c) for c in data] + [0] * _CHECK
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate(_GENERATOR):
            checksum ^= term if top >> bit & 1 else 0
    checksum ^= 1
    return "".join(_BECH32[checksum >> 5 * (5 - i) & 31] for i in range(_CHECK))
