"""Building a dossier beside the event loop: the parent's side of the child process."""

import asyncio
import json
import os
import select
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, Protocol

from bot.domain.errors import BusyError
from bot.dossier.build import Built
from bot.dossier.format import Sign
from bot.dossier.plan import Plan, Record
from bot.letters.pool import bare_environment, system_seconds
from bot.letters.telling import Told

# After the last record the child finishes the archive; the letters were drawn while records came.
TIME_LIMIT = 600.0  # seconds


class BuildError(Exception):
    """The child failed; the text is the class of its error and nothing else."""


class _HasHandle(Protocol):
    def fileno(self) -> int: ...


async def build_beside(
    plan: Plan,
    records: AsyncIterator[tuple[Record, bytes]],
    file: _HasHandle,
    sign: Sign,
    limit: float = TIME_LIMIT,
    told: Told | None = None,
) -> Built:
    """Build into the open file in a child process; raises BuildError, BusyError (too slow or cut off).

    The child is fed at the pace at which it writes, one record in memory at a time. `sign` signs the
    manifest here: the child never has the key. `told` hears in the loop how many pages are drawn.
    """
    loop = asyncio.get_running_loop()

    def hear(pages: int) -> None:
        if told:
            loop.call_soon_threadsafe(told, pages)

    child = await loop.run_in_executor(None, _Child, file.fileno(), hear)
    # A thread of its own: feeding waits for the child, and by the system's clock.
    with ThreadPoolExecutor(1, thread_name_prefix="dossier") as thread:
        try:
            await loop.run_in_executor(thread, child.send, plan)
            async for record, blob in records:
                await loop.run_in_executor(thread, child.pass_on, record, blob)
            await loop.run_in_executor(thread, child.send, None)
            return await loop.run_in_executor(thread, child.outcome, limit, sign)
        except (OSError, EOFError):
            # The child's last word, if it had one, says more than the broken pipe.
            raise await loop.run_in_executor(thread, child.last_word) from None
        finally:
            child.stop()


class _Child:
    def __init__(self, file: int, hear: Told) -> None:
        self._hear = hear
        ours, theirs = socket.socketpair()
        with theirs:
            program = f"from bot.dossier.child import main; main({theirs.fileno()}, {file})"
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
                [sys.executable, "-c", program],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=bare_environment(dict(os.environ)),
                pass_fds=(theirs.fileno(), file),
            )
        self._link = Connection(ours.detach())

    def send(self, value: Any) -> None:
        self._link.send(value)

    def pass_on(self, record: Record, blob: bytes) -> None:
        self._link.send(record)
        self._link.send_bytes(blob)
        while self._waiting(0.0):  # nobody else empties the socket, and a full one would stop both
            self._heard(json.loads(self._link.recv_bytes()))

    def _waiting(self, seconds: float) -> bool:
        """Whether the child says something in that time: by the system's clock, whatever Python is told."""
        waiting = select.poll()
        waiting.register(self._link.fileno(), select.POLLIN)
        return bool(waiting.poll(seconds * 1000))

    def _heard(self, answer: dict[str, Any]) -> bool:
        """Whether the answer only said how far the drawing is; a last word in the middle is raised."""
        if "failed" in answer:
            raise BuildError(str(answer["failed"]))
        if "drawn" in answer:
            self._hear(answer["drawn"])
        return "drawn" in answer

    def outcome(self, limit: float, sign: Sign | None = None) -> Built:
        answer = self._answer(limit)
        if sign is not None and "sign" in answer:
            self._link.send_bytes(sign(bytes.fromhex(answer["sign"])).encode())
            answer = self._answer(limit)
        if "built" not in answer:
            raise BuildError(str(answer.get("failed")))
        return Built(**answer["built"])

    def _answer(self, limit: float) -> dict[str, Any]:
        end = system_seconds() + limit
        while self._waiting(max(0.0, end - system_seconds())):
            answer: dict[str, Any] = json.loads(self._link.recv_bytes())
            if not self._heard(answer):
                return answer
        raise BusyError

    def last_word(self) -> Exception:
        try:
            self.outcome(1.0)
        except BuildError as error:
            return error
        except (OSError, EOFError, BusyError):
            pass
        return BuildError("the building process ended")

    def stop(self) -> None:
        """End the process and close the socket; safe to call while it still works."""
        self._process.kill()
        self._process.wait()
        self._link.close()
