"""Reminders that people asked for: of which date, when they are told, and that they are told of it once."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.clocks import Clock, ClockKind

# The monthly summary of what became of the group's letters; every other key stands for one clock.
DIGEST = "digest"
# What ends for the person is told before, as the calendar file does; what others owe, once it is overdue.
DAYS_BEFORE = timedelta(days=14)
# What a bot that was off missed is still told, for so long.
_STILL = timedelta(days=30)
_OWED = frozenset({ClockKind.ANSWER, ClockKind.SILENCE})


@dataclass(frozen=True)
class Reminder:
    """A date that can be asked for: a clock, or the first of the month for the digest."""

    key: str
    day: date
    clock: Clock | None = None
    asked: bool = False
    waiting: bool = False  # told of, and not looked at yet


def key_of(clock: Clock) -> str:
    """What stands for a clock as long as its entry exists, whatever day it ends on."""
    what = (
        clock.kind,
        clock.route,
        clock.incident,
        clock.rule and clock.rule.id,
        clock.step and clock.step.id,
    )
    return hashlib.sha256(repr(tuple(map(str, what))).encode()).hexdigest()[:26]


def is_due(clock: Clock, told_for: date | None, today: date) -> bool:
    """Whether somebody who asked is told today; a date of which they were told is not told again."""
    first = clock.earliest + timedelta(days=1) if clock.kind in _OWED else clock.earliest - DAYS_BEFORE
    last = first + _STILL if clock.kind in _OWED else clock.earliest
    return told_for != clock.earliest and first <= today <= last


def digest_due(asked_on: date, told_for: date | None, today: date) -> date | None:
    """The month whose digest is due, by its first day; the month in which it was asked for had none."""
    first = today.replace(day=1)
    return first if asked_on < first and (told_for is None or told_for < first) else None
