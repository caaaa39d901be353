"""The body of a letter in Word: each block of the model as paragraphs in real styles, and as tables."""

from collections.abc import Iterator

from bot.letters.docx import tables
from bot.letters.docx.runs import Runs
from bot.letters.model import (
    Block,
    Bullets,
    Copies,
    ExhibitList,
    IdentityFields,
    Inlines,
    Letter,
    Letterhead,
    MembersAnnex,
    NumberedParagraph,
    ObjectLine,
    PageBreak,
    Paragraph,
    Run,
    Section,
    SignatureBlock,
    Table,
)

_NO_NUMBER = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
_APART = '<w:spacing w:before="360"/>'
_FLUSH = '<w:ind w:left="0" w:firstLine="0"/>'


class Body:
    """Writes the blocks of one letter."""

    def __init__(self, letter: Letter, runs: Runs) -> None:
        self._letter, self._runs = letter, runs
        self._breaks = False  # whether the next paragraph begins a page

    def written(self) -> Iterator[str]:
        """All paragraphs and tables, in order."""
        for block in self._letter.blocks:
            yield from self._block(block)

    def _paragraph(self, style: str, runs: str, more: str = "") -> str:
        """A paragraph in a style; `more` are its own properties, which come after the style's name."""
        begins = "<w:pageBreakBefore/>" if self._breaks else ""
        self._breaks = False
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        return f"<w:p><w:pPr>{named}{begins}{more}</w:pPr>{runs}</w:p>"

    def _line(self, style: str, text: str) -> str:
        return self._paragraph(style, self._runs.text(text))

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Section():
                yield self._section(block)
            case Paragraph(content=content):
                yield self._paragraph("", self._runs.all(content))
            case NumberedParagraph(content=content):
                yield self._paragraph("NumberedParagraph", self._runs.all(content))
            case Bullets():
                style = "ListBullet2" if block.indented else "ListBullet"
                yield from (self._paragraph(style, self._runs.all(item)) for item in block.items)
            case Table():
                yield from self._table(block)
            case PageBreak():
                self._breaks = True
            case _:
                yield from self._special(block)

    def _special(self, block: Block) -> Iterator[str]:
        match block:
            case Letterhead():
                yield from self._head(block)
            case ObjectLine():
                yield from self._object(block)
            case IdentityFields():
                yield from self._identity(block)
            case SignatureBlock():
                yield from self._signature(block)
            case ExhibitList():
                yield self._line("AnnexHeading", block.heading)
                yield from tables.exhibits(block, self._runs)
                yield self._gap()
            case MembersAnnex():
                self._breaks = True
                yield self._line("AnnexHeading", block.heading)
                yield self._line("Note", block.intro)
                for member in block.members:
                    yield tables.member(member, self._runs)
                    yield self._gap()
            case Copies():
                yield self._line("Caption", block.heading)
                lines = (f"– {', '.join(lines[:-1])} ({lines[-1]})" for lines in block.recipients)
                yield from (self._line("Reference", line) for line in lines)

    def _gap(self) -> str:
        """What keeps two tables apart, which Word would join."""
        return self._paragraph("TableGap", "")

    def _section(self, block: Section) -> str:
        style = "Heading1" if block.level == 1 else "Heading2"
        own = "" if block.number else _NO_NUMBER + _FLUSH
        return self._paragraph(style, self._runs.all(_plain(block.title)), own)

    def _table(self, block: Table) -> Iterator[str]:
        if block.caption:
            yield self._line("Caption", block.caption)
        elif self._breaks:
            yield self._gap()  # a table cannot begin a page by itself
        yield tables.table(block, self._runs)
        yield self._gap()

    def _head(self, block: Letterhead) -> Iterator[str]:
        for field in block.sender_fields:
            yield self._paragraph("Sender", self._runs.blank(field))
        yield from (self._line("Sender", line) for line in block.sender)
        for place, line in enumerate(block.recipient):
            yield self._paragraph("Recipient", self._runs.text(line), "" if place else _APART)
        if block.dispatch:
            yield self._line("Dispatch", block.dispatch)
        if block.dated:
            yield self._line("Dated", block.dated)

    def _object(self, block: ObjectLine) -> Iterator[str]:
        label = self._runs.text(f"{block.label} ") if block.label else ""
        yield self._paragraph("ObjectLine", label + self._runs.all(block.content))
        for name, content in block.references:
            yield self._paragraph("Reference", self._runs.text(f"{name} ") + self._runs.all(content))

    def _identity(self, block: IdentityFields) -> Iterator[str]:
        if block.fields:
            yield tables.blanks(block.fields, self._runs)
            yield self._line("Note", block.note) if block.note else self._gap()

    def _signature(self, block: SignatureBlock) -> Iterator[str]:
        yield from (self._line("SignatureLine", line) for line in block.lines)
        for field in block.fields:
            named = self._runs.text(f"{field.label} ")
            yield self._paragraph("SignatureLine", named + self._runs.blank(field))
        here = "" if block.fields else self._letter.words["sign"]
        yield self._line("SignaturePlace", here)


def _plain(title: Inlines) -> Inlines:
    """A heading is bold by its style; strong text in it would be nothing more."""
    return tuple(Run(p.text, italic=p.italic) if isinstance(p, Run) else p for p in title)
