"""The process that builds a dossier: takes the plan and the sealed records, writes the encrypted file.

It has a bare environment, no key, no network to speak to, and two open things: the socket to its parent
and the file. The manifest is signed by the parent. When the parent ends, it ends.
"""

import json
import os
import resource
from collections.abc import Iterator
from dataclasses import asdict
from multiprocessing.connection import Connection
from time import monotonic

from bot import inspection
from bot.dossier.build import build
from bot.dossier.plan import Plan, Record
from bot.letters import telling

MEMORY = 2 << 30  # bytes of address space
END = b""
BETWEEN = 1.0  # seconds between two words on how far the drawing is


def main(socket: int, file: int) -> None:
    """Serve one parent, once, over the inherited socket; the answer is a line of JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    inspection.forbid()
    os.dup2(2, 1)
    parent = Connection(socket)
    plan: Plan = parent.recv()
    telling.listen(_Telling(parent))
    try:
        with os.fdopen(file, "wb") as target:
            built = build(plan, _records(parent), target, lambda digest: _signed(parent, digest))
        answer: dict[str, object] = {"built": asdict(built)}
    except EOFError:  # the parent is gone, and with it the file
        return
    except Exception as error:  # its text could quote a record; the class says enough
        answer = {"failed": type(error).__name__}
    parent.send_bytes(json.dumps(answer).encode())


class _Telling:
    """Tells the parent how many pages of all documents are drawn, not more often than it can use."""

    def __init__(self, parent: Connection) -> None:
        self._parent, self._pages, self._last = parent, 0, monotonic()

    def __call__(self, _: int) -> None:
        self._pages += 1
        now = monotonic()
        if now - self._last >= BETWEEN:
            self._last = now
            self._parent.send_bytes(json.dumps({"drawn": self._pages}).encode())


def _signed(parent: Connection, digest: bytes) -> str:
    """Let the parent sign; asked for once, after the last record."""
    parent.send_bytes(json.dumps({"sign": digest.hex()}).encode())
    return parent.recv_bytes().decode()


def _records(parent: Connection) -> Iterator[tuple[Record, bytes]]:
    while True:
        record = parent.recv()
        if record is None:
            return
        yield record, parent.recv_bytes()
