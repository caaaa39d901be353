"""How far a drawing is: whoever draws pages says so here, and whoever waits for them may listen."""

from collections.abc import Callable

Told = Callable[[int], None]  # called with the number of pages drawn so far
_listener: list[Told] = []


def listen(told: Told | None) -> None:
    """Tell this function from now on, in this process; None for nobody."""
    _listener[:] = [told] if told else []


def drawn(pages: int) -> None:
    """Say that so many pages are drawn."""
    for told in _listener:
        told(pages)
