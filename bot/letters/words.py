"""Words of one language: how dates, amounts, codes and the like are printed in its letters."""

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from bot.domain.figures import FEWEST
from bot.domain.pack import PartialDate
from bot.letters.clean import clean
from bot.letters.errors import UseError
from bot.letters.wording import Phrases
from bot.text import country_name, fmt_date, fmt_hours, fmt_list, fmt_money, fmt_month, fmt_number, label

Day = date | PartialDate
_EUROS, _HOURS = (100, 500, 1000, 5000, 10_000, 50_000, 100_000), (5, 10, 50, 100, 500)
_ELIDED = frozenset("aeiouyàâäéèêëîïôöùûüœæAEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ")
_NEVER_ELIDED = ("onze", "onzième", "oui", "yaourt", "yacht", "ouistiti", "uhlan")


class Words:
    """Formats values for a letter; also the functions that wording files may call."""

    def __init__(self, phrases: Phrases, *, coarse: bool = False) -> None:
        """With `coarse`, figures are printed as ranges only: for an edition without what is confidential."""
        self.phrases, self.language, self.coarse = phrases, phrases.language, coarse

    def date(self, day: Day | None) -> str:
        """The date alone, as exactly as it is known; visibly open when it is not."""
        return self.blank if day is None else fmt_date(day, self.language)

    def on(self, day: Day | None) -> str:
        """The date with its preposition: « le 6 juillet 2021 », "in February 2021"."""
        if day is None:
            return self.blank
        precision = day.precision if isinstance(day, PartialDate) else "day"
        return self.phrases.text("on", precision).format(date=self.date(day))

    def period(self, first: Day | None, last: Day | None) -> str | None:
        """A period, or the one date that is known, or None."""
        if first is None or last is None or self.date(first) == self.date(last):
            known = first or last
            return None if known is None else self.date(known)
        precise = all(not isinstance(d, PartialDate) or d.precision == "day" for d in (first, last))
        form = self.phrases.text("period", "day" if precise else "other")
        return form.format(first=self.date(first), last=self.date(last))

    def month(self, month: str) -> str:
        """`2026-03` in words."""
        return fmt_month(month, self.language)

    def money(self, cents: int) -> str:
        """Euro cents as an amount."""
        if self.coarse:
            return self._between(cents // 100, _EUROS, lambda euros: fmt_money(euros * 100, self.language))
        return fmt_money(cents, self.language)

    def hours(self, minutes: int) -> str:
        """Minutes as hours and minutes."""
        if self.coarse:
            return self._between(minutes // 60, _HOURS, lambda hours: fmt_hours(hours * 60, self.language))
        return fmt_hours(minutes, self.language)

    def num(self, n: int) -> str:
        """A whole number."""
        if not self.coarse:
            return fmt_number(n, self.language)
        if n < FEWEST:
            return self.fill(self.phrases.text("range", "under"), limit=str(FEWEST))
        low = n - n % FEWEST
        ends = (fmt_number(low, self.language), fmt_number(low + FEWEST - 1, self.language))
        return self.fill(self.phrases.text("range", "between"), low=ends[0], high=ends[1])

    def _between(self, n: int, steps: tuple[int, ...], said: Callable[[int], str]) -> str:
        """The range that an amount falls into; its ends are said with their unit."""
        if n < steps[0]:
            return self.fill(self.phrases.text("range", "under"), limit=said(steps[0]))
        low = max(step for step in steps if step <= n)
        above = [step for step in steps if step > n]
        if not above:
            return self.fill(self.phrases.text("range", "over"), limit=said(low))
        return self.fill(self.phrases.text("range", "between"), low=said(low), high=said(above[0]))

    def plural(self, n: int, one: str, many: str) -> str:
        """The form that goes with the number; French counts 0 and 1 as singular."""
        if self.coarse:
            return many
        return one if n == 1 or (n == 0 and self.language == "fr") else many

    def label(self, code: StrEnum) -> str:
        """The code's label."""
        return label(code, self.language)

    def country(self, code: str) -> str:
        """The country's name."""
        return clean(country_name(code, self.language))

    def all(self, values: Iterable[Any]) -> str:
        """Several things in one sentence."""
        return fmt_list([self.show(v) for v in values], self.language)

    def that(self, clause: str) -> str:
        """The conjunction before a clause, with its space or its apostrophe."""
        word = self.phrases.text("that")
        first = clause.split(" ", 1)[0].lower()
        if self.phrases.get("elides") and clause[:1] in _ELIDED and not first.startswith(_NEVER_ELIDED):
            return f"{word[:-1]}’"
        return f"{word} "

    @property
    def blank(self) -> str:
        """What stands for something unknown, visibly."""
        return self.phrases.text("blank")

    def show(self, value: Any) -> str:
        """The literal text of a value that a wording file prints; raises UseError for what is no value."""
        match value:
            case None:
                return self.blank
            case bool():
                raise UseError("yes or no is not a text: use {% if %}")
            case StrEnum():
                return self.label(value)
            case str():
                return value
            case int():
                return self.num(value)
            case PartialDate() | date():
                return self.date(value)
            case _:
                raise UseError(f"a {type(value).__name__} cannot be printed: print one of its parts")

    def fill(self, phrase: str, **values: object) -> str:
        """A phrase with its placeholders filled, once and literally."""
        return phrase.format(**{k: self.show(v) for k, v in values.items()})


def fill(phrase: str, values: dict[str, str]) -> str:
    """Fill `{placeholders}` of our own phrase; what a value contains is never looked at."""
    return phrase.format(**{k: clean(v) for k, v in values.items()})
