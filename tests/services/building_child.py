"""A bot that builds a large dossier and says when the file is under way; killed by the test that started it.

`python -m tests.services.building_child FOLDER prepare|build`
"""

import asyncio
import sys
import threading
import time
from pathlib import Path

from bot.domain.codes import CaseStatus
from tests.keyholder import KeyHolder
from tests.services.crowd import crowd
from tests.services.handing import built
from tests.services.office import ORGANISER, SERVER, Office, open_office
from tests.services.sealing import opened

MEMBERS, FILES, SIZE = 40, 2, 300_000
ENOUGH = 1_000_000  # bytes written


async def prepare(folder: Path) -> None:
    """Make a case with a recipient, and members who sealed a name and some files."""
    async with open_office(folder) as office:
        case, holder = await office.case(), KeyHolder()
        holder.key.write(folder / "holder.txt", office.now)
        lane = await opened(office, case, holder)
        await crowd(office, case, lane.id, MEMBERS, files=FILES, size=SIZE)


async def build(folder: Path) -> None:
    """Build the dossier and print its name; before that, say that the file is being written."""
    async with open_office(folder) as office:
        telling = threading.Thread(target=_announce, args=(office.deps.dossiers,), daemon=True)
        telling.start()
        sys.stdout.write(f"done {await _build(office)}\n")


async def _build(office: Office) -> str:
    (case,) = [
        c
        for c in await office.services.cases.here(office.actor(ORGANISER, SERVER))
        if c.status is CaseStatus.OPEN
    ]
    (lane,) = await office.services.lanes.lanes(office.actor(ORGANISER), case.id)
    return (await built(office, case, lane)).file_name


def _announce(folder: Path) -> None:
    """Say when the encrypted file has begun to grow, though it has no name yet."""
    while True:
        time.sleep(0.01)
        if any(_grows(link, folder) for link in Path("/proc/self/fd").iterdir()):
            sys.stdout.write("under way\n")
            sys.stdout.flush()
            return


def _grows(link: Path, folder: Path) -> bool:
    try:
        return link.readlink().is_relative_to(folder) and link.stat().st_size > ENOUGH
    except OSError:
        return False


if __name__ == "__main__":
    asyncio.run({"prepare": prepare, "build": build}[sys.argv[2]](Path(sys.argv[1])))
