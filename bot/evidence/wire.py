"""What parent and child say to each other: a short JSON note and bytes, each after its length. No pickle."""

import json
import struct
from collections.abc import Callable

_HEAD = struct.Struct(">IQ")
_LONGEST_NOTE = 1024


class WireError(Exception):
    """The other side said something that is no message, or too much."""


def message(note: dict[str, object], body: bytes = b"") -> bytes:
    """Return one message."""
    text = json.dumps(note).encode()
    return _HEAD.pack(len(text), len(body)) + text + body


def receive(read: Callable[[int], bytes], longest: int) -> tuple[dict[str, object], bytes]:
    """Read one message whose body has at most `longest` bytes; `read` gives up to so many bytes, or none.

    Raises WireError for anything else, before more than that is read.
    """
    note_length, body_length = _HEAD.unpack(_exactly(read, _HEAD.size))
    if note_length > _LONGEST_NOTE or body_length > longest:
        raise WireError
    try:
        note = json.loads(_exactly(read, note_length))
    except ValueError:
        raise WireError from None
    if not isinstance(note, dict):
        raise WireError
    return note, _exactly(read, body_length)


def _exactly(read: Callable[[int], bytes], size: int) -> bytes:
    parts = []
    while size:
        part = read(min(size, 1 << 20))
        if not part:
            raise WireError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
