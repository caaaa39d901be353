"""The font of the fillable fields: a small embedded TrueType font in WinAnsi order, for viewers to type with.

reportlab would reference Helvetica without embedding it; a field needs a font that knows every Western
character, not only those already on the page.
"""

import struct
from functools import cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream
from reportlab.pdfbase.ttfonts import TTFontMaker

from bot.letters.pdf import fonts

RESOURCE = "CForm"  # the name by which fields call the font
_FIRST, _LAST = 32, 255


def _winansi() -> list[int]:
    """The character of each code from 32 to 255."""
    return [ord(bytes([code]).decode("cp1252", "replace")) for code in range(_FIRST, _LAST + 1)]


def _face() -> Any:
    font: Any = pdfmetrics.getFont(fonts.SANS)
    return font.face


@cache
def _program() -> bytes:
    """The font file: the glyphs of WinAnsi under a Unicode character map, as a non-symbolic font needs."""
    face = _face()
    codes = sorted({code for code in _winansi() if code in face.charToGlyph})
    data = face.makeSubset(codes)
    tables = _tables(data)
    maker = TTFontMaker()
    for tag, table in tables.items():
        maker.add(tag, _unicode_map(codes, tables["cmap"]) if tag == "cmap" else table)
    program: bytes = maker.makeStream()
    return program


def _tables(data: bytes) -> dict[str, bytes]:
    (count,) = struct.unpack_from(">H", data, 4)
    found = {}
    for position in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * position)
        found[tag.decode("latin1")] = data[offset : offset + length]
    return found


def _unicode_map(codes: list[int], old: bytes) -> bytes:
    """A cmap table (platform 3, encoding 1, format 4) with one segment a character."""
    glyphs = struct.unpack_from(f">{len(codes)}H", old, 22)  # format 6: ids in the order of the codes
    ends = [*codes, 0xFFFF]
    deltas = [(glyph - code) % 0x10000 for glyph, code in zip(glyphs, codes, strict=True)] + [1]
    count = len(ends)
    power = 1 << (count.bit_length() - 1)
    head = (
        4, 16 + 8 * count, 0, 2 * count, 2 * power, power.bit_length() - 1, 2 * count - 2 * power,
        *ends, 0, *ends, *deltas, *([0] * count),
    )  # fmt: skip
    return struct.pack(">HHHHL", 0, 1, 3, 1, 12) + struct.pack(f">{len(head)}H", *head)


def form_font() -> PDFDictionary:
    """The font's dictionary, for the form's resources."""
    face = _face()
    program = _program()
    stream = PDFStream(content=program)
    stream.dictionary["Length1"] = len(program)
    name = PDFName("CollectifForm")
    descriptor = _reference(
        Type=PDFName("FontDescriptor"),
        FontName=name,
        Flags=32,
        FontBBox=PDFArray(list(face.bbox)),
        ItalicAngle=face.italicAngle,
        Ascent=face.ascent,
        Descent=face.descent,
        CapHeight=face.capHeight,
        StemV=face.stemV,
        FontFile2=stream,
    )
    widths = [face.charWidths.get(code, face.defaultWidth) for code in _winansi()]
    return _reference(
        Type=PDFName("Font"),
        Subtype=PDFName("TrueType"),
        BaseFont=name,
        Encoding=PDFName("WinAnsiEncoding"),
        FirstChar=_FIRST,
        LastChar=_LAST,
        Widths=PDFArray([round(w) for w in widths]),
        FontDescriptor=descriptor,
    )


def _reference(**entries: object) -> PDFDictionary:
    return own_object(PDFDictionary(entries))


def own_object(dictionary: Any) -> PDFDictionary:
    """Make a dictionary an object of its own in the file, which others refer to."""
    dictionary.__RefOnly__ = 1
    found: PDFDictionary = dictionary
    return found
