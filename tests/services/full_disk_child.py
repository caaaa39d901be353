"""Run in a process of its own on a small disk: `python -m tests.services.full_disk_child FOLDER`.

Ann and Ben are registered; the disk gets full; both want to be erased, and room was kept for one of them.
"""

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path

from bot.domain.errors import BusyError, ErasureGoesOnError
from bot.services import build_services
from bot.services.reserve import RESERVE, Reserve
from tests.services.office import ANN, BEN, ORGANISER, Office, open_office


def say(*words: object) -> None:
    """Tell the parent."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def fill(ballast: Path) -> None:
    """Leave no byte."""
    with ballast.open("ab", buffering=0) as file:
        for size in (64 << 10, 4096, 1):
            try:
                while True:
                    file.write(os.urandom(size))
            except OSError:
                continue


async def erase(office: Office, case: str, who: int) -> str:
    """Say what a person is told who wants to be erased."""
    try:
        await office.services.rights.erase(office.actor(who), case)
    except (BusyError, ErasureGoesOnError) as refused:
        return type(refused).__name__
    return "erased"


async def main(folder: Path) -> None:
    """Play it, and say what was told."""
    async with open_office(folder) as office:
        office.deps = replace(office.deps, reserve=Reserve(folder / RESERVE))
        office.services = build_services(office.deps)
        case = await office.case()
        await office.concerned(case, ANN)
        await office.concerned(case, BEN)
        say("kept", office.deps.reserve.fill())
        fill(folder / "ballast")

        say("ann", await erase(office, case.id, ANN))
        fill(folder / "ballast")
        say("ben", await erase(office, case.id, BEN))
        said = await office.services.cases.is_organiser(office.actor(ORGANISER), case.id)
        say("readable", said)
        (folder / "ballast").unlink()
        say("later", await erase(office, case.id, BEN))
        say("left", len(await office.services.enrol.members(office.actor(ANN), case.id)))
        say("again", office.deps.reserve.fill())


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
