"""A volume drawn with documented calls of reportlab and pikepdf only: the fallback, and the yardstick.

It looks as `pages` draws it. It takes some five times as long and keeps the volume in memory.
"""

import io
import zlib
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from reportlab.pdfgen.canvas import Canvas

from bot.letters.annex import volume as sheet
from bot.letters.annex.cells import KEPT
from bot.letters.annex.enclosed import FILENAME, Enclosed, Packed
from bot.letters.annex.volume import HEIGHT, LEAD, MARGIN, PAD, SIDE, SIZE, WIDTH, Shade, Volume
from bot.letters.annex.wrapping import prepared, wrapped
from bot.letters.pdf import archive, fonts
from bot.letters.typography import typeset

_HEAD, _TOTAL = "head", "total"
Line = list[tuple[str, str]]  # font and piece


def draw(
    target: BinaryIO, volume: Volume, rows: Iterable[Sequence[str]], enclosed: Packed | None = None
) -> int:
    """Draw the rows into the file; returns the number of pages. Same rows, same bytes."""
    from pikepdf import Pdf

    drawing = _Drawing(volume)
    file = enclosed or Enclosed([column.title for column in volume.columns])
    data = drawing.draw(file.through(rows))
    with Pdf.open(io.BytesIO(data)) as document:
        archive.declare(document, volume.title, volume.language, volume.day)
        table = zlib.decompress(file.packed())
        archive.enclose(document, FILENAME, volume.title, table, volume.day)
        target.write(archive.saved(document))
    return drawing.number


class _Drawing:
    def __init__(self, volume: Volume) -> None:
        fonts.register()
        self.number = 0
        self._volume, self._widths = volume, volume.widths
        self._known: dict[tuple[int, str], list[Line]] = {}
        self._target = io.BytesIO()
        # By default a page names Helvetica, which is in no file; the stubs take the name for a number.
        first: Any = fonts.SANS
        self._canvas = Canvas(
            self._target, pagesize=(WIDTH, HEIGHT), invariant=1, lang=volume.language, initialFontName=first
        )
        self._canvas.setViewerPreference("DisplayDocTitle", "true")

    def draw(self, rows: Iterable[Sequence[str]]) -> bytes:
        y = top = HEIGHT - sheet.TOP - LEAD
        placed: list[tuple[float, list[list[Line]]]] = []
        for values in rows:
            cells = [self._lines(place, text) for place, text in enumerate(values)]
            height = max(1, *map(len, cells)) * LEAD + PAD
            if y - height + LEAD < sheet.BOTTOM and placed:
                self._page(placed)
                placed, y = [], top
            y -= height
            placed.append((y + height, cells))
        self._page(placed)
        self._canvas.beginForm(_TOTAL)
        _, _, after = self._volume.page.partition("{pages}")
        self._say(f"{self.number}{after}", 0, 0, sheet.GREY)
        self._canvas.endForm()
        self._canvas.beginForm(_HEAD)
        self._head()
        self._canvas.endForm()
        self._canvas.save()
        return self._target.getvalue()

    def _lines(self, place: int, text: str) -> list[Line]:
        """The lines of a cell, each in the fonts that have its letters."""
        repeated = self._volume.columns[place].repeated
        if repeated and (place, text) in self._known:
            return self._known[place, text]
        lines = wrapped(prepared(text), self._widths[place] - SIDE, _width)
        found = [list(fonts.spans(line, fonts.SANS)) for line in lines]
        if repeated:
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[place, text] = found
        return found

    def _page(self, placed: list[tuple[float, list[list[Line]]]]) -> None:
        self.number += 1
        canvas, edge = self._canvas, WIDTH - MARGIN
        canvas.doForm(_HEAD)
        text = canvas.beginText()
        text.setFillColorRGB(*sheet.INK)
        rules = []
        for y, cells in placed:
            x = MARGIN + SIDE / 2
            for lines, width in zip(cells, self._widths, strict=True):
                for number, line in enumerate(lines):
                    text.setTextOrigin(x, y - number * LEAD)
                    for font, piece in line:
                        text.setFont(font, SIZE)
                        text.textOut(piece)
                x += width
            foot = y - max(1, *map(len, cells)) * LEAD - PAD + sheet.ABOVE
            rules.append((MARGIN, foot, edge, foot))
        canvas.drawText(text)
        canvas.setStrokeColorRGB(*sheet.RULE)
        canvas.setLineWidth(0.3)
        if rules:
            canvas.lines(rules)
        before, _, _ = self._volume.page.partition("{pages}")
        self._say(
            before.replace("{page}", str(self.number)),
            edge - sheet.COUNT_ROOM,
            sheet.FOOT_LINE,
            sheet.GREY,
            right=True,
        )
        canvas.translate(edge - sheet.COUNT_ROOM, sheet.FOOT_LINE)
        canvas.doForm(_TOTAL)
        canvas.showPage()

    def _head(self) -> None:
        """What stands on every page: title, reference, mark, remark and the headings of the columns."""
        volume, canvas, edge = self._volume, self._canvas, WIDTH - MARGIN
        self._say(volume.title, MARGIN, sheet.HEAD_LINE, sheet.GREY)
        self._say(volume.remark, MARGIN, sheet.FOOT_LINE, sheet.GREY)
        self._say(volume.reference, edge, sheet.HEAD_LINE, sheet.GREY, right=True)
        middle = WIDTH / 2 + fonts.width(volume.mark, fonts.SANS, sheet.SMALL) / 2
        self._say(volume.mark, middle, sheet.HEAD_LINE, sheet.WARNING, right=True)
        for shade, thick, y in (
            (sheet.RULE, 0.5, sheet.HEAD_LINE - 6),
            (sheet.ACCENT, 0.7, HEIGHT - sheet.TOP - 1),
        ):
            canvas.setStrokeColorRGB(*shade)
            canvas.setLineWidth(thick)
            canvas.line(MARGIN, y, edge, y)
        x = MARGIN + SIDE / 2
        for column, width in zip(volume.columns, self._widths, strict=True):
            self._say(column.title, x, HEIGHT - sheet.TOP + 4, sheet.ACCENT, font=fonts.SANS_BOLD, size=SIZE)
            x += width

    def _say(
        self,
        text: str,
        x: float,
        y: float,
        shade: Shade,
        *,
        right: bool = False,
        font: str = fonts.SANS,
        size: float = sheet.SMALL,
    ) -> None:
        """A short line that begins, or ends, at x."""
        text = typeset(text, self._volume.language)
        if right:
            x -= fonts.width(text, font, size)
        self._canvas.setFillColorRGB(*shade)
        for name, piece in fonts.spans(text, font):
            self._canvas.setFont(name, size)
            self._canvas.drawString(x, y, piece)
            x += fonts.width(piece, font, size)


def _width(text: str) -> float:
    return fonts.width(text, fonts.SANS, SIZE)
