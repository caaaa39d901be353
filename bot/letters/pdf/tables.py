"""Tables: headings repeated on every page, nothing clipped, thin rules."""

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Table

from bot.letters.model import Column, ExhibitList, MembersAnnex
from bot.letters.model import Table as TableBlock
from bot.letters.pdf import fonts, styles
from bot.letters.pdf.markup import MAX_CELL, Typesetter
from bot.letters.pdf.tags import Group, Place, TaggedParagraph

_PAD, _SIDE = 3.2, 4.0
_WIDEST = 0.4 * styles.TEXT_WIDTH  # what one long word may claim
_SMALL = 66 * mm  # a table up to this height is not cut
_TOGETHER = 2  # rows that a longer one shows under its head before it may be cut
_MOST = 150 * mm  # however tall its rows are
_MEASURED = 200  # rows looked at for the widths
# A table announces its font before each cell, even when all cells bring their own; the default is Helvetica.
_FONT = ("FONT", (0, 0), (-1, -1), fonts.SANS, styles.CELL)
Style = list[Any]


class _Cut(Table):
    """A table that goes on at the top of the next page, wherever it is cut.

    reportlab would cut what is left once more where a row of it still fits: under a second head on the page,
    and between rows that are to stay together.
    """

    def split(self, width: float, height: float) -> list[Any]:
        """Split as any table; what comes after the first piece begins a page."""
        parts: list[Any] = super().split(width, height)
        return [parts[0], PageBreak(), *parts[1:]] if len(parts) > 1 else parts


def _style(rows: int, total: bool) -> Style:
    style: Style = [
        _FONT,
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("BACKGROUND", (0, 0), (-1, 0), styles.SHADE),
        ("LINEBELOW", (0, 0), (-1, 0), 0.7, styles.ACCENT),
        ("LINEBELOW", (0, 1), (-1, -1), 0.35, styles.RULE),
        ("TOPPADDING", (0, 0), (-1, -1), _PAD),
        ("BOTTOMPADDING", (0, 0), (-1, -1), _PAD),
        ("LEFTPADDING", (0, 0), (-1, -1), _SIDE),
        ("RIGHTPADDING", (0, 0), (-1, -1), _SIDE),
    ]
    if total:
        style.append(("LINEABOVE", (0, rows), (-1, rows), 0.7, styles.ACCENT))
    if rows > 1:
        # The last row, or the total, does not go on to another page alone.
        style.append(("NOSPLIT", (0, rows - 1), (-1, rows)))
    return style


def _cells(
    setter: Typesetter, row: tuple[str, ...], columns: tuple[Column, ...], *, bold: bool = False
) -> list[TaggedParagraph]:
    cells = styles.sheet().bold_cells if bold else styles.sheet().cells
    return [setter.line(text, cells[column.align]) for text, column in zip(row, columns, strict=True)]


def _widths(block: TableBlock) -> list[float]:
    """Column widths near the wanted shares, none narrower than its longest word."""
    columns, room = block.columns, styles.TEXT_WIDTH * block.width
    rows = [tuple(c.title for c in columns), *block.rows[:_MEASURED], *([block.total] if block.total else [])]
    needed = [
        min(_WIDEST, max(_longest_word(row[i]) for row in rows) + 2 * _SIDE + 0.5)
        for i in range(len(columns))
    ]
    share = sum(c.share for c in columns)
    wanted = [room * c.share / share for c in columns]
    if sum(needed) >= room:
        return [room * n / sum(needed) for n in needed]
    lack = sum(max(0.0, n - w) for n, w in zip(needed, wanted, strict=True))
    spare = sum(max(0.0, w - n) for n, w in zip(needed, wanted, strict=True))
    part = lack / spare if spare else 0.0
    return [n if w < n else w - (w - n) * part for n, w in zip(needed, wanted, strict=True)]


def _longest_word(text: str) -> float:
    words = text[:MAX_CELL].split(" ")
    return max((fonts.width(word[:60], fonts.SANS_BOLD, styles.CELL) for word in words), default=0.0)


