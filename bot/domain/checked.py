"""What a member's form holds once it has been checked: the values that are sealed, and how they are written.

The desk reads the same JSON back. Every value is as typed by a person, so none is ever logged or repeated.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError

from bot.domain.errors import InvalidInputError
from bot.domain.sealing import SealedField

# The longest that a form takes: a member's own words, and any one line.
MOST_WORDS, MOST_LINE = 4000, 500


class Problems(dict[str, str]):
    """What is wrong with a form: name of the field -> English sentence for people, to be translated."""


@dataclass(frozen=True)
class Identity:
    """Who the member is; a birth date only where a chosen letter needs one, a guardian for others only."""

    full_name: str
    birth_date: date | None = None
    guardian_name: str | None = None


@dataclass(frozen=True)
class Address:
    """A postal address as it goes on an envelope; `country` is ISO 3166-1 alpha-2."""

    street: tuple[str, ...]
    postcode: str
    city: str
    country: str


@dataclass(frozen=True)
class Contact:
    """How to reach the member; at least one of e-mail and telephone (E.164)."""

    address: Address
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Statement:
    """The member's own words: lines of text, no markup."""

    text: str


class SenderKind(StrEnum):
    """In which form a scammer's sender was displayed."""

    PHONE = "phone"  # E.164
    SHORT_CODE = "short_code"  # five digits
    NAME = "name"  # up to eleven letters and digits in place of a number
    EMAIL = "email"
    WEB = "web"


@dataclass(frozen=True)
class Sender:
    """A sender as displayed, of one of the member's scam contacts. To be shown defanged."""

    scam: str  # id of the scam contact
    kind: SenderKind
    shown: str


@dataclass(frozen=True)
class Senders:
    """The senders of all the member's scam contacts that have one."""

    senders: tuple[Sender, ...] = ()


Checked = Identity | Contact | Statement | Senders

_TYPES: dict[SealedField, TypeAdapter[Checked]] = {
    SealedField.IDENTITY: TypeAdapter(Identity),
    SealedField.CONTACT: TypeAdapter(Contact),
    SealedField.STATEMENT: TypeAdapter(Statement),
    SealedField.SENDERS: TypeAdapter(Senders),
}


def field_of(value: Checked) -> SealedField:
    """Return the field that the value is sealed as."""
    return SealedField(type(value).__name__.lower())


def encode(value: Checked) -> bytes:
    """Return the value as the JSON that is sealed."""
    return _TYPES[field_of(value)].dump_json(value)


def decode(field: SealedField, body: bytes) -> Checked:
    """Read the JSON of a sealed field back; raises InvalidInputError for anything else.

    Also for text that no form lets through: a desk prints what it reads, and one record that was not sealed
    by a page must not break everybody's papers.
    """
    if field not in _TYPES:
        raise InvalidInputError
    try:
        value = _TYPES[field].validate_json(body)
    except ValidationError:
        raise InvalidInputError from None
    own_words = isinstance(value, Statement)
    for text in _texts(vars(value).values()):
        if len(text) > (MOST_WORDS if own_words else MOST_LINE) or not _is_seen(text, lines=own_words):
            raise InvalidInputError
    return value


def _texts(parts: Iterable[object]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, tuple):
            yield from _texts(part)
        elif isinstance(part, Address | Sender):
            yield from _texts(vars(part).values())


def _is_seen(text: str, *, lines: bool) -> bool:
    """Whether every character is one that can be seen; own words may have line breaks."""
    return all(unicodedata.category(c)[0] != "C" or (lines and c == "\n") for c in text)
