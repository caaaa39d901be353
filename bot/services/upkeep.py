"""What is done by the clock: chores, each at its own pace; one that fails stops none of the others."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import logs

# How often it is looked what is due. What missed its time, as the machine slept, runs at the next look.
LOOK = timedelta(minutes=5)


@dataclass(frozen=True)
class Chore:
    """One thing to do again and again; `run` decides from what is stored whether there is work."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[object]]


class Upkeep:
    """Runs the chores of one process, one after the other."""

    def __init__(self, chores: Sequence[Chore], clock: Callable[[], datetime]) -> None:
        self._chores = list(chores)
        self._clock = clock
        self._last: dict[str, datetime] = {}

    def add(self, chores: Sequence[Chore]) -> None:
        """Take on more chores; they run at the next look."""
        self._chores.extend(chores)

    async def turn(self) -> list[str]:
        """Run what is due and return the names of what ran to its end."""
        done = []
        for chore in self._chores:
            now = self._clock()
            last = self._last.get(chore.name)
            # A clock that was set back must not let a chore wait for the time to come again.
            if last is not None and last <= now < last + chore.every:
                continue
            self._last[chore.name] = now
            try:
                await chore.run()
            except Exception as error:
                logs.failure("chore_failed", error, action=chore.name)
                continue
            done.append(chore.name)
        return done

    async def forever(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.turn()
            await asyncio.sleep(LOOK.total_seconds())
