"""What a member's form holds once it has been checked: the values that are sealed, and how they are written.

The desk reads the same JSON back. Every value is as typed by a person, so none is ever logged or repeated.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError

from bot.domain.errors import InvalidInputError
from bot.domain.sealing import SealedField


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
    """Read the JSON of a sealed field back; raises InvalidInputError for anything else."""
    if field not in _TYPES:
        raise InvalidInputError
    try:
        return _TYPES[field].validate_json(body)
    except ValidationError:
        raise InvalidInputError from None
