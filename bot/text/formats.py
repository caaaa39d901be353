"""Dates, numbers, amounts, durations, countries and lists as each language writes them (CLDR, by Babel)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

from bot.domain.pack import PartialDate
from bot.text.catalogue import LANGUAGES, SOURCE

NBSP = "\N{NO-BREAK SPACE}"
# British English: the legal brief (G) writes day month year, "23 November 2026".
_LOCALES = {"en": "en_GB"}


@cache
def _locale(language: str) -> Locale:
    known = language if language in LANGUAGES else SOURCE
    return Locale.parse(_LOCALES.get(known, known))


def fmt_date(value: date | PartialDate, language: str) -> str:
    """A date in words, as exactly as it is known: `16 July 2021`, `July 2021`, `2021`."""
    if isinstance(value, PartialDate):
        if value.precision == "year":
            return f"{value.earliest.year:04d}"
        if value.precision == "month":
            return fmt_month(value.text, language)
        value = value.earliest
    written = format_date(value, "long", locale=_locale(language))
    # French counts the first of a month by an ordinal (legal brief G); CLDR does not know that.
    return f"1er{written[1:]}" if language == "fr" and value.day == 1 else written


def fmt_month(month: str, language: str) -> str:
    """A month given as `2026-03` in words: `March 2026`; raises ValueError for anything else."""
    return format_date(date.fromisoformat(f"{month}-01"), "MMMM y", locale=_locale(language))


def fmt_money(cents: int, language: str) -> str:
    """Euro cents as an amount: `€1,234.56`, `1.234,56 €`, `1 234,56 €` (narrow no-break space)."""
    return format_currency(Decimal(cents).scaleb(-2), "EUR", locale=_locale(language))


def fmt_number(n: int, language: str) -> str:
    """A whole number with the language's thousands separator."""
    return format_decimal(n, locale=_locale(language))


def fmt_hours(minutes: int, language: str) -> str:
    """Minutes as hours and minutes, in the symbols that all our languages share: `2 h 30 min`."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{fmt_number(hours, language)}{NBSP}h"] if hours or not rest else []
    return NBSP.join([*parts, f"{rest}{NBSP}min"] if rest else parts)


@lru_cache(maxsize=2048)
def country_name(iso2: str, language: str) -> str:
    """The country's name, or the code itself when CLDR does not know it."""
    return str(_locale(language).territories.get(iso2, iso2))


def fmt_list(parts: Sequence[str], language: str) -> str:
    """Several things in one sentence: `a, b and c`; empty for none."""
    return format_list(list(parts), locale=_locale(language)) if parts else ""
