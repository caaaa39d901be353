"""The text of a cell: made ready, and broken into lines of a width, whoever measures it."""

from collections.abc import Callable, Iterator

from bot.letters.clean import CUT, clean
from bot.letters.pdf import shaping

MAX_CELL = 300  # characters; a longer text is cut visibly


def prepared(text: str) -> str:
    """The text as a cell shows it: clean, cut visibly, in the characters that are drawn."""
    text = clean(text)
    if len(text) > MAX_CELL:
        text = text[:MAX_CELL].rstrip() + CUT
    return shaping.shaped(text)


def wrapped(text: str, room: float, width: Callable[[str], float]) -> Iterator[str]:
    """Break at spaces; a word that is wider than the room is cut."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer) <= room:
            line = longer
            continue
        if line:
            yield line
        *whole, line = _cut(word, room, width)
        yield from whole
    if line:
        yield line


def _cut(word: str, room: float, width: Callable[[str], float]) -> list[str]:
    pieces, piece, taken = [], "", 0.0
    for char in word:
        wide = width(char)
        if piece and taken + wide > room:
            pieces.append(piece)
            piece, taken = "", 0.0
        piece, taken = piece + char, taken + wide
    return [*pieces, piece]
