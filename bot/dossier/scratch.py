"""Where an opened archive is held: in memory, and beyond a bound in a file without a name, encrypted.

The key is made for one archive and kept in memory only: what reaches the disk before a person saves
something is worth nothing without it, also after a crash (security brief B20).
"""

import io
import os
import tempfile
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

IN_MEMORY = 64 << 20  # bytes
BLOCK = 1 << 16
_TAG = 16


class Scratch(io.RawIOBase):
    """Bytes that are written once, from the beginning to the end, and then read anywhere."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._cipher = AESGCM(AESGCM.generate_key(256))
        self._most = in_memory // BLOCK  # blocks
        self._kept: list[bytes] = []
        self._file: BinaryIO | None = None
        self._size = self._at = 0
        self._waiting = bytearray()  # the last block, not full yet
        self._last: tuple[int, bytes] = (-1, b"")  # the block that was read last

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def writable(self) -> bool:
        """Always, at the end."""
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        """Take in all of it, at the end."""
        self._waiting += data
        while len(self._waiting) >= BLOCK:
            self._put(bytes(self._waiting[:BLOCK]))
            del self._waiting[:BLOCK]
        self._size += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go where the next read begins."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("negative position")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        """Where the next read begins."""
        return self._at

    def readinto(self, target: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Read what is left of one block."""
        number, inside = divmod(self._at, BLOCK)
        found = self._block(number)[inside : inside + len(target)] if self._at < self._size else b""
        target[: len(found)] = found
        self._at += len(found)
        return len(found)

    def close(self) -> None:
        """Forget everything; safe to call twice."""
        if self._file is not None:
            self._file.close()
        self._kept.clear()
        self._waiting.clear()
        self._last = (-1, b"")
        super().close()

    def _put(self, block: bytes) -> None:
        number = len(self._kept)
        if self._file is None and number < self._most:
            self._kept.append(block)
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed with the archive
        number = self._file.seek(0, os.SEEK_END) // (BLOCK + _TAG)
        self._file.write(self._cipher.encrypt(_nonce(number), block, None))

    def _block(self, number: int) -> bytes:
        if self._last[0] != number:
            self._last = (number, self._read_block(number))
        return self._last[1]

    def _read_block(self, number: int) -> bytes:
        if number < len(self._kept):
            return self._kept[number]
        if number >= (self._size // BLOCK):
            return bytes(self._waiting)
        assert self._file is not None
        at = number - len(self._kept)
        self._file.seek(at * (BLOCK + _TAG))
        try:
            return self._cipher.decrypt(_nonce(at), self._file.read(BLOCK + _TAG), None)
        except InvalidTag as error:
            raise OSError("the temporary file was changed") from error


def _nonce(number: int) -> bytes:
    """One number is used once: blocks are written in order and never again."""
    return number.to_bytes(12, "big")
