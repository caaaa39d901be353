"""Measures, colours and paragraph styles of a letter."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from bot.letters.pdf import fonts

PAGE_WIDTH, PAGE_HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 25 * mm, 22 * mm, 24 * mm, 21 * mm  # text margin 25 mm left (DIN 5008)
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
INDENT = 11 * mm  # numbered paragraphs hang their number in it

CELL = 8.8  # size of table text
_ALIGN = {"left": TA_LEFT, "right": TA_RIGHT, "center": TA_CENTER}

# The styles whose words may be broken at the end of a line; headings, also of columns, names and addresses
# stay whole.
BROKEN = frozenset(
    {"body", "numbered", "bullet", "bullet_indented", "ticked", "note", "cell_label"}
    | {f"cell_{align}" for align in _ALIGN}
)

INK: Color = HexColor(0x1A1A1A)
ACCENT: Color = HexColor(0x1F3354)
GREY: Color = HexColor(0x5B6470)
RULE: Color = HexColor(0xC3C9D1)
SHADE: Color = HexColor(0xEEF1F5)
FIELD: Color = HexColor(0xF1F5FB)
WARNING: Color = HexColor(0x9B1C1C)


@dataclass(frozen=True)
class Sheet:
    """The paragraph styles, by use."""

    body: ParagraphStyle
    numbered: ParagraphStyle
    bullet: ParagraphStyle
    bullet_indented: ParagraphStyle
    ticked: ParagraphStyle
    section: ParagraphStyle
    sub: ParagraphStyle
    object: ParagraphStyle
    reference: ParagraphStyle
    address: ParagraphStyle
    dispatch: ParagraphStyle
    dated: ParagraphStyle
    caption: ParagraphStyle
    cells: dict[str, ParagraphStyle]  # by alignment
    bold_cells: dict[str, ParagraphStyle]
    cell_label: ParagraphStyle
    label: ParagraphStyle
    note: ParagraphStyle
    annex: ParagraphStyle


def _style(name: str, font: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
    settings: dict[str, Any] = {
        "fontName": font,
        "fontSize": size,
        "leading": leading,
        "textColor": INK,
        "bulletFontName": fonts.SANS,
        "bulletFontSize": size,
        "splitLongWords": 1,
        "allowWidows": 0,
        "allowOrphans": 0,
        **more,
    }
    return ParagraphStyle(name, **settings)


@cache
def sheet() -> Sheet:
    """The styles; made once a process, after the fonts are registered."""
    fonts.register()
    serif, bold, sans, sans_bold = fonts.SERIF, fonts.SERIF_BOLD, fonts.SANS, fonts.SANS_BOLD
    numbered: dict[str, Any] = {
        "spaceAfter": 5.5,
        "leftIndent": INDENT,
        "bulletIndent": 0,
        "bulletFontSize": 9,
        "bulletColor": GREY,
    }
    return Sheet(
        body=_style("body", serif, 10.5, 14.2, spaceAfter=7),
        numbered=_style("numbered", serif, 10.5, 14.2, **numbered),
        bullet=_style("bullet", serif, 10.5, 14.2, spaceAfter=3, leftIndent=5 * mm, bulletIndent=0),
        bullet_indented=_style(
            "bullet_indented",
            serif,
            10.5,
            14.2,
            spaceAfter=3,
            leftIndent=INDENT + 5 * mm,
            bulletIndent=INDENT,
        ),
        ticked=_style(
            "ticked", serif, 10.5, 14.2, spaceAfter=3, leftIndent=5.6 * mm, firstLineIndent=-5.6 * mm
        ),
        section=_style(
            "section",
            bold,
            12.5,
            16,
            textColor=ACCENT,
            spaceBefore=14,
            spaceAfter=6,
            leftIndent=INDENT,
            bulletIndent=0,
            bulletFontName=bold,
            bulletFontSize=12.5,
            bulletColor=ACCENT,
        ),
        sub=_style(
            "sub",
            bold,
            10.8,
            14.5,
            textColor=ACCENT,
            spaceBefore=9,
            spaceAfter=5,
            leftIndent=INDENT,
            bulletIndent=0,
            bulletFontName=bold,
            bulletFontSize=10.8,
            bulletColor=ACCENT,
        ),
        object=_style("object", bold, 10.8, 14.8, spaceBefore=8, spaceAfter=3),
        reference=_style("reference", serif, 9.5, 13, spaceAfter=2),
        address=_style("address", serif, 10.5, 13.6),
        dispatch=_style("dispatch", fonts.SERIF_BOLD_ITALIC, 9.5, 12.5),
        dated=_style("dated", serif, 10.5, 13.6, alignment=TA_RIGHT),
        caption=_style("caption", sans_bold, 9.2, 12, textColor=ACCENT, spaceBefore=5, spaceAfter=3),
        cells={name: _style(f"cell_{name}", sans, CELL, 11, alignment=a) for name, a in _ALIGN.items()},
        bold_cells={
            name: _style(f"bold_{name}", sans_bold, CELL, 11, alignment=a, textColor=ACCENT)
            for name, a in _ALIGN.items()
        },
        cell_label=_style("cell_label", sans, CELL, 11, textColor=GREY),
        label=_style("label", sans, 8, 10, textColor=GREY),
        note=_style("note", sans, 8.2, 10.6, textColor=GREY, spaceAfter=6),
        annex=_style("annex", bold, 14, 18, textColor=ACCENT, spaceBefore=8, spaceAfter=8),
    )
