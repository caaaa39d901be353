"""Clocks of one member's matter: per incident and route, the earliest last day first.

A clock never says that a right exists or is lost: it shows the earliest day on which it may be lost, and the
latest for which there is an argument. Only a lawyer can confirm either.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.calendar_days import add_months, add_years
from bot.domain.codes import Route, StepKind, StepOutcome
from bot.domain.deadlines import ASKS_ORGANISATION, answer_due
from bot.domain.law import Laws, LimitationRule, laws_of
from bot.domain.member import Involvement, MemberFile, Step
from bot.domain.pack import Authority, Incident, Pack
from bot.domain.routing import authority_for

SOON_MONTHS = 6
_UNANSWERED = frozenset({StepOutcome.WAITING, StepOutcome.NO_ANSWER})


class ClockKind(StrEnum):
    """What ends on the clock's day."""

    ANSWER = "answer"  # the organisation's month, art. 12(3) GDPR
    SILENCE = "silence"  # of the authority, art. 78(2) GDPR
    APPEAL = "appeal"  # against its decision or its silence
    LIMITATION = "limitation"


class ClockState(StrEnum):
    """How the clock stands today, in its worst reading."""

    OPEN = "open"
    SOON = "soon"  # less than six months
    EXPIRED = "expired"  # probably; for what others owe: overdue
    DEPENDS = "depends"  # over in the worst reading, not in the best


@dataclass(frozen=True)
class Clock:
    """One clock; `latest` is the best reading where it differs, `rule` what it rests on."""

    kind: ClockKind
    route: Route
    state: ClockState
    earliest: date
    latest: date | None = None
    incident: str | None = None
    organisation: str | None = None
    authority: str | None = None
    step: Step | None = None
    rule: LimitationRule | None = None
    law_as_of: date | None = None


def clocks(pack: Pack, member: MemberFile, laws: Laws, today: date) -> tuple[Clock, ...]:
    """All clocks of the member, the most pressing first: what ends, then what may have ended."""
    authority = authority_for(pack, member.residence, member.work)
    concerned = [i for i in pack.incidents if member.concerned_by(i.id)]
    found = [c for step in member.steps for c in _step_clocks(step, authority, today)]
    found += [c for incident in concerned for c in _limits(pack, incident, member, laws, today)]
    return tuple(sorted(found, key=lambda c: (c.earliest < today, c.earliest, c.kind, c.route)))


def open_for(found: Iterable[Clock], route: Route, incident: str | None = None) -> bool:
    """Whether the route is open in at least one reading; a route without a clock is."""
    own = [
        c for c in found
        if c.kind is ClockKind.LIMITATION and c.route is route and incident in (None, c.incident)
    ]  # fmt: skip
    return not own or any(c.state is not ClockState.EXPIRED for c in own)


def _step_clocks(step: Step, authority: Authority | None, today: date) -> Iterator[Clock]:
    due = answer_due(step)
    if step.kind in ASKS_ORGANISATION and due and step.outcome in _UNANSWERED:
        yield Clock(
            ClockKind.ANSWER,
            Route.AUTHORITY,
            ClockState.EXPIRED if today > due else ClockState.OPEN,
            due,
            incident=step.incident,
            organisation=step.organisation,
            step=step,
        )
    if step.kind is StepKind.COMPLAINT_FILED and authority:
        yield from filing_clocks(step, authority, today)


def filing_clocks(step: Step, authority: Authority, today: date) -> Iterator[Clock]:
    """What runs since a complaint was filed with the authority, a member's own or the group's."""
    decided = step.outcome in {StepOutcome.FULL, StepOutcome.REFUSED}
    # A piece of news in between may keep silence from becoming a rejection (legal brief B.1): it depends.
    informed = step.outcome is StepOutcome.PARTIAL
    # A decision without a day may have come at once: the worst reading counts from the filing.
    start = (step.answered_on or step.sent_on) if decided else None
    unsure = informed or (decided and step.answered_on is None)
    if not decided and authority.silence_months:
        start = add_months(step.sent_on, authority.silence_months)
        yield Clock(
            ClockKind.SILENCE,
            Route.AUTHORITY,
            ClockState.DEPENDS if informed else ClockState.EXPIRED if today > start else ClockState.OPEN,
            start,
            incident=step.incident,
            authority=authority.id,
            step=step,
        )
    if start and authority.appeal_months:
        last = add_months(start, authority.appeal_months)
        yield Clock(
            ClockKind.APPEAL,
            Route.AUTHORITY,
            ClockState.DEPENDS if unsure else _state(last, None, today),
            last,
            incident=step.incident,
            authority=authority.id,
            step=step,
        )


def _limits(pack: Pack, incident: Incident, member: MemberFile, laws: Laws, today: date) -> Iterator[Clock]:
    involved = member.involvement(incident.id)
    authority = authority_for(pack, member.residence, member.work)
    chosen = involved.organisation if involved else None
    country = next((o.country for o in pack.organisations if o.id == chosen), None)
    for law in laws_of(laws, (authority.country if authority else member.residence, country)):
        for rule in law.rules:
            worst, best = _ends(rule, incident, involved)
            yield Clock(
                ClockKind.LIMITATION,
                rule.route,
                _state(worst, best, today),
                worst,
                latest=best if best != worst else None,
                incident=incident.id,
                rule=rule,
                law_as_of=law.law_as_of,
            )


def _ends(rule: LimitationRule, incident: Incident, involved: Involvement | None) -> tuple[date, date]:
    """The earliest and the latest last day: from when it could be known, and from when it was."""
    if rule.start == "offence":
        ended = incident.occurred_to or incident.occurred_from or incident.discovered or incident.announced
        first = incident.earliest
        last = ended.latest if ended else first
    else:
        first = incident.announced.earliest if incident.announced else incident.earliest
        last = max(first, involved.learned_on) if involved and involved.learned_on else first
    return add_years(first, rule.years), add_years(max(first, last), rule.longest_years or rule.years)


def _state(worst: date, best: date | None, today: date) -> ClockState:
    if today > worst:
        return ClockState.DEPENDS if best and today <= best else ClockState.EXPIRED
    return ClockState.SOON if add_months(today, SOON_MONTHS) > worst else ClockState.OPEN
