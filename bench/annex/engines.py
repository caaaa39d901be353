"""The engines, each as a function from a file of rows to a PDF: landscape A4, head repeated, page x / y.

Run as a program it draws once, in a process that is measured from outside: `python -m bench.annex.engines
NAME ROWS.TSV OUT.PDF`.
"""

import io
import sys
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any

from bench.annex.rows import HEAD, SHARES, Row, read

FONTS = Path(__file__).parents[2] / "bot" / "letters" / "fonts"
_REPEATED = (False, False, True, True, True, True)
_WIDTH, _MARGIN, _SIZE, _LEAD = 842.0, 34.0, 7.4, 9.0
_WIDTHS = [(_WIDTH - 2 * _MARGIN) * share / sum(SHARES) for share in SHARES]


def collectif(source: Path, target: Path) -> None:
    """Ours: `bot.letters.annex`, one file; PDF/A-3, right-to-left names joined and in their order."""
    from bot.letters.annex import draw

    with target.open("wb") as file:
        draw(file, _volume(), read(source))


def collectif_volumes(source: Path, target: Path) -> None:
    """Ours as the desk does it: volumes of 50,000 rows, drawn by two processes."""
    from bot.letters.annex import volumes

    def jobs() -> Iterator[volumes.Job]:
        found = read(source)
        while (first := next(found, None)) is not None:
            rows = chain([first], islice(found, volumes.ROWS - 1))
            yield volumes.job("volume.pdf", _volume(), rows)

    with target.open("wb") as file:
        for drawn in volumes.draw_all(jobs()):
            file.write(drawn.data)


def _volume() -> Any:
    from bot.letters.annex import Column, Volume

    columns = tuple(Column(*each) for each in zip(HEAD, SHARES, _REPEATED, strict=True))
    return Volume("Annexe", "fr", date(2026, 11, 24), columns, "page {page} / {pages}")


def documented(source: Path, target: Path) -> None:
    """The yardstick, and ours where the fast way does not prove itself: reportlab's documented Canvas."""
    from bot.letters.annex import plain

    with target.open("wb") as file:
        plain.draw(file, _volume(), read(source))


def platypus_chunks(source: Path, target: Path) -> None:
    """The tables of reportlab in pieces of 500 rows, the advice for long ones; plain text in plain cells."""
    _platypus(source, target, chunk=500)


def platypus(source: Path, target: Path) -> None:
    """The Table of reportlab as one writes it first: one table of all rows."""
    _platypus(source, target, chunk=None)


def _platypus(source: Path, target: Path, chunk: int | None) -> None:
    from reportlab import rl_config
    from reportlab.lib.colors import grey
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.platypus import LongTable, SimpleDocTemplate

    from bot.letters.pdf import fonts, styles
    from bot.letters.pdf.markup import Typesetter

    rl_config.useA85 = 0
    setter, style = Typesetter("fr", "", ""), styles.sheet().cells["left"]

    def cell(text: str, width: float) -> Any:
        plain = [font for font, _ in fonts.spans(text, fonts.SANS)] in ([fonts.SANS], [])
        fits = fonts.width(text, fonts.SANS, _SIZE) < width - 12
        return text if plain and fits else setter.line(text, style)

    looks = [("FONT", (0, 0), (-1, -1), fonts.SANS, _SIZE), ("LINEBELOW", (0, 0), (-1, -1), 0.3, grey)]
    found = read(source)
    parts: list[Any] = []
    while rows := list(islice(found, chunk)):
        cells = [[cell(text, width) for text, width in zip(row, _WIDTHS, strict=True)] for row in rows]
        parts.append(LongTable([list(HEAD), *cells], colWidths=_WIDTHS, repeatRows=1, style=looks))

    def number(page: Any, _: Any) -> None:
        page.setFont(fonts.SANS, 7)
        page.drawRightString(_WIDTH - _MARGIN, 24, f"page {page.getPageNumber()}")

    margins = {f"{side}Margin": _MARGIN for side in ("left", "right", "top", "bottom")}
    document = SimpleDocTemplate(str(target), pagesize=landscape(A4), invariant=1, **margins)
    document.build(parts, onFirstPage=number, onLaterPages=number)


