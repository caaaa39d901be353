"""Counting what members recorded: the only figures that a letter may state."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.codes import (
    Answer,
    AskedFor,
    Channel,
    HarmHead,
    LeakCategory,
    Pretext,
    ReportedTo,
    ScamOutcome,
    StepKind,
    StepOutcome,
)
from bot.domain.member import MemberFile

# An edition that others may see says no figure below this, and the others in steps of it.
FEWEST = 5


@dataclass(frozen=True)
class IncidentFigures:
    """One incident: how many members it concerns and what they say leaked."""

    incident: str
    concerned: int
    organisations: dict[str, int]  # organisation id -> members
    notices: dict[Answer, int]  # told personally by the organisation?
    yes: dict[LeakCategory, int]
    no: dict[LeakCategory, int]
    unknown: dict[LeakCategory, int]


@dataclass(frozen=True)
class HarmFigures:
    """One head of damage over all members."""

    members: int
    entries: int
    amount_cents: int
    minutes: int


@dataclass(frozen=True)
class Figures:
    """Everything countable about a set of members; only concerned members count in an incident."""

    members: int
    residence: dict[str, int]
    incidents: tuple[IncidentFigures, ...]
    scam_contacts: int
    members_with_scams: int
    scam_months: dict[str, int]  # "2026-03" -> contacts
    channels: dict[Channel, int]
    pretexts: dict[Pretext, int]
    scam_table: dict[tuple[Channel, Pretext], int]
    asked_for: dict[AskedFor, int]
    outcomes: dict[ScamOutcome, int]
    reported_to: dict[ReportedTo, int]
    knew: dict[LeakCategory, int]  # contacts in which the caller knew this category
    scam_loss_cents: int
    harms: dict[HarmHead, HarmFigures]
    steps: dict[tuple[StepKind, StepOutcome], int]


def count(incidents: Sequence[str], members: Iterable[MemberFile]) -> Figures:
    """Count the members' entries, incident by incident in the given order."""
    files = list(members)
    scams = [scam for m in files for scam in m.scams]
    return Figures(
        members=len(files),
        residence=dict(Counter(m.residence for m in files)),
        incidents=tuple(_incident(i, files) for i in incidents),
        scam_contacts=len(scams),
        members_with_scams=sum(1 for m in files if m.scams),
        scam_months=dict(sorted(Counter(f"{s.happened_on:%Y-%m}" for s in scams).items())),
        channels=dict(Counter(s.channel for s in scams)),
        pretexts=dict(Counter(s.pretext for s in scams)),
        scam_table=dict(Counter((s.channel, s.pretext) for s in scams)),
        asked_for=dict(Counter(a for s in scams for a in s.asked_for)),
        outcomes=dict(Counter(s.outcome for s in scams if s.outcome)),
        reported_to=dict(Counter(r for s in scams for r in s.reported_to)),
        knew=dict(Counter(k for s in scams for k in s.knew)),
        scam_loss_cents=sum(s.loss_cents or 0 for s in scams),
        harms=_harms(files),
        steps=dict(Counter((s.kind, s.outcome) for m in files for s in m.steps)),
    )


def _incident(incident: str, files: list[MemberFile]) -> IncidentFigures:
    concerned = [m for m in files if m.concerned_by(incident)]
    involvements = [i for m in concerned if (i := m.involvement(incident))]
    exposures = [e for m in concerned for e in m.exposures if e.incident == incident]

    def answered(answer: Answer) -> dict[LeakCategory, int]:
        return dict(Counter(e.category for e in exposures if e.answer is answer))

    return IncidentFigures(
        incident=incident,
        concerned=len(concerned),
        organisations=dict(Counter(i.organisation for i in involvements if i.organisation)),
        notices=dict(Counter(i.notice for i in involvements)),
        yes=answered(Answer.YES),
        no=answered(Answer.NO),
        unknown=answered(Answer.UNKNOWN),
    )


def _harms(files: list[MemberFile]) -> dict[HarmHead, HarmFigures]:
    heads = {harm.head for m in files for harm in m.harms}
    return {head: _head(head, files) for head in sorted(heads)}


def _head(head: HarmHead, files: list[MemberFile]) -> HarmFigures:
    found = [h for m in files for h in m.harms if h.head is head]
    return HarmFigures(
        members=sum(1 for m in files if any(h.head is head for h in m.harms)),
        entries=len(found),
        amount_cents=sum(h.amount_cents or 0 for h in found),
        minutes=sum(h.minutes or 0 for h in found),
    )
