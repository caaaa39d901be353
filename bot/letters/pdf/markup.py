"""The one place where text becomes a reportlab Paragraph: escaped, in fonts that have its characters.

Nothing else may build a Paragraph. Text is cut by length, escaped, and only then dressed with our own tags,
so no value can be markup (PDF notes, 4).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from bot.letters.clean import CUT
from bot.letters.model import Citation, Inline, Inlines, LineBreak, PenField, Run
from bot.letters.pdf import fonts, hyphens, styles
from bot.letters.pdf.tags import TaggedParagraph
from bot.letters.typography import typeset

MAX_CELL = 900  # characters in a cell of a table; a longer text is cut visibly
BLANK_HEIGHT = 13.0  # points, of a blank inside a sentence
_PIECE = 4_000  # characters a Paragraph: reportlab's cost grows faster than the length


@dataclass(frozen=True)
class Typesetter:
    """Turns inline pieces into Paragraphs in one language, with the numbers of the exhibits."""

    language: str
    cite: str  # "(pièce n° {number})"
    annex: str  # "(annexe 1)"
    exhibits: Mapping[str, int] = field(default_factory=dict)

    def paragraphs(
        self, content: Inlines, style: ParagraphStyle, bullet: str = ""
    ) -> Iterator[TaggedParagraph]:
        """One Paragraph, or several where a text is very long; the bullet stands before the first."""
        for position, piece in enumerate(_pieces(self._resolved(content))):
            yield self._paragraph(piece, style, bullet if position == 0 else "")

    def line(self, text: str, style: ParagraphStyle, limit: int = MAX_CELL) -> TaggedParagraph:
        """One Paragraph of plain text, cut visibly at the limit."""
        cut = text if len(text) <= limit else text[:limit] + CUT
        return self._paragraph((Run(cut),), style, "")

    def typeset(self, text: str) -> str:
        """The text with the no-break spaces that the language wants; the characters stay the same."""
        return typeset(text, self.language)

    def plain(self, content: Inlines) -> str:
        """The text alone, for bookmarks and titles."""
        return "".join(p.text if isinstance(p, Run) else " " for p in self._resolved(content)).strip()

    def _resolved(self, content: Inlines) -> Iterator[Inline]:
        for piece in content:
            if isinstance(piece, Citation):
                number = piece.exhibit and self.exhibits[piece.exhibit.key]
                yield Run(self.cite.replace("{number}", str(number)) if piece.exhibit else self.annex)
            else:
                yield piece

    def _paragraph(self, content: Inlines, style: ParagraphStyle, bullet: str) -> TaggedParagraph:
        text = "".join(self._tagged(piece, style) for piece in content)
        if bullet:
            text = f"<bullet>{_dressed(bullet, style.bulletFontName)}</bullet>{text}"
        if style.name in styles.BROKEN:
            style = hyphens.broken(style, self.language)
        paragraph = TaggedParagraph(text, style)
        _dress_blanks(paragraph, [p for p in content if isinstance(p, PenField) and p.lines == 1])
        return paragraph

    def _tagged(self, piece: Inline, style: ParagraphStyle) -> str:
        match piece:
            case Run():
                base = style.fontName
                font = fonts.serif(bold=piece.bold, italic=piece.italic) if base == fonts.SERIF else base
                return _dressed(self.typeset(piece.text), font)
            case LineBreak():
                return "<br/>"
            case PenField():
                # A blank of several lines stands under its paragraph, not in it.
                return '<onDraw name="blank" label=""/>' if piece.lines == 1 else ""
            case _:
                return ""


def _dressed(text: str, font: str) -> str:
    return "".join(f'<font name="{name}">{escape(part)}</font>' for name, part in fonts.spans(text, font))


def _dress_blanks(paragraph: Any, fields: list[PenField]) -> None:
    """Give each blank its room: reportlab lays it out as a picture and the canvas draws the field.

    Our tag `<onDraw>` only marks the place; a picture of its own kind is what takes up width in a line.
    """
    waiting = iter(fields)
    for fragment in paragraph.frags:
        mark = getattr(fragment, "cbDefn", None)
        if mark is not None and mark.kind == "onDraw":
            field = next(waiting)
            mark.kind, mark.image = "img", field
            mark.width, mark.height, mark.valign = field.width_mm * mm, BLANK_HEIGHT, -3.5


def _pieces(content: Iterator[Inline]) -> Iterator[Inlines]:
    """Cut a very long paragraph at a space near _PIECE characters."""
    piece: list[Inline] = []
    room = _PIECE
    for part in content:
        while isinstance(part, Run) and len(part.text) > room:
            cut = part.text.rfind(" ", 1, room)
            cut = cut if cut > 0 else room
            yield (*piece, Run(part.text[:cut], part.bold, part.italic))
            part = Run(part.text[cut:].lstrip(" "), part.bold, part.italic)
            piece, room = [], _PIECE
        piece.append(part)
        room -= len(part.text) if isinstance(part, Run) else 0
    if piece:
        yield tuple(piece)