def fpdf2(source: Path, target: Path) -> None:
    """fpdf2's table, with fallback fonts; without shaping, which would take nearly three times as long."""
    from fpdf import FPDF

    class Document(FPDF):
        def footer(self) -> None:
            self.set_y(-12)
            self.cell(0, 6, f"page {self.page_no()} / {{nb}}", align="R")

    document = Document(orientation="landscape", format="A4", unit="pt")
    for family, file in (
        ("main", "SourceSansPro-Regular"),
        ("wide", "DejaVuSans"),
        ("cjk", "DroidSansFallback"),
    ):
        document.add_font(family, "", FONTS / f"{file}.ttf")
    document.add_font("main", "B", FONTS / "SourceSansPro-Bold.ttf")
    document.set_fallback_fonts(["wide", "cjk"], exact_match=False)
    document.set_font("main", size=_SIZE)
    document.set_margins(_MARGIN, _MARGIN)
    document.add_page()
    with document.table(col_widths=SHARES, line_height=_LEAD + 3, borders_layout="HORIZONTAL_LINES") as table:
        for values in _with_head(source):
            row = table.row()
            for value in values:
                row.cell(value)
    document.output(str(target))


def weasyprint(source: Path, target: Path) -> None:
    """WeasyPrint: an HTML table, the head repeated by the engine, page numbers by CSS."""
    from html import escape

    from weasyprint import HTML

    faces = "".join(
        f"@font-face{{font-family:{name};src:url('{(FONTS / file).as_uri()}')}}"
        for name, file in (
            ("Main", "SourceSansPro-Regular.ttf"),
            ("Wide", "DejaVuSans.ttf"),
            ("Cjk", "DroidSansFallback.ttf"),
        )
    )
    style = (
        f"{faces}@page{{size:A4 landscape;margin:34pt;"
        "@bottom-right{content:'page 'counter(page)' / 'counter(pages)}}"
        f"body{{font:{_SIZE}pt/{_LEAD}pt Main,Wide,Cjk}}"
        "table{width:100%;table-layout:fixed;border-collapse:collapse}"
        "td{border-bottom:.3pt solid grey;padding:1.5pt 3pt}"
    )
    columns = "".join(f'<col style="width:{100 * share / sum(SHARES):.2f}%">' for share in SHARES)
    head = "".join(f"<th>{escape(title)}</th>" for title in HEAD)
    page = io.StringIO()
    page.write(f"<html lang=fr><style>{style}</style><table><colgroup>{columns}</colgroup>")
    page.write(f"<thead><tr>{head}</tr></thead>")
    for row in read(source):
        page.write("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>")
    HTML(string=page.getvalue() + "</table>").write_pdf(str(target))


def typst(source: Path, target: Path) -> None:
    """Typst: its table, read from the same file; tags switched off."""
    import typst as engine

    columns = ", ".join(f"{share}fr" for share in SHARES)
    head = ", ".join(f"[*{title}*]" for title in HEAD)
    text = f"""
#set document(date: none)
#set page(paper: "a4", flipped: true, margin: 34pt,
  footer: context align(right)[page #counter(page).display("1 / 1", both: true)])
#set text(size: {_SIZE}pt, lang: "fr", font: ("Source Sans Pro", "DejaVu Sans", "Droid Sans Fallback"))
#set table(stroke: (x, y) => (bottom: .3pt + gray), inset: (x: 3pt, y: 2pt))
#let rows = csv("/{source.name}", delimiter: "\\t")
#table(columns: ({columns}), table.header({head}), ..rows.flatten())
"""
    program = source.with_suffix(".typ")
    program.write_text(text, "utf-8")
    engine.compile(
        str(program),
        output=str(target),
        root=str(source.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_tags=False,
    )


def _with_head(source: Path) -> Iterator[Row]:
    yield HEAD
    yield from read(source)


ENGINES: dict[str, Callable[[Path, Path], None]] = {
    "collectif": collectif,
    "collectif-volumes": collectif_volumes,
    "collectif-documented": documented,
    "reportlab-tables-of-500": platypus_chunks,
    "reportlab-one-table": platypus,
    "typst": typst,
    "fpdf2": fpdf2,
    "weasyprint": weasyprint,
}

if __name__ == "__main__":
    ENGINES[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
