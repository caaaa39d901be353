"""Tables in Word: headings repeated on each page, rows whole, widths as in the PDF."""

from collections.abc import Iterable, Sequence

from bot.letters.docx.runs import Runs
from bot.letters.model import Column, ExhibitList, MemberEntry, PenField, Table

TEXT_WIDTH = 9242  # twentieths of a point: A4 without its margins
_LABEL = 2380
_NAME = 22  # characters that stand beside the summary
_LONG = 6_000  # characters of markup: a row with more text may be cut between pages


def table(block: Table, runs: Runs) -> str:
    """A table with a heading row and perhaps a total."""
    widths = _widths(block.columns, block.width)
    heads = [_cell(runs.text(c.title), w, c.align, "TableHead") for c, w in _zip(block.columns, widths)]
    rows = [_row(heads, head=any(c.title for c in block.columns))]
    rows += [_row(_cells(row, block.columns, widths, runs, "TableText")) for row in block.rows]
    if block.total:
        rows.append(_row(_cells(block.total, block.columns, widths, runs, "TableHead")))
    return _framed(rows, widths, last=bool(block.total))


def exhibits(block: ExhibitList, runs: Runs) -> list[str]:
    """The list of exhibits."""
    number, title, details = block.columns
    columns = (Column(number, 9, "right"), Column(title, 49), Column(details, 42))
    rows = tuple((str(n), e.title, e.details or "–") for n, e in block.exhibits)
    return [table(Table("", columns, rows), runs)]


def member(entry: MemberEntry, runs: Runs) -> str:
    """One member of the annex: a bar with name or reference, then labelled facts."""
    widths = [_LABEL, TEXT_WIDTH - _LABEL]
    summary = _cell(runs.text(entry.summary), widths[1], "left", "TableText")
    if len(entry.ref) > _NAME:  # a long name has the bar to itself
        rows = [_row([_cell(runs.text(entry.ref), TEXT_WIDTH, "left", "TableHead", span=2)], head=True)]
        rows.append(_row([_cell("", widths[0], "left", "TableLabel"), summary]))
    else:
        rows = [_row([_cell(runs.text(entry.ref), widths[0], "left", "TableHead"), summary], head=True)]
    for name, text in entry.facts:
        label = _cell(runs.text(name), widths[0], "left", "TableLabel")
        rows.append(_row([label, _cell(runs.text(text), widths[1], "left", "TableText")]))
    return _framed(rows, widths)


def blanks(fields: Iterable[PenField], runs: Runs) -> str:
    """Labelled blanks to fill in."""
    widths = [_LABEL, TEXT_WIDTH - _LABEL]
    rows = [
        _row(
            [
                _cell(runs.text(field.label), widths[0], "left", "TableLabel"),
                _cell(runs.blank(field), widths[1], "left", "TableText"),
            ]
        )
        for field in fields
    ]
    return _framed(rows, widths, first=False)


def _zip(columns: Sequence[Column], widths: Sequence[int]) -> Iterable[tuple[Column, int]]:
    return zip(columns, widths, strict=True)


def _widths(columns: Sequence[Column], share: float) -> list[int]:
    room, whole = TEXT_WIDTH * share, sum(c.share for c in columns)
    return [round(room * c.share / whole) for c in columns]


def _cells(
    row: Sequence[str], columns: Sequence[Column], widths: Sequence[int], runs: Runs, style: str
) -> list[str]:
    return [
        _cell(runs.text(text), width, column.align, style)
        for text, (column, width) in zip(row, _zip(columns, widths), strict=True)
    ]


def _cell(runs: str, width: int, align: str, style: str, span: int = 1) -> str:
    aligned = "" if align == "left" else f'<w:jc w:val="{align}"/>'
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{aligned}</w:pPr>{runs}</w:p></w:tc>'
    )


def _row(cells: Sequence[str], *, head: bool = False) -> str:
    """A row; it stays whole on its page unless it could be longer than one."""
    written = "".join(cells)
    whole = "<w:cantSplit/>" if len(written) < _LONG else ""
    repeated = "<w:tblHeader/>" if head and whole else ""
    properties = f"<w:trPr>{whole}{repeated}</w:trPr>" if whole else ""
    return f"<w:tr>{properties}{written}</w:tr>"


def _framed(rows: Sequence[str], widths: Sequence[int], *, first: bool = True, last: bool = False) -> str:
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    bits = 0x0600 | (0x20 if first else 0) | (0x40 if last else 0)
    look = (
        f'w:val="{bits:04X}" w:firstRow="{first:d}" w:lastRow="{last:d}" w:firstColumn="0" w:lastColumn="0"'
    )
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="LetterTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook {look} w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
