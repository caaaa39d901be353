"""Tables open in a spreadsheet as text, whatever a member typed (security brief F8)."""

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook
from openpyxl.cell import Cell as ReadCell
from openpyxl.utils.escape import unescape

from bot.letters.sheets import Row, Sheet, csv_bytes, safe_cell, write_xlsx, xlsx_bytes

_STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
    "\ufe62",
    "\ufe63",
    "\ufe66",
    "\ufe6b",
    "\u2212",
)
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
    "\u2060",
    "\u202e",
    "\u2066",
    "\u00ad",
    "\ufe0f",
    "\u3000",
    "\u0300",
    "\U000e0061",
)


MOMENT = datetime.fromisoformat("2024-02-29 23:59:58")
DAY = datetime.fromisoformat("2024-02-29")


def read(data: bytes) -> list[list[str]]:
    """The table as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def opened(rows: list[Row], head: tuple[str, ...] = ("h",)) -> list[list[ReadCell]]:
    """The cells of a sheet as openpyxl reads them, without the headings."""
    book = load_workbook(io.BytesIO(xlsx_bytes([Sheet("one", head, rows)])))
    return [list(row) for row in book.active.iter_rows(min_row=2)]  # type: ignore[union-attr]


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


def test_f8_no_cell_of_a_workbook_is_a_formula() -> None:
    """F8: the whole table of hostile beginnings is text in cells of text, marked as Excel marks it."""
    hostile = [f"{before}{start}cmd|'/c calc'!A1" for start in _STARTS for before in _BEFORE]
    hostile += ['=HYPERLINK("http://x","y")', "http://example.org", "@SUM(1)", "_x003D_1+1", "1e5", "00123"]

    data = xlsx_bytes([Sheet("one", ("h",), [(text,) for text in hostile])])

    cells = [row[0] for row in load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2)]  # type: ignore[union-attr]
    assert len(cells) == len(hostile)
    assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}
    assert all(cell.quotePrefix for cell in cells[: len(_STARTS) * len(_BEFORE)])
    assert not cells[-1].quotePrefix
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        written = [etree.fromstring(archive.read(name)) for name in archive.namelist()]
    names = {etree.QName(e).localname for part in written for e in part.iter()}
    assert not names & {"f", "hyperlink", "hyperlinks", "externalReference"}


@pytest.mark.parametrize(
    "text", ["_x0041_", "a & <b>", "two\nlines", "O’Brien Łukasz 山田 😀", "-5", "+33612345678"]
)
def test_a_workbook_keeps_text_as_typed(text: str) -> None:
    """Codes that look like Excel's escapes, markup, any script and numbers with a sign come back as typed."""
    ((cell,),) = opened([(text,)])

    assert unescape(str(cell.value)) == text  # openpyxl leaves to us what Excel does itself


@pytest.mark.parametrize("text", ["\x00a\x07", "half \ud83d", "nul\ufffe", "W" * 40_000, "\r\n\ta"])
def test_no_text_breaks_a_workbook(text: str) -> None:
    """Controls, surrogates and texts beyond a cell's limit lose what cannot be kept and break nothing."""
    ((cell,),) = opened([(text,)])

    assert cell.value
    assert len(str(cell.value)) < 32_767


def test_days_amounts_and_counts_are_what_they_are() -> None:
    """Dates are dates, moments moments, amounts numbers with two places; each also in the CSV."""
    row: Row = (date(2024, 2, 29), MOMENT, Decimal("1234.5"), 7, None, "x")

    (cells,) = opened([row], tuple("abcdef"))

    assert [c.value for c in cells] == [
        DAY, MOMENT, 1234.5, 7, None, "x",
    ]  # fmt: skip
    assert [c.is_date for c in cells[:3]] == [True, True, False]
    assert read(csv_bytes(tuple("abcdef"), [row]))[1] == [
        "2024-02-29", "2024-02-29 23:59:58", "1234,50", "7", "", "x",
    ]  # fmt: skip


def test_h2_the_same_rows_give_the_same_bytes_and_name_nobody() -> None:
    """H2, H6: two workbooks of the same rows are equal; there is no author, date or machine in them."""
    sheets = [
        Sheet("Préjudices / 2024: [x]", ("a", "b"), [("x", 1), ("=y", 2)]),
        Sheet("préjudices", ("a",), []),
    ]
    first, second = xlsx_bytes(sheets), xlsx_bytes(sheets)

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert not any(name.startswith("docProps") for name in archive.namelist())
        assert {(i.date_time, i.create_system) for i in archive.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}
    assert load_workbook(io.BytesIO(first)).sheetnames == ["Préjudices   2024   x", "préjudices"]


def test_rows_are_streamed() -> None:
    """Three times as many rows take no more memory: a row is written when it is made, then forgotten."""

    def rows(count: int) -> Iterator[Row]:
        for n in range(count):
            yield f"P-{n:05d}", "Łukasz Nguyễn", date(2024, 1, 1), n

    peaks = []
    for count in (5_000, 15_000):
        tracemalloc.start()
        write_xlsx(_Nowhere(), [Sheet("s", ("a", "b", "c", "d"), rows(count))])
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 200_000


class _Nowhere(io.RawIOBase):
    """A file that forgets what is written to it."""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return len(data)  # type: ignore[arg-type]


def test_what_is_beyond_a_sheet_goes_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet that is full is followed by one of the same name with a number; no row is lost."""
    monkeypatch.setattr("bot.letters.sheets.workbook.MOST_ROWS", 3)

    book = load_workbook(io.BytesIO(xlsx_bytes([Sheet("s", ("h",), [(n,) for n in range(7)])])))

    assert book.sheetnames == ["s", "s 2", "s 3"]
    assert [c.value for sheet in book for (c,) in sheet.iter_rows(min_row=2)] == list(range(7))
