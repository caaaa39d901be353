"""A plain document that is no letter: a person's own copy, a receipt, an operator's paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot import __version__
from bot.letters.clean import clean
from bot.letters.model import Block, Bullets, Column, Footer, Letter, Paragraph, Run, Section, Table
from bot.letters.wording import WORDING, load_phrases


@dataclass(frozen=True)
class Printed:
    """What to print: blocks under a title, with the line that stands at the foot of each page."""

    language: str
    title: str
    origin: str  # head of each page, right
    remark: str  # foot of each page
    day: date
    blocks: tuple[Block, ...]


def print_document(document: Printed) -> bytes:
    """Return the document as PDF."""
    from bot.letters.pdf.render import render  # the bot names this function, a child runs it

    phrases = load_phrases(WORDING, document.language)
    letter = Letter(
        language=document.language,
        title=document.title,
        footer=Footer(
            title=document.title,
            reference=document.origin,
            page=phrases.text("footer", "page"),
            template=f"Collectif {__version__}",
            remark=document.remark,
        ),
        blocks=(heading(document.title), *document.blocks),
        day=document.day,
        words={
            "cite": phrases.text("cite", "exhibit"),
            "annex": phrases.text("cite", "annex"),
            "sign": phrases.text("signature", "here"),
        },
    )
    return render(letter, {})[0]


def heading(text: str, level: int = 1) -> Section:
    """A heading without a number."""
    return Section(level, "", (Run(clean(text)),))


def paragraph(text: str) -> Paragraph:
    """A paragraph of plain text."""
    return Paragraph((Run(clean(text)),))


def bullets(items: Iterable[str]) -> Bullets:
    """A list of points."""
    return Bullets(tuple((Run(clean(item)),) for item in items))


def facts(rows: Iterable[tuple[str, str]]) -> Table:
    """Names and values of one entry, the first of them at the head."""
    first, *rest = [(clean(name), clean(value)) for name, value in rows]
    return Table("", (Column(first[0], 34), Column(first[1], 66)), tuple(rest))


def grid(titles: Sequence[str], rows: Iterable[Sequence[str]], shares: Sequence[float] = ()) -> Table:
    """Entries of few columns under their titles."""
    wide = shares or [1.0] * len(titles)
    columns = tuple(Column(clean(title), share) for title, share in zip(titles, wide, strict=True))
    return Table("", columns, tuple(tuple(clean(cell) for cell in row) for row in rows))
