"""From the request to what a wording file may print: views of case, facts and figures."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from bot.domain.clocks import Clock, ClockState, clocks
from bot.domain.codes import (
    Answer,
    AskedFor,
    CategoryStatus,
    Channel,
    FilingMode,
    HarmHead,
    LeakCategory,
    Pretext,
    ReportedTo,
    ScamOutcome,
    StepKind,
    StepOutcome,
)
from bot.domain.deadlines import answer_due, overdue
from bot.domain.figures import Figures, IncidentFigures
from bot.domain.law import Laws
from bot.domain.member import CaseConfig, MemberFile, Step
from bot.domain.pack import Authority, Incident, Organisation, Pack
from bot.domain.tallies import figures_of, under
from bot.letters.bundle import BundleFile
from bot.letters.clean import clean
from bot.letters.crowd import Crowd, crowd_of
from bot.letters.facts import pack_facts, supported
from bot.letters.model import Exhibit
from bot.letters.requests import NamedParty
from bot.letters.titles import untitled
from bot.letters.views import (
    AuthorityView,
    CaseView,
    ClockView,
    Context,
    CopyView,
    IncidentView,
    OrganisationView,
    PackView,
    RoleView,
    StepsView,
    StepView,
)
from bot.letters.words import Words

Code = TypeVar("Code", bound=StrEnum)
Value = TypeVar("Value")


@dataclass(frozen=True)
class Matter:
    """What one letter is about: whose case, to whom, for which members, on which day."""

    pack: Pack
    config: CaseConfig
    authority: Authority
    mode: FilingMode
    members: tuple[MemberFile, ...]
    today: date
    parallel: tuple[Authority, ...] = ()
    own: bool = False  # a member's own letter
    laws: Laws = ()  # periods of limitation, for letters that show clocks
    confirmed: bool = False  # and made theirs
    party: NamedParty | None = field(default=None, repr=False)  # and who that is, when known
    coarse: bool = False  # figures as ranges, nobody's own dates: an edition without what is confidential
    crowd: Crowd | None = None  # in the place of members who are too many to be at hand
    files: tuple[BundleFile, ...] = ()  # of the group, as the server made them

    @property
    def incidents(self) -> list[Incident]:
        """The incidents that concern at least one member, in the pack's order."""
        return [i for i in self.pack.incidents if under(self.together.counts, "notice", i.id)]

    @cached_property
    def together(self) -> Crowd:
        """The members in figures."""
        return self.crowd or crowd_of(self.members, self.today)


