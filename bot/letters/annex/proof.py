"""Whether the fast way of drawing still tells the truth: a volume of every script, read back by others.

The fast way leans on reportlab's insides, which another version may change. So each process that draws first
draws one small page, and compares what pikepdf reads of it, letter by letter, and what FreeType makes of its
fonts, point by point, with what was meant. It takes a few hundredths of a second.
"""

import io
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from PIL import Image, ImageChops, ImageFont

from bot.letters.annex import pages
from bot.letters.annex.volume import Column, Volume
from bot.letters.pdf import fonts, rtl

# Latin of Europe, Greek, Cyrillic, Arabic, Hebrew, Chinese, Korean, an emoji, and what a string must escape.
_ROWS = (
    ("1", "Łukasz O’Brien-Guðmundsdóttir"), ("2", "Nguyễn (née Söhne) \\ Țepeș"), ("3", "Ελένη Жанна"),
    ("4", "محمد بن علي"), ("5", "שלום"), ("6", "山田 김철수 😀"),
)  # fmt: skip
_VOLUME = Volume("Title", "fr", date(2000, 1, 1), (Column("No", 10), Column("Name", 90)), "{pages}")
_SIZE, _GRID = 48, 12  # points, at which letters are compared, on a square of so many fields
_LIKE = 40  # of 255: the difference of two fields
_ONE_BY_ONE = ImageFont.Layout.BASIC
_CODES = "armn"  # the map of codes by which FreeType reads the fonts of a PDF


@cache
def holds() -> bool:
    """Whether the fast way may be used in this process."""
    try:
        return _reads_back()
    except Exception:  # whatever reportlab changed: the other way does without
        return False


def _reads_back() -> bool:
    from pikepdf import Pdf

    target = io.BytesIO()
    pages.draw(target, _VOLUME, _ROWS)
    with Pdf.open(io.BytesIO(target.getvalue())) as document:
        (page,) = document.pages
        shown = list(_shown(page))
    meant = [char for row in _ROWS for cell in row for char in rtl.visual(cell) if not char.isspace()]
    return [read for read, _ in shown] == [unicodedata.normalize("NFKC", char) for char in meant] and all(
        _alike(drawn, _shape(char)) for (_, drawn), char in zip(shown, meant, strict=True)
    )


def _shown(page: Any) -> Iterator[tuple[str, Image.Image]]:
    """What a reader takes each letter of the page for, and how it looks; blanks left out."""
    from pikepdf import parse_content_stream

    known = {name: _Font(font) for name, font in page.Resources.Font.items()}
    font: _Font | None = None
    for step in parse_content_stream(page):
        operands: Any = step.operands
        match str(step.operator):
            case "Tf":
                font = known[str(operands[0])]
            case "Tj" if font:
                yield from (font.letter(code) for code in bytes(operands[0]) if font.reads[code].strip())
            case _:
                pass


class _Font:
    """A font of a file, as its readers see it."""

    def __init__(self, font: Any) -> None:
        table = font.ToUnicode.read_bytes().decode("ascii")
        found = re.findall("<([0-9A-F]{2})> <([0-9A-F]{4,})>", table)
        self.reads = {int(code, 16): bytes.fromhex(char).decode("utf-16-be") for code, char in found}
        program = io.BytesIO(font.FontDescriptor.FontFile2.read_bytes())
        self._drawn = ImageFont.truetype(program, _SIZE, encoding=_CODES, layout_engine=_ONE_BY_ONE)

    def letter(self, code: int) -> tuple[str, Image.Image]:
        return self.reads[code], _picture(self._drawn, chr(code))


def _shape(char: str) -> Image.Image:
    """How a letter looks in the shipped font that has it."""
    ((font, drawn),) = fonts.spans(char, fonts.SANS)
    whole = ImageFont.truetype(str(fonts.path(font)), _SIZE, layout_engine=_ONE_BY_ONE)
    return _picture(whole, drawn)


def _picture(font: ImageFont.FreeTypeFont, char: str) -> Image.Image:
    """The letter on a square of its own, small: hints move an edge by a point, not by a stroke."""
    # Not by ImageDraw, for which the code 10 would be a line's end.
    mask, (x, y) = font.getmask2(char)
    square = Image.new("L", (2 * _SIZE, 2 * _SIZE))
    square.paste(Image.frombytes("L", mask.size, bytes(mask)), (_SIZE // 2 + x, y))
    return square.resize((_GRID, _GRID), Image.Resampling.BOX)


def _alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures show the same letter."""
    differences = ImageChops.difference(one, other).tobytes()
    return max(differences) < _LIKE
