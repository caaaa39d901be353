"""Children that a hostile file has taken over: they crash, hang, lie or try to get out."""

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from bot.evidence import wire
from bot.evidence.limits import MAX_BYTES
from bot.evidence.worker import confine
from tests.evidence.samples import noted_jpeg, noted_png


def segfault(_: int) -> None:
    """Die as a decoder does that writes where it should not."""
    os.kill(os.getpid(), signal.SIGSEGV)


def abort(descriptor: int) -> None:
    """Die after half an answer."""
    _take(descriptor)
    os.write(descriptor, wire.message({"media_type": "image/png", "pages": 1}, b"x" * 1000)[:500])
    os.abort()


def silent(descriptor: int) -> None:
    """End without a word."""
    _take(descriptor)


def deaf(_: int) -> None:
    """Never read, and sleep for ever."""
    time.sleep(600)


def hang(descriptor: int) -> None:
    """Read, and sleep for ever."""
    _take(descriptor)
    time.sleep(600)


def drip(descriptor: int) -> None:
    """Answer one byte at a time, for ever."""
    _take(descriptor)
    for byte in wire.message({"media_type": "image/png", "pages": 1}, b"x" * 10_000):
        os.write(descriptor, bytes([byte]))
        time.sleep(0.05)


def spin(descriptor: int) -> None:
    """Use up the processor."""
    confine(cpu_seconds=1)
    _take(descriptor)
    while True:
        pass


def flood(descriptor: int) -> None:
    """Announce more than may be sent."""
    _take(descriptor)
    os.write(descriptor, wire._HEAD.pack(10, 1 << 40) + b"x" * 100_000)


def garbage(descriptor: int) -> None:
    """Answer with something that is no message."""
    _take(descriptor)
    os.write(descriptor, wire._HEAD.pack(4, 0) + b"\xff\xfe{]")


def _lie(note: dict[str, object], body: bytes = b"") -> Callable[[int], None]:
    def lie(descriptor: int) -> None:
        _take(descriptor)
        os.write(descriptor, wire.message(note, body)[: 1 << 16])

    return lie


other_type = _lie({"media_type": "text/html", "pages": 1}, b"<script>")
not_a_picture = _lie({"media_type": "image/png", "pages": 1}, b"<script>")
noted_picture = _lie({"media_type": "image/png", "pages": 1}, noted_png())
noted_photo = _lie({"media_type": "image/jpeg", "pages": 1}, noted_jpeg())
no_pages = _lie({"media_type": "image/png", "pages": "many"}, b"")
strange_reason = _lie({"refused": "<b>because</b>"})
nothing = _lie({})

TAKEN_OVER = (
    "segfault",
    "abort",
    "silent",
    "flood",
    "garbage",
    "other_type",
    "not_a_picture",
    "noted_picture",
    "noted_photo",
    "no_pages",
    "strange_reason",
    "nothing",
)


def escape(descriptor: int) -> None:
    """Try to get at files, other programs and the network after confinement, and tell what worked."""
    confine()
    _take(descriptor)
    worked = [name for name, attempt in ATTEMPTS.items() if _works(attempt)]
    os.write(descriptor, wire.message({"environment": len(os.environ), "worked": worked}))


def _works(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, MemoryError):
        return False
    return True


def _closing_first() -> None:
    os.close(2)
    os.open("/etc/hostname", os.O_RDONLY)


ATTEMPTS: dict[str, Callable[[], object]] = {
    "read a file": lambda: Path("/etc/hostname").read_bytes(),
    "write a file": lambda: Path("/tmp/evidence-escape").write_bytes(b"x"),
    "list a folder": lambda: list(Path("/").iterdir()),
    "open a socket": lambda: socket.socket().close(),
    "a pair of pipes": lambda: os.pipe(),
    "closing a descriptor first": _closing_first,
    "a gigabyte": lambda: bytearray(1 << 30),
}


def _take(descriptor: int) -> None:
    wire.receive(lambda size: os.read(descriptor, size), MAX_BYTES)
