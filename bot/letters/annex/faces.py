"""Fonts of an annex: characters in codes of one byte, so that a whole page is encoded by one call.

This is the one module here that leans on reportlab's insides: its reader of TrueType files cuts the subsets.
A test reads a page of every script back with a program of its own; `reportlab` is pinned for it.
"""

import codecs
from typing import Any

from reportlab.pdfbase import pdfmetrics

from bot.letters.annex.stream import PdfStream
from bot.letters.pdf import fonts, rtl

# The letters of the languages that are written in Latin script in Europe, the most frequent first: with ASCII
# they fill the first subset, so that nearly every name is drawn without a change of font.
_EUROPEAN = (
    "éèàçêëîïôùûâ’œæÿüäöñáíóúÉÈÀÇÊËÎÏÔÙÛÂŒÆÜÄÖÑÁÍÓÚßøØåÅãÃõÕ°€«»“”„–—…·ºª½×ìòÌÒýÝðÐþÞłŁąĄćĆęĘńŃśŚźŹżŻčČďĎěĚňŇ"
    "řŘšŠťŤůŮžŽőŐűŰăĂșȘțȚşŞţŢğĞıİđĐāēīūģķļņ‘ľĽĺŕĀĒĪŪ\u00a0"
)
# Codes that a string of a PDF may hold as they are; a raw carriage return would be read as a line feed.
_FREE = [*range(1, 9), 11, 12, *range(14, 32), *range(127, 256)]
_MOST, _SPACE = 256, 32
_NONE = "\ufffe"  # what Python's codec tables have for "no character"
_SYMBOLIC, _NONSYMBOLIC = 1 << 2, 1 << 5


class Subset:
    """Up to 255 characters of one font, each under a code of one byte: a font of its own."""

    def __init__(self, font: str, number: int) -> None:
        self.font, self.number = font, number
        self.name = f"F{number}"
        self.codes: list[int] = [0] * _MOST  # the character of each code
        self.codes[_SPACE] = _SPACE
        self._next = 1

    def take(self, char: str) -> int | None:
        """A code for the character; None when the subset is full."""
        while self._next < _MOST and self.codes[self._next]:
            self._next += 1
        if self._next >= _MOST:
            return None
        self.codes[self._next] = ord(char)
        return self._next

    def fill(self, text: str) -> None:
        """ASCII under its own codes, then the text under codes that may stand in a string as they are."""
        self.codes[_SPACE : _SPACE + 95] = range(_SPACE, _SPACE + 95)
        covered = [char for char in dict.fromkeys(text) if ord(char) in _face(self.font).charToGlyph]
        for code, char in zip(_FREE, covered, strict=False):
            self.codes[code] = ord(char)
        self._next = _MOST

    def encoder(self, without: str = "") -> Any:
        """The table by which Python turns text into the subset's codes in one call."""
        table = (chr(c) if c and chr(c) not in without else _NONE for c in self.codes[1:])
        return codecs.charmap_build("\0" + "".join(table))


def _face(font: str) -> Any:
    found: Any = pdfmetrics.getFont(font)
    return found.face


class Faces:
    """The fonts of one file: which subset has a character, how wide it is, and the fonts as objects."""

    def __init__(self) -> None:
        fonts.register()
        self.first, self.bold = Subset(fonts.SANS, 0), Subset(fonts.SANS_BOLD, 1)
        self.first.fill(_EUROPEAN)
        self.bold.fill(_EUROPEAN)
        self._subsets = [self.first, self.bold]
        self._open: dict[str, Subset] = {}  # by font, the subset that still has room
        self._known: dict[str, tuple[Subset, int]] = {
            chr(char): (self.first, code) for code, char in enumerate(self.first.codes) if char
        }
        self.widths = _Widths()

    def place(self, char: str) -> tuple[Subset, int]:
        """The subset that draws the character, and its code there; U+FFFD for what no font has."""
        found = self._known.get(char)
        if found is None:
            found = self._known[char] = self._new(char)
        return found

    def _new(self, char: str) -> tuple[Subset, int]:
        ((font, drawn),) = fonts.spans(char, fonts.SANS)
        if drawn != char:
            return self.place(drawn)
        subset = self._open.get(font)
        code = subset.take(char) if subset else None
        if subset is None or code is None:
            subset = self._open[font] = Subset(font, len(self._subsets))
            self._subsets.append(subset)
            code = subset.take(char)
        assert code is not None
        return subset, code

    def write(self, target: PdfStream) -> str:
        """Write the fonts; returns the dictionary of resources that names them."""
        return "".join(f"/{s.name} {_written(target, s)} 0 R" for s in self._subsets)


class _Widths(dict[str, float]):
    """The width of each character, in thousandths of the size."""

    def __missing__(self, char: str) -> float:
        spans = fonts.spans(char, fonts.SANS)
        self[char] = width = sum(pdfmetrics.stringWidth(piece, font, 1000) for font, piece in spans)
        return width


def _written(target: PdfStream, subset: Subset) -> int:
    face = _face(subset.font)
    tag = "".join(chr(65 + subset.number // 26**place % 26) for place in range(6))
    name = f"{tag}+{face.name.decode('ascii')}"
    last = max(code for code, char in enumerate(subset.codes) if char)
    codes = subset.codes[: last + 1]
    program = face.makeSubset(codes)
    file = target.add_stream(program, f"/Length1 {len(program)}")
    box = " ".join(str(round(edge)) for edge in face.bbox)
    descriptor = target.add(
        f"<</Type/FontDescriptor/FontName/{name}/Flags {face.flags & ~_NONSYMBOLIC | _SYMBOLIC}"
        f"/FontBBox[{box}]/ItalicAngle {face.italicAngle:g}/Ascent {face.ascent:g}/Descent {face.descent:g}"
        f"/CapHeight {face.capHeight:g}/StemV {face.stemV:g}/FontFile2 {file} 0 R>>"
    )
    reading = target.add_stream(rtl.unicode_map(name, codes).encode("ascii"))
    widths = " ".join(f"{face.getCharWidth(code):g}" for code in codes)
    return target.add(
        f"<</Type/Font/Subtype/TrueType/BaseFont/{name}/FirstChar 0/LastChar {last}/Widths[{widths}]"
        f"/FontDescriptor {descriptor} 0 R/ToUnicode {reading} 0 R>>"
    )
