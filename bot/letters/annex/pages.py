"""One volume of an annex: rows of a table on landscape pages, headings on each, drawn as they come."""

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from reportlab.lib.pagesizes import A4, landscape

from bot.letters.annex.cells import Different, Repeated, Setter
from bot.letters.annex.faces import Faces
from bot.letters.annex.stream import PdfStream
from bot.letters.typography import typeset

WIDTH, HEIGHT = landscape(A4)
_MARGIN, _TOP, _BOTTOM = 34.0, 56.0, 40.0
_SIZE, _LEAD, _PAD, _SIDE = 7.4, 9.0, 3.0, 6.0
_ABOVE = 8.1  # a rule stands so far above the line under it
_SMALL = 7.0
_INK, _GREY, _ACCENT, _RULE, _WARNING = (
    "0.1 0.1 0.1", "0.36 0.39 0.44", "0.12 0.2 0.33", "0.76 0.79 0.82", "0.61 0.11 0.11",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: its heading, its share of the width, whether the same texts come again and again."""

    title: str
    share: float
    repeated: bool = False


@dataclass(frozen=True)
class Volume:
    """What a volume says beside its rows."""

    title: str
    language: str
    day: date
    columns: tuple[Column, ...]
    page: str  # "page {page} / {pages}"
    reference: str = ""  # head, right
    remark: str = ""  # foot, left
    mark: str = ""  # PROJET …


def draw(target: BinaryIO, volume: Volume, rows: Iterable[Sequence[str]]) -> int:
    """Draw the rows into the file; returns the number of pages. Same rows, same bytes."""
    return _Drawing(target, volume).draw(rows)


class _Drawing:
    def __init__(self, target: BinaryIO, volume: Volume) -> None:
        self._volume, self._file, self._faces = volume, PdfStream(target), Faces()
        self._setter = Setter(self._faces, _SIZE, _LEAD)
        self._encoder = self._faces.first.encoder()
        whole = sum(c.share for c in volume.columns)
        self._widths = [(WIDTH - 2 * _MARGIN) * c.share / whole for c in volume.columns]
        self._head, self._total = self._file.promise(), self._file.promise()
        self._number = 0
        # Some sixty rows make a page: what moves from row to row is prepared once for each height.
        steps = [f" {width:g} 0 Td" for width in self._widths[:-1]]
        self._row = "%s " + "".join(f"%s{step} " for step in steps) + "%s"
        self._back = -sum(self._widths[:-1])

    def draw(self, rows: Iterable[Sequence[str]]) -> int:
        cells = [
            (Repeated if column.repeated else Different)(self._setter, width - _SIDE)
            for column, width in zip(self._volume.columns, self._widths, strict=True)
        ]
        top = HEIGHT - _TOP - _LEAD
        row, back, right = self._row, self._back, WIDTH - _MARGIN
        begin = f"{_MARGIN + _SIDE / 2:g} {top:.2f} Td"
        y, above = top, 0.0
        texts: list[str] = []
        rules: list[str] = []
        for values in rows:
            drawn = [cell[value] for cell, value in zip(cells, values, strict=True)]
            lines = max([count for _, count in drawn])
            height = lines * _LEAD + _PAD
            if y - height + _LEAD < _BOTTOM and texts:
                self._page(texts, rules)
                texts, rules, y = [], [], top
            move = f"{back:g} -{above:g} Td" if texts else begin
            texts.append(row % (move, *[operators for operators, _ in drawn]))
            y, above = y - height, height
            rules.append(f"{_MARGIN:g} {y + _ABOVE:.2f} m {right:.2f} {y + _ABOVE:.2f} l")
        self._page(texts, rules)
        return self._finish()

    def _page(self, texts: list[str], rules: list[str]) -> None:
        self._number += 1
        before, _, _ = self._volume.page.partition("{pages}")
        number = self._say(before.replace("{page}", str(self._number)), 0, 24, right=WIDTH - _MARGIN - 24)
        body = (
            f"/Head Do q {_GREY} rg {number} 1 0 0 1 {WIDTH - _MARGIN - 24:.2f} 24 cm /Total Do Q "
            f"{_INK} rg BT {self._setter.font} {' '.join(texts)} ET "
            f"{_RULE} RG 0.3 w {' '.join(rules)} S"
        )
        encoded, _ = codecs.charmap_encode(body, "strict", self._encoder)
        self._file.add_page(encoded, WIDTH, HEIGHT)

    def _say(self, text: str, x: float, y: float, right: float = 0, size: float = _SMALL) -> str:
        """A short line of the page's head or foot, at x or ending at `right`."""
        setter = Setter(self._faces, size, _LEAD)
        text = typeset(text, self._volume.language)
        if right:
            x = right - setter.width(text)
        return f"BT {setter.font} {x:.2f} {y:.2f} Td {setter.show(text)} ET"

    def _finish(self) -> int:
        volume, file, edge = self._volume, self._file, WIDTH - _MARGIN
        high = HEIGHT - 24
        parts = [f"{_GREY} rg", self._say(volume.title, _MARGIN, high), self._say(volume.remark, _MARGIN, 24)]
        if volume.reference:
            parts.append(self._say(volume.reference, 0, high, right=edge))
        if volume.mark:
            middle = WIDTH / 2 + self._setter.width(volume.mark) / 2
            parts.append(f"{_WARNING} rg {self._say(volume.mark, 0, high, right=middle)}")
        parts.append(f"{_RULE} RG 0.5 w {_MARGIN:g} {high - 6:.2f} m {edge:.2f} {high - 6:.2f} l S")
        parts.append(
            f"{_ACCENT} RG 0.7 w {_MARGIN:g} {HEIGHT - _TOP - 1:.2f} m {edge:.2f} {HEIGHT - _TOP - 1:.2f} l S"
        )
        parts.append(f"{_ACCENT} rg {self._titles()}")
        self._form(" ".join(parts), self._head)
        _, _, after = volume.page.partition("{pages}")
        self._form(self._say(f"{self._number}{after}", 0, 0), self._total)
        fonts = self._faces.write(file)
        resources = f"<</Font<<{fonts}>>/XObject<</Head {self._head} 0 R/Total {self._total} 0 R>>>>"
        return file.finish(resources, volume.title, volume.language, volume.day)

    def _titles(self) -> str:
        """The headings of the columns, in bold where the bold font has the letters."""
        bold, size = self._faces.bold, _SIZE
        encoder = bold.encoder(without="()\\")
        shown, x = [], _MARGIN + _SIDE / 2
        for column, width in zip(self._volume.columns, self._widths, strict=True):
            text = typeset(column.title, self._volume.language)
            try:
                codes, _ = codecs.charmap_encode(text, "strict", encoder)
                written = f"/{bold.name} {size:g} Tf <{codes.hex()}> Tj"
            except UnicodeEncodeError:
                written = f"{self._setter.font} {self._setter.show(text)}"
            shown.append(f"BT 1 0 0 1 {x:.2f} {HEIGHT - _TOP + 4:.2f} Tm {written} ET")
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
