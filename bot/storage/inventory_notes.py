"""How the inventory speaks: in which way a column is kept, and what erasure does to a table's rows."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a column is kept."""

    PLAIN = "plain"  # readable in the file: codes, dates, amounts, random ids
    ENCRYPTED = "encrypted"  # readable with the root key only
    INDEX = "index"  # keyed hash by which an encrypted or secret value is found again
    SEALED = (
        "sealed"  # readable with a key that only key-holders have; the server can write it, never read it
    )
    SYSTEM = "system"  # about the database or the case itself, of no person


class Erasure(StrEnum):
    """What the erasure of a person does to a table's rows."""

    WITH_MEMBER = "deleted with the member"
    WITH_ACCOUNT = "deleted with the account, so with its last member"
    OWN_ONLY = (
        "a member's own letters are deleted with the member; a collective letter names nobody and stays"
    )
    BY_ORGANISERS = "deleted when an organiser is taken off the list"
    HOLDERS = "stays: the notice names who could open files; a key-holder's copies go when they are removed"
    PSEUDONYM = "stays: pseudonyms that only the root key could link to somebody"
    UNTIL_SERVED = "stays until the recipient was told, by pseudonym: GDPR art. 19 requires to tell them"
    BY_AGE = "stays until it is purged by age: Discord's number of an interaction, of no person"
    PUBLISHED = "stays while the case exists: it is what the notice tells everybody"
    NOBODY = "stays: of no person"


@dataclass(frozen=True)
class TableNote:
    """What a table keeps, and what erasure does to its rows."""

    erasure: Erasure
    columns: dict[str, tuple[Kind, str]]


ID = (Kind.PLAIN, "random number of the row")
ORDER = (Kind.SYSTEM, "the order in which rows were written")
CASE = (Kind.PLAIN, "the case that the row belongs to")
MEMBER = (Kind.PLAIN, "the member that the row belongs to, by random number")
INCIDENT = (Kind.PLAIN, "the incident of the pack that the answer is about")
