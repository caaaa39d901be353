"""Inline pieces of the model as runs of WordprocessingML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.letters.model import Citation, Inline, Inlines, LineBreak, PenField, Run
from bot.letters.typography import typeset
from bot.letters.xmltext import attribute, escaped, passages

_PLAIN = ""
_CHECKED = "☐"


@dataclass(frozen=True)
class Runs:
    """Turns inline pieces into runs in one language, with the numbers of the exhibits."""

    language: str
    cite: str  # "(pièce n° {number})"
    annex: str  # "(annexe 1)"
    exhibits: Mapping[str, int] = field(default_factory=dict)

    def all(self, content: Inlines) -> str:
        """The runs of a paragraph."""
        return "".join(self._one(piece) for piece in content)

    def text(self, text: str, style: str = _PLAIN) -> str:
        """Literal text as runs, in a character style; right-to-left passages are marked as such."""
        return "".join(_run(part, style, rtl=rtl) for part, rtl in passages(typeset(text, self.language)))

    def blank(self, pen: PenField) -> str:
        """A content control to fill in, or what is known in its place."""
        if pen.filled:
            return self.text(", ".join(pen.filled))
        if pen.tick:
            return _run(_CHECKED, _PLAIN)
        return (
            f"<w:sdt><w:sdtPr><w:alias w:val={attribute(pen.label)}/><w:tag w:val={attribute(pen.name)}/>"
            "<w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent>"
            f"{self.text(f'[{pen.label}]', 'PlaceholderText')}</w:sdtContent></w:sdt>"
        )

    def _one(self, piece: Inline) -> str:
        match piece:
            case Run():
                return "".join(self._styled(piece))
            case Citation(exhibit=None):
                return self.text(self.annex)
            case Citation(exhibit=exhibit):
                number = self.exhibits[exhibit.key] if exhibit else ""
                return self.text(self.cite.replace("{number}", str(number)))
            case LineBreak():
                return "<w:r><w:br/></w:r>"
            case PenField():
                return self.blank(piece)

    def _styled(self, piece: Run) -> Iterator[str]:
        style = "Strong" if piece.bold else "Emphasis" if piece.italic else _PLAIN
        slant = "<w:i/><w:iCs/>" if piece.bold and piece.italic else ""
        for part, rtl in passages(typeset(piece.text, self.language)):
            yield _run(part, style, slant, rtl=rtl)


def _run(text: str, style: str, more: str = "", *, rtl: bool = False) -> str:
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    properties = named + more + ("<w:rtl/>" if rtl else "")
    rpr = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{rpr}<w:t xml:space="preserve">{escaped(text)}</w:t></w:r>'
