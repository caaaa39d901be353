"""The shipped fonts, and which of them can draw which character: nothing ever prints as an empty box."""

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFont

from bot.letters.pdf import rtl, shaping

FOLDER = Path(__file__).parents[1] / "fonts"

SERIF, SERIF_BOLD, SERIF_ITALIC, SERIF_BOLD_ITALIC = (
    "CSerif",
    "CSerif-Bold",
    "CSerif-Italic",
    "CSerif-BoldItalic",
)
SANS, SANS_BOLD = "CSans", "CSans-Bold"
WIDE, CJK = "CWide", "CCjk"  # scripts that the text fonts lack

_FILES = {
    SERIF: "SourceSerifPro-Regular.ttf",
    SERIF_BOLD: "SourceSerifPro-Bold.ttf",
    SERIF_ITALIC: "SourceSerifPro-It.ttf",
    SERIF_BOLD_ITALIC: "SourceSerifPro-BoldIt.ttf",
    SANS: "SourceSansPro-Regular.ttf",
    SANS_BOLD: "SourceSansPro-Bold.ttf",
    WIDE: "DejaVuSans.ttf",
    CJK: "DroidSansFallback.ttf",
}
# Where to look, in order, for a character that the wanted font lacks.
_FALLBACK = {
    SERIF: (SERIF, SANS, WIDE, CJK),
    SERIF_BOLD: (SERIF_BOLD, SANS_BOLD, SERIF, WIDE, CJK),
    SERIF_ITALIC: (SERIF_ITALIC, SERIF, SANS, WIDE, CJK),
    SERIF_BOLD_ITALIC: (SERIF_BOLD_ITALIC, SERIF_BOLD, SANS_BOLD, WIDE, CJK),
    SANS: (SANS, WIDE, CJK),
    SANS_BOLD: (SANS_BOLD, SANS, WIDE, CJK),
}
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
# Same meaning, and every text font has them: the narrow no-break space and the no-break hyphen.
_SUBSTITUTES = str.maketrans({"\u202f": "\u00a0", "\u2011": "-"})


@cache
def _coverage(name: str) -> frozenset[int]:
    """Register a font, once a process; returns its characters."""
    ttfonts.makeToUnicodeCMap = rtl.unicode_map  # reportlab has no door for it; the version is pinned
    font = TTFont(name, str(path(name)))
    pdfmetrics.registerFont(font)
    for bold in (0, 1):
        for italic in (0, 1):
            # Each font is its own family: bold and italic are chosen by name, never derived.
            addMapping(name, bold, italic, name)
    return frozenset(font.face.charToGlyph)


def path(font: str) -> Path:
    """The file of a shipped font."""
    return FOLDER / _FILES[font]


def register() -> None:
    """Make the text fonts known to reportlab; `spans` names the large ones only when it has read them."""
    for name in _FALLBACK:
        _coverage(name)


def serif(*, bold: bool = False, italic: bool = False) -> str:
    """The text font in a style."""
    return {
        (False, False): SERIF, (True, False): SERIF_BOLD,
        (False, True): SERIF_ITALIC, (True, True): SERIF_BOLD_ITALIC,
    }[bold, italic]  # fmt: skip


@cache
def _font_of(char: str, wanted: str) -> tuple[str, str]:
    if font := shaping.font_of(char):
        return font, char
    for name in _FALLBACK[wanted]:
        if ord(char) in _coverage(name):
            return name, char
    return WIDE, UNKNOWN


def spans(text: str, wanted: str) -> Iterator[tuple[str, str]]:
    """Cut a text into (font, piece), each drawable by that font; what no font has becomes U+FFFD."""
    text = shaping.shaped(text.translate(_SUBSTITUTES))
    if rtl.has_rtl(text):
        text = rtl.visual(text)
    drawn = (_font_of(char, wanted) for char in text)
    for font, group in groupby(drawn, key=lambda pair: pair[0]):
        yield font, "".join(char for _, char in group)


def width(text: str, font: str, size: float) -> float:
    """The width of a text in points, as it will be drawn."""
    return sum(pdfmetrics.stringWidth(piece, name, size) for name, piece in spans(text, font))
