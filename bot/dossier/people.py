"""What members sealed about themselves, as a desk reads it, and the party that letters name."""

from collections.abc import Collection
from dataclasses import dataclass, field

from bot.domain.checked import Contact, Identity, Sender, Senders, Statement, decode
from bot.domain.sealing import SealedField
from bot.letters import NamedParty, named_party

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

    def keep_senders(self, scams: Collection[str]) -> None:
        """Forget the senders of contacts that the member has deleted since: the server cannot."""
        self.senders = tuple(sender for sender in self.senders if sender.scam in scams)

    def party(self, language: str) -> NamedParty | None:
        """The member as documents name them; None when no identity was sealed."""
        if self.identity is None:
            return None
        return named_party(self.identity, self.contact, self.statement, language=language)
