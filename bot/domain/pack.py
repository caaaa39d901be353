"""The pack: everything that is publicly known of one breach, with source and certainty.

A pack is written by people (TOML, see `docs/packs.md`) and decides what letters may say: a sentence of
fact exists only if a pack fact, a member count or a dated step carries it.
"""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from bot.domain.codes import CategoryStatus, Certainty, Infringement, LeakCategory, Role
from bot.domain.pack_fields import (
    Country,
    Day,
    IncidentId,
    Language,
    Line,
    PartialDate,
    Sentence,
    Slug,
    Strict,
    Texts,
    Url,
    Version,
)
from bot.domain.pack_rules import IncoherentPackError, Problem, problems

__all__ = [
    "Authority",
    "Copy",
    "Incident",
    "IncidentRole",
    "Organisation",
    "Pack",
    "PackFact",
    "PartialDate",
    "Register",
    "Source",
    "Texts",
]


class KeptFile(Strict):
    """The copy of a source that goes with a letter as its exhibit, measured."""

    file: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")
    pages: int = Field(ge=1, le=9999)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    @property
    def format(self) -> str:
        """What kind of file it is, as a list of exhibits says it."""
        return self.file.rpartition(".")[2].upper()


class Source(Strict):
    """Where a fact comes from; each source becomes an exhibit."""

    title: Line
    publisher: Line
    url: Url | None = None
    date: PartialDate | None = None
    consulted_on: Day | None = None
    language: Language | None = None
    kept: KeptFile | None = None


class Register(Strict):
    """A company register number, printed with its kind: SIREN, RCS Luxembourg, another."""

    kind: Line
    number: Line


class Organisation(Strict):
    """An organisation named in the pack. What is unknown stays empty and prints as "to be completed"."""

    id: Slug
    name: Line
    names: dict[Language, Line] = Field(default_factory=dict)  # where it is a description, not a name
    kind: Literal["laboratory", "healthcare", "host", "software", "insurer", "other"] = "other"
    country: Country | None = None  # None: not publicly known, as of an unnamed provider
    address: list[Line] = Field(default_factory=list, max_length=6)
    register_number: Register | None = None
    dpo_contact: Line | None = None
    languages: list[Language] = Field(default_factory=list)
    addressable: bool = True  # may a member choose it and write to it?

    def name_in(self, language: str) -> str:
        """The name in the language: a proper name is the same in all."""
        return self.names.get(language, self.name)


class IncidentRole(Strict):
    """An organisation's role in an incident; presumed unless an authority established it."""

    organisation: Slug
    role: Role
    presumed: bool = True


class Incident(Strict):
    """One leak. A case may hold several; they are never merged."""

    id: IncidentId
    title: Texts
    type: Literal["confidentiality", "integrity", "availability"] = "confidentiality"
    occurred_from: PartialDate | None = None
    occurred_to: PartialDate | None = None
    discovered: PartialDate | None = None
    announced: PartialDate | None = None
    data_period_from: PartialDate | None = None
    data_period_to: PartialDate | None = None
    roles: list[IncidentRole] = Field(min_length=1)
    categories: dict[LeakCategory, CategoryStatus] = Field(min_length=1)

    @property
    def earliest(self) -> date:
        """The first day on which anyone can have known of the incident."""
        known = [d for d in (self.occurred_from, self.discovered, self.announced) if d]
        return min(d.earliest for d in known)

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if not (self.occurred_from or self.discovered or self.announced):
            raise ValueError("give at least one of occurred_from, discovered, announced")
        for first, last in (("occurred_from", "occurred_to"), ("data_period_from", "data_period_to")):
            start, end = getattr(self, first), getattr(self, last)
            if start and end and end.latest < start.earliest:
                raise ValueError(f"{last} lies before {first}")
        return self

    def status(self, category: LeakCategory) -> CategoryStatus:
        """What is publicly known of the category; not reported unless the pack says more."""
        return self.categories.get(category, CategoryStatus.NOT_REPORTED)


