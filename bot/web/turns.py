"""Flood control without addresses: beyond so many a minute people wait, and who waited longest goes first.

Members with a session or a link never come here. A ticket is a signed note in the visitor's own form: when
it was drawn, and a mark. Drawing one takes no place from anybody, so a flood of requests that only knock
cannot hold the gate shut: what the gate lets through goes to those who waited and came back. Whoever floods
and also waits shares the queue with the others; against that there are personal links, which do not pass
here.

Between requests the gate keeps a few numbers and the tickets just used, however many knock.
"""

import hashlib
import hmac
import math
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

# While people queue, a ticket must be so old; those who only knock have none that is.
LEAST = 15.0
# An older ticket is none: what is kept of used ones stays bounded.
LIFE = 7200.0
# So long after the last one was sent to wait, people pass at once again.
CALM = 60.0


@dataclass(frozen=True)
class Wait:
    """Not yet: come back with this note after so many seconds; and how long one has waited already."""

    note: str
    seconds: int
    waited: int


class Gate:
    """Lets `per_minute` through on average and `at_once` in a burst."""

    def __init__(self, per_minute: float, at_once: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_minute / 60.0
        self._most = float(at_once)
        self._clock = clock
        self._left, self._at = self._most, clock()
        # How old a ticket must be to pass, and when somebody was last sent to wait.
        self._age, self._pressed = 0.0, -math.inf
        self._key = secrets.token_bytes(32)
        self._used: dict[str, float] = {}

    def pass_or_wait(self, note: str) -> Wait | None:
        """Return None when the visitor may pass, else how long to wait at least."""
        now = self._clock()
        self._refill(now)
        drawn = self._drawn(note, now)
        age = 0.0 if drawn is None else now - drawn
        if self._left >= 1 and age >= self._age:
            self._left -= 1
            self._used = {n: until for n, until in self._used.items() if until > now}
            if drawn is not None:
                self._used[note] = drawn + LIFE
            return None
        self._pressed = now
        if self._left < 1:
            # Keep what comes next for those who waited as long as this one.
            self._age = max(self._age, age, LEAST)
        seconds = max(self._age - age, (1 - self._left) / self._rate, 1)
        return Wait(self._write(now) if drawn is None else note, math.ceil(seconds), int(age))

    def _refill(self, now: float) -> None:
        self._left = min(self._most, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left >= max(1.0, self._most / 2):
            # The places kept for those who waited longest were not taken: anybody who waited may have them.
            self._age = min(self._age, LEAST)
        if now - self._pressed > CALM:
            self._age = 0.0

    def _write(self, now: float) -> str:
        head = f"{now:.3f}.{secrets.token_hex(8)}"
        return f"{head}.{self._mark(head)}"

    def _drawn(self, note: str, now: float) -> float | None:
        """When a ticket was drawn; None for one that is forged, used or too old."""
        head, _, mark = note.rpartition(".")
        if not head or not hmac.compare_digest(mark.encode(), self._mark(head).encode()):
            return None
        drawn = float(head.rpartition(".")[0])
        return None if note in self._used or now - drawn > LIFE else drawn

    def _mark(self, head: str) -> str:
        return hmac.new(self._key, head.encode(), hashlib.sha256).hexdigest()[:32]