class Views:
    """All views of one letter, in one language."""

    def __init__(self, matter: Matter, words: Words) -> None:
        self.matter, self.words = matter, words
        ids = [i.id for i in matter.incidents]
        self.figures = in_order(figures_of(ids, matter.together.counts))
        self.facts = pack_facts(matter.pack, ids, words)
        self.incidents = [
            self._incident(i, f) for i, f in zip(matter.incidents, self.figures.incidents, strict=True)
        ]
        self.supported = supported(self.facts, matter.together.counts, self.figures, words, matter.own)
        self.steps = self._steps()

    def context(self) -> Context:
        """The names that every wording file knows."""
        matter = self.matter
        return {
            "pack": self._pack(),
            "authority": self.authority(matter.authority),
            "case": _case(matter.config),
            "mode": matter.mode.value,
            "today": matter.today,
            "language": self.words.language,
            "n": matter.together.n,
            "incidents": self.incidents,
            "organisations": self.organisations(),
            "facts": [view for _, view in self.facts],
            "established": [view for _, view in self.facts if view.certainty == "established"],
            "figures": self.figures,
            "supported": self.supported,
            "steps": self.steps,
            "parallel": [self.authority(a) for a in matter.parallel],
            "copies_to": self.copies(),
            "own": matter.own,
            "redacted": matter.coarse,
            "clocks": self.clocks(),
            # That nobody agreed would be said of everybody.
            "to_lawyer": max(matter.together.counts[("to_lawyer",)], int(matter.coarse)),
            "filings": self.filings(),
            "files": list(matter.files),
        }

    def _pack(self) -> PackView:
        pack = self.matter.pack
        return PackView(
            id=pack.id,
            version=pack.version,
            title=clean(pack.say(pack.title, self.words.language)),
            summary=clean(pack.say(pack.summary, self.words.language)),
            law_as_of=pack.law_as_of,
        )

    def authority(self, authority: Authority) -> AuthorityView:
        """The authority, named in the letter's language when the pack does."""
        names = authority.name
        name = (
            names.get(self.words.language) or names.get(authority.languages[0]) or next(iter(names.values()))
        )
        return AuthorityView(
            id=authority.id,
            name=clean(name),
            short_name=clean(authority.short_name),
            address=tuple(clean(line) for line in authority.address),
            country=authority.country,
            languages=tuple(authority.languages),
            web_form=_maybe(authority.web_form),
            website=_maybe(authority.website),
            email=_maybe(authority.email),
            phone=_maybe(authority.phone),
            silence_months=authority.silence_months,
            appeal_months=authority.appeal_months,
            requires=tuple(authority.requires),
            verified_on=authority.verified_on,
            stale_after=authority.stale_after,
            is_stale=self.matter.today > authority.stale_after,
        )

    def organisations(self) -> list[OrganisationView]:
        """The organisations with a role in the incidents of the letter, in the pack's order."""
        involved = {r.organisation for i in self.matter.incidents for r in i.roles}
        return [self.organisation(o) for o in self.matter.pack.organisations if o.id in involved]

    def organisation(self, organisation: Organisation) -> OrganisationView:
        """One organisation; what is unknown of it stays empty."""
        register = organisation.register_number
        return OrganisationView(
            id=organisation.id,
            name=clean(organisation.name_in(self.words.language)),
            kind=organisation.kind,
            country=organisation.country,
            address=tuple(clean(line) for line in organisation.address),
            register=clean(f"{register.kind} {register.number}") if register else None,
            dpo_contact=_maybe(organisation.dpo_contact),
            languages=tuple(organisation.languages),
            addressable=organisation.addressable,
            members=self.matter.together.counts[("naming", organisation.id)],
        )

    def copies(self) -> list[CopyView]:
        """Who receives a copy of the complaint to this authority."""
        pack = self.matter.pack
        return [
            CopyView(
                id=c.id,
                name=clean(c.name),
                address=tuple(clean(line) for line in c.address),
                reason=clean(pack.say(c.reason, self.words.language)),
            )
            for c in pack.copies
            if c.authority == self.matter.authority.id
        ]

    def clocks(self) -> list[ClockView]:
        """The clocks of all members, one line for each kind, route and incident: the worst reading of all.

        Empty where no periods of limitation were given: only some letters show time limits.
        """
        worst: dict[tuple[object, ...], ClockView] = {}
        for member in self.matter.members if self.matter.laws and not self.matter.coarse else ():
            for clock in clocks(self.matter.pack, member, self.matter.laws, self.matter.today):
                alone = clock.step if self.matter.own else None
                key = (clock.kind, clock.route, clock.incident, clock.rule.id if clock.rule else alone)
                view = self._clock(clock)
                worst[key] = together(worst[key], view) if key in worst else view
        return sorted(worst.values(), key=lambda c: (c.earliest < self.matter.today, c.earliest, c.kind))

    def _clock(self, clock: Clock) -> ClockView:
        titles = {i.id: i.title for i in self.incidents}
        return ClockView(
            kind=clock.kind,
            route=clock.route,
            state=clock.state,
            earliest=clock.earliest,
            latest=clock.latest,
            incident=titles.get(clock.incident or ""),
            basis=clean(clock.rule.cited(self.words.language)) if clock.rule else "",
            law_as_of=clock.law_as_of,
        )

    def filings(self) -> list[StepView]:
        """The complaints that members say they filed with an authority, by date."""
        if self.matter.coarse:
            return []
        return [s for s in self.steps.items if s.kind is StepKind.COMPLAINT_FILED]

    def _incident(self, incident: Incident, figures: IncidentFigures) -> IncidentView:
        words = self.words
        return IncidentView(
            id=incident.id,
            title=clean(self.matter.pack.say(incident.title, words.language)),
            type=incident.type,
            occurred=words.period(incident.occurred_from, incident.occurred_to),
            occurred_from=incident.occurred_from,
            occurred_to=incident.occurred_to,
            discovered=incident.discovered,
            announced=incident.announced,
            data_period=words.period(incident.data_period_from, incident.data_period_to),
            data_period_from=incident.data_period_from,
            data_period_to=incident.data_period_to,
            roles=tuple(self._roles(incident)),
            concerned=figures.concerned,
            notice_yes=figures.notices.get(Answer.YES, 0),
            notice_no=figures.notices.get(Answer.NO, 0),
            notice_unknown=figures.notices.get(Answer.UNKNOWN, 0),
            unknown_organisation=figures.concerned - sum(figures.organisations.values()),
            facts=tuple(view for fact, view in self.facts if fact.incident == incident.id),
            statuses=_statuses(incident),
            yes=figures.yes,
            unknown=figures.unknown,
        )

    def _roles(self, incident: Incident) -> list[RoleView]:
        return [
            RoleView(
                organisation=self.organisation(self.matter.pack.organisation(r.organisation)),
                role=r.role,
                role_label=self.words.label(r.role),
                presumed=r.presumed,
            )
            for r in incident.roles
        ]

    def step(self, step: Step) -> StepView:
        """One step, with the day on which the answer is due."""
        words = self.words
        name = None
        if step.organisation in {o.id for o in self.matter.pack.organisations}:
            known = self.matter.pack.organisation(step.organisation or "")
            name = clean(known.name_in(words.language))
        form = "step" if name else "step_plain"
        title = words.fill(
            words.phrases.text("exhibits", form), kind=step.kind, organisation=name or "", date=step.sent_on
        )
        return StepView(
            kind=step.kind,
            organisation=name,
            sent_on=step.sent_on,
            outcome=step.outcome,
            answered_on=step.answered_on,
            due=answer_due(step),
            is_overdue=overdue(step, self.matter.today),
            incident=step.incident,
            exhibit=Exhibit(
                key=f"step:{step.id}",
                title=title,
                details=words.phrases.text("exhibits", "own"),
                private=True,
            ),
        )

    def _steps(self) -> StepsView:
        crowd = self.matter.together
        counts, asked = crowd.counts, under(crowd.counts, "asked")
        # Of many, only what a letter lists.
        steps = crowd.filings if self.matter.crowd else [s for m in self.matter.members for s in m.steps]
        return StepsView(
            total=counts[("steps",)],
            members=counts[("with_steps",)],
            # A complaint to the police or a dispute with the bank asked no organisation anything.
            without=crowd.n - counts[("asking",)],
            requests=asked.get("all", 0),
            waiting=asked.get(StepOutcome.WAITING, 0),
            overdue=asked.get("overdue", 0),
            late=asked.get("late", 0),
            partial=asked.get(StepOutcome.PARTIAL, 0),
            refused=asked.get(StepOutcome.REFUSED, 0),
            full=asked.get(StepOutcome.FULL, 0),
            police=sum(under(counts, "step", StepKind.POLICE_COMPLAINT).values()),
            bank=sum(under(counts, "step", StepKind.BANK_CONTEST).values()),
            items=tuple(self.step(s) for s in sorted(steps, key=lambda s: (s.sent_on, s.id))),
        )


