"""Speaking to one person: sentences, labels and figures in their language."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum

from bot import text
from bot.domain.inputs import Cents, Minutes
from bot.domain.moments import local_day
from bot.domain.pack import Organisation, Pack
from bot.ui.markup import plain


class Speaker:
    """Words in one language; pages and forms are written with it."""

    zone: tzinfo = UTC  # by whose clocks days are counted

    def __init__(self, language: str) -> None:
        self.language = language

    def tr(self, sentence: str, /, **values: object) -> str:
        """Translate a sentence; strings among the values are shown literally, never as markup.

        Values of our own types (dates, amounts, codes) come out in the language's words.
        """
        safe = {k: plain(v) if type(v) is str else v for k, v in values.items()}
        return text.tr(sentence, self.language, **safe)

    def trn(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """Translate a sentence that counts something."""
        return text.trn(singular, plural, n, self.language, **values)

    def label(self, code: StrEnum) -> str:
        """The label of a code, for lists and menus."""
        return text.label(code, self.language)

    def labels(self, found: Sequence[StrEnum] | frozenset[StrEnum]) -> str:
        """Several labels in one phrase, in the order in which the codes are listed."""
        ordered = sorted(found, key=_rank)
        return text.fmt_list([self.label(code) for code in ordered], self.language)

    def day(self, at: datetime) -> date:
        """The day of a moment, as clocks in the installation's time zone show it."""
        return local_day(at, self.zone)

    def date(self, day: date) -> str:
        """The day in words."""
        return text.fmt_date(day, self.language)

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
        """The organisation's name, as plain text; the id of one that the pack no longer knows."""
        found: dict[str, Organisation] = {o.id: o for o in pack.organisations}
        known = found.get(organisation_id)
        return plain(known.name_in(self.language) if known else organisation_id)


def _rank(code: StrEnum) -> int:
    return list(type(code)).index(code)
