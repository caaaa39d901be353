"""Where an encrypted value belongs: the authenticated data that binds it to one row and column."""

from dataclasses import dataclass

from bot.vault.derive import join

_APP = "collectif"
# Number of this layout of fields; a change makes every older record unreadable, so it comes with a migration.
_SCHEMA = 1


@dataclass(frozen=True)
class Place:
    """The one row and column of one case where a value may be read.

    Immutable ids only; `version` tells the meaning of the plaintext, for a field whose format changes.
    The key id joins these fields inside the record (`bot.vault.record`).
    """

    case: str
    owner: str  # the account, member or case that the row belongs to
    table: str
    column: str
    row: str
    version: int = 1

    def aad(self) -> bytes:
        """Return the canonical bytes: every field after its length, none can slide into the next."""
        texts = (self.case, self.owner, self.table, self.column, self.row)
        if not all(texts) or self.version < 1:
            raise ValueError("every field of a place must be filled")
        fields = (_APP, str(_SCHEMA), *texts, str(self.version))
        return join(*(field.encode() for field in fields))
