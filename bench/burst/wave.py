"""What one burst took: how long each waited, and how many were done a second."""

import asyncio
import time
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Wave:
    """Steps begun at the same moment: the seconds that each waited, and all of them together."""

    waits: tuple[float, ...]
    seconds: float
    acknowledged: tuple[float, ...] = ()  # until Discord knew that an answer comes, or had it

    @property
    def rate(self) -> float:
        """Steps a second."""
        return len(self.waits) / self.seconds

    def wait(self, percent: int) -> float:
        """Milliseconds within which so many of a hundred were answered."""
        return _of(self.waits, percent)

    def acknowledgement(self, percent: int) -> float:
        """Milliseconds within which so many of a hundred were acknowledged or answered."""
        return _of(self.acknowledged, percent)


def _of(waits: tuple[float, ...], percent: int) -> float:
    ordered = sorted(waits)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000


async def at_once(acts: Iterable[Awaitable[object]]) -> Wave:
    """Do all of it at the same time; raises what one of them raises."""
    waits: list[float] = []

    async def one(act: Awaitable[object]) -> None:
        await act
        waits.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(one(act) for act in acts))
    return Wave(tuple(waits), time.perf_counter() - began)


def together(waves: Iterable[Wave]) -> Wave:
    """Waves one after the other, as one."""
    every = list(waves)
    return Wave(
        tuple(w for wave in every for w in wave.waits),
        sum(wave.seconds for wave in every),
        tuple(w for wave in every for w in wave.acknowledged),
    )


def median(waves: Iterable[Wave]) -> Wave:
    """The wave whose rate is in the middle."""
    ordered = sorted(waves, key=lambda wave: wave.rate)
    return ordered[len(ordered) // 2]
