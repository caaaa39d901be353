"""XLSX written as it is read: row by row into the archive, so that half a million rows take no memory.

Every text is an inline string in a cell formatted as text: nothing in the file is a formula or a link. A
text that would calculate if somebody typed it is also marked as Excel marks what begins with an apostrophe.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice
from typing import IO, BinaryIO

from bot.letters.sheets.cells import Cell, Row, calculates, harmless, plain, written
from bot.letters.xmltext import DECLARATION, attribute, escaped

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575  # a sheet has one more, for the headings; what is beyond goes on in another sheet
_MOST_TEXT = 32_000  # characters a cell; the format's limit is 32,767
_CUT = " […]"
_MEASURED = 200  # rows looked at for the widths
_EPOCH = (1980, 1, 1, 0, 0, 0)
_ZERO = date(1899, 12, 30)  # the day that Excel counts from
_PART = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OWN = "application/vnd.openxmlformats-package"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NO_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read _x0041_ as the letter A

# Cell formats, by their place in `_STYLES`.
_TEXT, _QUOTED, _HEAD, _DAY, _MOMENT, _AMOUNT, _COUNT = 1, 2, 3, 4, 5, 6, 7


def _xf(number: int, font: int, fill: int, more: str) -> str:
    """One style of a cell: number format, font and fill by number."""
    return f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" {more}/>'


_STYLES = (
    f'{DECLARATION}<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
    '<fgColor rgb="FFEEF1F5"/></patternFill></fill></fills>'
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="8">'
    + _xf(0, 0, 0, "")
    + _xf(49, 0, 0, 'applyNumberFormat="1"')
    + _xf(49, 0, 0, 'quotePrefix="1" applyNumberFormat="1"')
    + _xf(49, 1, 2, 'applyNumberFormat="1" applyFont="1" applyFill="1"')
    + _xf(165, 0, 0, 'applyNumberFormat="1"')
    + _xf(164, 0, 0, 'applyNumberFormat="1"')
    + _xf(4, 0, 0, 'applyNumberFormat="1"')
    + _xf(1, 0, 0, 'applyNumberFormat="1"')
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its headings, its rows, which are taken one at a time."""

    name: str
    head: tuple[str, ...]
    rows: Iterable[Row]


def write_xlsx(target: BinaryIO, sheets: Iterable[Sheet]) -> None:
    """Write the workbook; names no author, program or machine. Same rows, same bytes."""
    names: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in sheets:
            rows = iter(sheet.rows)
            first: Row | None = next(rows, None)
            while True:
                names.append(_name(sheet.name, names))
                with archive.open(_info(f"xl/worksheets/sheet{len(names)}.xml"), "w") as part:
                    _sheet(
                        part, sheet.head, chain([] if first is None else [first], islice(rows, MOST_ROWS - 1))
                    )
                if (first := next(rows, None)) is None:
                    break
        for path, text in _around(names):
            archive.writestr(_info(path), text.encode())
    _text.cache_clear()  # what was in the table is nobody's business afterwards


def xlsx_bytes(sheets: Iterable[Sheet]) -> bytes:
    """Return the workbook."""
    target = io.BytesIO()
    write_xlsx(target, sheets)
    return target.getvalue()


def _info(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _EPOCH)
    info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
    return info


def _name(wanted: str, taken: list[str]) -> str:
    """A name that Excel takes: short, without its special characters, not used twice."""
    base = _NO_NAME.sub(" ", wanted).strip()[:31] or "1"
    found, number = base, 2
    while found.casefold() in {name.casefold() for name in taken}:
        found, number = f"{base[:27]} {number}", number + 1
    return found


def _sheet(part: IO[bytes], head: Row, rows: Iterator[Row]) -> None:
    looked_at = list(islice(rows, _MEASURED))
    last = _column(len(head))
    widths = (
        max(8, min(60, max(len(written(row[i])) for row in (head, *looked_at)) + 2)) for i in range(len(head))
    )
    columns = "".join(
        f'<col min="{i}" max="{i}" width="{w}" customWidth="1"/>' for i, w in enumerate(widths, 1)
    )
    part.write(
        f'{DECLARATION}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{_row(1, head, _HEAD)}".encode()
    )
    number = 1
    batch: list[str] = []
    for number, row in enumerate(chain(looked_at, rows), 2):
        batch.append(_row(number, row))
        if len(batch) == 1000:
            part.write("".join(batch).encode())
            batch.clear()
    part.write("".join(batch).encode())
    part.write(f'</sheetData><autoFilter ref="A1:{last}{number}"/></worksheet>'.encode())


def _column(number: int) -> str:
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _row(number: int, row: Row, style: int = _TEXT) -> str:
    return f'<row r="{number}">{"".join([_cell(value, style) for value in row])}</row>'


def _cell(value: Cell, style: int) -> str:
    """One cell; cells follow one another without their names, which the format allows."""
    match value:
        case None | "":
            return "<c/>"
        case str():
            return _text(value, style)
        case datetime():
            seconds = value.hour * 3600 + value.minute * 60 + value.second
            return f'<c s="{_MOMENT}"><v>{(value.date() - _ZERO).days + seconds / 86400:.9f}</v></c>'
        case date():
            return f'<c s="{_DAY}"><v>{(value - _ZERO).days}</v></c>'
        case Decimal():
            return f'<c s="{_AMOUNT}"><v>{value:f}</v></c>'
        case _:
            return f'<c s="{_COUNT}"><v>{value}</v></c>'


@lru_cache(4_000)  # towns, categories and codes come again and again
def _text(value: str, style: int) -> str:
    if len(value) > _MOST_TEXT:
        value = value[:_MOST_TEXT] + _CUT
    if not harmless(value) or "_" in value:
        value = plain(value)
        if style == _TEXT and calculates(value):
            style = _QUOTED
        value = escaped(_ESCAPE.sub("_x005F_", value))
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'


def _around(names: list[str]) -> Iterator[tuple[str, str]]:
    """The parts that say what is in the file."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(
        f'<sheet name={attribute(name)} sheetId="{n}" r:id="r{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    yield (
        "xl/workbook.xml",
        (f'{DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{sheets}</sheets></workbook>'),
    )
    found = "".join(
        f'<Relationship Id="r{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        (
            f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{found}'
            f'<Relationship Id="styles" Type="{_REL}/styles" Target="styles.xml"/></Relationships>'
        ),
    )
    yield "xl/styles.xml", _STYLES
    yield (
        "_rels/.rels",
        (
            f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="workbook" '
            f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
    )
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_PART}.worksheet+xml"/>'
        for n in numbers
    )
    yield (
        "[Content_Types].xml",
        (
            f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="{_OWN}.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_PART}.sheet.main+xml"/>{kinds}'
            f'<Override PartName="/xl/styles.xml" ContentType="{_PART}.styles+xml"/></Types>'
        ),
    )
