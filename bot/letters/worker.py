"""The child process of the render pool: takes a job, answers with a result or an error, until told to stop.

It has no network, no key and no setting of the bot: the parent gives it a bare environment, and the one
socket that it speaks through is nobody else's.
"""

import os
import resource
import time
from multiprocessing.connection import Connection
from typing import Any

from bot import inspection
from bot.domain.errors import DomainError
from bot.letters import telling
from bot.letters.errors import WordingError

BETWEEN = 1.0  # seconds between two words on how far a job is, and before the first
TOLD = "told"
MEMORY = 2 << 30  # bytes of address space; a letter of 500 members needs a tenth of it


class RenderError(Exception):
    """Rendering failed; the name of the error, never its text, which may quote a member's words."""


def _answer(job: Any) -> tuple[str, Any]:
    function, request = job
    try:
        return "done", function(request)
    except (DomainError, WordingError) as error:
        return "refused", error
    except Exception as error:  # anything else would carry text; its name says enough
        return "failed", type(error).__name__


class _Telling:
    """Tells the parent of one job how many pages are drawn, not more often than it can use."""

    def __init__(self, jobs: Connection) -> None:
        self._jobs, self._last = jobs, time.monotonic()

    def __call__(self, pages: int) -> None:
        now = time.monotonic()
        if now - self._last >= BETWEEN:
            self._last = now
            self._jobs.send((TOLD, pages))


def outcome(answer: tuple[str, Any]) -> Any:
    """The result that an answer carries, or its error raised again in the parent."""
    how, what = answer
    if how == "done":
        return what
    raise what if how == "refused" else RenderError(what)


def main(socket: int) -> None:
    """Serve the parent over the inherited socket."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    inspection.forbid()
    os.dup2(2, 1)
    jobs = Connection(socket)
    while True:
        try:
            job = jobs.recv()
        except EOFError:
            return
        telling.listen(_Telling(jobs))
        jobs.send(_answer(job))
