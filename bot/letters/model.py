"""The document model: what a letter says, before anybody decides how it looks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Run:
    """A piece of text in one style; always literal, whoever wrote it."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Exhibit:
    """A document that proves a fact; `key` tells two citations of the same document."""

    key: str
    title: str
    details: str = ""
    private: bool = False  # the member's own, not published


@dataclass(frozen=True)
class Citation:
    """A reference to an exhibit, or to the annex of members when `exhibit` is None."""

    exhibit: Exhibit | None


@dataclass(frozen=True)
class PenField:
    """A blank that the member fills in, on screen or by pen; or what is printed in its place."""

    name: str
    label: str
    width_mm: float
    lines: int = 1
    tick: bool = False  # a box to tick instead of a line to write on
    filled: tuple[str, ...] = ()  # lines of text, when it is known


@dataclass(frozen=True)
class LineBreak:
    """A line break inside a paragraph."""


Inline = Run | Citation | PenField | LineBreak
Inlines = tuple[Inline, ...]


@dataclass(frozen=True)
class Section:
    """A heading; `level` 1 or 2; `number` is given by the engine."""

    level: int
    number: str
    title: Inlines


@dataclass(frozen=True)
class Paragraph:
    """A plain paragraph."""

    content: Inlines


@dataclass(frozen=True)
class NumberedParagraph:
    """A numbered paragraph; numbering runs through the whole letter."""

    number: int
    content: Inlines


@dataclass(frozen=True)
class Bullets:
    """A list of points, indented when it belongs to a numbered paragraph or stands under a heading."""

    items: tuple[Inlines, ...]
    indented: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a table: its heading, its share of the width, its alignment."""

    title: str
    share: float
    align: Literal["left", "right", "center"] = "left"


@dataclass(frozen=True)
class Table:
    """A table with a caption; a total stands apart at the foot."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    width: float = 1.0  # share of the text width


@dataclass(frozen=True)
class Letterhead:
    """Sender, recipient, way of sending, place and date."""

    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    dispatch: str
    dated: str
    sender_fields: tuple[PenField, ...] = ()


@dataclass(frozen=True)
class ObjectLine:
    """What the letter is about, and its references."""

    label: str
    content: Inlines
    references: tuple[tuple[str, Inlines], ...] = ()


@dataclass(frozen=True)
class IdentityFields:
    """The person's identity: blank fields, or what is known in their place; the note is about the blanks."""

    fields: tuple[PenField, ...]
    note: str = ""


@dataclass(frozen=True)
class SignatureBlock:
    """Who signs, and where."""

    lines: tuple[str, ...]
    fields: tuple[PenField, ...] = ()


@dataclass(frozen=True)
class ExhibitList:
    """The exhibits that the letter cites, in order; filled in by `numbering`."""

    heading: str
    columns: tuple[str, str, str]
    exhibits: tuple[tuple[int, Exhibit], ...] = ()
    marks: tuple[str, str, str] | None = None  # public, confidential, "cited in no. {numbers}"


@dataclass(frozen=True)
class MemberEntry:
    """One member in the annex: the reference and labelled facts."""

    ref: str
    summary: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MembersAnnex:
    """All members of the letter by reference, each with their own facts."""

    heading: str
    intro: str
    members: tuple[MemberEntry, ...]
    refs: str = ""  # fingerprint of members who stand elsewhere


@dataclass(frozen=True)
class Copies:
    """Who receives a copy, and why."""

    heading: str
    recipients: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PageBreak:
    """A new page."""


Block = (
    Section
    | Paragraph
    | NumberedParagraph
    | Bullets
    | Table
    | Letterhead
    | ObjectLine
    | IdentityFields
    | SignatureBlock
    | ExhibitList
    | MembersAnnex
    | Copies
    | PageBreak
)


@dataclass(frozen=True)
class Footer:
    """What stands at the foot and head of every page."""

    title: str  # short title, page header
    reference: str  # page header, right
    page: str  # "page {page} / {pages}"
    template: str  # template id, version, law as of
    remark: str  # reviewed or not
    mark: str = ""  # PROJET …
    origin: str = ""  # second line: edition, pack and its version, fingerprint of the annexes


@dataclass(frozen=True)
class Letter:
    """A whole letter, ready to be set."""

    language: str
    title: str
    footer: Footer
    blocks: tuple[Block, ...]
    day: date
    words: dict[str, str] = field(default_factory=dict)  # fixed words of the layout, such as "exhibit"


def inlines(block: Block) -> Iterator[Inline]:
    """The inline pieces of a block, in reading order."""
    match block:
        case Section(title=content) | Paragraph(content=content) | NumberedParagraph(content=content):
            yield from content
        case Bullets(items=items):
            for item in items:
                yield from item
        case ObjectLine(content=content, references=references):
            yield from content
            for _label, reference in references:
                yield from reference
        case _:
            return
