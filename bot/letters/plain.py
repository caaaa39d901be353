"""The complaint as plain text, to paste into an authority's web form."""

from collections.abc import Iterator, Mapping

from bot.letters.model import (
    Block,
    Bullets,
    Citation,
    ExhibitList,
    Inlines,
    Letter,
    LineBreak,
    NumberedParagraph,
    ObjectLine,
    Paragraph,
    PenField,
    Run,
    Section,
    Table,
)


def plain_text(letter: Letter, exhibits: Mapping[str, int]) -> str:
    """The letter's text without letterhead, fields and signature, which the form asks for itself."""
    lines = [line for block in letter.blocks for line in _lines(letter, block, exhibits)]
    return "\n".join(lines).strip() + "\n"


def _lines(letter: Letter, block: Block, exhibits: Mapping[str, int]) -> Iterator[str]:
    def text(content: Inlines) -> str:
        return "".join(_text(letter, piece, exhibits) for piece in content).strip()

    match block:
        case ObjectLine():
            yield from (f"{block.label} {text(block.content)}".strip(), "")
        case Section():
            yield from ("", f"{block.number} {text(block.title)}", "")
        case NumberedParagraph():
            yield from (f"{block.number}. {text(block.content)}", "")
        case Paragraph():
            yield from (text(block.content), "")
        case Bullets():
            yield from (*(f"- {text(item)}" for item in block.items), "")
        case Table():
            yield from _table(block)
        case ExhibitList():
            yield from ("", block.heading, "")
            yield from (f"{number}. {e.title} ({e.details})" for number, e in block.exhibits)


def _text(letter: Letter, piece: object, exhibits: Mapping[str, int]) -> str:
    match piece:
        case Run():
            return piece.text
        case Citation(exhibit=None):
            return letter.words["annex"]
        case Citation():
            number = exhibits[piece.exhibit.key] if piece.exhibit else ""
            return letter.words["cite"].replace("{number}", str(number))
        case PenField():
            return f"[{piece.label}]"
        case LineBreak():
            return "\n"
        case _:
            return ""


def _table(block: Table) -> Iterator[str]:
    """One line a row, each cell under its heading, because a web form keeps no columns."""
    if block.caption:
        yield f"{block.caption} :"
    for row in (*block.rows, *([block.total] if block.total else [])):
        first, *others = row
        named = [
            f"{column.title}: {cell}"
            for column, cell in zip(block.columns[1:], others, strict=True)
            if cell not in {"", "–"}
        ]
        yield f"- {first}" + (f" ({'; '.join(named)})" if named else "")
    yield ""
