"""What is counted of what members recorded: the only figures that a letter may state."""

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
