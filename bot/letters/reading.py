"""Reading copies: a letter in a language in which it is not sent, for those who read and approve it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.letters.model import (
    Block,
    Bullets,
    IdentityFields,
    Inline,
    Letter,
    Letterhead,
    MembersAnnex,
    NumberedParagraph,
    Paragraph,
    PenField,
    Run,
    SignatureBlock,
)
from bot.letters.requests import Rendered
from bot.letters.wording import Phrases
from bot.letters.words import fill

# A choice is made in the text that counts, and only there: the copy shows the box and lets nobody tick it.
_BOX, _DRAWN = "☐", "□"
_SHORT = 16  # digits of a fingerprint at the head of each page; the first page has all 64


@dataclass(frozen=True)
class Filed:
    """The text that a reading copy accompanies: its language and the fingerprint of its document."""

    language: str
    sha256: str


def filed(document: Rendered) -> Filed:
    """Return what a reading copy says of a finished letter."""
    return Filed(document.language, document.sha256)


def reading_name(filename: str, language: str) -> str:
    """The file name of the reading copy of a letter."""
    return f"reading-copy-{language}-of-{filename.removesuffix('.pdf')}"


def read_only(letter: Letter, text: Filed, phrases: Phrases) -> Letter:
    """Return the letter as a copy that nobody can send by mistake: marked, without blanks to fill in."""
    language = phrases.text("language", text.language)
    footer = letter.footer
    said = {"language": language, "reference": footer.reference, "sha256": text.sha256}
    note = fill(phrases.text("reading", "note"), said)
    blank = phrases.text("blank")
    here = (_elsewhere(block, phrases, language) for block in letter.blocks)
    return replace(
        letter,
        words={**letter.words, "annexes": ""},  # another fingerprint than that of the text would deny it
        footer=replace(
            footer,
            mark=fill(phrases.text("reading", "mark"), said),
            reference=f"{footer.reference} · SHA-256 {text.sha256[:_SHORT]}",
        ),
        blocks=(Paragraph((Run(note, bold=True),)), *(_closed(block, blank) for block in here)),
    )


def _elsewhere(block: Block, phrases: Phrases, language: str) -> Block:
    # Whoever reads a copy is one of many: what the others declared is for the authority alone. Nor are the
    # volumes of very many members attached to a copy.
    if isinstance(block, MembersAnnex):
        where = phrases.text("reading", "volumes" if block.refs else "others")
        return replace(block, intro=fill(where, {"language": language}), members=())
    return block


def _closed(block: Block, blank: str) -> Block:
    match block:
        case Letterhead(sender_fields=fields):
            return replace(block, sender_fields=_printed(fields, blank))
        case IdentityFields(fields=fields):
            return replace(block, fields=_printed(fields, blank), note="")
        case SignatureBlock():
            return replace(block, fields=())
        case Paragraph(content=content) | NumberedParagraph(content=content):
            return replace(block, content=tuple(_inlines(content, blank)))
        case Bullets(items=items):
            return replace(block, items=tuple(tuple(_inlines(item, blank)) for item in items))
        case _:
            return block


def _printed(fields: tuple[PenField, ...], blank: str) -> tuple[PenField, ...]:
    return tuple(field if field.filled else replace(field, filled=(blank,)) for field in fields)


def _inlines(content: tuple[Inline, ...], blank: str) -> Iterator[Inline]:
    for piece in content:
        if isinstance(piece, PenField):
            yield Run(blank)
        elif isinstance(piece, Run):
            yield replace(piece, text=piece.text.replace(_BOX, _DRAWN))
        else:
            yield piece
