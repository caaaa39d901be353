"""Names in scripts whose letters change shape and place: a syllable becomes a glyph and a character of ours.

reportlab draws one glyph a character, in the order given. So HarfBuzz shapes a word, and what it makes of a
syllable is put together to a glyph of its own in the font, under a character for private use: `clean` lets
nobody type those. From then on a syllable is a character like any other: it has a width, is never cut, and
what readers copy is the text that it stands for (see `plain`). A font is read when it is first needed.
"""

import re
import struct
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

_FOLDER = Path(__file__).parents[1] / "fonts" / "noto"
_SERIF = {"Tibetan"}
# By script, its blocks as a class of characters.
_BLOCKS = {
    "Syriac": "\u0700-\u074f", "Thaana": "\u0780-\u07bf", "NKo": "\u07c0-\u07ff",
    "Devanagari": "\u0900-\u097f\ua8e0-\ua8ff", "Bengali": "\u0980-\u09ff", "Gurmukhi": "\u0a00-\u0a7f",
    "Gujarati": "\u0a80-\u0aff", "Oriya": "\u0b00-\u0b7f", "Tamil": "\u0b80-\u0bff",
    "Telugu": "\u0c00-\u0c7f", "Kannada": "\u0c80-\u0cff", "Malayalam": "\u0d00-\u0d7f",
    "Sinhala": "\u0d80-\u0dff", "Thai": "\u0e00-\u0e7f", "Lao": "\u0e80-\u0eff", "Tibetan": "\u0f00-\u0fff",
    "Myanmar": "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f", 
    "Georgian": "\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f",
    "Ethiopic": "\u1200-\u139f\u2d80-\u2ddf\uab00-\uab2f", "Cherokee": "\u13a0-\u13ff\uab70-\uabbf",
    "Khmer": "\u1780-\u17ff\u19e0-\u19ff", "Mongolian": "\u1800-\u18af", "OlChiki": "\u1c50-\u1c7f",
    "Adlam": "\U0001e900-\U0001e95f",
}  # fmt: skip
RTL = "\U00100000-\U0010fffd"  # our characters of the scripts that run from right to left
_RIGHT_TO_LEFT = {"Syriac", "Thaana", "NKo", "Adlam"}
_ANY = "".join(_BLOCKS.values())
_JOINERS = "\u200c\u200d"
_WORD = re.compile(f"[{_ANY}][{_ANY}{_JOINERS}]*")
_SCRIPT = re.compile("|".join(f"(?P<{name}>[{block}])" for name, block in _BLOCKS.items()))
_LONGEST = 24  # characters of one syllable; what is longer is no word, and must not be wider than a line
_LTR_CODES, _RTL_CODES = (0xF0000, 0xFFFFD), (0x100000, 0x10FFFD)
_LAST_GLYPH = 0xFFFE
_SUBSTITUTE = "\N{REPLACEMENT CHARACTER}"
# What a glyph made of others says of each: its place in words, as x and y, unscaled; and whether more follow.
_PLACED, _MORE = 0x0003, 0x0020


@dataclass(frozen=True)
class _Syllable:
    """A part of a shaped word: its glyphs with their places, in units of the font."""

    text: str
    glyphs: tuple[tuple[int, int, int], ...]
    advance: int


_drawn: dict[tuple[str, _Syllable], str] = {}
_font: dict[str, str] = {}  # by our character
_text: dict[str, str] = {}


def shaped(text: str) -> str:
    """The text with its syllables as characters of ours; a text without such scripts as it is."""
    return text if text.isascii() else _WORD.sub(lambda match: _word(match.group()), text)


def font_of(char: str) -> str | None:
    """The font that draws a character of ours; None for every other."""
    return _font.get(char)


def plain(char: str) -> str:
    """The text for which a character stands."""
    return _text.get(char, char)


@cache
def _faces(script: str) -> "_Face":
    return _Face(script)


def _word(word: str) -> str:
    """A word, cut where its script changes."""
    script, scripts = "", []
    for char in word:
        found = _SCRIPT.match(char)
        script = str(found.lastgroup) if found else script
        scripts.append(script)
    pieces = groupby(zip(scripts, word, strict=True), key=lambda pair: pair[0])
    return "".join(_faces(script).draw("".join(char for _, char in piece)) for script, piece in pieces)


