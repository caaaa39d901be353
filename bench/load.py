"""Many members and many joins at once: `make bench-load`.

M1 (security brief): with 500,000 members, a join takes less than 300 ms (95 of 100), the figures less than a
second, and the process less than 300 MB. M2: at 200 joins a second for a minute everybody is answered within
3 s, as Discord wants it, and nobody is lost. The exit code is the number of lines that do not hold.
"""

import argparse
import asyncio
import resource
import statistics
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path

from bench.limits import Lines
from bot.domain.member import MemberRef, new_ref
from bot.services.views import CaseView
from tests.services.office import ORGANISER, Office, open_office
from tests.storage.sample import add_member, member_file

_BATCH = 2_000
_FIRST = 10_000_000  # account numbers of those who join
_JOINS = 200  # measured one after the other


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.load", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 members, 50 joins a second for 5 s")
    parser.add_argument("--members", type=int)
    parser.add_argument("--rate", type=int)
    parser.add_argument("--seconds", type=int)
    asked = parser.parse_args()
    members = asked.members or (10_000 if asked.quick else 500_000)
    rate, seconds = asked.rate or (50 if asked.quick else 200), asked.seconds or (5 if asked.quick else 60)
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(measure(Path(folder), members, rate, seconds))


async def measure(folder: Path, members: int, rate: int, seconds: int) -> int:
    """Fill a database, then measure M1 and M2 on it; return how many lines do not hold."""
    lines = Lines()
    line = lines.line
    async with open_office(folder) as office:
        case = await office.case()
        await _fill(office, case, members)
        resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        took = [await _timed(office.member(case, _FIRST + n)) for n in range(_JOINS)]
        p95 = statistics.quantiles(took, n=20)[-1] * 1000
        line(f"M1 join with {members} members, p95", p95, "ms", 300)
        # As the chore does at a start and every five minutes: a look counts what has changed since.
        first = await _timed(office.services.cases.recount())
        line("first count after a start, by the chore", first * 1000, "ms")
        await office.member(case, _FIRST - 1)
        figures = await _timed(office.services.cases.progress(office.actor(ORGANISER), case.id))
        line("M1 figures", figures * 1000, "ms", 1000)
        line("M1 memory after filling", resident, "MB", 300)
        line("M1 memory at most", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB", 300)
        waits, lost = await _burst(office, case, rate, seconds)
        line(f"M2 slowest of {rate} joins/s for {seconds} s", max(waits) * 1000, "ms", 3000)
        line("M2 lost", lost, "", 1)
    return lines.broken


async def _fill(office: Office, case: CaseView, count: int) -> None:
    # Of so many random references some are drawn twice; registering draws again then.
    refs: set[MemberRef] = set()
    while len(refs) < count:
        refs.add(new_ref())
    for _ in range(0, count, _BATCH):
        async with office.deps.store.transaction() as tx:
            for _ in range(min(_BATCH, len(refs))):
                await add_member(tx, member_file(ref=refs.pop()), case.id)


async def _burst(office: Office, case: CaseView, rate: int, seconds: int) -> tuple[list[float], int]:
    """Let people join at a steady pace, whether or not those before are done."""
    before = await _registered(office, case)
    began, joining = time.perf_counter(), []
    for number in range(rate * seconds):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        who = _FIRST + _JOINS + number
        joining.append(asyncio.create_task(_timed(office.member(case, who))))
    done = await asyncio.gather(*joining, return_exceptions=True)
    waits = [took for took in done if isinstance(took, float)]
    return waits or [float("inf")], before + rate * seconds - await _registered(office, case)


async def _registered(office: Office, case: CaseView) -> int:
    async with office.deps.store.reading() as tx:
        return await tx.members.count(case.id)


async def _timed(act: Awaitable[object]) -> float:
    began = time.perf_counter()
    await act
    return time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
