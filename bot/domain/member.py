"""A member's file: all that the chat records of one data subject, in codes, dates and amounts."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NewType

from bot.domain.codes import (
    Answer,
    AskedFor,
    Capacity,
    Channel,
    HarmHead,
    KnownBy,
    LeakCategory,
    MemberStatus,
    Pretext,
    Proof,
    Purpose,
    ReportedTo,
    ScamOutcome,
    StepKind,
    StepOutcome,
)

CaseId = NewType("CaseId", str)
AccountId = NewType("AccountId", str)
MemberId = NewType("MemberId", str)
EntryId = NewType("EntryId", str)
MemberRef = NewType("MemberRef", str)

# Crockford's base 32: no I, L, O or U, so that a reference survives being read aloud.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Five characters: 33 million references a case; a clash is refused by the database and drawn again.
REF_LENGTH = 5


def new_ref() -> MemberRef:
    """Draw a random reference such as `P-7KQ4M`; it says nothing about who or when."""
    return MemberRef("P-" + "".join(secrets.choice(ALPHABET) for _ in range(REF_LENGTH)))


def new_id() -> str:
    """Draw a random internal id: 128 bits, 26 characters of base 32."""
    number = secrets.randbits(128)
    return "".join(ALPHABET[(number >> (5 * i)) & 31] for i in reversed(range(26)))


@dataclass(frozen=True)
class Involvement:
    """How one incident concerns the member: which organisation, learned how and when."""

    incident: str
    concerned: Answer
    organisation: str | None = None
    learned_how: KnownBy | None = None
    learned_on: date | None = None
    notice: Answer = Answer.UNKNOWN  # did the organisation tell them personally (art. 34)?
    notice_on: date | None = None


@dataclass(frozen=True)
class Exposure:
    """Member × incident × category, with how the member knows."""

    incident: str
    category: LeakCategory
    answer: Answer
    known_by: KnownBy | None = None


@dataclass(frozen=True)
class ScamContact:
    """A suspicious contact since the breach; the number or name displayed is never recorded in chat."""

    id: EntryId
    channel: Channel
    pretext: Pretext
    happened_on: date
    knew: frozenset[LeakCategory] = frozenset()
    asked_for: frozenset[AskedFor] = frozenset()
    outcome: ScamOutcome | None = None
    loss_cents: int | None = None
    reported_to: frozenset[ReportedTo] = frozenset()


@dataclass(frozen=True)
class Harm:
    """A head of damage: how much, how long, since when, and whether it can be shown."""

    id: EntryId
    head: HarmHead
    amount_cents: int | None = None
    minutes: int | None = None
    since: date | None = None
    proof: Proof = Proof.NONE_YET


@dataclass(frozen=True)
class Step:
    """A step already taken, such as an access request, with what came of it."""

    id: EntryId
    incident: str
    kind: StepKind
    sent_on: date
    organisation: str | None = None
    outcome: StepOutcome = StepOutcome.WAITING
    answered_on: date | None = None


@dataclass(frozen=True)
class MemberFile:
    """Everything recorded about one member; the only thing letters and `/me` read."""

    id: MemberId
    ref: MemberRef
    capacity: Capacity
    residence: str  # ISO 3166-1 alpha-2
    work: str | None
    status: MemberStatus
    registered_at: datetime
    consents: frozenset[Purpose]
    involvements: tuple[Involvement, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    scams: tuple[ScamContact, ...] = ()
    harms: tuple[Harm, ...] = ()
    steps: tuple[Step, ...] = ()

    def involvement(self, incident: str) -> Involvement | None:
        """The member's answer about the incident, if given."""
        return next((i for i in self.involvements if i.incident == incident), None)

    def concerned_by(self, incident: str) -> bool:
        """Whether the member says that the incident concerns them."""
        found = self.involvement(incident)
        return found is not None and found.concerned is Answer.YES

    def leaked(self, incident: str) -> frozenset[LeakCategory]:
        """The categories that the member says leaked in the incident."""
        return frozenset(
            e.category for e in self.exposures if e.incident == incident and e.answer is Answer.YES
        )


@dataclass(frozen=True)
class CaseConfig:
    """What an organiser decides about a case; all of it is public, in the notice or in the letters."""

    controller_name: str  # who runs the group action and answers for its data (art. 4(7) GDPR)
    controller_contact: str  # an e-mail or postal address that members may write to
    mode: str = "individual"
    lawyer_name: str | None = None
    lawyer_bar: str | None = None
    lawyer_address: tuple[str, ...] = field(default=())
    # Of a body that files under art. 80(1) GDPR: what proves it, as its register and statutes have it.
    association_register: str | None = None
    association_purpose: str | None = None
    association_activity: str | None = None
    # Where collective letters are sent from, and how (`SendMode`): they print both.
    place: str | None = None
    send_mode: str | None = None
    reviewed_on: date | None = None  # a named lawyer reviewed the wording; lifts the PROJET mark
    retention_months: int = 24
    chat: str = "codes"  # how much chat carries (`ChatScope`)
