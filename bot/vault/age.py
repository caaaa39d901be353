"""The age format (age-encryption.org/v1): what leaves the server, or may only be read by a key-holder.

X25519 keys only: a public key is `age1…`, a private one `AGE-SECRET-KEY-1…`; the standard `age` program
opens everything made here.
"""

import base64
import binascii
import textwrap
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import pyrage
from pyrage import x25519

_BEGIN, _END = "-----BEGIN AGE ENCRYPTED FILE-----", "-----END AGE ENCRYPTED FILE-----"
# The first two lines of a file for an X25519 key, in whatever order its stanzas come.
_MAGIC, _STANZA = b"age-encryption.org/v1\n", b"\n-> X25519 "


class AgeKeyError(ValueError):
    """The text is not an age key of the kind asked for; the text itself is never repeated."""


class CannotOpenError(Exception):
    """No given key opens the file, or it was changed or cut on the way."""


class NoKeyError(CannotOpenError):
    """The file is an age file for other keys."""


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int = -1, /) -> bytes: ...


class Writable(Protocol):
    """What bytes are written to."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...


def new_identity() -> str:
    """Draw a private key."""
    return str(x25519.Identity.generate())


def public_of(identity: str) -> str:
    """Return the public half of a private key; raises AgeKeyError."""
    return str(_identity(identity).to_public())


def check_public(text: str) -> str:
    """Return a public key as its program writes it, spaces and case tolerated; raises AgeKeyError."""
    return str(_recipient(text.strip().lower()))


def encrypt(plain: bytes, recipients: Sequence[str], *, armored: bool = False) -> bytes:
    """Encrypt for every recipient; raises AgeKeyError for a bad key and for an empty list.

    `armored` gives text that can be pasted.
    """
    if not recipients:
        raise AgeKeyError("an age file needs at least one recipient")
    return bytes(pyrage.encrypt(plain, [_recipient(r) for r in recipients], armored))


def decrypt(blob: bytes, identities: Sequence[str]) -> bytes:
    """Decrypt a binary or armored file with the first key that fits; raises CannotOpenError, AgeKeyError."""
    keys = [_identity(i) for i in identities]
    try:
        return bytes(pyrage.decrypt(blob, keys))
    except (pyrage.DecryptError, ValueError) as error:
        raise CannotOpenError("no given key opens this, or it is damaged") from error


def encrypt_stream(source: Readable, target: Writable, recipients: Sequence[str]) -> None:
    """Encrypt a stream piece by piece, in little memory; raises AgeKeyError and the streams' OSError."""
    if not recipients:
        raise AgeKeyError("an age file needs at least one recipient")
    read, written = _Watched(source), _Watched(target)
    try:
        pyrage.encrypt_io(read, written, [_recipient(r) for r in recipients])
    except (pyrage.EncryptError, OSError) as error:
        raise read.failure or written.failure or OSError("a stream could not be encrypted") from error


def decrypt_stream(source: Readable, target: Writable, identities: Sequence[str]) -> None:
    """Decrypt a binary file piece by piece; raises NoKeyError, CannotOpenError, the streams' OSError.

    What was written before an error is genuine but incomplete: throw it away.
    """
    read, written = _Watched(source), _Watched(target)
    keys = [_identity(i) for i in identities]
    try:
        pyrage.decrypt_io(read, written, keys)
    except (pyrage.DecryptError, ValueError, OSError) as error:
        if read.failure or written.failure:
            raise (read.failure or written.failure or error) from error
        if "No matching keys" in str(error):
            raise NoKeyError("no given key opens this") from error
        raise CannotOpenError("this is no age file, or it was changed or cut on the way") from error


class _Watched:
    """A stream that remembers its own failure; the library below turns it into one of its own."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.failure: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        return bytes(self._watch(self._stream.read, size))

    def write(self, data: bytes) -> int:
        return int(self._watch(self._stream.write, data))

    def flush(self) -> None:
        self._watch(self._stream.flush)

    def _watch(self, act: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return act(*arguments)
        except OSError as error:
            self.failure = error
            raise


def armor(blob: bytes) -> str:
    """Return a binary age file as text that can be pasted (RFC 7468, 64 characters a line)."""
    lines = textwrap.wrap(base64.b64encode(blob).decode("ascii"), 64)
    return "\n".join([_BEGIN, *lines, _END, ""])


def unarmor(text: str) -> bytes:
    """Return the binary age file of a text; raises AgeKeyError when it is none for an age key.

    Whether it opens, and with which key, cannot be seen from outside.
    """
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) < 3 or lines[0] != _BEGIN or lines[-1] != _END:
        raise AgeKeyError("this is not an armored age file")
    try:
        blob = base64.b64decode("".join(lines[1:-1]), validate=True)
    except (binascii.Error, ValueError) as error:
        raise AgeKeyError("this is not an armored age file") from error
    head, _, _ = blob.partition(b"\n---")
    if not blob.startswith(_MAGIC) or _STANZA not in head:
        raise AgeKeyError("this is not an age file for an age key")
    return blob


def looks_encrypted(head: bytes) -> bool:
    """Say whether the first bytes are those of a binary age file."""
    return head.startswith(_MAGIC)


def is_armored(data: bytes) -> bool:
    """Say whether the bytes begin as an armored age file does."""
    return data.lstrip().startswith(_BEGIN.encode())


def _recipient(text: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(text)
    except (pyrage.RecipientError, ValueError) as error:
        raise AgeKeyError("this is not an age public key (age1…)") from error


def _identity(text: str) -> x25519.Identity:
    try:
        return x25519.Identity.from_str(text.strip())
    except (pyrage.IdentityError, ValueError) as error:
        raise AgeKeyError("this is not an age private key (AGE-SECRET-KEY-1…)") from error
