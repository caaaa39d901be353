"""Tables: headings repeated on every page, nothing clipped, thin rules."""

from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Spacer, Table
from reportlab.lib.units import mm

from bot.letters.model import Column, ExhibitList, MembersAnnex
from bot.letters.model import Table as TableBlock
from bot.letters.pdf import fonts, styles
from bot.letters.pdf.markup import Typesetter

_PAD = 3.2
Style = list[tuple[object, ...]]


def _style(rows: int, total: bool) -> Style:
    style: Style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("BACKGROUND", (0, 0), (-1, 0), styles.SHADE),
        ("LINEBELOW", (0, 0), (-1, 0), 0.7, styles.ACCENT),
        ("LINEBELOW", (0, 1), (-1, -1), 0.35, styles.RULE),
        ("TOPPADDING", (0, 0), (-1, -1), _PAD),
        ("BOTTOMPADDING", (0, 0), (-1, -1), _PAD),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]
    if total:
        style += [
            ("LINEABOVE", (0, rows), (-1, rows), 0.7, styles.ACCENT),
            ("NOSPLIT", (0, max(1, rows - 1)), (-1, rows)),
        ]
    return style


def _cells(
    setter: Typesetter, row: tuple[str, ...], columns: tuple[Column, ...], *, bold: bool
) -> list[Paragraph]:
    sheet = styles.sheet()
    by_align = {"left": sheet.cell, "right": sheet.cell_right, "center": sheet.cell_center}
    cells = []
    for text, column in zip(row, columns, strict=True):
        style = by_align[column.align]
        if bold:
            style = style.clone(f"{style.name}_bold", fontName=fonts.SANS_BOLD, textColor=styles.ACCENT)
        cells.append(setter.line(text, style))
    return cells


def table(block: TableBlock, setter: Typesetter) -> list[Flowable]:
    """A table under its caption; the heading row comes again on each page."""
    columns = block.columns
    rows = [_cells(setter, tuple(c.title for c in columns), columns, bold=True)]
    rows += [_cells(setter, row, columns, bold=False) for row in block.rows]
    if block.total:
        rows.append(_cells(setter, block.total, columns, bold=True))
    share = sum(c.share for c in columns)
    widths = [styles.TEXT_WIDTH * c.share / share for c in columns]
    drawn = Table(
        rows,
        colWidths=widths,
        repeatRows=1,
        splitInRow=1,
        hAlign="LEFT",
        style=_style(len(rows) - 1, bool(block.total)),
    )
    parts: list[Flowable] = [CondPageBreak(32 * mm)]
    if block.caption:
        parts.append(setter.line(block.caption, styles.sheet().caption))
    parts.append(drawn)
    if block.note:
        parts.append(setter.line(block.note, styles.sheet().note))
    # Space that a page's end may swallow; a spacer of its own could open an empty page.
    parts[-1].spaceAfter = 10
    return parts


def exhibits(block: ExhibitList, setter: Typesetter) -> list[Flowable]:
    """The list of exhibits."""
    number, title, details = block.columns
    columns = (Column(number, 7, "right"), Column(title, 50), Column(details, 43))
    rows = tuple((str(n), e.title, e.details or "–") for n, e in block.exhibits)
    return table(TableBlock("", columns, rows), setter)


def members(block: MembersAnnex, setter: Typesetter) -> list[Flowable]:
    """Every member: a bar with the reference, then labelled facts."""
    sheet = styles.sheet()
    reference = sheet.cell.clone("reference", fontName=fonts.SANS_BOLD, textColor=styles.ACCENT, fontSize=9.5)
    label = sheet.cell.clone("label_cell", textColor=styles.GREY)
    widths = [42 * mm, styles.TEXT_WIDTH - 42 * mm]
    parts: list[Flowable] = []
    for member in block.members:
        rows = [[setter.line(member.ref, reference), setter.line(member.summary, sheet.cell)]]
        rows += [[setter.line(name, label), setter.line(text, sheet.cell)] for name, text in member.facts]
        style: Style = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, 0), styles.SHADE),
            ("LINEBELOW", (0, -1), (-1, -1), 0.35, styles.RULE),
            ("TOPPADDING", (0, 0), (-1, -1), 2.4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.4),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("NOSPLIT", (0, 0), (-1, min(1, len(rows) - 1))),
        ]
        parts.append(Table(rows, colWidths=widths, repeatRows=1, splitInRow=1, hAlign="LEFT", style=style))
        parts.append(Spacer(1, 6))
    return parts
