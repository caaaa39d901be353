"""Counting months and years as the law counts them, and days on which no period ends."""

import calendar
from datetime import date, timedelta

# Public holidays on fixed days, by country (month, day); the movable ones follow Easter.
_FIXED = {
    "FR": ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
    "LU": ((1, 1), (5, 1), (5, 9), (6, 23), (8, 15), (11, 1), (12, 25), (12, 26)),
}
_AFTER_EASTER = {"FR": (1, 39, 50), "LU": (1, 39, 50)}  # Easter Monday, Ascension, Whit Monday
_SATURDAY = 5


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month (31 January → 28 February).

    The day itself does not count, so this is the last day of the period (Reg. 1182/71, art. 3(1) and (2)(c)).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day some years later, or 28 February."""
    return add_months(day, 12 * years)


def easter(year: int) -> date:
    """Easter Sunday (Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def holiday(day: date, country: str | None = None) -> bool:
    """Whether it is a public holiday there; without a country, in any that is known here."""
    countries = [country] if country in _FIXED else list(_FIXED) if country is None else []
    moved = (day - easter(day.year)).days
    return any((day.month, day.day) in _FIXED[c] or moved in _AFTER_EASTER[c] for c in countries)


def working_day(day: date, country: str | None = None) -> date:
    """The day, or the first after it that is no Saturday, Sunday or public holiday (Reg. 1182/71, art. 3(4)).

    Only for what *others* owe: a member's own last day is never put off, because whether a law does that is
    for a lawyer to say.
    """
    while day.weekday() >= _SATURDAY or holiday(day, country):
        day += timedelta(days=1)
    return day
