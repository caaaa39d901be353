"""The child process of the render pool: takes a job, answers with a result or an error, until told to stop.

It has no network, no key and no setting of the bot: the parent gives it a bare environment, and the one
socket that it speaks through is nobody else's.
"""

import os
import resource
from multiprocessing.connection import Connection
from typing import Any

from bot import inspection
from bot.domain.errors import DomainError
from bot.letters.errors import WordingError

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
        jobs.send(_answer(job))
