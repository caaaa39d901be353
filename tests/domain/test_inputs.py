"""Reading what people type: everything plausible is read, nothing is guessed, nothing hostile passes."""

import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import (
    BadAmountError,
    BadDateError,
    BadDurationError,
    DomainError,
    FutureDateError,
    InvalidInputError,
    TooEarlyDateError,
)
from bot.domain.inputs import (
    MAX_AMOUNT_CENTS,
    MAX_MARKS,
    MAX_MINUTES,
    clean_line,
    parse_amount,
    parse_date,
    parse_hours,
)
from bot.text import LANGUAGES, fmt_hours, fmt_money, tr

TODAY = date(2026, 11, 24)
EARLIEST = date(2021, 2, 1)
DAYS = st.dates(EARLIEST, TODAY)

HOSTILE = [
    "",
    " ",
    " " * 100 + "12",
    "\x00",
    "16/07/2021\x00",
    "12\x00",
    "\u202e12",
    "1" + "\u0301" * 10_000,
    "9" * 10_000,
    "１２",  # full-width digits
    "١٢",  # Arabic-Indic digits
    "1²",
    "½",
    "NaN",
    "inf",
    "1e9",
    "0x10",
    "1_000",
    "-5",
    "+5",
    "−5",  # a real minus sign
    "--",
    "{0}",
    "\ud800",
    "😀",
]


def read_date(text: str) -> date:
    """Read a date between February 2021 and the day of these tests."""
    return parse_date(text, today=TODAY, earliest=EARLIEST)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("16/07/2021", date(2021, 7, 16)),
        ("16.7.2021", date(2021, 7, 16)),
        ("16-07-2021", date(2021, 7, 16)),
        ("2021-07-16", date(2021, 7, 16)),
        ("  16/07/2021\n", date(2021, 7, 16)),
        ("\u00a016/07/2021\u202f", date(2021, 7, 16)),
        ("07/08/2021", date(2021, 8, 7)),  # day first, always
        ("29/02/2024", date(2024, 2, 29)),
        ("01/02/2021", EARLIEST),
        ("24/11/2026", TODAY),
    ],
)
def test_a_date_is_read_day_first(text: str, day: date) -> None:
    """The usual European and ISO spellings are read, day before month, both limits included."""
    assert read_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        *HOSTILE,
        "29/02/2023",
        "31/04/2021",
        "00/01/2021",
        "16/13/2021",
        "07/16/2021",  # month first
        "16/07/21",  # two-digit year
        "16/07-2021",
        "16 07 2021",
        "16 juillet 2021",
        "2021/07/16",
        "2021-7-16",
        "20210716",
        "16/07/2021 10:00",
        "16/07/２０２１",
        "16/07/0000",
    ],
)
def test_a_date_that_is_not_one_is_refused(text: str) -> None:
    """Impossible days, other orders, two-digit years and non-ASCII digits are refused with an example."""
    with pytest.raises(BadDateError) as refused:
        read_date(text)
    assert refused.value.values == {"example": "16/07/2021"}


@given(DAYS, st.sampled_from(["{0.day}/{0.month}/{0.year}", "{0:%d.%m.%Y}", "{0:%d-%m-%Y}", "{0:%Y-%m-%d}"]))
def test_every_day_in_range_is_read_back(day: date, spelling: str) -> None:
    """Any possible day, in any accepted spelling, comes back as itself."""
    assert read_date(spelling.format(day)) == day


def test_a_date_outside_its_limits_is_refused() -> None:
    """Tomorrow is refused as future, the day before the earliest as too early, and that one is named."""
    with pytest.raises(FutureDateError):
        read_date(f"{TODAY + timedelta(1):%d/%m/%Y}")
    with pytest.raises(TooEarlyDateError) as refused:
        read_date("31/01/2021")
    assert refused.value.values == {"earliest": EARLIEST}


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("0", 0),
        ("12", 12_00),
        ("12,3", 12_30),
        ("12.30", 12_30),
        ("1234.5", 1234_50),
        ("1 234,56", 1234_56),
        ("1\u00a0234,56", 1234_56),
        ("1\u202f234,56", 1234_56),
        ("1.234,56", 1234_56),
        ("1,234.56", 1234_56),
        ("1.234.567", 1234567_00),
        ("1,234,567.8", 1234567_80),
        ("10 000 000", MAX_AMOUNT_CENTS),
        ("€ 12", 12_00),
        ("12€", 12_00),
        ("12,50 €", 12_50),
        ("12 EUR", 12_00),
        ("EUR 12.5", 12_50),
        ("12 euros", 12_00),
        ("1 euro", 1_00),
    ],
)
def test_an_amount_is_read(text: str, cents: int) -> None:
    """French, German, English and plain spellings are read, with or without the currency."""
    assert parse_amount(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        *HOSTILE,
        "12,345",  # thousands or a slip? a factor of a thousand apart
        "12.345",
        "0,500",
        "12,3456",
        "1,23,4",
        "1.234.56",
        "1,234,56",
        "1 23",
        "1234 567",
        "1  234",
        ",50",
        "50,",
        "12 $",
        "€",
        "€ 12 €",
        "12 k",
        "10 000 000,01",
        "99 999 999 999",
        "1'234",
        "1\t234",
    ],
)
def test_an_amount_in_doubt_is_refused(text: str) -> None:
    """What is no amount, out of range, or readable in two ways is refused, never guessed."""
    with pytest.raises(BadAmountError) as refused:
        parse_amount(text)
    assert refused.value.values == {"example": 1234_56, "maximum": MAX_AMOUNT_CENTS}


