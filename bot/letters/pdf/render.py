"""Setting a letter: the document model in, the bytes of a PDF out. Same letter, same bytes."""

import hashlib
import io
from collections.abc import Iterator, Mapping
from typing import Any

from reportlab import rl_config
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
)
from reportlab.platypus import PageBreak as NewPage

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
    PenField,
    Run,
    Section,
    SignatureBlock,
    Table,
)
from bot.letters.pdf import fonts, styles, tables
from bot.letters.pdf.markup import Typesetter
from bot.letters.pdf.page import LetterCanvas
from bot.letters.pdf.parts import Blanks, Box, Head, Heading, Signature

rl_config.useA85 = 0  # binary streams: a fifth smaller, and nothing needs ASCII

# A heading is not left alone at the foot of a page: heights of a heading, and of what must follow it there.
_HEADING, _TEXT_ROOM, _TABLE_ROOM = 11 * mm, 22 * mm, 44 * mm
_ROOM = _HEADING + _TABLE_ROOM
_ANNOUNCES = 240  # characters; a longer paragraph stands well at the foot of a page
_BULLET, _TICK, _TICK_WIDTH = "–", "☐", 3.6


def render(letter: Letter, exhibits: Mapping[str, int]) -> tuple[bytes, int]:
    """Set the letter; returns the PDF and its number of pages."""
    setter = Typesetter(letter.language, letter.words["cite"], letter.words["annex"], exhibits)
    story = list(_Setter(letter, setter).story())
    target = io.BytesIO()
    fonts.register()

    def canvas(*args: Any, **kwargs: Any) -> LetterCanvas:
        made = LetterCanvas(*args, **kwargs)
        made.footer, made.setter = letter.footer, setter
        _describe(made, letter)
        return made

    document = BaseDocTemplate(
        target,
        pagesize=(styles.PAGE_WIDTH, styles.PAGE_HEIGHT),
        pageTemplates=[_template()],
        invariant=1,
        lang=letter.language,
        initialFontName=fonts.SERIF,
        title=letter.title,
        author="",
        subject="",
        creator="Collectif",
        producer="Collectif",
    )
    document.build(story, canvasmaker=canvas)
    return target.getvalue(), document.page


def _describe(canvas: Any, letter: Letter) -> None:
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.showOutline()
    # With fixed dates the file's identifier would depend on the title alone.
    canvas._doc.updateSignature(hashlib.sha256(repr(letter).encode()).digest())


def _furniture(canvas: Any, document: object) -> None:
    canvas.furniture()


