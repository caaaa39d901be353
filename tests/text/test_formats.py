"""Dates, numbers, amounts, durations and countries as each language writes them."""

from datetime import date

import pytest

from bot.domain.pack import PartialDate
from bot.text import country_name, fmt_date, fmt_hours, fmt_list, fmt_money, fmt_month, fmt_number


@pytest.mark.parametrize(
    ("value", "fr", "en", "de"),
    [
        (date(2021, 7, 1), "1er juillet 2021", "1 July 2021", "1. Juli 2021"),
        (date(2021, 7, 16), "16 juillet 2021", "16 July 2021", "16. Juli 2021"),
        (date(2021, 7, 11), "11 juillet 2021", "11 July 2021", "11. Juli 2021"),
        (PartialDate(text="2021-07-01"), "1er juillet 2021", "1 July 2021", "1. Juli 2021"),
        (PartialDate(text="2021-07"), "juillet 2021", "July 2021", "Juli 2021"),
        (PartialDate(text="2021"), "2021", "2021", "2021"),
    ],
)
def test_a_date_is_written_as_exactly_as_it_is_known(
    value: date | PartialDate, fr: str, en: str, de: str
) -> None:
    """A day, a month or a year is written in words, the first of a French month as an ordinal."""
    assert (fmt_date(value, "fr"), fmt_date(value, "en"), fmt_date(value, "de")) == (fr, en, de)


def test_a_month_is_written_in_words() -> None:
    """`2026-03` becomes a month and a year, and anything else is an error."""
    assert [fmt_month("2026-03", language) for language in ("fr", "en", "de")] == [
        "mars 2026",
        "March 2026",
        "März 2026",
    ]
    with pytest.raises(ValueError, match="isoformat"):
        fmt_month("2026-13-", "fr")


@pytest.mark.parametrize(
    ("cents", "fr", "en", "de"),
    [
        (1234_56, "1\u202f234,56\u00a0€", "€1,234.56", "1.234,56\u00a0€"),
        (0, "0,00\u00a0€", "€0.00", "0,00\u00a0€"),
        (5, "0,05\u00a0€", "€0.05", "0,05\u00a0€"),
        (
            9_999_999_999_99,
            "9\u202f999\u202f999\u202f999,99\u00a0€",
            "€9,999,999,999.99",
            "9.999.999.999,99\u00a0€",
        ),
    ],
)
def test_an_amount_is_exact(cents: int, fr: str, en: str, de: str) -> None:
    """Cents become euros without rounding, spaced as the language spaces them."""
    assert (fmt_money(cents, "fr"), fmt_money(cents, "en"), fmt_money(cents, "de")) == (fr, en, de)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0 h"), (45, "45 min"), (60, "1 h"), (61, "1 h 1 min"), (150, "2 h 30 min"), (74_040, "1.234 h")],
)
def test_a_duration_is_hours_and_minutes(minutes: int, text: str) -> None:
    """Minutes become hours and minutes, empty parts left out, held together by no-break spaces."""
    assert fmt_hours(minutes, "de") == text.replace(" ", "\u00a0")


def test_a_number_has_its_separators() -> None:
    """Thousands are grouped as the language groups them."""
    assert [fmt_number(500_000, language) for language in ("fr", "en", "de")] == [
        "500\u202f000",
        "500,000",
        "500.000",
    ]


def test_a_country_is_named() -> None:
    """A country code becomes the country's name, and an unknown one stays as it is."""
    assert [country_name("DE", language) for language in ("fr", "en", "de")] == [
        "Allemagne",
        "Germany",
        "Deutschland",
    ]
    assert country_name("QQ", "fr") == "QQ"


def test_a_list_reads_as_a_sentence() -> None:
    """Several things are joined as the language joins them; nothing gives nothing."""
    assert fmt_list(["a", "b", "c"], "fr") == "a, b et c"
    assert fmt_list(["a", "b"], "de") == "a und b"
    assert fmt_list([], "en") == ""
