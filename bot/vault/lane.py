"""Lanes: one key pair per recipient side, its private half readable by its key-holders only.

The private half is made in memory, encrypted to each key-holder and forgotten; the server keeps the
public half and those copies, so that it can write to a lane and never read from it. A key-holder who
comes late gets a copy made at another key-holder's desk.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.member import ALPHABET
from bot.vault import age

# 100 bits: an answer cannot be guessed in the time that a challenge lives.
_ANSWER_LENGTH = 20
_CHALLENGE = "Answer of this challenge for Collectif: {answer}\n"


@dataclass(frozen=True)
class NewLane:
    """A lane's public key and its private one, wrapped for each key-holder in the order given."""

    public: str
    wraps: tuple[bytes, ...]


@dataclass(frozen=True)
class Challenge:
    """A text that only the holder of a key can read; the answer is compared by its keyed hash."""

    sealed: str  # armored, to be handed over
    answer: str


def make_lane(holders: Sequence[str]) -> NewLane:
    """Make a lane for these key-holders' public keys; raises AgeKeyError, also when there are none."""
    identity = age.new_identity()
    wraps = tuple(age.encrypt(identity.encode(), [holder]) for holder in holders)
    if not wraps:
        raise age.AgeKeyError("a lane needs at least one key-holder")
    return NewLane(age.public_of(identity), wraps)


def unwrap(wrap: bytes, holder_identity: str) -> str:
    """Return the lane's private key, at a desk; raises CannotOpenError."""
    return age.decrypt(wrap, [holder_identity]).decode("ascii")


def rewrap(wrap: bytes, holder_identity: str, newcomer: str) -> bytes:
    """Return the lane's private key for another key-holder, armored; raises CannotOpenError, AgeKeyError."""
    return age.encrypt(unwrap(wrap, holder_identity).encode(), [newcomer], armored=True)


def make_challenge(public: str, *more: str) -> Challenge:
    """Draw a challenge that proves possession of the private half of every key given.

    For several keys it is encrypted to one after the other, so that each is needed to read it.
    """
    answer = "".join(secrets.choice(ALPHABET) for _ in range(_ANSWER_LENGTH))
    sealed = _CHALLENGE.format(answer=answer).encode()
    for key in (public, *more):
        sealed = age.encrypt(sealed, [key], armored=True)
    return Challenge(sealed.decode("ascii"), answer)


def read_challenge(sealed: bytes, *identities: str) -> str:
    """Return the answer of a challenge, at a desk; raises CannotOpenError."""
    data = age.decrypt(sealed, identities)
    while age.is_armored(data):  # each layer is smaller than the one around it
        data = age.decrypt(data, identities)
    text = data.decode("ascii", errors="replace")
    prefix, _, answer = text.strip().rpartition(" ")
    if f"{prefix} {{answer}}" != _CHALLENGE.strip():
        raise age.CannotOpenError("this is not a challenge of Collectif")
    return answer
