"""Flood control without addresses: so many a minute pass, the others get a turn and wait for it.

Members with a session or a link never come here. A turn is a signed note in the visitor's own form; the
server keeps a clock hand and the turns just used. It needs no JavaScript and knows nobody.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

# A turn is good for so long once it has come; people fetch a coffee while they wait.
GRACE = 600.0
# Longer queues are an attack or an outage: those people are asked to come back later.
LONGEST = 1800.0


class CrowdedError(Exception):
    """The queue is as long as it may get."""


@dataclass(frozen=True)
class Wait:
    """Not yet: come back with this note after so many seconds."""

    note: str
    seconds: int


class Gate:
    """Lets `per_minute` through on average and `at_once` in a burst."""

    def __init__(self, per_minute: float, at_once: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._step = 60.0 / per_minute
        self._slack = self._step * at_once
        self._clock = clock
        self._hand = clock() - self._slack
        self._key = secrets.token_bytes(32)
        self._used: dict[str, float] = {}

    def pass_or_wait(self, note: str) -> Wait | None:
        """Return None when the visitor may pass, else how long to wait; raises CrowdedError."""
        now = self._clock()
        turn = self._turn(note)
        if turn is None:
            return self._queue(now)
        if now < turn:
            return Wait(note, max(1, round(turn - now)))
        if now > turn + GRACE or note in self._used:
            return self._queue(now)
        self._used = {n: until for n, until in self._used.items() if until > now}
        self._used[note] = turn + GRACE
        return None

    def _queue(self, now: float) -> Wait | None:
        slot = max(self._hand + self._step, now - self._slack)
        if slot - now > LONGEST:
            raise CrowdedError
        self._hand = slot
        if slot <= now:
            return None
        return Wait(self._write(slot), max(1, round(slot - now)))

    def _write(self, turn: float) -> str:
        head = f"{turn:.3f}.{secrets.token_hex(8)}"
        return f"{head}.{self._mark(head)}"

    def _turn(self, note: str) -> float | None:
        head, _, mark = note.rpartition(".")
        if not head or not hmac.compare_digest(mark.encode(), self._mark(head).encode()):
            return None
        return float(head.rpartition(".")[0])

    def _mark(self, head: str) -> str:
        return hmac.new(self._key, head.encode(), hashlib.sha256).hexdigest()[:32]
