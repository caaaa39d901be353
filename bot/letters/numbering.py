"""The last pass over a letter: drop what is empty, number headings and paragraphs, number exhibits."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.letters.errors import WordingError
from bot.letters.model import (
    Block,
    Bullets,
    Citation,
    Exhibit,
    ExhibitList,
    MembersAnnex,
    NumberedParagraph,
    Paragraph,
    Section,
    Table,
    inlines,
)

_ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def number(blocks: tuple[Block, ...], file: str) -> tuple[tuple[Block, ...], dict[str, int]]:
    """Finish the blocks; returns them with the number of each exhibit key.

    Exhibits are numbered by first citation in reading order. Raises WordingError when the letter cites
    something that it does not list.
    """
    kept = list(_aligned(_counted(_with_content([b for b in blocks if not _empty(b)]))))
    exhibits = _exhibits(kept)
    numbers = {exhibit.key: position for position, exhibit in enumerate(exhibits, start=1)}
    listed = any(isinstance(b, ExhibitList) for b in kept)
    if exhibits and not listed:
        raise WordingError(file, None, "the text cites exhibits: it must print {{ exhibits() }}")
    cites_annex = any(isinstance(p, Citation) and p.exhibit is None for b in kept for p in inlines(b))
    if cites_annex and not any(isinstance(b, MembersAnnex) for b in kept):
        raise WordingError(
            file, None, "the text cites the annex of members: it must print {{ annex_members() }}"
        )
    found = tuple((numbers[e.key], e) for e in exhibits)
    places = _places(kept)
    finished: list[Block] = []
    for block in kept:
        if isinstance(block, ExhibitList):
            if found:
                finished.append(replace(block, exhibits=_marked(block, found, places)))
        else:
            finished.append(block)
    return tuple(finished), numbers


def _empty(block: Block) -> bool:
    match block:
        case Table(rows=rows):
            return not rows
        case Bullets(items=items):
            return not items
        case Paragraph(content=content) | NumberedParagraph(content=content):
            return not content
        case _:
            return False


def _with_content(blocks: list[Block]) -> list[Block]:
    """Leave out headings under which nothing stands."""
    kept: list[Block] = []
    following: Block | None = None
    for block in reversed(blocks):
        bare = isinstance(block, Section) and (
            following is None or (isinstance(following, Section) and following.level <= block.level)
        )
        if not bare:
            kept.append(block)
            following = block
    return kept[::-1]


def _aligned(blocks: Iterable[Block]) -> Iterator[Block]:
    """Let points straight under a numbered heading begin where its text does."""
    before: Block | None = None
    for block in blocks:
        if isinstance(block, Bullets) and isinstance(before, Section) and before.number:
            block = replace(block, indented=True)
        yield block
        before = block


def _counted(blocks: list[Block]) -> Iterator[Block]:
    section = sub = paragraph = 0
    for block in blocks:
        match block:
            case Section(level=1):
                section, sub = section + 1, 0
                yield replace(block, number=f"{roman(section)}.")
            case Section():
                sub += 1
                yield replace(block, number=f"{letter(sub)}.")
            case NumberedParagraph():
                paragraph += 1
                yield replace(block, number=paragraph)
            case _:
                yield block


def _exhibits(blocks: list[Block]) -> list[Exhibit]:
    found: dict[str, Exhibit] = {}
    for block in blocks:
        for piece in inlines(block):
            if isinstance(piece, Citation) and piece.exhibit:
                found.setdefault(piece.exhibit.key, piece.exhibit)
    return list(found.values())


def _places(blocks: list[Block]) -> dict[str, list[int]]:
    """The numbered paragraphs that cite each exhibit; a list of points belongs to the paragraph before it."""
    found: dict[str, list[int]] = {}
    here = 0
    for block in blocks:
        here = block.number if isinstance(block, NumberedParagraph) else here
        if isinstance(block, NumberedParagraph | Bullets):
            for piece in inlines(block):
                if isinstance(piece, Citation) and piece.exhibit:
                    cited = found.setdefault(piece.exhibit.key, [])
                    cited += [here] if here not in cited else []
    return found


def _marked(
    block: ExhibitList, exhibits: tuple[tuple[int, Exhibit], ...], places: dict[str, list[int]]
) -> tuple[tuple[int, Exhibit], ...]:
    """The exhibits with their class and where they are cited, when the list asks for it."""
    if block.marks is None:
        return exhibits
    public, confidential, cited = block.marks
    marked = []
    for number, exhibit in exhibits:
        parts = [exhibit.details, confidential if exhibit.private else public]
        if exhibit.key in places:
            parts.append(cited.replace("{numbers}", ", ".join(map(str, places[exhibit.key]))))
        marked.append((number, replace(exhibit, details=" · ".join(p for p in parts if p))))
    return tuple(marked)


def roman(number: int) -> str:
    """1 → I, 4 → IV, 19 → XIX."""
    text = ""
    for value, sign in _ROMAN:
        while number >= value:
            text, number = text + sign, number - value
    return text


def letter(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
