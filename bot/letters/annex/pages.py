"""One volume of an annex: rows of a table on landscape pages, headings on each, drawn as they come."""

import codecs
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from bot.letters.annex.cells import Different, Repeated, Setter
from bot.letters.annex.enclosed import Enclosed, Packed
from bot.letters.annex.faces import Faces
from bot.letters.annex.stream import PdfStream
from bot.letters.annex.volume import (
    ABOVE,
    ACCENT,
    BOTTOM,
    COUNT_ROOM,
    FOOT_LINE,
    GREY,
    HEAD_LINE,
    HEIGHT,
    INK,
    LEAD,
    MARGIN,
    PAD,
    RULE,
    SIDE,
    SIZE,
    SMALL,
    TOP,
    WARNING,
    WIDTH,
    Shade,
    Volume,
)
from bot.letters.typography import typeset


def _colour(shade: Shade) -> str:
    return " ".join(f"{part:g}" for part in shade)


_INK, _GREY, _ACCENT, _RULE, _WARNING = map(_colour, (INK, GREY, ACCENT, RULE, WARNING))


def draw(
    target: BinaryIO, volume: Volume, rows: Iterable[Sequence[str]], enclosed: Packed | None = None
) -> int:
    """Draw the rows into the file, the fast way; returns the number of pages. Same rows, same bytes."""
    return _Drawing(target, volume, enclosed).draw(rows)


class _Drawing:
    def __init__(self, target: BinaryIO, volume: Volume, enclosed: Packed | None) -> None:
        self._volume, self._file, self._faces = volume, PdfStream(target), Faces()
        self._setter, self._small = (Setter(self._faces, size, LEAD) for size in (SIZE, SMALL))
        self._encoder = self._faces.first.encoder()
        self._widths = volume.widths
        self._head, self._total = self._file.promise(), self._file.promise()
        self._number = 0
        self._enclosed = enclosed or Enclosed([column.title for column in volume.columns])
        # Some sixty rows make a page: what moves from row to row is prepared once for each height.
        steps = [f" {width:g} 0 Td" for width in self._widths[:-1]]
        self._row = "%s " + "".join(f"%s{step} " for step in steps) + "%s"
        self._back = -sum(self._widths[:-1])

    def draw(self, rows: Iterable[Sequence[str]]) -> int:
        cells = [
            (Repeated if column.repeated else Different)(self._setter, width - SIDE)
            for column, width in zip(self._volume.columns, self._widths, strict=True)
        ]
        top = HEIGHT - TOP - LEAD
        row, back, right = self._row, self._back, WIDTH - MARGIN
        begin = f"{MARGIN + SIDE / 2:g} {top:.2f} Td"
        y, above = top, 0.0
        texts: list[str] = []
        rules: list[str] = []
        for values in self._enclosed.through(rows):
            drawn = [cell[value] for cell, value in zip(cells, values, strict=True)]
            lines = max([count for _, count in drawn])
            height = lines * LEAD + PAD
            if y - height + LEAD < BOTTOM and texts:
                self._page(texts, rules)
                texts, rules, y = [], [], top
            move = f"{back:g} -{above:g} Td" if texts else begin
            texts.append(row % (move, *[operators for operators, _ in drawn]))
            y, above = y - height, height
            rules.append(f"{MARGIN:g} {y + ABOVE:.2f} m {right:.2f} {y + ABOVE:.2f} l")
        self._page(texts, rules)
        return self._finish()

    def _page(self, texts: list[str], rules: list[str]) -> None:
        self._number += 1
        before, _, _ = self._volume.page.partition("{pages}")
        end = WIDTH - MARGIN - COUNT_ROOM
        number = self._say(before.replace("{page}", str(self._number)), 0, FOOT_LINE, right=end)
        body = (
            f"/Head Do q {_GREY} rg {number} 1 0 0 1 {end:.2f} {FOOT_LINE:g} cm /Total Do Q "
            f"{_INK} rg BT {self._setter.font} {' '.join(texts)} ET "
            f"{_RULE} RG 0.3 w {' '.join(rules)} S"
        )
        encoded, _ = codecs.charmap_encode(body, "strict", self._encoder)
        self._file.add_page(encoded, WIDTH, HEIGHT)

    def _say(self, text: str, x: float, y: float, right: float = 0) -> str:
        """A short line of the page's head or foot, at x or ending at `right`."""
        setter = self._small
        text = typeset(text, self._volume.language)
        if right:
            x = right - setter.width(text)
        return f"BT {setter.font} {x:.2f} {y:.2f} Td {setter.show(text)} ET"

    def _finish(self) -> int:
        volume, file, edge = self._volume, self._file, WIDTH - MARGIN
        parts = [
            f"{_GREY} rg",
            self._say(volume.title, MARGIN, HEAD_LINE),
            self._say(volume.remark, MARGIN, FOOT_LINE),
        ]
        if volume.reference:
            parts.append(self._say(volume.reference, 0, HEAD_LINE, right=edge))
        if volume.mark:
            middle = WIDTH / 2 + self._setter.width(volume.mark) / 2
            parts.append(f"{_WARNING} rg {self._say(volume.mark, 0, HEAD_LINE, right=middle)}")
        parts.append(f"{_RULE} RG 0.5 w {MARGIN:g} {HEAD_LINE - 6:.2f} m {edge:.2f} {HEAD_LINE - 6:.2f} l S")
        parts.append(
            f"{_ACCENT} RG 0.7 w {MARGIN:g} {HEIGHT - TOP - 1:.2f} m {edge:.2f} {HEIGHT - TOP - 1:.2f} l S"
        )
        parts.append(f"{_ACCENT} rg {self._titles()}")
        self._form(" ".join(parts), self._head)
        _, _, after = volume.page.partition("{pages}")
        self._form(self._say(f"{self._number}{after}", 0, 0), self._total)
        fonts = self._faces.write(file)
        file.enclose(self._enclosed, volume.title, volume.day)
        resources = f"<</Font<<{fonts}>>/XObject<</Head {self._head} 0 R/Total {self._total} 0 R>>>>"
        return file.finish(resources, volume.title, volume.language, volume.day)

    def _titles(self) -> str:
        """The headings of the columns, in bold where the bold font has the letters."""
        bold, size = self._faces.bold, SIZE
        encoder = bold.encoder(without="()\\")
        shown, x = [], MARGIN + SIDE / 2
        for column, width in zip(self._volume.columns, self._widths, strict=True):
            text = typeset(column.title, self._volume.language)
            try:
                codes, _ = codecs.charmap_encode(text, "strict", encoder)
                written = f"/{bold.name} {size:g} Tf <{codes.hex()}> Tj"
            except UnicodeEncodeError:
                written = f"{self._setter.font} {self._setter.show(text)}"
            shown.append(f"BT 1 0 0 1 {x:.2f} {HEIGHT - TOP + 4:.2f} Tm {written} ET")
            x += width
        return " ".join(shown)

    def _form(self, content: str, number: int) -> None:
        encoded, _ = codecs.charmap_encode(content, "strict", self._encoder)
        self._file.add_stream(
            encoded,
            f"/Type/XObject/Subtype/Form/BBox[0 -20 {WIDTH:.2f} {HEIGHT:.2f}]"
            f"/Resources {self._file.resources} 0 R",
            number,
        )
