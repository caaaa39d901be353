"""How the inventory speaks: how a column is kept and who can read it, what erasure and age do to the rows."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.retention import RetentionClass


class Kind(StrEnum):
    """How a column is kept."""

    PLAIN = "plain"  # readable in the file: codes, dates, amounts, random ids
    ENCRYPTED = "encrypted"  # readable with the root key only
    INDEX = "index"  # keyed hash by which an encrypted or secret value is found again
    SEALED = (
        "sealed"  # readable with a key that only key-holders have; the server can write it, never read it
    )
    SYSTEM = "system"  # about the database or the case itself, of no person


class Tier(StrEnum):
    """Who can read a column (`design.md`, section 6, in the words of `SECURITY.md`)."""

    ONLINE = "online"  # the running bot, and whoever has the database
    LOCKED = "online, encrypted"  # the running bot, and whoever has the database and the root key
    SEALED = "sealed"  # the recipient's key-holders; not the bot
    NOBODY = "of no person"


TIERS = {
    Kind.PLAIN: Tier.ONLINE,
    Kind.ENCRYPTED: Tier.LOCKED,
    Kind.INDEX: Tier.LOCKED,
    Kind.SEALED: Tier.SEALED,
    Kind.SYSTEM: Tier.NOBODY,
}


class Kept(StrEnum):
    """How long a table's rows stay when nobody erases them (`bot.services.retention` acts by it)."""

    REGISTRATION = "months after the case was closed, as its settings say; a year after the member left"
    AUDIT = "three years"
    REQUESTS = "one day"
    LINKS = "until they expire"
    DOSSIERS = "the file until it is fetched or for 30 days; that it was built, as long as the case"
    NOTICES = "90 days after the recipient was told"
    ACTS = "names and accounts for 30 days after it was decided; that it was decided, as long as the case"
    CASE = "as long as the case"
    DATABASE = "as long as the database"

    @property
    def classes(self) -> tuple[RetentionClass, ...]:
        """The classes of the retention clock that delete such rows; none for what stays."""
        if self is Kept.REGISTRATION:
            return RetentionClass.REGISTRATIONS, RetentionClass.WITHDRAWN
        return tuple(kind for kind in RetentionClass if kind.value == self.name.lower())


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
    FROZEN = (
        "stays: members answered for this very text, and it may have been filed; it holds references, which "
        "then lead to nobody"
    )
    PUBLISHED = "stays while the case exists: it is what the notice tells everybody"
    NOBODY = "stays: of no person"


@dataclass(frozen=True)
class TableNote:
    """What a table keeps, what erasure does to its rows, and how long they stay without it."""

    erasure: Erasure
    kept: Kept
    columns: dict[str, tuple[Kind, str]]


ID = (Kind.PLAIN, "random number of the row")
ORDER = (Kind.SYSTEM, "the order in which rows were written")
CASE = (Kind.PLAIN, "the case that the row belongs to")
MEMBER = (Kind.PLAIN, "the member that the row belongs to, by random number")
INCIDENT = (Kind.PLAIN, "the incident of the pack that the answer is about")
