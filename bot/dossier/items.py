"""One document that a desk makes of an open dossier, when it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass

PDF, CSV, TEXT = "application/pdf", "text/csv", "text/plain"


@dataclass(frozen=True)
class Item:
    """One document: where it goes, what it is, and how to make it; `ref` when it is one member's."""

    path: str
    media_type: str
    make: Callable[[], bytes]
    ref: str | None = None
    about: str = ""  # of a collective letter, the authority that it goes to; of an own one, what it is
    named: bool = False
    volume: int = 0  # of a large annex
