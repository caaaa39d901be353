"""Tables open in a spreadsheet as text, whatever a member typed (security brief F8)."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dossier.tables import csv_bytes, safe_cell, server_tables
from tests.dossier.sample import sample

_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BEFORE = (
    "",
    " ",
    "  ",
    "\u00a0",
    "\ufeff",
    "\u200b",
    "\t",
    "\r",
    "\n",
    "\0",
    "\x01",
    '"',
    "'",
    "“",
    '"\u200b ',
)


def read(data: bytes) -> list[list[str]]:
    """The table as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("start", _STARTS)
@pytest.mark.parametrize("before", _BEFORE)
def test_f8_what_begins_as_a_formula_is_text(start: str, before: str) -> None:
    """F8: a formula stays a text, also behind blanks, invisible characters, controls and quotes."""
    assert safe_cell(f"{before}{start}cmd|'/c calc'!A1").startswith("'")


@pytest.mark.parametrize(
    "text", ["-5", "+33612345678", "+352 621 123 456", "-1 234,50", "2026-03-16", "5", ""]
)
def test_f8_numbers_stay_as_they_are(text: str) -> None:
    """F8: an amount with its sign and a telephone number are left readable."""
    assert safe_cell(text) == text


@pytest.mark.parametrize("text", ["-5+cmd", "+1-2", "-", "=5", "+A1", "-5 Grad"])
def test_f8_what_only_looks_like_a_number_is_text(text: str) -> None:
    """F8: whatever is more than a number is made a text."""
    assert safe_cell(text) == f"'{text}"


@given(st.text())
def test_f8_no_cell_begins_as_a_formula(text: str) -> None:
    """F8: whatever the text, what a spreadsheet sees first is no formula, and nothing breaks the table."""
    (row,) = read(csv_bytes([], [[text, "next"]]))[1:] or [[safe_cell(text), "next"]]

    bare = row[0].lstrip(" \u00a0\ufeff\u200b\"'`´‘’“”«»\u2060\u00ad")
    assert row[1] == "next"
    assert not row[0].startswith(("\t", "\r", "\n", "\0"))
    if not row[0].startswith("'"):
        assert bare[:1] not in _STARTS or bare.strip("+-0123456789 .,\u00a0\u202f") == ""


def test_f8_quotes_separators_and_lines_stay_in_their_cell() -> None:
    """F8: RFC 4180 quoting with semicolons, UTF-8 with a byte-order mark."""
    nasty = ["a;b", 'say "hi"', "two\nlines", "a,=1+1", "plain"]
    data = csv_bytes(["h"] * 5, [nasty])

    assert data.startswith(b"\xef\xbb\xbf")
    assert read(data) == [["h"] * 5, nasty]
    assert b'"a,=1+1"' in data  # no boundary for a program that splits at commas either


def test_tables_hold_what_members_recorded_and_no_name() -> None:
    """The server's tables list members by reference, with codes, dates and amounts in the case's language."""
    found = sample(2)

    tables = {name: read(data) for name, data in server_tables(found.plan).items()}

    assert [row[0] for row in tables["members.csv"][1:]] == ["P-00001", "P-00002"]
    assert tables["damage.csv"][1][3:6] == ["99,90", "150", "2024-02-01"]
    assert tables["contacts.csv"][1][8] == "1234,56"
    assert {name for name, rows in tables.items() if len(rows) < 2} == {"consents.csv"}
    assert not any("Canary" in cell for rows in tables.values() for row in rows for cell in row)
