"""The demonstration's own record of what its patients entered, kept without the bot's code.

Plain dictionaries, so that a test can count them again, independently, and hold the figures of every
letter against the result. `bot.domain.figures` is never used here.
"""

from dataclasses import dataclass, field
from typing import Any

REGISTERED, WITHDRAWN, ERASED = "registered", "withdrawn", "erased"

Record = dict[str, Any]


def new_record(account: str, language: str, residence: str, work: str | None, consents: list[str]) -> Record:
    """Start the record of one member, as they just registered."""
    return {
        "account": account,
        "ref": None,
        "language": language,
        "status": REGISTERED,
        "residence": residence,
        "work": work,
        "consents": sorted(consents),
        "incidents": {},  # id -> concerned, organisation, how, on, notice, notice_on
        "exposures": {},  # incident id -> category -> yes | no | unknown
        "scams": [],  # channel, pretext, on, knew, asked, outcome, loss_cents, reported
        "harms": [],  # head, amount_cents, minutes, since, proof
        "steps": [],  # incident, kind, organisation, on, outcome, answered_on
    }


@dataclass
class Ledger:
    """All members that ever registered, and what the bot refused to record."""

    members: list[Record] = field(default_factory=list)
    refused: list[Record] = field(default_factory=list)  # account, form, field, typed
    sealed: list[Record] = field(default_factory=list)  # ref, recipient, full_name, statement, evidence

    def registered(self) -> list[Record]:
        """The members who are registered at the end."""
        return [record for record in self.members if record["status"] == REGISTERED]

    def as_plain(self) -> Record:
        """The ledger without names: those stand apart."""
        return {"members": self.members, "refused": self.refused}