class _Face:
    """The font of a script, to which glyphs are added."""

    def __init__(self, script: str) -> None:
        self.name = f"CNoto-{script}"
        path = _FOLDER / f"Noto{'Serif' if script in _SERIF else 'Sans'}{script}-Regular.ttf"
        font: Any = TTFont(self.name, str(path))
        pdfmetrics.registerFont(font)
        self._shapes: Any = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))
        self._face: Any = font.face
        self._known = frozenset(self._face.charToGlyph)
        self._rtl = script in _RIGHT_TO_LEFT
        _make_room(self._face)

    def draw(self, text: str) -> str:
        """The text in characters of ours, in the order in which it is read."""
        parts = groupby(text, key=lambda char: char in _JOINERS or ord(char) in self._known)
        return "".join(self._run("".join(part)) if has else "".join(part) for has, part in parts)

    def _run(self, text: str) -> str:
        syllables = self._syllables(text)
        if any(len(s.text) > _LONGEST for s in syllables):
            pieces = (text[start : start + _LONGEST] for start in range(0, len(text), _LONGEST))
            syllables = [s for piece in pieces for s in self._syllables(piece)]
        return "".join(map(self._char, syllables))

    def _syllables(self, text: str) -> list[_Syllable]:
        buffer: Any = uharfbuzz.Buffer()
        buffer.add_str(text)
        if self._rtl:  # readers turn the characters of a glyph round, so each has its own
            buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.language = "und"  # else it would be the one of the machine
        buffer.guess_segment_properties()
        buffer.flags = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        uharfbuzz.shape(self._shapes, buffer)
        parts: dict[int, tuple[list[tuple[int, int, int]], int]] = {0: ([], 0)}
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            glyphs, pen = parts.get(info.cluster, ([], 0))
            glyphs.append((info.codepoint, pen + place.x_offset, place.y_offset))
            parts[info.cluster] = glyphs, pen + place.x_advance
        starts = sorted(parts)
        ends = [*starts[1:], len(text)]
        return [
            _Syllable(text[start:end], tuple(parts[start][0]), parts[start][1])
            for start, end in zip(starts, ends, strict=True)
        ]

    def _char(self, syllable: _Syllable) -> str:
        char = _drawn.get((self.name, syllable))
        if char is None:
            char = _drawn[self.name, syllable] = self._new(syllable)
        return char

    def _new(self, syllable: _Syllable) -> str:
        face = self._face
        missing = not syllable.glyphs or any(glyph == 0 for glyph, _, _ in syllable.glyphs)
        if missing or len(face.glyphPos) >= _LAST_GLYPH:
            return _SUBSTITUTE
        code = next(_codes(rtl=self._rtl), None)
        if code is None:
            return _SUBSTITUTE
        char = chr(code)
        glyph, x, y = syllable.glyphs[0]
        if len(syllable.glyphs) > 1 or (x, y) != (0, 0) or face.hmetrics[glyph][0] != syllable.advance:
            glyph = self._composed(syllable)
        face.charToGlyph[code] = glyph
        face.charWidths[code] = face._pdfScale(syllable.advance)
        _font[char], _text[char] = self.name, syllable.text
        return char

    def _composed(self, syllable: _Syllable) -> int:
        """A new glyph that puts those of the syllable in their places; returns its number."""
        boxes = [box for glyph in syllable.glyphs if (box := self._box(*glyph))]
        edges = (0, 0, 0, 0)
        if boxes:
            lefts, bottoms, rights, tops = zip(*boxes, strict=True)
            edges = (min(lefts), min(bottoms), max(rights), max(tops))
        data = struct.pack(">h4h", -1, *edges)
        for place, (glyph, x, y) in enumerate(syllable.glyphs, 1):
            more = _MORE if place < len(syllable.glyphs) else 0
            data += struct.pack(">HHhh", _PLACED | more, glyph, x, y)
        return _added(self._face, data, syllable.advance, edges[0])

    def _box(self, glyph: int, x: int, y: int) -> tuple[int, int, int, int] | None:
        extents = self._shapes.get_glyph_extents(glyph)
        if extents is None or not extents.width:
            return None
        left, top = x + extents.x_bearing, y + extents.y_bearing
        return left, top + extents.height, left + extents.width, top


@cache
def _codes(*, rtl: bool) -> Any:
    first, last = _RTL_CODES if rtl else _LTR_CODES
    return iter(range(first, last + 1))


# The rest leans on how reportlab keeps a font: the tables as one string, the glyphs by where each begins.


def _make_room(face: Any) -> None:
    """Let new glyphs stand behind the last table, as if the table of glyphs went on; say that they may be."""
    maxp, _ = face.get_table_pos("maxp")
    # At most so many points, outlines, parts and levels: a syllable may have more than any glyph shipped.
    for place, least in ((10, 2000), (12, 300), (28, 2 * _LONGEST), (30, 4)):
        most = max(least, face.get_ushort(maxp + place))
        at = maxp + place
        face._ttf_data = face._ttf_data[:at] + struct.pack(">H", most) + face._ttf_data[at + 2 :]
    start, _ = face.get_table_pos("glyf")
    face.glyphPos.append(len(face._ttf_data) - start)
    face.hmetrics.append((0, 0))  # of what lies between, which no character asks for


def _added(face: Any, data: bytes, advance: int, left: int) -> int:
    """Add a glyph to the font; returns its number."""
    start, _ = face.get_table_pos("glyf")
    face._ttf_data += data
    end = len(face._ttf_data) - start
    face.table["glyf"]["length"] = end
    face.glyphPos.append(end)
    face.hmetrics.append((advance, left & 0xFFFF))
    return len(face.glyphPos) - 2
