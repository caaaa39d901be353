"""Setting a letter: the document model in, the bytes of a PDF out. Same letter, same bytes."""

import hashlib
import io
from collections.abc import Iterator, Mapping
from typing import Any

from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import PageBreak as NewPage

from bot.letters.model import (
    Block,
    Bullets,
    Copies,
    ExhibitList,
    IdentityFields,
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
    inlines,
)
from bot.letters.pdf import fonts, styles, tables
from bot.letters.pdf.markup import Typesetter
from bot.letters.pdf.page import LetterCanvas
from bot.letters.pdf.parts import Blanks, Head, Heading, Signature

rl_config.useA85 = 0  # binary streams: a fifth smaller, and nothing needs ASCII

_ROOM = 34 * mm  # a heading wants at least this much under it
_BULLET = "–"


def render(letter: Letter, exhibits: Mapping[str, int]) -> tuple[bytes, int]:
    """Set the letter; returns the PDF and its number of pages."""
    setter = Typesetter(letter.language, letter.words["cite"], letter.words["annex"], exhibits)
    story = [part for block in letter.blocks for part in _Setter(letter, setter).parts(block)]
    target = io.BytesIO()
    fonts.register()

    def canvas(*args: Any, **kwargs: Any) -> LetterCanvas:
        made = LetterCanvas(*args, **kwargs)
        made.footer, made.setter = letter.footer, setter
        made.blanks = {p.name: p for b in letter.blocks for p in inlines(b) if isinstance(p, PenField)}
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


def _template() -> PageTemplate:
    frame = Frame(
        styles.LEFT, styles.BOTTOM, styles.TEXT_WIDTH, styles.PAGE_HEIGHT - styles.TOP - styles.BOTTOM,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    return PageTemplate("page", [frame], onPage=lambda canvas, document: canvas.furniture())


class _Setter:
    """Turns blocks into flowables."""

    def __init__(self, letter: Letter, setter: Typesetter) -> None:
        self._letter, self._setter, self._sheet = letter, setter, styles.sheet()

    def parts(self, block: Block) -> Iterator[Flowable]:
        setter, sheet = self._setter, self._sheet
        match block:
            case Paragraph():
                yield from setter.paragraphs(block.content, sheet.body)
            case NumberedParagraph():
                yield from setter.paragraphs(block.content, sheet.numbered, f"{block.number}.")
            case Bullets():
                style = sheet.bullet_indented if block.indented else sheet.bullet
                for item in block.items:
                    yield from setter.paragraphs(item, style, _BULLET)
                yield Spacer(1, 4)
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
                yield Spacer(1, 6)
                yield KeepTogether([Signature(block.lines, block.fields, setter, self._letter.words["sign"])])
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

    def _section(self, block: Section) -> Iterator[Flowable]:
        style = self._sheet.section if block.level == 1 else self._sheet.sub
        yield CondPageBreak(_ROOM)
        title = self._setter.plain(block.title)
        paragraph = next(iter(self._setter.paragraphs(block.title, style, block.number)))
        yield Heading(paragraph, f"{block.number} {title}", block.level - 1)

    def _titled(self, heading: str) -> Iterator[Flowable]:
        yield CondPageBreak(_ROOM)
        yield Spacer(1, 6)
        yield Heading(self._setter.line(heading, self._sheet.annex), heading, 0, rule=True)

    def _object(self, block: ObjectLine) -> Iterator[Flowable]:
        content = block.content
        if block.label:
            content = (Run(f"{block.label} "), *content)
        yield from self._setter.paragraphs(content, self._sheet.object)
        for label, reference in block.references:
            yield from self._setter.paragraphs((Run(f"{label} "), *reference), self._sheet.reference)
        yield Spacer(1, 8)

    def _copies(self, block: Copies) -> Iterator[Flowable]:
        yield CondPageBreak(20 * mm)
        yield self._setter.line(block.heading, self._sheet.caption)
        for lines in block.recipients:
            yield self._setter.line(f"{_BULLET} {', '.join(lines[:-1])} ({lines[-1]})", self._sheet.reference)
        yield Spacer(1, 6)
