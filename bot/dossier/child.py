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

from bot import inspection
from bot.dossier.build import build
from bot.dossier.plan import Plan, Record

MEMORY = 2 << 30  # bytes of address space
END = b""


def main(socket: int, file: int) -> None:
    """Serve one parent, once, over the inherited socket; the answer is a line of JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    inspection.forbid()
    os.dup2(2, 1)
    parent = Connection(socket)
    plan: Plan = parent.recv()
    try:
        with os.fdopen(file, "wb") as target:
            built = build(plan, _records(parent), target, lambda digest: _signed(parent, digest))
        answer: dict[str, object] = {"built": asdict(built)}
    except EOFError:  # the parent is gone, and with it the file
        return
    except Exception as error:  # its text could quote a record; the class says enough
        answer = {"failed": type(error).__name__}
    parent.send_bytes(json.dumps(answer).encode())


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
