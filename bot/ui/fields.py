"""Fields that several forms share: codes to choose, dates, amounts, times."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from bot.domain.codes import ASKED_APART, LeakCategory
from bot.domain.pack import Incident, Organisation
from bot.ui.forms import MOST_OPTIONS, Choice, Line, Option
from bot.ui.speech import Speaker

# Categories that are asked on the first screen; the others have a screen of their own.
ASKED_FIRST = tuple(c for c in LeakCategory if c not in ASKED_APART)
APART = tuple(c for c in LeakCategory if c in ASKED_APART)


def codes(
    speaker: Speaker, found: Iterable[StrEnum], hints: Iterable[str] | None = None
) -> tuple[Option, ...]:
    """One option a code, with its label."""
    listed = list(found)
    notes = list(hints) if hints is not None else [""] * len(listed)
    return tuple(Option(c, speaker.label(c), hint) for c, hint in zip(listed, notes, strict=True))


def chosen(*found: StrEnum | None) -> frozenset[str]:
    """The values to show as chosen; None counts as nothing."""
    return frozenset(str(code.value) for code in found if code is not None)


def known_statuses(speaker: Speaker, incident: Incident, categories: Iterable[LeakCategory]) -> list[str]:
    """What is publicly known of each category in an incident, as the pack says it."""
    return [speaker.label(incident.status(category)) for category in categories]


def organisations(
    speaker: Speaker, found: list[Organisation], current: str | None, label: str
) -> Choice | None:
    """A menu of organisations; None when there is nothing to choose or more than a menu holds."""
    if not 1 <= len(found) <= MOST_OPTIONS:
        return None
    options = tuple(Option(o.id, o.name_in(speaker.language)) for o in found)
    return Choice(
        "organisation", label, options, chosen=frozenset([current] if current else []), required=False
    )


def day(
    speaker: Speaker, field: str, label: str, current: date | None, *, required: bool, hint: str = ""
) -> Line:
    """A date to type; the example shows the order of day, month and year."""
    value = f"{current:%d/%m/%Y}" if current else ""
    example = speaker.tr("day/month/year, for example {example}", example="16/07/2021")
    return Line(field, label, hint=hint, example=example, value=value, limit=40, required=required)


def amount(speaker: Speaker, field: str, label: str, cents: int | None) -> Line:
    """An amount in euros to type, never required."""
    value = f"{cents // 100},{cents % 100:02d}" if cents is not None else ""
    example = speaker.tr("in euros, for example {example}", example="120,50")
    return Line(field, label, example=example, value=value, limit=40, required=False)


def duration(speaker: Speaker, field: str, label: str, minutes: int | None) -> Line:
    """A time spent to type, never required."""
    value = f"{minutes // 60}:{minutes % 60:02d}" if minutes is not None else ""
    example = speaker.tr("in hours, for example {example}", example="2,5")
    return Line(field, label, example=example, value=value, limit=40, required=False)
