"""Translating a sentence and putting values into it."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from bot.domain.inputs import Cents, Minutes
from bot.domain.pack import PartialDate
from bot.text.catalogue import catalogue
from bot.text.formats import fmt_date, fmt_hours, fmt_list, fmt_money, fmt_number
from bot.text.labels import has_label, label

# A placeholder is a plain name. No attribute, index, conversion or format specification: a catalogue is
# data, and data gets no way into objects.
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def tr(sentence: str, language: str, /, **values: object) -> str:
    """The sentence in the language, its `{placeholders}` filled; English where no translation exists.

    Only our sentence is searched for placeholders: a value that contains `{x}` stays as it is. Dates,
    `Cents`, `Minutes` and codes come out in the words of the language, a tuple as a list of its parts, in
    which a marked sentence is translated; anything else as `str` gives it.
    Raises KeyError when a placeholder has no value.
    """
    return _fill(catalogue(language).gettext(sentence) if sentence else "", language, values)


def trn(singular: str, plural: str, n: int, language: str, /, **values: object) -> str:
    """As `tr`, choosing the form that the language uses for `n`; `{n}` is the formatted number."""
    sentence = catalogue(language).ngettext(singular, plural, n)
    return _fill(sentence, language, {"n": fmt_number(n, language)} | values)


def pair(what: str, said: object, language: str) -> str:
    """`what: said` as the language sets it: French has a no-break space before the colon."""
    return tr("{what}: {said}", language, what=what, said=said)


def _fill(sentence: str, language: str, values: Mapping[str, object]) -> str:
    return PLACEHOLDER.sub(lambda found: _say(values[found[1]], language), sentence)


def _say(value: object, language: str) -> str:
    if isinstance(value, Cents):
        return fmt_money(value, language)
    if isinstance(value, Minutes):
        return fmt_hours(value, language)
    if isinstance(value, date | PartialDate):
        return fmt_date(value, language)
    if isinstance(value, StrEnum) and has_label(value):
        return label(value, language)
    if isinstance(value, tuple):
        return fmt_list([_part(part, language) for part in value], language)
    return str(value)


def _part(value: object, language: str) -> str:
    known = catalogue(language).gettext(value) if type(value) is str and value else value
    return _say(known, language)
