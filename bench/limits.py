"""Figures beside their limits, a line each, and how many of them do not hold."""

import sys


def verdict(holds: bool) -> str:
    """The word for it, which nobody overlooks where it does not."""
    return "holds" if holds else "DOES NOT HOLD"


class Lines:
    """Prints each figure at once, and counts those that do not stay below their limit."""

    def __init__(self) -> None:
        self.broken = 0

    def line(self, name: str, value: float, unit: str, limit: float | None = None) -> None:
        """Print one figure; without a limit it only tells."""
        holds = limit is None or value < limit
        self.broken += not holds
        said = "" if limit is None else f" (limit {limit:g}) {verdict(holds)}"
        sys.stdout.write(f"{name:52}{value:10.2f} {unit:3}{said}\n")
        sys.stdout.flush()