def _template() -> PageTemplate:
    frame = Frame(
        styles.LEFT, styles.BOTTOM, styles.TEXT_WIDTH, styles.PAGE_HEIGHT - styles.TOP - styles.BOTTOM,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    return PageTemplate("page", [frame], onPage=_furniture)


def _spaced(parts: list[Flowable], space: float) -> list[Flowable]:
    """Space after the last part, which the end of a page swallows; a spacer of its own could open a page."""
    if parts:
        parts[-1].spaceAfter = space
    return parts


class _Setter:
    """Turns blocks into flowables."""

    def __init__(self, letter: Letter, setter: Typesetter) -> None:
        self._letter, self._setter, self._sheet = letter, setter, styles.sheet()
        self._ticks = 0
        pairs = list(zip(letter.blocks, letter.blocks[1:], strict=False))
        self._before_lists = [first for first, second in pairs if isinstance(second, Bullets)]
        self._before_tables = [first for first, second in pairs if isinstance(second, Table)]

    def story(self) -> Iterator[Flowable]:
        """All flowables; what closes the letter stays with the signature."""
        closing: list[Flowable] = []
        for block, signed in zip(self._letter.blocks, self._closing(), strict=True):
            parts = list(self.parts(block))
            if signed:
                closing += parts
            if closing and not signed:
                yield KeepTogether(closing)
                closing = []
            if not signed:
                yield from parts
        if closing:
            yield KeepTogether(closing)

    def _closing(self) -> list[bool]:
        """For each block, whether it belongs to a signature: itself and up to two paragraphs before."""
        blocks = self._letter.blocks
        found = [isinstance(b, SignatureBlock) for b in blocks]
        for position in [i for i, signs in enumerate(found) if signs]:
            for before in range(position - 1, max(position - 3, -1), -1):
                if not isinstance(blocks[before], Paragraph | NumberedParagraph):
                    break
                found[before] = True
        return found

    def parts(self, block: Block) -> Iterator[Flowable]:
        """The flowables of one block."""
        setter, sheet = self._setter, self._sheet
        match block:
            case Paragraph():
                yield from setter.paragraphs(block.content, sheet.body)
                yield from self._boxes(block, 0)
            case NumberedParagraph():
                if any(block is first for first in self._before_tables) and self._is_short(block):
                    yield CondPageBreak(_HEADING + _TABLE_ROOM)
                yield from setter.paragraphs(block.content, self._numbered(block), f"{block.number}.")
                yield from self._boxes(block, styles.INDENT)
            case Bullets():
                yield from self._bullets(block)
            case Section():
                yield from self._section(block)
            case Table():
                yield from tables.table(block, setter)
            case PageBreak():
                yield NewPage()
            case _:
                yield from self._special(block)

    def _special(self, block: Block) -> Iterator[Flowable]:
        setter, sheet = self._setter, self._sheet
        match block:
            case Letterhead():
                yield Head(block, setter, window=self._letter.language != "fr")
            case ObjectLine():
                yield from self._object(block)
            case IdentityFields():
                if block.fields:
                    yield Blanks(block.fields, setter, styles.TEXT_WIDTH, 52 * mm)
                    yield setter.line(block.note, sheet.note)
            case SignatureBlock():
                yield Signature(block.lines, block.fields, setter, self._letter.words["sign"])
            case Copies():
                yield from self._copies(block)
            case ExhibitList():
                yield from self._titled(block.heading)
                yield from tables.exhibits(block, setter)
            case MembersAnnex():
                yield NewPage()
                yield from self._titled(block.heading)
                yield setter.line(block.intro, sheet.note)
                yield from tables.members(block, setter)

    def _numbered(self, block: NumberedParagraph) -> ParagraphStyle:
        """A short paragraph that announces a list stays with the list's first point."""
        announces = any(block is first for first in self._before_lists) and self._is_short(block)
        return self._sheet.numbered_with_next if announces else self._sheet.numbered

    def _is_short(self, block: NumberedParagraph) -> bool:
        return len(self._setter.plain(block.content)) < _ANNOUNCES

    def _bullets(self, block: Bullets) -> Iterator[Flowable]:
        style = self._sheet.bullet_indented if block.indented else self._sheet.bullet
        parts: list[Flowable] = []
        for item in block.items:
            if ticked := self._ticked(item):
                parts += self._setter.paragraphs(ticked, self._sheet.ticked)
            else:
                parts += self._setter.paragraphs(item, style, _BULLET)
        yield from _spaced(parts, 7)

    def _ticked(self, item: Inlines) -> Inlines | None:
        """A point that begins with a box gets a box that can be ticked on screen."""
        if not (item and isinstance(item[0], Run) and item[0].text.startswith(_TICK)):
            return None
        self._ticks += 1
        first, label = item[0], self._setter.plain(item)[1:].strip()
        box = PenField(f"tick_{self._ticks}", label, _TICK_WIDTH, tick=True)
        return (box, Run(f"\u00a0\u00a0{first.text[1:].lstrip()}", first.bold, first.italic), *item[1:])

    def _boxes(self, block: Paragraph | NumberedParagraph, indent: float) -> Iterator[Flowable]:
        """A blank of several lines stands under its paragraph."""
        for piece in block.content:
            if isinstance(piece, PenField) and piece.lines > 1:
                yield Box(piece, indent, styles.TEXT_WIDTH - indent)

    def _section(self, block: Section) -> Iterator[Flowable]:
        style = self._sheet.section if block.level == 1 else self._sheet.sub
        yield CondPageBreak(self._room(block))
        title = self._setter.plain(block.title)
        paragraph = next(iter(self._setter.paragraphs(block.title, style, block.number)))
        yield Heading(paragraph, f"{block.number} {title}", block.level - 1)

    def _room(self, block: Section) -> float:
        """The height a heading wants: itself, headings right under it, the start of what follows."""
        place = next(i for i, other in enumerate(self._letter.blocks) if other is block)
        room = 0.0
        for following in self._letter.blocks[place:]:
            if not isinstance(following, Section):
                return room + (_TABLE_ROOM if isinstance(following, Table) else _TEXT_ROOM)
            room += _HEADING
        return room

    def _titled(self, heading: str) -> Iterator[Flowable]:
        yield CondPageBreak(_ROOM)
        yield Heading(self._setter.line(heading, self._sheet.annex), heading, 0, rule=True)

    def _object(self, block: ObjectLine) -> Iterator[Flowable]:
        content = block.content
        if block.label:
            content = (Run(f"{block.label} "), *content)
        parts: list[Flowable] = list(self._setter.paragraphs(content, self._sheet.object))
        for label, reference in block.references:
            parts += self._setter.paragraphs((Run(f"{label} "), *reference), self._sheet.reference)
        yield from _spaced(parts, 12)

    def _copies(self, block: Copies) -> Iterator[Flowable]:
        yield CondPageBreak(20 * mm)
        yield self._setter.line(block.heading, self._sheet.caption)
        lines = (f"{_BULLET} {', '.join(lines[:-1])} ({lines[-1]})" for lines in block.recipients)
        yield from _spaced([self._setter.line(line, self._sheet.reference) for line in lines], 8)
