"""The child process that decodes one file: no environment, no key, no way to open a file, and then it ends.

A file is decoded by somebody else's C code, which has had holes and will have more. So the child gives up
what it could do harm with before it reads the first byte, and the parent looks at what it wrote.
"""

import os
import resource
from io import BytesIO

import pikepdf
from PIL import Image

from bot import inspection
from bot.evidence import images, pdf, wire
from bot.evidence.kinds import Kind
from bot.evidence.limits import CPU_SECONDS, MAX_BYTES, MAX_CLEAN_BYTES, MEMORY, Reason, RefusedError


def main(descriptor: int) -> None:
    """Serve the parent once, over the inherited socket."""
    inspection.forbid()
    _warm_up()
    confine()
    note, data = wire.receive(lambda size: os.read(descriptor, size), MAX_BYTES)
    _say(descriptor, answer(str(note.get("kind")), data))


def answer(kind: str, data: bytes) -> bytes:
    """Return the message that tells the outcome: the new file, or the reason of a refusal."""
    try:
        clean, media_type, pages = _clean(Kind(kind), data)
    except RefusedError as refused:
        return wire.message({"refused": refused.reason.value})
    except Exception:  # whatever a decoder raises: its text may quote the file, and the parent needs none
        return wire.message({"refused": Reason.UNREADABLE.value})
    if len(clean) > MAX_CLEAN_BYTES:
        return wire.message({"refused": Reason.TOO_LARGE.value})
    return wire.message({"media_type": media_type, "pages": pages}, clean)


def confine(cpu_seconds: int = CPU_SECONDS) -> None:
    """Give up memory, time, and for good: files, sockets, children, core dumps.

    With no descriptor left to be had, nothing can be opened, not even by code that the file brings along.
    """
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def _clean(kind: Kind, data: bytes) -> tuple[bytes, str, int]:
    if kind is Kind.PDF:
        clean, pages = pdf.clean_pdf(data)
        return clean, pdf.MEDIA_TYPE, pages
    clean, media_type = images.clean_image(data, kind)
    return clean, media_type, 1


def _warm_up() -> None:
    """Clean a dot of each kind, and one under a password, so that all that loads on first use is loaded."""
    dot = Image.new("RGB", (1, 1))
    for kind in Kind:
        sample = BytesIO()
        dot.save(sample, kind.value)
        answer(kind.value, sample.getvalue())
    with pikepdf.open(sample) as document:
        document.save(locked := BytesIO(), encryption=pikepdf.Encryption(owner="x"))
    answer(Kind.PDF.value, locked.getvalue())


def _say(descriptor: int, text: bytes) -> None:
    rest = memoryview(text)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
