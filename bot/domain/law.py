"""Periods of limitation as data: which route, how long, from when, by which text, and as of which day."""

from collections.abc import Iterable
from typing import Literal, Self

from pydantic import Field, model_validator

from bot.domain.codes import Route
from bot.domain.pack_fields import Country, Day, Line, Slug, Strict, Texts


class LimitationRule(Strict):
    """One period, in its shortest reading; `longest_years` where the law knows a longer one as well."""

    id: Slug
    route: Route
    years: int = Field(ge=1, le=40)
    longest_years: int | None = Field(default=None, ge=1, le=40)
    start: Literal["knowledge", "offence"] = Field(alias="from")
    mark: Literal["verified", "unverified"]
    cites: Texts

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.longest_years is not None and self.longest_years < self.years:
            raise ValueError("longest_years must not be less than years")
        return self

    def cited(self, language: str) -> str:
        """The text as a letter may cite it; empty when nobody has seen it in a source."""
        if self.mark != "verified":
            return ""
        return self.cites.get(language) or next(iter(self.cites.values()))


class CountryLaw(Strict):
    """The rules of one country; `law_as_of` is the day on which they were checked."""

    country: Country
    law_as_of: Day
    rules: tuple[LimitationRule, ...]
    note: Line | None = None


Laws = tuple[CountryLaw, ...]


def laws_of(laws: Iterable[CountryLaw], countries: Iterable[str | None]) -> Laws:
    """The laws of these countries, each once, in the order of the countries."""
    known = {law.country: law for law in laws}
    return tuple(known[c] for c in dict.fromkeys(countries) if c in known)
