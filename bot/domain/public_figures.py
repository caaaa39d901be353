"""Public figures: what may be said aloud about members without saying anything about one of them.

Every figure is a number of members, never of contacts, hours or euros: one person with many entries moves
none of them. By the published figures alone, what is hidden could always be ten or more; who knows the rules
too learns at most of a part that it has fewer than ten, never how many, and where a question has yes and no,
not even that (`tests/domain/test_public_figures.py` takes both readers' part).
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum

from bot.domain.codes import Answer, Channel, HarmHead, LeakCategory, Pretext, Purpose, StepKind
from bot.domain.member import MemberFile
from bot.domain.tallies import Key, Tally, under

# Design 7: no figure of a group below this size, no cell below this one, all in steps of five.
FEWEST_MEMBERS = 20
FEWEST_IN_CELL = 10
STEP = 5
# A set replaces the one before it when at least so many members came or went: fewer could be told apart.
FEWEST_CHANGED = 10

# Nobody is served by reading in public how many said this of themselves; organisers count it.
NEVER_PUBLIC = frozenset({LeakCategory.HE_INFECT, LeakCategory.GE_GENETIC, LeakCategory.SX_LIFE})
# What the one cell of a yes-or-no question is called.
YES = "yes"
MEMBERS: Key = ("members",)


class Topic(StrEnum):
    """What is counted; the order is that of reading."""

    RESIDENCE = "residence"
    INCIDENT = "incident"
    ORGANISATION = "organisation"
    NOTICE = "notice"
    LEAKED = "leaked"
    CONTACTED = "contacted"
    CHANNEL = "channel"
    PRETEXT = "pretext"
    HARM = "harm"
    STEP = "step"


class Choice(Enum):
    """How many answers one member can be counted under; it decides what a reader could subtract."""

    ONE = "at most one"
    ANY = "any number"
    SOME = "at least one"


@dataclass(frozen=True)
class Cell:
    """One published figure; `incident` where it is about one."""

    topic: Topic
    incident: str | None
    code: str
    members: int


@dataclass(frozen=True)
class PublicFigures:
    """One frozen set; `as_of` is the week whose beginning it shows."""

    as_of: date
    members: int
    cells: tuple[Cell, ...]

    def of(self, topic: Topic, incident: str | None = None) -> list[Cell]:
        """Return the figures of one question, in their published order."""
        return [c for c in self.cells if (c.topic, c.incident) == (topic, incident)]


def publish(as_of: date, incidents: Sequence[str], counts: Tally) -> PublicFigures | None:
    """Return what may be published of the members whom `count` counted, perhaps in parts: None for too few.

    Who has not agreed to statistics, or has left, must not be among them: `counted` tells.
    """
    whole = counts[MEMBERS]
    if whole < FEWEST_MEMBERS:
        return None
    return PublicFigures(as_of, down(whole), tuple(_cells(incidents, counts, whole)))


def count(members: Iterable[MemberFile]) -> Tally:
    """Count members under every answer of theirs, once under each; counts of others can be added."""
    counts: Tally = Counter()
    for member in members:
        counts.update(_answers(member))
    return counts


def _answers(member: MemberFile) -> Iterator[Key]:
    yield MEMBERS
    yield (Topic.RESIDENCE, member.residence)
    for found in member.involvements:
        if not member.concerned_by(found.incident):
            continue
        yield (Topic.INCIDENT, found.incident)
        if found.organisation:
            yield (Topic.ORGANISATION, found.incident, found.organisation)
        yield (Topic.NOTICE, found.incident, found.notice)
        yield from ((Topic.LEAKED, found.incident, c) for c in member.leaked(found.incident))
    if member.scams:
        yield (Topic.CONTACTED, YES)
    yield from ((Topic.CHANNEL, channel) for channel in {s.channel for s in member.scams})
    yield from ((Topic.PRETEXT, pretext) for pretext in {s.pretext for s in member.scams})
    yield from ((Topic.HARM, head) for head in {h.head for h in member.harms})
    yield from ((Topic.STEP, kind) for kind in {s.kind for s in member.steps})


def counted(member: MemberFile) -> bool:
    """Whether the member agreed to be counted in statistics."""
    return Purpose.STATISTICS in member.consents


def visible(counts: Mapping[str, int], whole: int, choice: Choice) -> dict[str, int]:
    """Return the cells that may be seen, exact; the others are hidden, zero like nine.

    A cell is seen when it and the rest of the whole have ten or more. Where the cells divide the whole, the
    hidden part must have ten or more too, else the smallest seen one is hidden with it. Where every member
    is in some cell, a single hidden one would be told by the others, so it gets company.
    """
    seen = {c: n for c, n in counts.items() if n >= FEWEST_IN_CELL and whole - n >= FEWEST_IN_CELL}
    if choice is Choice.ONE:
        while seen and whole - sum(seen.values()) < FEWEST_IN_CELL:
            _drop_smallest(seen)
    elif choice is Choice.SOME and len(counts) - len(seen) == 1:
        _drop_smallest(seen)
    return seen


def down(n: int) -> int:
    """Round down to the step: no figure overstates, and no part is ever larger than its whole."""
    return n - n % STEP


def _drop_smallest(seen: dict[str, int]) -> None:
    if seen:
        del seen[min(seen, key=lambda code: (seen[code], code))]


def _cells(incidents: Sequence[str], counts: Tally, whole: int) -> Iterator[Cell]:
    yield from _ask(Topic.RESIDENCE, None, under(counts, Topic.RESIDENCE), whole, Choice.ONE)
    yield from _of_incidents(incidents, counts, whole)
    contacted = counts[(Topic.CONTACTED, YES)]
    # How they were contacted is told only where it is told how many were: the one would give the other away.
    about = list(_ask(Topic.CONTACTED, None, {YES: contacted}, whole, Choice.ANY))
    yield from about
    if about:
        yield from _ask(Topic.CHANNEL, None, _all(Channel, counts, Topic.CHANNEL), contacted, Choice.SOME)
        yield from _ask(Topic.PRETEXT, None, _all(Pretext, counts, Topic.PRETEXT), contacted, Choice.SOME)
    yield from _ask(Topic.HARM, None, _all(HarmHead, counts, Topic.HARM), whole, Choice.ANY)
    yield from _ask(Topic.STEP, None, _all(StepKind, counts, Topic.STEP), whole, Choice.ANY)


def _of_incidents(incidents: Sequence[str], counts: Tally, whole: int) -> Iterator[Cell]:
    if len(incidents) == 1:
        # That nearly everybody is concerned would say who is not; so it is not said how many are, and what
        # is told of them is told as a part of all members.
        yield from _of_incident(incidents[0], counts, whole)
        return
    for incident in incidents:
        concerned = counts[(Topic.INCIDENT, incident)]
        about = list(_ask(Topic.INCIDENT, incident, {YES: concerned}, whole, Choice.ANY))
        if about:
            yield from about
            yield from _of_incident(incident, counts, concerned)


def _of_incident(incident: str, counts: Tally, whole: int) -> Iterator[Cell]:
    organisations = under(counts, Topic.ORGANISATION, incident)
    yield from _ask(Topic.ORGANISATION, incident, organisations, whole, Choice.ONE)
    notices = _all(Answer, counts, Topic.NOTICE, incident)
    yield from _ask(Topic.NOTICE, incident, notices, whole, Choice.ONE)
    leaked = _all(LeakCategory, counts, Topic.LEAKED, incident)
    yield from _ask(Topic.LEAKED, incident, leaked, whole, Choice.ANY)


def _all(codes: type[StrEnum], counts: Tally, *beginning: str) -> dict[str, int]:
    return {code.value: counts[(*beginning, code)] for code in codes if code not in NEVER_PUBLIC}


def _ask(
    topic: Topic, incident: str | None, counts: Mapping[str, int], whole: int, choice: Choice
) -> Iterator[Cell]:
    seen = visible(counts, whole, choice)
    for code in sorted(seen, key=lambda code: (-down(seen[code]), code)):
        yield Cell(topic, incident, code, down(seen[code]))


# ------------------------------------------------------------------------------- as stored


def write(figures: PublicFigures | None) -> str:
    """Return the figures as what is stored and published; also that there are too few to publish."""
    if figures is None:
        return json.dumps({"v": 1})
    cells = [[c.topic, c.incident, c.code, c.members] for c in figures.cells]
    return json.dumps(
        {"v": 1, "as_of": figures.as_of.isoformat(), "members": figures.members, "cells": cells}
    )


def read(body: str) -> PublicFigures | None:
    """Return the stored figures; raises ValueError for what this version did not write."""
    found = json.loads(body)
    if found.get("v") != 1:
        raise ValueError("unknown version of published figures")
    if "members" not in found:
        return None
    cells = tuple(Cell(Topic(topic), *rest) for topic, *rest in found["cells"])
    return PublicFigures(date.fromisoformat(found["as_of"]), found["members"], cells)
