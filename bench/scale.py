"""A case of half a million members: `python -m bench.scale --folder /where/it/stays`.

Every member has answers to both incidents, some contacts, harms and steps: nothing is counted for free. M1
(security brief): the organisers' figures take less than a second and the process stays below 300 MB, also
while the collective letter is gathered. The first count after a start is made by a chore, in slices between
which others have their turn; it is reported apart. Filling takes some minutes, and is not done twice in a
folder. Times are of the processor, as other programs share the machine. The exit code is the number of lines
that do not hold.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable
from datetime import date
from pathlib import Path

from bench.filling import fill
from bench.limits import Lines
from bot.domain.codes import Answer, FilingMode
from bot.domain.member import Involvement
from tests.services.office import ORGANISER, Office, open_office

_CASE = "case-id"


def main() -> int:
    """Fill what is missing and measure."""
    parser = argparse.ArgumentParser(prog="bench.scale", description=__doc__)
    parser.add_argument("--members", type=int, default=500_000)
    parser.add_argument("--folder", type=Path, required=True, help="where the database is made and kept")
    parser.add_argument("--authority", default="fr-one", help="whose letter is drawn: fr-one, lu-two or none")
    asked = parser.parse_args()
    folder: Path = asked.folder
    if not (folder / _CASE).exists():
        folder.mkdir(parents=True, exist_ok=True)
        case_id = asyncio.run(_begin(folder))
        fill(folder / "collectif.db", case_id, asked.members)
        (folder / _CASE).write_text(case_id, "utf-8")
    return asyncio.run(_measure(folder, asked.authority))


async def _begin(folder: Path) -> str:
    async with open_office(folder) as office:
        case = await office.case()
        await office.second(case)
        return case.id


async def _measure(folder: Path, authority: str) -> int:
    case_id, lines = (folder / _CASE).read_text("utf-8"), Lines()
    line = lines.line
    async with open_office(folder) as office:
        line("first count after a start", await _timed(_look(office, case_id)), "s")
        line("M1 figures, nothing changed", await _timed(_look(office, case_id)), "s", 1)
        chosen = await _some(office, case_id)
        for changes in (1, 100, 1000):
            await _change(office, chosen[:changes])
            limit = 1 if changes < 1000 else None
            line(f"M1 figures, {changes} members changed", await _timed(_look(office, case_id)), "s", limit)
        line("M1 memory at most", _peak(), "MB", 300)
        if authority != "none":
            letter = office.services.letters.collective(
                office.actor(ORGANISER), case_id, authority, FilingMode.INDIVIDUAL
            )
            line(f"letter to {authority}", await _timed(letter), "s")
            line("M1 memory at most, the letter gathered", _peak(), "MB", 300)
    return lines.broken


async def _look(office: Office, case_id: str) -> None:
    await office.services.cases.progress(office.actor(ORGANISER), case_id)


async def _some(office: Office, case_id: str) -> list[str]:
    """A thousand members; by reference they follow each other, by id they are from all over the case."""
    async with office.deps.store.reading() as tx:
        return [m.id for m in await tx.members.page(case_id, "", 1000)]


async def _change(office: Office, members: list[str]) -> None:
    said = Involvement("INC-2025-01", Answer.YES, "lab-one", None, date(2026, 3, 1))
    async with office.deps.store.transaction() as tx:
        for member_id in members:
            await tx.entries.put_involvement(member_id, said)


async def _timed(act: Awaitable[object]) -> float:
    """Seconds of processor time, all threads; what the clock on the wall says is printed beside it."""
    began, wall = time.process_time(), time.perf_counter()
    await act
    sys.stdout.write(f"{time.perf_counter() - wall:9.2f} s by the clock; processor time: ")
    return time.process_time() - began


def _peak() -> float:
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    return int(next(row for row in status if row.startswith("VmHWM")).split()[1]) / 1024


if __name__ == "__main__":
    raise SystemExit(main())
