"""Joining links: who comes from chat to register, encrypted into the link itself.

Nothing about a person may be stored before their first consent, so the link has to remember. It is kept
short, since chat clients take links of 512 characters at most.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NONCE_BYTES = 12
_NUMBER_BYTES = 8
_LONGEST = 200  # characters of a token; what is longer is none


class NoJoiningLinkError(ValueError):
    """The text is no joining link of this installation."""


@dataclass(frozen=True)
class Subject:
    """Whom a link is for: case, Discord user, second at which it expires (Unix time), number of the link."""

    case_id: str
    user_id: int
    expires: int
    number: str

    @classmethod
    def new(cls, case_id: str, user_id: int, expires: int) -> "Subject":
        """Return the subject of a new link, with a number that no other has."""
        return cls(case_id, user_id, expires, secrets.token_hex(_NUMBER_BYTES))


def write(key: bytes, subject: Subject) -> str:
    """Return the link's token."""
    plain = b"".join(
        (
            subject.user_id.to_bytes(8, "big"),
            subject.expires.to_bytes(8, "big"),
            bytes.fromhex(subject.number),
            subject.case_id.encode(),
        )
    )
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = _VERSION + nonce + AESGCM(key).encrypt(nonce, plain, _VERSION)
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def read(key: bytes, token: str) -> Subject:
    """Return a token's subject; raises NoJoiningLinkError for anything not written under this key."""
    try:
        if len(token) > _LONGEST:
            raise NoJoiningLinkError("too long")
        blob = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        if blob[:1] != _VERSION:
            raise NoJoiningLinkError("unknown version")
        nonce, sealed = blob[1 : 1 + _NONCE_BYTES], blob[1 + _NONCE_BYTES :]
        plain = AESGCM(key).decrypt(nonce, sealed, _VERSION)
    except (ValueError, InvalidTag):
        raise NoJoiningLinkError("this is not a joining link of this installation") from None
    numbers, number, case_id = plain[:16], plain[16 : 16 + _NUMBER_BYTES], plain[16 + _NUMBER_BYTES :]
    return Subject(case_id.decode(), int.from_bytes(numbers[:8]), int.from_bytes(numbers[8:]), number.hex())
