"""Rendering beside the event loop: child processes with a bare environment, a time limit and a short life."""

import asyncio
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from bot.domain.errors import BusyError
from bot.letters.telling import Told
from bot.letters.worker import TOLD, RenderError, outcome

Request = TypeVar("Request")
Result = TypeVar("Result")

TIME_LIMIT = 120.0  # seconds a job; a letter of 500 members takes a few
MAX_JOBS = 200  # jobs a child; a fresh one gives back what leaked


class RenderPool:
    """Runs the letter functions in child processes, one job a child at a time.

    A DomainError or WordingError raised in the child comes back as itself; a child that dies, hangs or
    fails otherwise costs one job (RenderError, or BusyError after `time_limit` seconds), not the bot.
    """

    def __init__(self, workers: int = 1, *, time_limit: float = TIME_LIMIT) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="render")
        self._limit = time_limit
        self._local = threading.local()
        self._children: set[_Child] = set()
        self._closed = False

    async def run(
        self, function: Callable[[Request], Result], request: Request, told: Told | None = None
    ) -> Result:
        """Call the function (importable by name) with the request in a child process.

        `told` is called in the loop, about once a second, with the number of pages drawn so far.
        """
        loop = asyncio.get_running_loop()

        def hear(pages: int) -> None:
            if told:
                loop.call_soon_threadsafe(told, pages)

        # A thread waits for the child, by the system's clock: the loop stays free, whatever clock it keeps.
        result: Result = await loop.run_in_executor(self._threads, self._job, function, request, hear)
        return result

    def close(self) -> None:
        """Stop the children; a job under way is lost."""
        self._closed = True
        for child in list(self._children):
            child.stop()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _job(self, function: Callable[[Any], Any], request: object, hear: Told) -> Any:
        child = self._child()
        try:
            answer = child.ask((function, request), self._limit, hear)
        except TimeoutError:
            self._drop(child)
            raise BusyError from None
        except (OSError, EOFError):
            self._drop(child)
            raise RenderError("the rendering process ended") from None
        if child.jobs >= MAX_JOBS:
            self._drop(child)
        return outcome(answer)

    def _child(self) -> "_Child":
        child: _Child | None = getattr(self._local, "child", None)
        if child is None or not child.alive:
            if self._closed:
                raise RenderError("the pool is closed")
            child = self._local.child = _Child()
            self._children.add(child)
        return child

    def _drop(self, child: "_Child") -> None:
        child.stop()
        self._children.discard(child)
        self._local.child = None


class _Child:
    """One child process and the socket to it."""

    def __init__(self) -> None:
        self.jobs = 0
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
                [sys.executable, "-c", f"from bot.letters.worker import main; main({theirs.fileno()})"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=bare_environment(dict(os.environ)),
                pass_fds=(theirs.fileno(),),
                start_new_session=True,  # Ctrl-C is for the bot, which then stops its children
            )
        self._link = Connection(ours.detach())

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(self, job: object, limit: float, hear: Told) -> tuple[str, Any]:
        """Send a job and wait for its outcome; raises TimeoutError, EOFError, OSError."""
        self.jobs += 1
        self._link.send(job)
        # Not Connection.poll: it asks Python's clock, which the demonstration stops.
        waiting = select.poll()
        waiting.register(self._link.fileno(), select.POLLIN)
        end = system_seconds() + limit
        while waiting.poll(max(0.0, end - system_seconds()) * 1000):
            answer: tuple[str, Any] = self._link.recv()
            if answer[0] != TOLD:
                return answer
            hear(answer[1])
        raise TimeoutError

    def stop(self) -> None:
        """End the process and close the socket."""
        self._process.kill()
        self._process.wait()
        self._link.close()


def system_seconds() -> float:
    """Seconds by the system's clock, whichever clock Python keeps."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def bare_environment(environment: dict[str, str]) -> dict[str, str]:
    """What a child may know: where programs and modules are, and the locale; no setting, no secret."""
    kept = {"PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR"}
    bare = {key: value for key, value in environment.items() if key in kept}
    return {**bare, "PYTHONPATH": str(Path(__file__).parents[2])}


__all__ = ["MAX_JOBS", "TIME_LIMIT", "RenderError", "RenderPool", "bare_environment", "system_seconds"]
