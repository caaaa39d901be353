"""Drawing a volume: the fast way where it proves itself in this process, else the documented one."""

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from bot.letters.annex import pages, plain, proof
from bot.letters.annex.volume import Volume


def draw(target: BinaryIO, volume: Volume, rows: Iterable[Sequence[str]]) -> int:
    """Draw the rows into the file; returns the number of pages. Same rows, same bytes."""
    if proof.holds():
        return pages.draw(target, volume, rows)
    return plain.draw(target, volume, rows)
