"""Drawing a volume: the fast way where it proves itself on this machine, else the documented one."""

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from bot.letters.annex import pages
from bot.letters.annex.enclosed import Packed
from bot.letters.annex.volume import Volume


def is_sure() -> bool:
    """Whether the fast way proved itself in this process."""
    # What reads back is imported only where it does: a child that was told the outcome stays small.
    from bot.letters.annex import proof

    return proof.holds()


def draw(
    target: BinaryIO,
    volume: Volume,
    rows: Iterable[Sequence[str]],
    *,
    sure: bool | None = None,
    enclosed: Packed | None = None,
) -> int:
    """Draw the rows into the file; returns the number of pages. Same rows, same bytes.

    `sure` is what `is_sure` said, if another process was asked; `enclosed` are the rows as a file, if they
    are written already.
    """
    if is_sure() if sure is None else sure:
        return pages.draw(target, volume, rows, enclosed)
    from bot.letters.annex import plain

    return plain.draw(target, volume, rows, enclosed)
