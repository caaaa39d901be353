"""The kinds of value that a pack is made of: ids, countries, texts, web addresses, days, vague dates."""

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    field_validator,
    model_validator,
)

from bot.domain.countries import COUNTRIES

_PARTIAL_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Non-breaking spaces are typography and stay; a line break inside a TOML text is layout and goes.
_LAYOUT = re.compile(r"[ \t\r\n]+")
# Controls, surrogates, and private use: letters mark their placeholders with private-use characters.
_UNPRINTABLE = frozenset({"Cc", "Cs", "Co"})
_DIRECTION = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _printable(text: str) -> str:
    text = _LAYOUT.sub(" ", text)
    for character in text:
        if unicodedata.category(character) in _UNPRINTABLE or character in _DIRECTION:
            raise ValueError(f"contains the invisible control character U+{ord(character):04X}; remove it")
    return text


def _known_country(code: str) -> str:
    if code not in COUNTRIES:
        raise ValueError("not a country code; write the two capital letters of ISO 3166, such as FR")
    return code


def _only_a_day(value: object) -> object:
    # pydantic would read a bare number as seconds since 1970: `2026` must not become a day in 1970.
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise ValueError("write a day as 2021-07-16")
    if isinstance(value, str) and not _ISO_DAY.fullmatch(value):
        raise ValueError("write a day as 2021-07-16")
    return value


SLUG = r"^[a-z0-9][a-z0-9-]{0,47}$"
INCIDENT_ID = r"^INC-[0-9]{4}-[0-9]{2}[a-z]?$"
LANGUAGE = r"^[a-z]{2}$"
URL = r"^https?://[^\s<>\"]{3,500}$"
VERSION = r"^[0-9]+\.[0-9]+\.[0-9]+$"

Slug = Annotated[str, StringConstraints(pattern=SLUG)]
IncidentId = Annotated[str, StringConstraints(pattern=INCIDENT_ID)]
Country = Annotated[str, AfterValidator(_known_country)]
Language = Annotated[str, StringConstraints(pattern=LANGUAGE)]
Url = Annotated[str, StringConstraints(pattern=URL)]
Version = Annotated[str, StringConstraints(pattern=VERSION)]
Day = Annotated[date, BeforeValidator(_only_a_day)]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_printable)
]
Sentence = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1500), AfterValidator(_printable)
]
Texts = dict[Language, Sentence]


class Strict(BaseModel):
    """A table of a pack: no key but the known ones, unchangeable, and silent about what was typed."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class PartialDate(Strict):
    """A date known to the day, the month or the year: `2021-07-16`, `2021-07` or `2021`."""

    text: str

    @model_validator(mode="before")
    @classmethod
    def _from_toml(cls, value: object) -> object:
        if isinstance(value, date):
            return {"text": value.isoformat()}
        if isinstance(value, int) and not isinstance(value, bool):
            return {"text": f"{value:04d}"}
        if isinstance(value, str | dict):
            return {"text": value} if isinstance(value, str) else value
        raise ValueError("write a date as 2021-07-16, 2021-07 or 2021")

    @field_validator("text")
    @classmethod
    def _readable(cls, value: str) -> str:
        if not _PARTIAL_DATE.fullmatch(value):
            raise ValueError("write a date as 2021-07-16, 2021-07 or 2021")
        try:
            cls._first(value)
        except ValueError:
            raise ValueError("there is no such day in the calendar") from None
        return value

    @staticmethod
    def _first(text: str) -> date:
        parts = [int(part) for part in text.split("-")]
        return date(*[*parts, 1, 1][:3])

    @property
    def earliest(self) -> date:
        """The first day that the date may mean."""
        return self._first(self.text)

    @property
    def latest(self) -> date:
        """The last day that the date may mean."""
        first = self.earliest
        month = 12 if self.precision == "year" else first.month
        last = monthrange(first.year, month)[1]
        return first if self.precision == "day" else date(first.year, month, last)

    @property
    def precision(self) -> Literal["day", "month", "year"]:
        """How exactly the date is known."""
        return ("year", "month", "day")[self.text.count("-")]
