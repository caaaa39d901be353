"""The flow of a letter: each block of the model as flowables, and what must stay together on a page."""

from collections.abc import Iterator

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer
from reportlab.platypus import PageBreak as NewPage

from bot.letters.clean import CUT
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
from bot.letters.pdf import styles, tables
from bot.letters.pdf.markup import Typesetter
from bot.letters.pdf.parts import Blanks, Box, Head, Heading, Signature
from bot.letters.pdf.tags import Group, Place

_TEXT_ROOM = (
    22 * mm
)  # of the text under a heading, so that the heading is not left alone at the foot of a page
_ROOM = 55 * mm  # for the title of a list or an annex
_TITLE = 300  # characters: a heading is not cut between pages, so a monstrous name is cut in it
_SHORT = 240  # characters; a longer paragraph stands well at the foot of a page
_COLON = 900  # unless it ends with a colon: what it announces must not begin on the next page
_BULLET, _TICK, _TICK_WIDTH = "–", "☐", 3.6


def _spaced(parts: list[Flowable], space: float) -> list[Flowable]:
    """Space after the last part, which the end of a page swallows; a spacer of its own could open a page."""
    if parts:
        parts[-1].spaceAfter = space
    return parts


def _height(parts: list[Flowable]) -> float:
    """The height of flowables with the space around them."""
    return sum(
        part.wrap(styles.TEXT_WIDTH, styles.PAGE_HEIGHT)[1] + part.getSpaceBefore() + part.getSpaceAfter()
        for part in parts
    )


class Story:
    """Turns blocks into flowables."""

    def __init__(self, letter: Letter, setter: Typesetter) -> None:
        self._letter, self._setter, self._sheet = letter, setter, styles.sheet()
        self._ticks = 0
        self._places = {id(block): place for place, block in enumerate(letter.blocks)}
        self._set_tables: dict[int, list[Flowable]] = {}

    def flowables(self) -> Iterator[Flowable]:
        """All flowables; what closes the letter stays with the signature."""
        closing: list[Flowable] = []
        for block, signed in zip(self._letter.blocks, self._closing(), strict=True):
            parts = list(self.parts(block))
            if signed:  # together in any case: a wish for room among them would only empty a page
                closing += [part for part in parts if not isinstance(part, CondPageBreak)]
            if closing and not signed:
                yield KeepTogether(closing)
                closing = []
            if not signed:
                yield from parts
        if closing:
            yield KeepTogether(closing)

    def _closing(self) -> list[bool]:
        """For each block, whether it belongs to a signature: itself, up to two paragraphs, their heading."""
        blocks = self._letter.blocks
        found = [isinstance(b, SignatureBlock) for b in blocks]
        for position in [i for i, signs in enumerate(found) if signs]:
            first = position
            while first > max(position - 2, 0) and isinstance(
                blocks[first - 1], Paragraph | NumberedParagraph
            ):
                first -= 1
            if first and isinstance(blocks[first - 1], Section):
                first -= 1
            found[first:position] = [True] * (position - first)
        return found

    def parts(self, block: Block) -> Iterator[Flowable]:
        """The flowables of one block."""
        setter, sheet = self._setter, self._sheet
        match block:
            case Paragraph():
                yield from setter.paragraphs(block.content, sheet.body)
                yield from self._boxes(block, 0)
            case NumberedParagraph():
                boxes = list(self._boxes(block, styles.INDENT))
                text = list(setter.paragraphs(block.content, sheet.numbered, f"{block.number}."))
                if boxes:  # a blank stays with what it asks
                    yield CondPageBreak(_height([*text, *boxes]))
                elif self._announces(block):
                    yield CondPageBreak(self._needs(block))
                yield from (*text, *boxes)
            case Bullets():
                yield from self._bullets(block)
            case Section():
                yield from self._section(block)
            case Table():
                yield from self._table(block)
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
                    rows: list[Flowable] = [
                        Blanks((f,), setter, styles.TEXT_WIDTH, 52 * mm) for f in block.fields
                    ]
                    yield KeepTogether(rows)
                    if block.note:
                        yield setter.line(block.note, sheet.note)
                    else:
                        yield Spacer(0, 6)
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

    def _bullets(self, block: Bullets) -> Iterator[Flowable]:
        style = self._sheet.bullet_indented if block.indented else self._sheet.bullet
        parts: list[Flowable] = []
        group = Group("L")
        for row, item in enumerate(block.items):
            if ticked := self._ticked(item):
                made = list(self._setter.paragraphs(ticked, self._sheet.ticked))
            else:
                made = list(self._setter.paragraphs(item, style, _BULLET))
            for part in made:
                part.place = Place(group, row)
            parts += made
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
        yield CondPageBreak(self._needs(block))
        yield self._heading(block)

    def _heading(self, block: Section) -> Heading:
        style = self._sheet.section if block.level == 1 else self._sheet.sub
        if not block.number:  # nothing to leave room for
            style = ParagraphStyle(f"{style.name}-flush", style, leftIndent=0)
        title = self._setter.plain(block.title)
        shown = block.title if len(title) <= _TITLE else (Run(title[:_TITLE] + CUT),)
        paragraph = next(iter(self._setter.paragraphs(shown, style, block.number)))
        return Heading(paragraph, f"{block.number} {title}", block.level - 1)

    def _needs(self, block: Block | None) -> float:
        """The height that a block wants free on its page, with the start of what it announces."""
        match block:
            case Section():
                return _height([self._heading(block)]) + self._needs(self._after(block))
            case NumberedParagraph() if self._announces(block):
                text = self._setter.paragraphs(block.content, self._sheet.numbered)
                return _height(list(text)) + self._needs(self._after(block))
            case NumberedParagraph() if boxes := list(self._boxes(block, styles.INDENT)):
                text = self._setter.paragraphs(block.content, self._sheet.numbered)
                return _height([*text, *boxes])
            case Table():
                return tables.room(self._table(block))
            case _:
                return _TEXT_ROOM

    def _announces(self, block: NumberedParagraph) -> bool:
        """Whether a paragraph must not be parted from what follows: a table, a list, what a colon opens."""
        text, after = self._setter.plain(block.content), self._after(block)
        if text.endswith(":"):
            return len(text) < _COLON and isinstance(after, Table | Bullets | NumberedParagraph)
        return len(text) < _SHORT and isinstance(after, Table | Bullets)

    def _after(self, block: Block) -> Block | None:
        """The block that stands after this one."""
        place = self._places[id(block)] + 1
        return self._letter.blocks[place] if place < len(self._letter.blocks) else None

    def _table(self, block: Table) -> list[Flowable]:
        """The table's parts, made once, because what stands before it must know its height."""
        if id(block) not in self._set_tables:
            self._set_tables[id(block)] = tables.table(block, self._setter)
        return self._set_tables[id(block)]

    def _titled(self, heading: str) -> Iterator[Flowable]:
        yield CondPageBreak(_ROOM)
        yield Heading(self._setter.line(heading, self._sheet.annex, limit=_TITLE), heading, 0, rule=True)

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
