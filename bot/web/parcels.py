"""Documents that wait for one download: in memory, encrypted under a key that only the page's form holds.

A core dump, a swapped page or another request of the same process finds ciphertext; the key comes with the
download's POST and is gone after it. What nobody fetches goes by the clock, whether or not anybody comes.
"""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LIFE = 1800.0  # seconds; what a person needs to save a few files
MOST_BYTES = 64 * 1024 * 1024  # of all people together
MOST_OF_ONE = 8 * 1024 * 1024  # of one account; the longest set of letters is a fraction of it
_NONCE = 12


@dataclass(frozen=True)
class Document:
    """One document, ready to save."""

    filename: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Ticket:
    """What the form carries: which parcel, and the key to it."""

    parcel: str
    key: str


@dataclass
class _Parcel:
    owner: str
    until: float
    boxes: dict[int, tuple[str, str, bytes]]

    @property
    def size(self) -> int:
        return sum(len(box[2]) for box in self.boxes.values())


class Parcels:
    """Keeps each owner's newest parcel, each of its documents for one download."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, _Parcel] = {}

    def __len__(self) -> int:
        self.tidy()
        return len(self._kept)

    def put(self, owner: str, documents: Sequence[Document]) -> Ticket | None:
        """Keep documents in place of the owner's former ones; None when there is no room for them now."""
        size = sum(len(d.data) for d in documents)
        if size > MOST_OF_ONE or self._others(owner) + size > MOST_BYTES:
            return None
        self.drop(owner)
        key, name = AESGCM.generate_key(256), secrets.token_urlsafe(16)
        boxes = {
            at: (d.filename, d.media_type, _seal(key, name, at, d.data)) for at, d in enumerate(documents)
        }
        self._kept[name] = _Parcel(owner, self._clock() + LIFE, boxes)
        return Ticket(name, key.hex())

    def has_room(self, owner: str) -> bool:
        """Whether the largest set of letters of one account would be kept now: ask before they are made."""
        return self._others(owner) + MOST_OF_ONE <= MOST_BYTES

    def take(self, owner: str, ticket: Ticket, at: int) -> Document | None:
        """Hand one document out and forget it; None when it is gone, expired or not the owner's."""
        self.tidy()
        parcel = self._kept.get(ticket.parcel)
        if parcel is None or parcel.owner != owner or at not in parcel.boxes:
            return None
        filename, media_type, box = parcel.boxes[at]
        try:
            key = bytes.fromhex(ticket.key)
            data = AESGCM(key).decrypt(box[:_NONCE], box[_NONCE:], _place(ticket.parcel, at))
        except (ValueError, InvalidTag):
            return None
        del parcel.boxes[at]
        if not parcel.boxes:
            del self._kept[ticket.parcel]
        return Document(filename, media_type, data)

    def drop(self, owner: str) -> None:
        """Forget what waits for this owner."""
        self.tidy()
        self._kept = {name: p for name, p in self._kept.items() if p.owner != owner}

    def _others(self, owner: str) -> int:
        self.tidy()
        return sum(p.size for p in self._kept.values() if p.owner != owner)

    def tidy(self) -> None:
        """Forget what waited for too long."""
        now = self._clock()
        self._kept = {name: p for name, p in self._kept.items() if p.until > now}


def _seal(key: bytes, name: str, at: int, data: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, _place(name, at))


def _place(name: str, at: int) -> bytes:
    return f"{name}:{at}".encode()
