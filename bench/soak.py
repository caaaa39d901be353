"""B18: a steady five interactions a second over the real bot, and what grows: `python -m bench.soak`.

Ten minutes are enough to see a leak that matters; the 24 hours of the security brief are run by hand before a
release, with `--minutes 1440`. Memory is compared with that of after a tenth of the time, when every path has
been taken: it may grow by a tenth. Files and tasks may not grow at all, and the log of the database stays
below 16 MB. The simulated Discord lives in the same process: what it remembers of acts that are over is
dropped after each. People act one after the other, as fast as the rate asks and the machine can; how many it
were is said. The exit code is the number of lines that do not hold.
"""

import argparse
import asyncio
import gc
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bench.limits import Lines
from bot.demo import moves
from bot.demo.people import Person, Seen
from bot.demo.world import World
from tests.scene import CONCERNED, FEBRUARY, Scene

RATE = 5.0  # interactions a second
PEOPLE = 12
GROWTH, LOG_MB = 10.0, 16.0  # per cent, megabytes
_SECONDS = 15.0  # between two looks
_MESSAGES = 50  # that the simulated Discord keeps in each channel

Act = Callable[[Person], Awaitable[Seen]]


@dataclass(frozen=True)
class Look:
    """What the process holds at one moment."""

    at: float
    done: int
    memory_mb: float
    files: int
    tasks: int
    log_mb: float

    @classmethod
    def now(cls, began: float, done: int, data: Path) -> "Look":
        """Look at this process, without what only waits to be collected."""
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        logs = sum(p.stat().st_size for p in data.glob("*-wal")) + sum(
            p.stat().st_size for p in data.glob("*-journal")
        )
        return cls(
            at=time.perf_counter() - began,
            done=done,
            memory_mb=pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
            files=len(list(Path("/proc/self/fd").iterdir())),
            tasks=len(asyncio.all_tasks()),
            log_mb=logs / 2**20,
        )

    def __str__(self) -> str:
        return (
            f"{self.at / 60:7.1f} min {self.done:8} interactions {self.memory_mb:8.1f} MB "
            f"{self.files:4} files {self.tasks:4} tasks {self.log_mb:6.2f} MB log"
        )


def main() -> int:
    """Soak and report."""
    parser = argparse.ArgumentParser(prog="bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--rate", type=float, default=RATE, help="interactions a second")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(soak(Path(folder), asked.minutes * 60, asked.rate))


async def soak(folder: Path, seconds: float, rate: float) -> int:
    """Act at the rate for so long; return how many lines do not hold."""
    world = await World.start(folder)
    try:
        scene = await Scene.begin(world)
        people = [await scene.member(f"p{n}", concerned=[FEBRUARY]) for n in range(PEOPLE)]
        looks = await _act(world, [*_round(scene, people)], seconds, rate)
    finally:
        await world.stop()
    return _judge(looks)


def _round(scene: Scene, people: list[Person]) -> list[tuple[Person, Act]]:
    """What people do again and again: look, see figures, read, correct an answer; organisers look too."""

    def use(command: str) -> Act:
        async def act(person: Person) -> Seen:
            return await person.command(command)

        return act

    async def correct(person: Person) -> Seen:
        seen: Seen = await moves.say_concerned(person, await moves.home(person), FEBRUARY, CONCERNED)
        return seen

    members = (use("me"), use("figures"), use("privacy"), correct)
    return [*((p, act) for p in people for act in members), (scene.organiser, use("case progress"))]


async def _act(world: World, acts: list[tuple[Person, Act]], seconds: float, rate: float) -> list[Look]:
    data = world.settings.data_dir
    began = time.perf_counter()
    looks, done, turn, next_look = [Look.now(began, 0, data)], 0, 0, _SECONDS
    while (now := time.perf_counter() - began) < seconds:
        if now >= next_look:
            looks.append(Look.now(began, done, data))
            sys.stdout.write(f"{looks[-1]}\n")
            sys.stdout.flush()
            next_look += max(_SECONDS, seconds / 40)
        person, act = acts[turn % len(acts)]
        turn += 1
        before = person.interactions
        await act(person)
        done += person.interactions - before
        _forget(world)
        await asyncio.sleep(max(0.0, done / rate - (time.perf_counter() - began)))
    return [*looks, Look.now(began, done, data)]


def _forget(world: World) -> None:
    """Drop what the simulated Discord and the play remember of acts that are over."""
    world.sights.clear()
    backend = world.simulation.backend
    for kept in (
        backend.http_requests,
        backend.interactions,
        backend.interaction_tokens,
        backend.transcript,
        backend._reserved_ids,
        world.simulation._answers.seconds,
        world.simulation._answers.whole,
    ):
        kept.clear()
    for messages in backend.messages.values():
        for old in list(messages)[_MESSAGES:]:  # the panel is one of the first
            del messages[old]


def _judge(looks: list[Look]) -> int:
    settled = next((k for k in looks[1:] if k.at >= looks[-1].at / 10), looks[0])
    last, lines = looks[-1], Lines()
    growth = (last.memory_mb / settled.memory_mb - 1) * 100
    lines.line("B18 memory, growth", growth, "%", GROWTH)
    lines.line("B18 open files more", last.files - settled.files, "", 1)
    lines.line("B18 tasks more", last.tasks - settled.tasks, "", 1)
    lines.line("B18 log of the database", max(k.log_mb for k in looks), "MB", LOG_MB)
    sys.stdout.write(f"{last}\n")
    return lines.broken


if __name__ == "__main__":
    raise SystemExit(main())
