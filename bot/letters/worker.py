"""The child process of the render pool: reads a job, answers with a result or an error, until told to stop.

It has no network, no key and no setting of the bot: the parent gives it a bare environment. Messages are
pickles of the parent's own making on a pipe that nobody else holds.
"""

import os
import pickle
import resource
import struct
import sys
from typing import IO, Any

from bot.domain.errors import DomainError
from bot.letters.errors import WordingError

HEADER = struct.Struct(">Q")
MEMORY = 2 << 30  # bytes of address space; a letter of 500 members needs a tenth of it


class RenderError(Exception):
    """Rendering failed; the name of the error, never its text, which may quote a member's words."""


def send(pipe: IO[bytes], message: object) -> None:
    """Write one message."""
    data = pickle.dumps(message)
    pipe.write(HEADER.pack(len(data)) + data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """Read one message; raises EOFError when the other side is gone."""
    head = pipe.read(HEADER.size)
    if len(head) < HEADER.size:
        raise EOFError
    (size,) = HEADER.unpack(head)
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)  # noqa: S301 - our own parent, over an inherited pipe


def _answer(job: Any) -> tuple[str, Any]:
    function, request = job
    try:
        return "done", function(request)
    except DomainError as error:
        return "refused", (type(error), error.values)
    except WordingError as error:
        return "wording", error
    except Exception as error:  # anything else would carry text; its name says enough
        return "failed", type(error).__name__


def outcome(answer: tuple[str, Any]) -> Any:
    """The result that an answer carries, or its error raised again in the parent."""
    how, what = answer
    if how == "done":
        return what
    if how == "refused":
        kind, values = what
        raise kind(**values)
    raise what if how == "wording" else RenderError(what)


def main() -> None:
    """Serve the parent on standard input and output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Whatever a library prints must not land among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    jobs = sys.stdin.buffer
    while True:
        try:
            job = receive(jobs)
        except EOFError:
            return
        send(answers, _answer(job))