@given(st.integers(0, MAX_AMOUNT_CENTS), st.sampled_from(LANGUAGES))
def test_an_amount_that_we_show_is_read_back(cents: int, language: str) -> None:
    """Whatever the bot writes as an amount, in any language, a person may type back."""
    assert parse_amount(fmt_money(cents, language)) == cents


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("0", 0),
        ("2", 120),
        ("2,5", 150),
        ("2.5", 150),
        ("2h", 120),
        ("2 h", 120),
        ("2h30", 150),
        ("2 h 30", 150),
        ("2 h 30 min", 150),
        ("2H30", 150),
        ("1,5 heures", 90),
        ("2 hours", 120),
        ("2 Std.", 120),
        ("3 Stunden", 180),
        ("0:45", 45),
        ("45 min", 45),
        ("90 minutes", 90),
        ("0,33", 20),  # 19.8
        ("10000", MAX_MINUTES),
        ("10 000 h", MAX_MINUTES),
    ],
)
def test_a_duration_is_read(text: str, minutes: int) -> None:
    """Hours with decimals, hours and minutes, a clock form and minutes alone are read."""
    assert parse_hours(text) == minutes


@pytest.mark.parametrize(
    "text",
    [
        *HOSTILE,
        "2h75",
        "0:60",
        "1:5",
        "10001",
        "10000:01",
        "1,234",
        "h",
        "min",
        "2 days",
        "2h30h",
        "h2",
        "2 h 3 0",
    ],
)
def test_a_duration_in_doubt_is_refused(text: str) -> None:
    """What is no duration, or more than ten thousand hours, is refused with an example."""
    with pytest.raises(BadDurationError) as refused:
        parse_hours(text)
    assert refused.value.values == {"example": 150}


@given(st.integers(0, 999 * 60 + 59), st.sampled_from(LANGUAGES))
def test_a_duration_that_we_show_is_read_back(minutes: int, language: str) -> None:
    """Whatever the bot writes as a duration under a thousand hours, a person may type back."""
    assert parse_hours(fmt_hours(minutes, language)) == minutes


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  Anne   Müller \n", "Anne Müller"),
        ("Mu\u0308ller", "Müller"),  # composed
        ("a\tb\r\nc\u2028d\u00a0e\x85f", "a b c d e f"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("a\u200bb\u200dc\ufeffd\u00ade", "abcde"),
        ("a\ue000\U000f0000b", "ab"),  # private use
        ("a\ufffeb", "ab"),  # a noncharacter
        ("a\u3164\u2800b", "ab"),  # letters and symbols that draw nothing
        ("\u0301a", "a"),  # a mark without base
        ("a \u0301b", "a b"),
        ("q" + "\u0301" * 10_000, "q" + "\u0301" * MAX_MARKS),
        ("{controller} %s <@1> **x**", "{controller} %s <@1> **x**"),  # ordinary text: others escape it
        ("李 дмитрий ελ", "李 дмитрий ελ"),
    ],
)
def test_a_line_is_cleaned(text: str, line: str) -> None:
    """Controls, invisible and private characters go, white space collapses, marks are few, letters stay."""
    assert clean_line(text, limit=40) == line


@pytest.mark.parametrize(
    "text", ["", " \n", "\u200b", "\u202e\u2066", "\u3164", "\u0301\u0302", "\ud800", "a\udc00b", "a" * 41]
)
def test_a_line_without_content_or_too_long_is_refused(text: str) -> None:
    """Nothing visible, a lone surrogate, or more than the limit is refused."""
    with pytest.raises(InvalidInputError):
        clean_line(text, limit=40)


@given(st.text(st.characters(), max_size=60))
def test_a_cleaned_line_is_safe_and_stays_itself(text: str) -> None:
    """A line that passes has only visible characters and plain spaces, few marks, and cleaning is final."""
    try:
        line = clean_line(text, limit=100)
    except InvalidInputError:
        return
    assert clean_line(line, limit=100) == line
    assert unicodedata.is_normalized("NFC", line)
    assert line == " ".join(line.split(" ")).strip()
    kinds = [unicodedata.category(c) for c in line]
    assert [k for k, c in zip(kinds, line, strict=True) if k[0] in "CZ" and c != " "] == []
    assert "M" * (MAX_MARKS + 1) not in "".join(k[0] for k in kinds)


def refusal(read: Callable[[str], object], text: str) -> DomainError | None:
    """How the text is refused, if it is."""
    try:
        read(text)
    except DomainError as refused:
        return refused
    return None


@given(st.text(max_size=60) | st.sampled_from(HOSTILE), st.sampled_from(LANGUAGES))
def test_nothing_typed_comes_back_in_a_refusal(text: str, language: str) -> None:
    """Anything typed is read or refused; the refusal is the one of any other bad text, and can be said."""
    for read in (read_date, parse_amount, parse_hours):
        refused, usual = refusal(read, text), refusal(read, "?")
        if refused is None or usual is None or type(refused) is not type(usual):
            continue
        assert str(refused) == type(refused).__name__
        assert refused.__context__ is None
        assert refused.values == usual.values
        assert tr(refused.text, language, **refused.values) == tr(usual.text, language, **usual.values)
