"""Routes and time limits in words, the same in chat and on the page: what is asked for, never what to do."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol

from bot.domain.clocks import Clock, ClockKind, ClockState
from bot.domain.codes import Route
from bot.domain.marks import N_
from bot.domain.pack import Pack
from bot.domain.readiness import ItemState, RouteReadiness
from bot.text import pair

ASKS = {
    Route.AUTHORITY: N_("The authority asks for:"),
    Route.CRIMINAL: N_("A criminal complaint asks for:"),
    Route.CIVIL: N_("A claim for damages asks for:"),
    Route.ASSOCIATION: N_("An association asks for:"),
}
LEAD = N_(
    "What each route asks for, what of it you have recorded, and what is missing. This is no advice: which "
    "route to take, and whether one is still open, only a lawyer can tell you."
)
ONLY_A_LAWYER = N_(
    "Days are counted in the strictest reading, from what you recorded. Only a lawyer can confirm them."
)
_LIMITS = {
    Route.AUTHORITY: N_("Limitation of the authority's powers"),
    Route.CRIMINAL: N_("Limitation of prosecution"),
    Route.CIVIL: N_("Limitation of the civil claim"),
    Route.ASSOCIATION: N_("Limitation of a collective action"),
}


class Tongue(Protocol):
    """What a chat's speaker and a page's words have in common."""

    @property
    def language(self) -> str:
        """The language spoken."""

    def tr(self, sentence: str, /, **values: object) -> str:
        """The sentence in that language."""

    def trn(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """The sentence that goes with a number."""

    def label(self, code: StrEnum, /) -> str:
        """The label of a code."""

    def date(self, day: date, /) -> str:
        """The day in words."""


def standing(tongue: Tongue, route: RouteReadiness) -> str:
    """Say in one line how much of what a route asks for is there."""
    states = [item.state for item in route.items]
    there, missing = states.count(ItemState.THERE), states.count(ItemState.MISSING)
    parts = [tongue.trn("{n} thing recorded", "{n} things recorded", there)]
    if missing:
        parts.append(tongue.trn("{n} missing", "{n} missing", missing))
    if pen := states.count(ItemState.PEN):
        parts.append(tongue.trn("{n} for the pen", "{n} for the pen", pen))
    return " · ".join(parts)


def clock_line(tongue: Tongue, pack: Pack, clock: Clock) -> str:
    """Say when a time limit ends, of what, and how it stands."""
    limits = clock.kind is ClockKind.LIMITATION
    what = tongue.tr(_LIMITS[clock.route]) if limits else tongue.label(clock.kind)
    if clock.rule and (cited := clock.rule.cited(tongue.language)):
        what = f"{what} ({cited})"
    day = tongue.date(clock.earliest)
    if clock.latest and clock.latest > clock.earliest:
        day = tongue.tr("{day} (at the latest {last})", day=day, last=tongue.date(clock.latest))
    owed = clock.kind in {ClockKind.ANSWER, ClockKind.SILENCE} and clock.state is ClockState.EXPIRED
    state = tongue.tr("overdue") if owed else tongue.label(clock.state)
    parts = [day, what]
    if clock.incident and len(pack.incidents) > 1:
        parts.append(pack.say(pack.incident(clock.incident).title, tongue.language))
    return pair(" · ".join(parts), state, tongue.language)


def caveat(tongue: Tongue, clocks: Iterable[Clock]) -> str:
    """Say how days are counted, as of when the law was read, and that only a lawyer can confirm them."""
    read = min((c.law_as_of for c in clocks if c.law_as_of), default=None)
    said = tongue.tr(ONLY_A_LAWYER)
    return f"{said} {tongue.tr('State of the law: {day}.', day=read)}" if read else said


def clock_lines(tongue: Tongue, pack: Pack, clocks: Sequence[Clock], most: int) -> list[str]:
    """Say the most pressing time limits, one line each."""
    return [clock_line(tongue, pack, clock) for clock in clocks[:most]]
