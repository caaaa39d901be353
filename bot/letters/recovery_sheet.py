"""The paper copy of a key: one page to print, from which the key can be typed in again."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

_FONTS = Path(__file__).parent / "fonts"
_TEXT, _BOLD, _KEY = "SheetText", "SheetBold", "Courier-Bold"
_LEFT, _TOP = 22 * mm, A4[1] - 28 * mm
_WIDTH = A4[0] - 2 * _LEFT
_PER_ROW = 4


@dataclass(frozen=True)
class Wording:
    """What a sheet says around the groups; each text is one paragraph, broken to the page's width."""

    title: str
    heading: str
    made: str  # when, and how the key is told from others
    what: tuple[str, ...]
    now: str
    do: tuple[str, ...]
    lost: str
    restore: tuple[str, ...]
    code: str = ""  # printed in the key's own letters below `made`


def draw(wording: Wording, groups: Sequence[str]) -> bytes:
    """Return the sheet as PDF, without any metadata that names the machine or the person."""
    pdfmetrics.registerFont(TTFont(_TEXT, str(_FONTS / "SourceSansPro-Regular.ttf")))
    pdfmetrics.registerFont(TTFont(_BOLD, str(_FONTS / "SourceSansPro-Bold.ttf")))
    out = io.BytesIO()
    page = Canvas(out, pagesize=A4, invariant=True)
    page.setTitle(wording.title)
    y = _heading(page, _TOP, wording.heading, size=20)
    y = _paragraphs(page, y, (wording.made,))
    if wording.code:
        page.setFont(_KEY, 10)
        page.drawString(_LEFT, y, wording.code)
        y -= 5.5 * mm
    y = _paragraphs(page, y - 3 * mm, wording.what)
    y = _groups(page, y - 6 * mm, groups)
    y = _paragraphs(page, _heading(page, y - 4 * mm, wording.now, size=13), wording.do)
    _paragraphs(page, _heading(page, y - 4 * mm, wording.lost, size=13), wording.restore)
    page.showPage()
    page.save()
    return out.getvalue()


def _heading(page: Canvas, y: float, text: str, *, size: int) -> float:
    page.setFont(_BOLD, size)
    page.drawString(_LEFT, y, text)
    return y - (size * 0.6 + 4 * mm)


def _paragraphs(page: Canvas, y: float, paragraphs: Sequence[str]) -> float:
    page.setFont(_TEXT, 11)
    for paragraph in paragraphs:
        # A text that fits keeps its spaces: they set a command or a fingerprint apart.
        fits = pdfmetrics.stringWidth(paragraph, _TEXT, 11) <= _WIDTH
        for line in [paragraph] if fits else simpleSplit(paragraph, _TEXT, 11, _WIDTH):
            page.drawString(_LEFT, y, line)
            y -= 5.5 * mm
    return y


def _groups(page: Canvas, y: float, groups: Sequence[str]) -> float:
    """Draw the numbered groups in rows, large enough to be read from bad print."""
    for number, group in enumerate(groups):
        column, row = number % _PER_ROW, number // _PER_ROW
        x, top = _LEFT + column * 42 * mm, y - row * 15 * mm
        page.setFont(_TEXT, 8)
        page.drawString(x, top, str(number + 1))
        page.setFont(_KEY, 19)
        page.drawString(x + 5 * mm, top - 1 * mm, group)
    rows = -(-len(groups) // _PER_ROW)
    return y - rows * 15 * mm
