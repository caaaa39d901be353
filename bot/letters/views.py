"""What wording files see: plain views of the case, the facts and the members, cleaned and labelled."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.clocks import ClockKind, ClockState
from bot.domain.codes import (
    ARTICLE_9,
    Answer,
    AskedFor,
    Capacity,
    CategoryStatus,
    Certainty,
    Channel,
    HarmHead,
    KnownBy,
    LeakCategory,
    Pretext,
    Proof,
    ReportedTo,
    Role,
    Route,
    ScamOutcome,
    StepKind,
    StepOutcome,
)
from bot.domain.pack import PartialDate
from bot.letters.model import Exhibit


@dataclass(frozen=True)
class PackView:
    """The case file's own words."""

    id: str
    version: str
    title: str
    summary: str
    law_as_of: date


@dataclass(frozen=True)
class CaseView:
    """The case's settings; an empty one is None, so that it prints as to be completed."""

    controller_name: str | None
    controller_contact: str | None
    lawyer_name: str | None
    lawyer_bar: str | None
    lawyer_address: tuple[str, ...]
    association_register: str | None
    association_purpose: str | None
    association_activity: str | None
    place: str | None
    send_mode: str | None
    reviewed_on: date | None
    retention_months: int


@dataclass(frozen=True)
class AuthorityView:
    """The authority written to."""

    id: str
    name: str
    short_name: str
    address: tuple[str, ...]
    country: str
    languages: tuple[str, ...]
    web_form: str | None
    website: str | None
    email: str | None
    phone: str | None
    silence_months: int | None
    appeal_months: int | None
    requires: tuple[str, ...]
    verified_on: date
    stale_after: date
    is_stale: bool


@dataclass(frozen=True)
class OrganisationView:
    """An organisation with a role in an incident; `members` name it as theirs."""

    id: str
    name: str
    kind: str
    country: str | None  # None: not publicly known
    address: tuple[str, ...]
    register: str | None
    dpo_contact: str | None
    languages: tuple[str, ...]
    addressable: bool
    members: int


@dataclass(frozen=True)
class RoleView:
    """An organisation's role in one incident."""

    organisation: OrganisationView
    role: Role
    role_label: str
    presumed: bool


@dataclass(frozen=True)
class SourceView:
    """Where a fact comes from."""

    title: str
    publisher: str
    url: str | None
    date: PartialDate | None


@dataclass(frozen=True)
class FactView:
    """A fact as a sentence without full stop; `exhibit` is None for what members say."""

    id: str
    date: PartialDate | None
    sentence: str
    text: str
    by: str
    certainty: Certainty
    quote: str | None
    source: SourceView | None
    incident: str | None
    exhibit: Exhibit | None


@dataclass(frozen=True)
class IncidentView:
    """One incident with what is known of it and what the members of the letter say about it."""

    id: str
    title: str
    type: str
    occurred: str | None
    occurred_from: PartialDate | None
    occurred_to: PartialDate | None
    discovered: PartialDate | None
    announced: PartialDate | None
    data_period: str | None
    data_period_from: PartialDate | None
    data_period_to: PartialDate | None
    roles: tuple[RoleView, ...]
    concerned: int
    notice_yes: int
    notice_no: int
    notice_unknown: int
    unknown_organisation: int
    facts: tuple[FactView, ...]
    statuses: dict[LeakCategory, CategoryStatus]
    yes: dict[LeakCategory, int]
    unknown: dict[LeakCategory, int]

    def _with(self, status: CategoryStatus) -> list[LeakCategory]:
        return [c for c in LeakCategory if self.statuses.get(c) is status]

    @property
    def categories_confirmed(self) -> list[LeakCategory]:
        """Confirmed by the organisation or an authority."""
        return self._with(CategoryStatus.CONFIRMED)

    @property
    def categories_press(self) -> list[LeakCategory]:
        """Reported by the press only."""
        return self._with(CategoryStatus.PRESS)

    @property
    def categories_excluded(self) -> list[LeakCategory]:
        """Excluded by the organisation."""
        return self._with(CategoryStatus.EXCLUDED)

    @property
    def any_press(self) -> bool:
        """Whether a category is reported by the press only."""
        return bool(self.categories_press)

    @property
    def any_excluded(self) -> bool:
        """Whether a category is excluded by the organisation."""
        return bool(self.categories_excluded)

    @property
    def has_article9(self) -> bool:
        """Whether a special category (art. 9) is confirmed or reported by the press."""
        return bool(ARTICLE_9 & {*self.categories_confirmed, *self.categories_press})


@dataclass(frozen=True)
class StepView:
    """A step that a member took; the answer is due a calendar month after it arrived, at the latest."""

    kind: StepKind
    organisation: str | None
    sent_on: date
    outcome: StepOutcome
    answered_on: date | None
    due: date | None
    is_overdue: bool
    incident: str
    exhibit: Exhibit


@dataclass(frozen=True)
class StepsView:
    """The steps of all members of the letter, counted."""

    total: int
    members: int
    without: int
    requests: int
    waiting: int
    overdue: int
    late: int
    partial: int
    refused: int
    full: int
    police: int
    bank: int
    items: tuple[StepView, ...]


@dataclass(frozen=True)
class ScamView:
    """One suspicious contact."""

    channel: Channel
    pretext: Pretext
    on: date
    knew: tuple[LeakCategory, ...]
    asked_for: tuple[AskedFor, ...]
    outcome: ScamOutcome | None
    loss_cents: int | None
    reported_to: tuple[ReportedTo, ...]


@dataclass(frozen=True)
class HarmView:
    """One head of damage."""

    head: HarmHead
    amount_cents: int | None
    minutes: int | None
    since: date | None
    proof: Proof
    exhibit: Exhibit | None


@dataclass(frozen=True)
class InvolvementView:
    """How one incident concerns the member."""

    incident: IncidentView
    organisation: OrganisationView | None
    learned_how: KnownBy | None
    learned_on: date | None
    notice: Answer
    notice_on: date | None
    notice_cite: Exhibit | None
    yes: tuple[LeakCategory, ...]
    no: tuple[LeakCategory, ...]
    unknown: tuple[LeakCategory, ...]
    known_by: dict[LeakCategory, KnownBy]


@dataclass(frozen=True)
class MemberView:
    """The member whose own letter it is."""

    ref: str
    capacity: Capacity
    represented: bool
    named: bool
    residence: str
    work: str | None
    incidents: tuple[InvolvementView, ...]
    scams: tuple[ScamView, ...]
    harms: tuple[HarmView, ...]
    steps: tuple[StepView, ...]


@dataclass(frozen=True)
class ClockView:
    """A clock in its worst reading; `latest` where a better one can be argued, `basis` if it may be cited."""

    kind: ClockKind
    route: Route
    state: ClockState
    earliest: date
    latest: date | None
    incident: str | None
    basis: str
    law_as_of: date | None


@dataclass(frozen=True)
class CopyView:
    """Somebody who receives a copy."""

    id: str
    name: str
    address: tuple[str, ...]
    reason: str


Context = dict[str, Any]
