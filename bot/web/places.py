"""How many files come in at once: a bounded number, and of one account never more than a part of it.

A file is held in memory until it is sealed, and a slow line holds its place for minutes.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 6  # ten megabytes each
OF_ONE = 2
# What a browser is told, in seconds.
TRY_AGAIN = 30


class NoPlaceError(Exception):
    """As many files are coming in as may at once."""


class Places:
    """The places for files on their way in."""

    def __init__(self, at_once: int = AT_ONCE, of_one: int = OF_ONE) -> None:
        self._at_once, self._of_one = at_once, of_one
        self._taken: Counter[str] = Counter()

    def __len__(self) -> int:
        return self._taken.total()

    @contextmanager
    def hold(self, owner: str) -> Iterator[None]:
        """Hold a place while a file comes in and is sealed; raises NoPlaceError."""
        if len(self) >= self._at_once or self._taken[owner] >= self._of_one:
            raise NoPlaceError
        self._taken[owner] += 1
        try:
            yield
        finally:
            self._taken[owner] -= 1
            self._taken += Counter()  # forgets those who hold none
