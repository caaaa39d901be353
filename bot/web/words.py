"""Words in one language for templates and forms; values are escaped by the templates, not here."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot import text
from bot.domain.errors import DomainError
from bot.domain.inputs import Cents, Minutes
from bot.domain.moments import local_day
from bot.domain.pack import Pack
from bot.text import refusals


class Words:
    """Sentences, labels and figures in one language."""

    zone: tzinfo = UTC  # by whose clocks days are counted

    def __init__(self, language: str) -> None:
        self.language = language

    def tr(self, sentence: str, /, **values: object) -> str:
        """Translate a sentence and fill its placeholders; values are inserted literally."""
        return text.tr(sentence, self.language, **values)

    def trn(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """Translate a sentence that counts something."""
        return text.trn(singular, plural, n, self.language, **values)

    def refusal(self, error: DomainError) -> str:
        """Say in words why something was refused."""
        return refusals.explain(error, self.language)

    def label(self, code: StrEnum) -> str:
        """The label of a code."""
        return text.label(code, self.language)

    def labels(self, found: Iterable[StrEnum]) -> str:
        """Several labels in one phrase, in the order of the codes."""
        return text.fmt_list([self.label(code) for code in sorted(found)], self.language)

    def listed(self, parts: Iterable[str]) -> str:
        """Several things in one phrase."""
        return text.fmt_list(list(parts), self.language)

    def day(self, at: datetime) -> date:
        """The day of a moment, as clocks in the installation's time zone show it."""
        return local_day(at, self.zone)

    def date(self, day: date) -> str:
        """The day in words."""
        return text.fmt_date(day, self.language)

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """Day and time, as clocks in the case's time zone show it."""
        local = at.astimezone(zone)
        return f"{self.date(local.date())}, {local:%H:%M} ({zone.key})"

    def money(self, cents: int) -> str:
        """Cents as an amount of euros."""
        return text.fmt_money(Cents(cents), self.language)

    def hours(self, minutes: int) -> str:
        """Minutes as hours and minutes."""
        return text.fmt_hours(Minutes(minutes), self.language)

    def country(self, iso2: str) -> str:
        """The country's name."""
        return text.country_name(iso2, self.language)

    def organisation(self, pack: Pack, organisation_id: str) -> str:
        """The organisation's name; the id of one that the pack no longer knows."""
        return next(
            (o.name_in(self.language) for o in pack.organisations if o.id == organisation_id), organisation_id
        )
