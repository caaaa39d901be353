"""Signed notes: a short text with an Ed25519 signature, in the C2SP signed-note format.

Read by the program and by any tool for that format (c2sp.org/signed-note): the text ends in a newline, then
an empty line, then one line `— <key name> <base64 of 4 bytes of key hash and 64 of signature>`. The public
key is written as `<key name>+<key hash>+<base64 of 0x01 and the key>`.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_HASH_BYTES, _SIGNATURE_BYTES = 4, 64
_SIGNATURE = re.compile(r"— ([^\s+]{1,200}) ([A-Za-z0-9+/=]{1,200})")
# A note of ours has four short lines; a longer file is something else.
MOST_CHARACTERS = 4000


class BadNoteError(ValueError):
    """The text is no signed note."""


@dataclass(frozen=True)
class NoteKey:
    """The public half of a key that signs notes."""

    name: str
    public: bytes

    @property
    def hash(self) -> bytes:
        """The four bytes by which a signature says which key made it."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_HASH_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"


@dataclass(frozen=True)
class Note:
    """A note that was read: its text, and the signature of one key, not checked yet."""

    text: str
    signer: str
    key_hash: bytes
    signature: bytes

    def is_by(self, key: NoteKey) -> bool:
        """Whether the key made the signature over this text."""
        if (self.signer, self.key_hash) != (key.name, key.hash):
            return False
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(self.signature, self.text.encode())
        except InvalidSignature:
            return False
        return True


def key_of(seed: bytes, name: str) -> NoteKey:
    """Return the public half of the key with this seed (32 bytes)."""
    return NoteKey(name, Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())


def sign(seed: bytes, name: str, text: str) -> str:
    """Return the text as a signed note; it must end in a newline and hold no empty line."""
    if not text.endswith("\n") or "\n\n" in text:
        raise ValueError("the text of a note ends in a newline and has no empty line")
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(text.encode())
    line = base64.b64encode(key_of(seed, name).hash + signature).decode()
    return f"{text}\n— {name} {line}\n"


def read(note: str) -> Note:
    """Take a note apart; raises BadNoteError."""
    text, gap, rest = note.replace("\r\n", "\n").partition("\n\n")
    found = _SIGNATURE.fullmatch(rest.strip())
    if len(note) > MOST_CHARACTERS or not gap or found is None:
        raise BadNoteError
    try:
        raw = base64.b64decode(found[2], validate=True)
    except binascii.Error:
        raise BadNoteError from None
    if len(raw) != _HASH_BYTES + _SIGNATURE_BYTES:
        raise BadNoteError
    return Note(f"{text}\n", found[1], raw[:_HASH_BYTES], raw[_HASH_BYTES:])
