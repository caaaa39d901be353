"""How fast one person may act in chat: so many times a minute, counted in memory and under no name.

What was refused does not count with the rest: who mistypes can go on, and a flood of nonsense has a limit
of its own. Others are not affected by either.
"""

import hashlib
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from bot.domain.errors import DomainError
from bot.domain.marks import N_

# Nobody presses a button every second for a minute; whoever reads what it says is far below.
MOST, MOST_REFUSED = 60, 240
WINDOW_SECONDS = 60.0
# People who acted within a minute: far more than a bot of this kind serves.
MOST_PEOPLE = 20_000


class TooFastError(DomainError):
    """A person, or a program in their name, acts faster than anybody reads."""

    text = N_("That was a lot at once: please wait a minute, then go on. This last step was not done.")


class Pace:
    """What each person did within the last minute; `most` None counts nothing (a rehearsal)."""

    def __init__(
        self,
        most: int | None = MOST,
        most_refused: int = MOST_REFUSED,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._most_refused, self._clock = most, most_refused, clock
        self._secret = secrets.token_bytes(16)
        self._people: OrderedDict[bytes, tuple[deque[float], deque[float]]] = OrderedDict()

    def enter(self, user_id: int) -> None:
        """Count an act that begins; raises TooFastError."""
        if self._most is None:
            return
        done, refused = self._of(user_id)
        if len(done) >= self._most or len(refused) >= self._most_refused:
            raise TooFastError
        done.append(self._clock())

    def forgive(self, user_id: int) -> None:
        """Count the last act as refused."""
        if self._most is None:
            return
        done, refused = self._of(user_id)
        if done:
            refused.append(done.pop())

    def sweep(self) -> None:
        """Forget whom nothing is counted of any more."""
        since = self._clock() - WINDOW_SECONDS
        for key, counted in list(self._people.items()):
            if all(not times or times[-1] < since for times in counted):
                del self._people[key]

    def _of(self, user_id: int) -> tuple[deque[float], deque[float]]:
        key = hashlib.blake2b(str(user_id).encode(), key=self._secret, digest_size=16).digest()
        found = self._people.setdefault(key, (deque(), deque()))
        self._people.move_to_end(key)
        while len(self._people) > MOST_PEOPLE:
            self._people.popitem(last=False)
        since = self._clock() - WINDOW_SECONDS
        for times in found:
            while times and times[0] < since:
                times.popleft()
        return found
