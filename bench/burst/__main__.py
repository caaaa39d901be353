"""Measure bursts of members from join to receipt: `make bench-latency`; writes a table into docs/bench.md.

Side by side in one run: the service layer, the real bot in the simulated Discord, a bot with empty callbacks
in the same one, and bare inserts of the same rows with the same durability. Targets with 500 at once: 99 of
100 are acknowledged within 500 ms; a second holds at least a quarter of the empty bot's answers, and at least
0.6 of the bare inserts' steps. The exit code is the number of targets that are missed.
"""

import argparse
import asyncio
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.burst.bare import inserts
from bench.burst.chat import SAVES, STEPS, empty, real
from bench.burst.service import services
from bench.burst.wave import Wave, median, together
from bench.limits import verdict
from bench.page import load, processor, put

_BEGIN, _END = "<!-- bursts: written by make bench-latency -->", "<!-- end of bursts -->"
_MOST_MS, _OF_EMPTY, _OF_BARE = 500, 0.25, 0.6
Figures = dict[str, Wave]


def main() -> int:
    """Measure, print, write the table unless told to be quick."""
    parser = argparse.ArgumentParser(prog="bench.burst", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1 and 20 members, once; nothing is written")
    parser.add_argument("--members", type=int, nargs="+")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--chat-most", type=int, default=500, help="larger bursts leave the real bot out")
    asked = parser.parse_args()
    sizes = asked.members or ([1, 20] if asked.quick else [1, 50, 500])
    rounds = asked.rounds or (1 if asked.quick else 3)
    figures = {people: _measured(people, rounds, chat=people <= asked.chat_most) for people in sizes}
    targets = [told for people in sizes[1:] or sizes for told in _targets(figures[people], people)]
    written = "\n".join([_machine(rounds), "", *_table(figures), "", *(line for _, line in targets)])
    sys.stdout.write(written + "\n")
    if not asked.quick:
        put(_BEGIN, _END, written)
    return sum(not held for held, _ in targets)


def _measured(people: int, rounds: int, *, chat: bool) -> Figures:
    """Return the median of a few rounds, each with all of them in turn."""
    found: dict[str, list[Wave]] = {}
    for _ in range(rounds):
        for name, wave in asyncio.run(_round(people, chat=chat)).items():
            found.setdefault(name, []).append(wave)
    return {name: median(waves) for name, waves in found.items()}


async def _round(people: int, *, chat: bool) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        at = [Path(folder) / name for name in ("bare", "service", "bot")]
        for path in at:
            path.mkdir(mode=0o700)
        answered = await empty(people)
        drawn = await empty(people, pages=True) if chat else []
        bare = await inserts(at[0], people)
        joined, received = await services(at[1], people)
        steps = await real(at[2], people) if chat else []
    found = {
        "bot with empty callbacks": together(answered),
        "bare inserts, a commit each": together(bare),
        "services: register": joined,
        "services: receipt code": received,
        "services, both": together([joined, received]),
    }
    if steps:
        found |= {f"bot: {name}": wave for name, wave in zip(STEPS, steps, strict=True)}
        found["empty bot, answers as large"] = together(drawn)
        found["bot, the two that save"] = together(steps[n] for n in SAVES)
        found["bot, the whole way"] = together(steps)
    return found


def _table(figures: dict[int, Figures]) -> Iterator[str]:
    yield "| |" + "".join(f" {n} at once: median, p99 | steps/s |" for n in figures)
    yield "|---|" + "---|---|" * len(figures)
    for name in next(iter(figures.values())):
        yield f"| {name} |" + "".join(_cell(found.get(name)) for found in figures.values())


def _cell(wave: Wave | None) -> str:
    if wave is None:
        return " not measured | |"
    return f" {wave.wait(50):.0f} ms, {wave.wait(99):.0f} ms | {wave.rate:.0f} |"


def _targets(found: Figures, people: int) -> Iterator[tuple[bool, str]]:
    empty, bare = found["bot with empty callbacks"], found["bare inserts, a commit each"].rate
    ratios = [
        ("steps that save, by the services, to bare inserts", found["services, both"].rate / bare, _OF_BARE)
    ]
    if "bot, the whole way" in found:
        whole, saved = found["bot, the whole way"], found["bot, the two that save"]
        for name in ("bot, the whole way", *(f"bot: {step}" for step in STEPS)):
            took = found[name].acknowledgement(99)
            held = took < _MOST_MS
            yield (
                held,
                f"- 99 of 100 acknowledged, {people} at once, {name}: {took:.0f} ms (limit {_MOST_MS}; the "
                f"empty bot takes {empty.acknowledgement(99):.0f} ms): {verdict(held)}",
            )
        ratios.append(("steps of the bot to the empty bot's answers", whole.rate / empty.rate, _OF_EMPTY))
        drawn = found["empty bot, answers as large"]
        ratios.append(("steps of the bot to answers as large", whole.rate / drawn.rate, _OF_EMPTY))
        ratios.append(
            ("the two steps that save, pages and all, to bare inserts", saved.rate / bare, _OF_BARE)
        )
    for name, ratio, least in ratios:
        held = ratio >= least
        yield held, f"- {name}, {people} at once: {ratio:.2f} (at least {least}): {verdict(held)}"


def _machine(rounds: int) -> str:
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {processor()}, {os.cpu_count()} cores, "
        f"{platform.system()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; "
        f"median of {rounds} rounds, each with all of them in turn; load of the machine at the end {load()}."
    )


if __name__ == "__main__":
    raise SystemExit(main())
