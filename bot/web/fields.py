"""Fields that several forms share: codes to choose, dates, amounts, times, countries."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from bot.domain.codes import ASKED_APART, LeakCategory
from bot.domain.countries import COUNTRIES
from bot.domain.pack import Organisation, Pack
from bot.web.forms import Choice, Line, Option
from bot.web.words import Words

# Categories that are asked first; the others are asked apart, and only of those who wish.
ASKED_FIRST = tuple(c for c in LeakCategory if c not in ASKED_APART)
APART = tuple(c for c in LeakCategory if c in ASKED_APART)


def codes(words: Words, found: Iterable[StrEnum]) -> tuple[Option, ...]:
    """One option a code, with its label."""
    return tuple(Option(code, words.label(code)) for code in found)


def chosen(*found: StrEnum | str | None) -> frozenset[str]:
    """The values to show as chosen; None counts as nothing."""
    return frozenset(str(code) for code in found if code is not None)


def day(
    words: Words, name: str, label: str, current: date | None, *, required: bool = False, hint: str = ""
) -> Line:
    """A date to type; the hint shows the order of day, month and year."""
    example = words.tr("day/month/year, for example {example}", example="16/07/2021")
    value = f"{current:%d/%m/%Y}" if current else ""
    full = f"{hint} {example[:1].upper()}{example[1:]}".strip()
    return Line(name, label, full, value, limit=20, required=required, short=True)


def amount(words: Words, name: str, label: str, cents: int | None) -> Line:
    """An amount in euros to type, never required."""
    value = f"{cents // 100},{cents % 100:02d}" if cents is not None else ""
    example = words.tr("in euros, for example {example}", example="120,50")
    hint = f"{example[:1].upper()}{example[1:]}"
    return Line(name, label, hint, value, limit=20, required=False, keyboard="decimal", short=True)


def duration(words: Words, name: str, label: str, minutes: int | None) -> Line:
    """A time spent to type, never required."""
    value = f"{minutes // 60}:{minutes % 60:02d}" if minutes is not None else ""
    example = words.tr("in hours, for example {example}", example="2,5")
    hint = f"{example[:1].upper()}{example[1:]}"
    return Line(name, label, hint, value, limit=20, required=False, short=True)


def country(
    words: Words,
    pack: Pack,
    name: str,
    label: str,
    current: str | None,
    *,
    required: bool = True,
    hint: str = "",
) -> Choice:
    """A menu of every country, those of the case's authorities first."""
    first = list(dict.fromkeys(a.country for a in pack.authorities))
    rest = sorted(COUNTRIES - set(first), key=lambda c: _sort_key(words.country(c)))
    options = tuple(Option(code, words.country(code)) for code in [*first, *rest])
    return Choice(name, label, options, hint, chosen(current), required, empty=words.tr("Please choose"))


def organisation(words: Words, found: list[Organisation], current: str | None, label: str) -> Choice | None:
    """A menu of organisations; None when there is nothing to choose."""
    if not found:
        return None
    options = tuple(Option(o.id, o.name_in(words.language)) for o in found)
    return Choice(
        "organisation", label, options, "", chosen(current), required=False, empty=words.tr("None of these")
    )


def _sort_key(name: str) -> str:
    """Order names as a reader expects: accents and case aside."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in bare if not unicodedata.combining(c))
