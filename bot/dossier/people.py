"""What members sealed about themselves, as a desk reads it, and the party that letters name."""

from dataclasses import dataclass, field

from bot.domain.checked import Address, Contact, Identity, Sender, Senders, Statement, decode
from bot.domain.sealing import SealedField
from bot.letters import NamedParty
from bot.text import country_name

# The fields that are read into letters and sheets; the others are files.
READ = frozenset(SealedField) - {SealedField.EVIDENCE, SealedField.MANDATE}


@dataclass
class Person:
    """One member's own words about themselves; every part may be missing."""

    identity: Identity | None = None
    contact: Contact | None = None
    statement: Statement | None = None
    senders: tuple[Sender, ...] = ()
    versions: dict[SealedField, int] = field(default_factory=dict)

    def read(self, kind: SealedField, version: int, body: bytes) -> None:
        """Take in a sealed field, unless a newer one was taken in; raises InvalidInputError."""
        value = decode(kind, body)
        if version < self.versions.get(kind, 0):
            return
        self.versions[kind] = version
        match value:
            case Identity():
                self.identity = value
            case Contact():
                self.contact = value
            case Statement():
                self.statement = value
            case Senders():
                self.senders = value.senders

    def party(self, language: str) -> NamedParty | None:
        """The member as documents name them; None when no identity was sealed."""
        if self.identity is None:
            return None
        contact = self.contact
        return NamedParty(
            full_name=self.identity.full_name,
            birth_date=self.identity.birth_date,
            address=postal(contact.address, language) if contact else (),
            email=contact.email if contact else None,
            phone=contact.phone if contact else None,
            statement=self.statement.text if self.statement else None,
            guardian=self.identity.guardian_name,
        )


def postal(address: Address, language: str) -> tuple[str, ...]:
    """The address as it goes on an envelope."""
    town = f"{address.postcode} {address.city}".strip()
    return (*address.street, town, country_name(address.country, language))
