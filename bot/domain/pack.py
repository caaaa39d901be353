"""The pack: everything that is publicly known of one breach, with source and certainty.

A pack is written by people (TOML, see `docs/packs.md`) and decides what letters may say: a sentence of
fact exists only if a pack fact, a member count or a dated step carries it.
"""

import datetime as dt
import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from bot.domain.codes import CategoryStatus, Certainty, Infringement, LeakCategory, Role

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")]
IncidentId = Annotated[str, StringConstraints(pattern=r"^INC-\d{4}-\d{2}[a-z]?$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1500)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]{3,500}$")]
Texts = dict[Language, Sentence]

_PARTIAL_DATE = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class PartialDate(_Strict):
    """A date known to the day, the month or the year: `2021-07-16`, `2021-07` or `2021`."""

    text: str

    @model_validator(mode="before")
    @classmethod
    def _from_toml(cls, value: object) -> object:
        if isinstance(value, date):
            return {"text": value.isoformat()}
        if isinstance(value, int) and not isinstance(value, bool):
            return {"text": f"{value:04d}"}
        return {"text": value} if isinstance(value, str) else value

    @field_validator("text")
    @classmethod
    def _readable(cls, value: str) -> str:
        if not _PARTIAL_DATE.match(value):
            raise ValueError("write a date as 2021-07-16, 2021-07 or 2021")
        cls._first(value)
        return value

    @staticmethod
    def _first(text: str) -> date:
        parts = [int(part) for part in text.split("-")]
        return date(*[*parts, 1, 1][:3])

    @property
    def earliest(self) -> date:
        """The first day that the date may mean."""
        return self._first(self.text)

    @property
    def precision(self) -> Literal["day", "month", "year"]:
        """How exactly the date is known."""
        return ("year", "month", "day")[self.text.count("-")]


class Source(_Strict):
    """Where a fact comes from; each source becomes an exhibit."""

    title: Line
    publisher: Line
    url: Url | None = None
    date: PartialDate | None = None
    consulted_on: dt.date | None = None
    language: Language | None = None


class Register(_Strict):
    """A company register number, printed with its kind: SIREN, RCS Luxembourg, another."""

    kind: Line
    number: Line


class Organisation(_Strict):
    """An organisation named in the pack. What is unknown stays empty and prints as "to be completed"."""

    id: Slug
    name: Line
    kind: Literal["laboratory", "healthcare", "host", "software", "insurer", "other"] = "other"
    country: Country
    address: list[Line] = Field(default_factory=list, max_length=6)
    register_number: Register | None = None
    dpo_contact: Line | None = None
    languages: list[Language] = Field(default_factory=list)
    addressable: bool = True  # may a member choose it and write to it?


class IncidentRole(_Strict):
    """An organisation's role in an incident; presumed unless an authority established it."""

    organisation: Slug
    role: Role
    presumed: bool = True


class Incident(_Strict):
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
        return self

    def status(self, category: LeakCategory) -> CategoryStatus:
        """What is publicly known of the category; not reported unless the pack says more."""
        return self.categories.get(category, CategoryStatus.NOT_REPORTED)


class PackFact(_Strict):
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


class Authority(_Strict):
    """A supervisory authority: where and how to file. `wording` names its own letter wording, if any."""

    id: Slug
    country: Country
    name: dict[Language, Line]
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
    verified_on: date
    stale_after: date


class Copy(_Strict):
    """Somebody else who receives a copy of the complaint to one authority."""

    id: Slug
    name: Line
    address: list[Line] = Field(default_factory=list, max_length=6)
    authority: Slug
    reason: Texts


class Pack(_Strict):
    """One breach case, ready to use: all references resolve, all texts exist in all its languages."""

    format: Literal[1]
    id: Slug
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    title: Texts
    summary: Texts
    languages: list[Language] = Field(min_length=1)
    law_as_of: date
    organisations: list[Organisation] = Field(min_length=1)
    incidents: list[Incident] = Field(min_length=1)
    facts: list[PackFact] = Field(min_length=1)
    authorities: list[Authority] = Field(min_length=1)
    copies: list[Copy] = Field(default_factory=list)

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        problems = list(self._problems())
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _problems(self) -> Iterator[str]:
        yield from self._duplicates()
        yield from self._dangling()
        for where, texts in self._texts():
            for language in self.languages:
                if language not in texts:
                    yield f"{where}: no text in {language!r}, a language of this pack"

    def _dangling(self) -> Iterator[str]:
        organisations = {o.id for o in self.organisations}
        incidents = {i.id for i in self.incidents}
        authorities = {a.id for a in self.authorities}
        for incident in self.incidents:
            for role in incident.roles:
                if role.organisation not in organisations:
                    yield f"incidents.{incident.id}.roles: unknown organisation {role.organisation!r}"
        for fact in self.facts:
            if fact.incident not in incidents:
                yield f"facts.{fact.id}.incident: unknown incident {fact.incident!r}"
        for copy in self.copies:
            if copy.authority not in authorities:
                yield f"copies.{copy.id}.authority: unknown authority {copy.authority!r}"

    def _duplicates(self) -> Iterator[str]:
        groups = {
            "organisations": [o.id for o in self.organisations],
            "incidents": [i.id for i in self.incidents],
            "facts": [f.id for f in self.facts],
            "authorities": [a.id for a in self.authorities],
            "copies": [c.id for c in self.copies],
        }
        for group, ids in groups.items():
            for twice in sorted({i for i in ids if ids.count(i) > 1}):
                yield f"{group}: id {twice!r} is used twice"
        countries = [a.country for a in self.authorities]
        for twice in sorted({c for c in countries if countries.count(c) > 1}):
            yield f"authorities: country {twice!r} has two authorities; one person has one regulator"

    def _texts(self) -> Iterator[tuple[str, Texts]]:
        yield "title", self.title
        yield "summary", self.summary
        for incident in self.incidents:
            yield f"incidents.{incident.id}.title", incident.title
        for fact in self.facts:
            yield f"facts.{fact.id}.text", fact.text
        for copy in self.copies:
            yield f"copies.{copy.id}.reason", copy.reason

    def incident(self, incident_id: str) -> Incident:
        """Return the incident; raises KeyError for an id that the pack does not know."""
        return {i.id: i for i in self.incidents}[incident_id]

    def organisation(self, organisation_id: str) -> Organisation:
        """Return the organisation; raises KeyError for an id that the pack does not know."""
        return {o.id: o for o in self.organisations}[organisation_id]

    def authority(self, authority_id: str) -> Authority:
        """Return the authority; raises KeyError for an id that the pack does not know."""
        return {a.id: a for a in self.authorities}[authority_id]

    def choices(self, incident_id: str) -> list[Organisation]:
        """The organisations of the incident that a member may have been a patient of."""
        roles = self.incident(incident_id).roles
        return [o for o in map(self.organisation, (r.organisation for r in roles)) if o.addressable]

    def say(self, texts: Texts, language: str) -> str:
        """The text in the language, or in the pack's first language."""
        return texts.get(language) or texts[self.languages[0]]