def table(block: TableBlock, setter: Typesetter) -> list[Flowable]:
    """A table under its caption; the heading row comes again on each page."""
    columns = block.columns
    rows = [_cells(setter, tuple(c.title for c in columns), columns, bold=True)]
    rows += [_cells(setter, row, columns) for row in block.rows]
    if block.total:
        rows.append(_cells(setter, block.total, columns, bold=True))
    group = Group("Table")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            cell.place = Place(group, number, column, "" if number else "Column")
    drawn = _Cut(
        rows,
        colWidths=_widths(block),
        repeatRows=1,
        splitInRow=1,
        hAlign="LEFT",
        style=_style(len(rows) - 1, bool(block.total)),
    )
    parts: list[Flowable] = [CondPageBreak(_room(block, drawn))]
    if block.caption:
        parts.append(setter.line(block.caption, styles.sheet().caption))
    parts.append(drawn)
    # Space that a page's end may swallow; a spacer of its own could open an empty page.
    parts[-1].spaceAfter = 10
    return parts


def room(parts: list[Flowable]) -> float:
    """The height that a table as `table` made it needs to begin."""
    first: Any = parts[0]
    return float(first.height)


def _room(block: TableBlock, drawn: Table) -> float:
    """The height that must be free for the table to begin: a small one whole, of a long one some rows."""
    _, height = drawn.wrap(styles.TEXT_WIDTH, styles.PAGE_HEIGHT)
    caption = 8 * mm if block.caption else 0
    rows: Any = drawn
    start = sum(rows._rowHeights[: 1 + _TOGETHER]) + 2 * mm
    return caption + min(height, start, _MOST) if height > _SMALL else caption + height


def exhibits(block: ExhibitList, setter: Typesetter) -> list[Flowable]:
    """The list of exhibits."""
    number, title, details = block.columns
    columns = (Column(number, 7, "right"), Column(title, 50), Column(details, 43))
    rows = tuple((str(n), e.title, e.details or "–") for n, e in block.exhibits)
    return table(TableBlock("", columns, rows), setter)


def members(block: MembersAnnex, setter: Typesetter) -> list[Flowable]:
    """Every member: a bar with the reference, then labelled facts."""
    sheet = styles.sheet()
    cell, widths = sheet.cells["left"], [42 * mm, styles.TEXT_WIDTH - 42 * mm]
    parts: list[Flowable] = []
    for member in block.members:
        named, summary = setter.line(member.ref, sheet.bold_cells["left"]), setter.line(member.summary, cell)
        # A name that is longer than the column has the bar to itself.
        wide = fonts.width(member.ref, fonts.SANS_BOLD, styles.CELL) > widths[0] - 2 * _SIDE
        rows: list[list[Any]] = [[named, ""], ["", summary]] if wide else [[named, summary]]
        rows += [
            [setter.line(name, sheet.cell_label), setter.line(text, cell)] for name, text in member.facts
        ]
        _place(rows, wide=wide)
        style: Style = [
            _FONT,
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, 0), styles.SHADE),
            ("LINEBELOW", (0, -1), (-1, -1), 0.35, styles.RULE),
            ("TOPPADDING", (0, 0), (-1, -1), 2.4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.4),
            ("LEFTPADDING", (0, 0), (-1, -1), _SIDE),
            ("RIGHTPADDING", (0, 0), (-1, -1), _SIDE),
            ("NOSPLIT", (0, 0), (-1, min(2 if wide else 1, len(rows) - 1))),
        ]
        if wide:
            style.append(("SPAN", (0, 0), (-1, 0)))
        parts.append(_Cut(rows, colWidths=widths, repeatRows=1, splitInRow=1, hAlign="LEFT", style=style))
        parts[-1].spaceAfter = 6
    return parts


def _place(rows: list[list[Any]], *, wide: bool) -> None:
    """Tell the cells of one member's table where they stand; the first of a row names what is beside it."""
    group = Group("Table")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, TaggedParagraph):
                span = 2 if wide and number == 0 else 1
                cell.place = Place(group, number, column, "" if column else "Row", span)
