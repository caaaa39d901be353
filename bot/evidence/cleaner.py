"""Cleaning files beside the event loop: one child process a file, with limits, a time limit and a queue."""

import asyncio
import hashlib
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import BusyError, UploadRefusedError
from bot.evidence import wire
from bot.evidence.kinds import Kind, kind_of
from bot.evidence.limits import MAX_BYTES, MAX_CLEAN_BYTES, SENTENCES, WALL_SECONDS, Reason
from bot.evidence.outline import is_plain

QUEUE = 8  # files that wait, 10 MB each at most; the next one is told to come back

_ROOT = str(Path(__file__).parents[2])
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from {module} import {function} as main; main(int(sys.argv[2]))"
)


@dataclass(frozen=True)
class Cleaned:
    """A file written anew; the original is not kept, only its SHA-256."""

    data: bytes
    media_type: str
    pages: int
    original_sha256: str


class Cleaner:
    """Turns files of strangers into files that a lawyer can open."""

    def __init__(
        self,
        workers: int = 1,
        *,
        queue: int = QUEUE,
        time_limit: float = WALL_SECONDS,
        worker: str = "bot.evidence.worker:main",
    ) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="evidence")
        self._room = workers + queue
        self._limit = time_limit
        module, _, function = worker.partition(":")
        self._code = _START.replace("{module}", module).replace("{function}", function)
        self._running: set[subprocess.Popen[bytes]] = set()

    async def clean(self, data: bytes) -> Cleaned:
        """Return the file written anew.

        Raises UploadRefusedError, also when the child crashed, hung or ran out of memory over it, and
        BusyError when too many files wait. Nothing is written to any disk.
        """
        kind = check_upload(data)
        if self._room <= 0:
            raise BusyError
        self._room -= 1
        try:
            loop = asyncio.get_running_loop()
            # A thread waits for the child, by the system's clock: the loop stays free whatever its clock.
            return await loop.run_in_executor(self._threads, self._job, kind, data)
        finally:
            self._room += 1

    def close(self) -> None:
        """Stop the children; a file under way is lost."""
        for child in list(self._running):
            child.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _job(self, kind: Kind, data: bytes) -> Cleaned:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                child = self._start(theirs.fileno())
            try:
                note, clean = self._ask(ours, wire.message({"kind": kind.value}, data))
            except (OSError, wire.WireError):
                raise refused(Reason.UNREADABLE) from None
            finally:
                child.kill()
                child.wait()
                self._running.discard(child)
        return _read(note, clean, data)

    def _start(self, descriptor: int) -> "subprocess.Popen[bytes]":
        # -I: neither environment nor working folder decide what is run; -B: nothing is written.
        child = subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
            [sys.executable, "-I", "-B", "-c", self._code, _ROOT, str(descriptor)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={},
            pass_fds=(descriptor,),
        )
        self._running.add(child)
        return child

    def _ask(self, link: socket.socket, text: bytes) -> tuple[dict[str, object], bytes]:
        """Send the file and wait for the outcome; raises TimeoutError once the time limit has passed."""
        until = time.clock_gettime(time.CLOCK_MONOTONIC) + self._limit

        def read(size: int) -> bytes:
            left = until - time.clock_gettime(time.CLOCK_MONOTONIC)
            if left <= 0:
                raise TimeoutError
            link.settimeout(left)
            return link.recv(size)

        link.settimeout(self._limit)
        link.sendall(text)
        return wire.receive(read, MAX_CLEAN_BYTES)


def check_upload(data: bytes) -> Kind:
    """Tell the kind of a file that may be taken in, by size and first bytes; raises UploadRefusedError."""
    if not data:
        raise refused(Reason.EMPTY)
    if len(data) > MAX_BYTES:
        raise refused(Reason.TOO_LARGE)
    kind = kind_of(data)
    if kind is None:
        raise refused(Reason.UNKNOWN_KIND)
    return kind


def refused(reason: Reason) -> UploadRefusedError:
    """Return the refusal for people; the sentence in a tuple, so that it is translated with the whole."""
    return UploadRefusedError(reason=(SENTENCES[reason],))


def _read(note: dict[str, object], clean: bytes, data: bytes) -> Cleaned:
    """Believe the child nothing that is not one of a few words."""
    told = note.get("refused")
    if told is not None:
        raise refused(next((r for r in Reason if r == told), Reason.UNREADABLE))
    media_type, pages = note.get("media_type"), note.get("pages")
    if not isinstance(media_type, str) or not isinstance(pages, int) or not is_plain(clean, media_type):
        raise refused(Reason.UNREADABLE)
    return Cleaned(clean, media_type, pages, hashlib.sha256(data).hexdigest())
