"""Encrypting what is still being written: an archive goes through a pipe into an age file."""

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from typing import BinaryIO, Protocol

from bot.vault import age


class Target(Protocol):
    """Where encrypted bytes go."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...


class Counted:
    """Passes bytes on and keeps their number and their SHA-256."""

    def __init__(self, target: Target) -> None:
        self._target, self._hash, self.size = target, hashlib.sha256(), 0

    @property
    def sha256(self) -> str:
        """The SHA-256 of what has passed, in hexadecimal."""
        return self._hash.hexdigest()

    def write(self, data: bytes) -> int:
        """Pass on all of it."""
        self._target.write(data)
        self._hash.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Pass on what waits."""
        self._target.flush()


def encrypted(write: Callable[[BinaryIO], None], target: Target, recipients: Sequence[str]) -> None:
    """Encrypt what `write` writes while it writes; the stream it gets cannot seek.

    Raises what `write` raises, and OSError of the target: then the target holds nothing of use, although
    it may look like a whole age file.
    """
    reading, writing = os.pipe()
    failures: list[BaseException] = []

    def feed() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe:
                write(pipe)
        except BrokenPipeError:
            pass  # the encrypting side failed and says why
        except BaseException as error:
            failures.append(error)

    feeder = threading.Thread(target=feed, name="archive")
    feeder.start()
    try:
        with os.fdopen(reading, "rb") as pipe:
            age.encrypt_stream(pipe, target, recipients)
    finally:
        feeder.join()
    if failures:
        raise failures[0]