def together(one: ClockView, other: ClockView) -> ClockView:
    """Two members' clocks as one: the earliest day of both, the latest of both; what differs depends."""
    earliest = min(one.earliest, other.earliest)
    latest = max(c.latest or c.earliest for c in (one, other))
    states = {one.state, other.state}
    mixed = ClockState.SOON if states <= {ClockState.OPEN, ClockState.SOON} else ClockState.DEPENDS
    return replace(
        one,
        earliest=earliest,
        latest=latest if latest > earliest else None,
        state=one.state if len(states) == 1 else mixed,
    )


def in_order(figures: Figures) -> Figures:
    """The same figures, each count in the order of its codes: text that lists them is always the same."""
    return replace(
        figures,
        residence=dict(sorted(figures.residence.items(), key=lambda item: (-item[1], item[0]))),
        channels=_by_code(figures.channels, Channel),
        pretexts=_by_code(figures.pretexts, Pretext),
        asked_for=_by_code(figures.asked_for, AskedFor),
        outcomes=_by_code(figures.outcomes, ScamOutcome),
        reported_to=_by_code(figures.reported_to, ReportedTo),
        knew=_by_code(figures.knew, LeakCategory),
        harms=_by_code(figures.harms, HarmHead),
    )


def _by_code(counts: dict[Code, Value], codes: type[Code]) -> dict[Code, Value]:
    return {code: counts[code] for code in codes if code in counts}


def _statuses(incident: Incident) -> dict[LeakCategory, CategoryStatus]:
    return {c: s for c, s in incident.categories.items() if s is not CategoryStatus.NOT_REPORTED}


def _maybe(text: str | None) -> str | None:
    """Clean text, or None when there is none."""
    return (clean(text) or None) if text else None


def _case(config: CaseConfig) -> CaseView:
    return CaseView(
        controller_name=_maybe(config.controller_name),
        controller_contact=_maybe(config.controller_contact),
        lawyer_name=_maybe(untitled(config.lawyer_name or "")),
        lawyer_bar=_maybe(config.lawyer_bar),
        lawyer_address=tuple(clean(line) for line in config.lawyer_address),
        association_register=_maybe(config.association_register),
        association_purpose=_maybe(config.association_purpose),
        association_activity=_maybe(config.association_activity),
        place=_maybe(config.place),
        send_mode=config.send_mode,
        reviewed_on=config.reviewed_on,
        retention_months=config.retention_months,
    )
