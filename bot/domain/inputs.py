"""Reading what a person typed: dates, amounts, durations and short lines, or a refusal that helps.

Numbers are ASCII digits only. Nothing is guessed: a figure that two people would read differently is
refused, because it would end up in a letter to an authority. No error carries what was typed.
"""

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bot.domain.errors import (
    BadAmountError,
    BadDateError,
    BadDurationError,
    FutureDateError,
    InvalidInputError,
    TooEarlyDateError,
)


class Cents(int):
    """Euro cents; `bot.text.tr` writes such a value as an amount in the person's language."""


class Minutes(int):
    """Minutes; `bot.text.tr` writes such a value as hours and minutes."""


MAX_AMOUNT_CENTS = 10_000_000_00
MAX_MINUTES = 10_000 * 60
MAX_MARKS = 3  # combining marks on one base character; more is decoration or attack
_LONGEST = 40  # characters of a date, amount or duration, before any pattern is tried

_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")

# A space groups thousands and nothing else: plain, no-break, narrow no-break, thin.
_SPACES = "[ \u00a0\u202f\u2009]"
_NUMBER = re.compile(
    rf"""
      (?P<whole> [0-9]{{1,12}} )                          (?: [.,] (?P<cents>   [0-9]{{1,2}} ) )?
    | (?P<spaced>[0-9]{{1,3}} (?:{_SPACES}[0-9]{{3}})+ )  (?: [.,] (?P<cents_s> [0-9]{{1,2}} ) )?
    | (?P<dotted>[0-9]{{1,3}} (?:\.[0-9]{{3}})+ )             ,    (?P<cents_d> [0-9]{{1,2}} )
    | (?P<comma> [0-9]{{1,3}} (?:,[0-9]{{3}})+ )              \.   (?P<cents_c> [0-9]{{1,2}} )
    | (?P<groups>[0-9]{{1,3}} (?: (?:\.[0-9]{{3}}){{2,}} | (?:,[0-9]{{3}}){{2,}} ) )
    """,
    re.VERBOSE,
)
_CURRENCY = re.compile(r"(?:€|eur|euros?)", re.IGNORECASE | re.ASCII)
_H = r"(?:h|hrs?|hours?|heures?|std\.?|stunden?)"
_MIN = r"(?:min\.?|mn|mins|minutes?|minuten)"
_CLOCK = re.compile(r"([0-9]{1,5}):([0-5][0-9])")
_HOURS_MINUTES = re.compile(
    rf"([0-9]{{1,5}}){_SPACES}?{_H}{_SPACES}?([0-5]?[0-9])(?:{_SPACES}?{_MIN})?", re.IGNORECASE | re.ASCII
)
_ONLY_MINUTES = re.compile(rf"([0-9]{{1,6}}){_SPACES}?{_MIN}", re.IGNORECASE | re.ASCII)
_HOUR_UNIT = re.compile(rf"{_SPACES}?{_H}$", re.IGNORECASE | re.ASCII)

# Drawn as nothing although their category says letter, mark or symbol: fillers, joiners, selectors.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {
    chr(code) for code in (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
}


def parse_date(text: str, *, today: date, earliest: date) -> date:
    """Read a day written 16/07/2021, 16.7.2021, 16-07-2021 or 2021-07-16.

    Day first, always: 07/08/2021 is 7 August. Raises BadDateError, FutureDateError (after `today`) or
    TooEarlyDateError (before `earliest`).
    """
    found = _read_day(text.strip() if len(text) <= _LONGEST else "")
    if found is None:
        raise BadDateError(example="16/07/2021")
    if found > today:
        raise FutureDateError
    if found < earliest:
        raise TooEarlyDateError(earliest=earliest)
    return found


def _read_day(text: str) -> date | None:
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, _, month, year = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def parse_amount(text: str) -> int:
    """Read euros as cents, 0 to MAX_AMOUNT_CENTS: 1234,5 · 1 234,56 · 1.234,56 · 1,234.56 · € 12.

    One comma or dot before exactly three digits (12,345) could be thousands or a slip in the decimals,
    a factor of a thousand apart: refused. Raises BadAmountError.
    """
    value = _read_number(_without_currency(text.strip())) if len(text) <= _LONGEST else None
    if value is None or value * 100 > MAX_AMOUNT_CENTS:
        raise BadAmountError(example=Cents(1234_56), maximum=Cents(MAX_AMOUNT_CENTS))
    return int(value * 100)


def _without_currency(text: str) -> str:
    if match := _CURRENCY.match(text):
        return text[match.end() :].lstrip()
    match = re.search(rf"{_CURRENCY.pattern}$", text, re.IGNORECASE | re.ASCII)
    return text[: match.start()].rstrip() if match else text


def _read_number(text: str) -> Decimal | None:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    whole = next(parts[name] for name in ("whole", "spaced", "dotted", "comma", "groups") if parts[name])
    cents = next((parts[n] for n in ("cents", "cents_s", "cents_d", "cents_c") if parts[n]), "0")
    return Decimal("".join(c for c in whole if c.isdigit()) + "." + cents)


def parse_hours(text: str) -> int:
    """Read a time spent as minutes, 0 to MAX_MINUTES: 2 · 2,5 · 2h30 · 2 h 30 min · 45 min · 0:45.

    A number alone is hours; parts of a minute are rounded, halves up. Raises BadDurationError.
    """
    minutes = _read_minutes(text.strip()) if len(text) <= _LONGEST else None
    if minutes is None or minutes > MAX_MINUTES:
        raise BadDurationError(example=Minutes(150))
    return minutes


def _read_minutes(text: str) -> int | None:
    if match := _CLOCK.fullmatch(text) or _HOURS_MINUTES.fullmatch(text):
        return int(match[1]) * 60 + int(match[2])
    if match := _ONLY_MINUTES.fullmatch(text):
        return int(match[1])
    hours = _read_number(_HOUR_UNIT.sub("", text))
    return None if hours is None else int((hours * 60).quantize(Decimal(1), ROUND_HALF_UP))


def clean_line(text: str, *, limit: int) -> str:
    """Return one printable line of at most `limit` characters (code points), in NFC.

    Controls, invisible and private-use characters and bidirectional overrides are dropped, white space
    becomes single spaces, and a base character keeps MAX_MARKS combining marks. Raises
    InvalidInputError when nothing or too much is left, or for a lone surrogate.
    """
    if any(unicodedata.category(c) == "Cs" for c in text):
        raise InvalidInputError
    # Marks are cut before normalising, which is slow on thousands of them, and again after it, because it
    # may split one character into several.
    line = _cap_marks(unicodedata.normalize("NFC", _cap_marks(_printable(text)))).strip()
    if not line or len(line) > limit:
        raise InvalidInputError
    return line


def _printable(text: str) -> str:
    spaced = "".join(" " if c.isspace() else c for c in text)
    kept = (c for c in spaced if unicodedata.category(c)[0] != "C" and c not in _INVISIBLE)
    return " ".join("".join(kept).split())


def _cap_marks(text: str) -> str:
    kept: list[str] = []
    marks = MAX_MARKS  # a mark needs a base: none at the start or after a space
    for c in text:
        if unicodedata.category(c)[0] != "M":
            marks = MAX_MARKS if c == " " else 0
        elif marks >= MAX_MARKS:
            continue
        else:
            marks += 1
        kept.append(c)
    return "".join(kept)