class PackFact(Strict):
    """One dated fact: a clause per language that completes "that …", its source and its certainty."""

    id: Slug
    incident: IncidentId
    date: PartialDate
    certainty: Literal[Certainty.ESTABLISHED, Certainty.ADMITTED, Certainty.PRESS]
    by: Line  # who established, admitted or reported it; printed in the sentence
    source: Source
    quote: Sentence | None = None
    text: Texts
    supports: list[Infringement] = Field(default_factory=list)


class Authority(Strict):
    """A supervisory authority: where and how to file. `wording` names its own letter wording, if any."""

    id: Slug
    country: Country
    name: dict[Language, Line] = Field(min_length=1)
    short_name: Line
    address: list[Line] = Field(min_length=2, max_length=8)
    languages: list[Language] = Field(min_length=1)
    wording: Slug | None = None
    web_form: Url | None = None
    website: Url | None = None
    email: Line | None = None
    phone: Line | None = None
    silence_months: int | None = Field(default=None, ge=1, le=24)
    appeal_months: int | None = Field(default=None, ge=1, le=24)
    requires: list[Literal["mandate", "prior_contact", "register_number"]] = Field(default_factory=list)
    source: Url
    verified_on: Day
    stale_after: Day

    @model_validator(mode="after")
    def _goes_stale_later(self) -> Self:
        if self.stale_after <= self.verified_on:
            raise ValueError("stale_after must lie after verified_on")
        return self

    def stale(self, today: date) -> bool:
        """Whether the record must be checked again before anyone relies on it (printed as "check this")."""
        return today > self.stale_after

    def name_in(self, language: str) -> str:
        """The name in the language, else in the authority's own first language, else as the pack has it."""
        own = (self.name.get(tag) for tag in (language, *self.languages))
        return next((name for name in own if name), next(iter(self.name.values())))


class Copy(Strict):
    """Somebody else who receives a copy of the complaint to one authority."""

    id: Slug
    name: Line
    address: list[Line] = Field(default_factory=list, max_length=6)
    authority: Slug
    reason: Texts


class Pack(Strict):
    """One breach case, ready to use: all references resolve, all texts exist in all its languages."""

    format: Literal[1]
    id: Slug
    version: Version
    title: Texts
    summary: Texts
    languages: list[Language] = Field(min_length=1)
    law_as_of: Day
    organisations: list[Organisation] = Field(min_length=1)
    incidents: list[Incident] = Field(min_length=1)
    facts: list[PackFact] = Field(min_length=1)
    authorities: list[Authority] = Field(min_length=1)
    copies: list[Copy] = Field(default_factory=list)

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        found: list[Problem] = problems(self.model_dump())
        if found:
            raise IncoherentPackError(found)
        return self

    def incident(self, incident_id: str) -> Incident:
        """Return the incident; raises KeyError for an id that the pack does not know."""
        return {i.id: i for i in self.incidents}[incident_id]

    def organisation(self, organisation_id: str) -> Organisation:
        """Return the organisation; raises KeyError for an id that the pack does not know."""
        return {o.id: o for o in self.organisations}[organisation_id]

    def authority(self, authority_id: str) -> Authority:
        """Return the authority; raises KeyError for an id that the pack does not know."""
        return {a.id: a for a in self.authorities}[authority_id]

    def facts_of(self, incident_id: str) -> list[PackFact]:
        """Facts of one incident, oldest first, a vague date after the exact ones it covers, then by id."""
        own = (fact for fact in self.facts if fact.incident == incident_id)
        return sorted(own, key=lambda fact: (fact.date.latest, fact.id))

    def choices(self, incident_id: str) -> list[Organisation]:
        """The organisations of the incident that a member may have been a patient of."""
        roles = self.incident(incident_id).roles
        return [o for o in map(self.organisation, (r.organisation for r in roles)) if o.addressable]

    def say(self, texts: Texts, language: str) -> str:
        """The text in the language, or in the pack's first language."""
        return texts.get(language) or texts[self.languages[0]]
