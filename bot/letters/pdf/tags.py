"""Tags: what each drawn paragraph is, so that who hears the letter hears headings, lists and tables.

While a page is drawn, every paragraph stands between two marks, and everything else is decoration (head,
foot, rules, shades). The marks are plain operators; the tree above them is made when the letter is archived.
"""

from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

from bot.letters.pdf.hyphens import HyphenatedParagraph

_ORIGINS = count(1)  # a number for each paragraph: the paragraph itself is let go once it is drawn
_ROLES = {"section": "H1", "section-flush": "H1", "annex": "H1", "sub": "H2", "sub-flush": "H2"}


@dataclass(frozen=True, eq=False)
class Group:
    """A table or a list, of which paragraphs are the parts."""

    kind: Literal["Table", "L"]


@dataclass(frozen=True)
class Place:
    """Where in a table or list a paragraph stands; `head` says of what it is the heading."""

    group: Group
    row: int
    column: int = 0
    head: Literal["", "Column", "Row"] = ""
    span: int = 1


@dataclass(frozen=True)
class Mark:
    """One marked piece of a page; pieces of one paragraph share their origin."""

    role: str
    origin: int
    place: Place | None


class TaggedParagraph(HyphenatedParagraph):
    """A paragraph that says on the page what it is; also in pieces, and once only when it is repeated."""

    place: Place | None = None
    origin: int = 0

    def split(self, width: float, height: float) -> list[Any]:
        """Split as any paragraph; the pieces remain parts of it."""
        parts: list[Any] = super().split(width, height)
        for part in parts:
            self.origin = self.origin or next(_ORIGINS)
            part.place, part.origin = self.place, self.origin
        return parts

    def draw(self) -> None:
        """Draw between marks, on a canvas that keeps them."""
        canvas: Any = self.canv
        tags: Tags | None = getattr(canvas, "tags", None)
        marked = tags is not None and tags.begin(canvas, self)
        super().draw()
        if tags is not None and marked:
            tags.end(canvas)


@dataclass
class Tags:
    """The marks of a letter, by page; the number of a mark is its place in its page's list."""

    pages: list[list[Mark]] = field(default_factory=list)
    _drawn: dict[int, object] = field(default_factory=dict)

    def open_page(self, canvas: Any) -> None:
        """Begin a page: what is drawn is decoration until a paragraph comes."""
        self.pages.append([])
        canvas.addLiteral("/Artifact BMC")

    def close_page(self, canvas: Any) -> None:
        """End the page."""
        canvas.addLiteral("EMC")

    def begin(self, canvas: Any, paragraph: TaggedParagraph) -> bool:
        """Mark what follows as the paragraph; a heading row that comes again is decoration."""
        if paragraph.place is not None and paragraph.place.row == 0:
            if id(paragraph) in self._drawn:
                return False
            self._drawn[id(paragraph)] = paragraph  # kept, so that no other gets its number
        role = _ROLES.get(paragraph.style.name, "P")
        marks = self.pages[-1]
        canvas.addLiteral(f"EMC /{role} <</MCID {len(marks)}>> BDC")
        marks.append(Mark(role, paragraph.origin or next(_ORIGINS), paragraph.place))
        return True

    def end(self, canvas: Any) -> None:
        """Go on with decoration."""
        canvas.addLiteral("EMC /Artifact BMC")
