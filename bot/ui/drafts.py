"""Refused answers, kept a short while so that nobody has to fill a form twice.

In memory only, bounded, readable by their author alone, never logged.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from bot.ui.forms import Raw

# As long as Discord keeps the reply that holds the button back to the form.
KEEP_SECONDS = 15 * 60
# A form's answers are some hundred bytes: a thousand of them are nothing to the machine.
MOST_DRAFTS = 1000
# Interactions are delivered again within seconds, after a broken connection within minutes.
MOST_SEEN = 20_000

Key = TypeVar("Key")
Value = TypeVar("Value")


class _Fading(Generic[Key, Value]):
    """A bounded table whose entries are forgotten after a while; the oldest goes first."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most = most
        self._clock = clock
        self._held: OrderedDict[Key, tuple[float, Value]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, key: Key) -> bool:
        return self.get(key) is not None

    def put(self, key: Key, value: Value) -> None:
        self.sweep()
        self._held.pop(key, None)
        self._held[key] = (self._clock() + KEEP_SECONDS, value)
        while len(self._held) > self._most:
            self._held.popitem(last=False)

    def get(self, key: Key) -> Value | None:
        self.sweep()
        held = self._held.get(key)
        return held[1] if held else None

    def sweep(self) -> None:
        """Forget what is too old."""
        now = self._clock()
        while self._held:
            key, (until, _) = next(iter(self._held.items()))
            if until > now:
                return
            del self._held[key]


class Drafts(_Fading[tuple[int, str], Raw]):
    """Answers by author and opened form."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(MOST_DRAFTS, clock)


class Seen(_Fading[int, bool]):
    """Interactions already begun, so that a second delivery has neither effect nor reply."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(MOST_SEEN, clock)

    def first(self, interaction_id: int) -> bool:
        """Whether this interaction comes for the first time; it is noted as begun."""
        if interaction_id in self:
            return False
        self.put(interaction_id, True)
        return True
