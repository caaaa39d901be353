"""Run in a process of its own: `python -m tests.services.faulting_child FOLDER`.

For each line `POINT CASE LANE REF` on stdin it forks a process that does what reaches the point, and dies
there as by a power cut. "gone" follows, with the signal that ended it.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from bot.backup.making import Plan, Target, make
from bot.domain.fault_points import FaultPoint, on_reaching
from bot.domain.identity import Statement, encode
from bot.domain.sealing import SealedField
from bot.storage.files import SHRED_KEYS
from bot.vault.holder_key import HolderKey
from tests.services.office import ANN, BEN, ORGANISER, Office, open_office

WORDS = Statement("Canary words")
Job = Callable[[Office, str, str, str], Awaitable[object]]


def plan(folder: Path) -> Plan:
    """What is backed up of an office."""
    to, life = [HolderKey.make().public], timedelta(days=7)
    data, keys = Target(folder / "backups", to, life), Target(folder / "key-backups", to, life)
    url = f"sqlite:///{folder / 'collectif.db'}"
    return Plan(url, folder / SHRED_KEYS, folder, "0", data, keys)


async def register(office: Office, case: str, lane: str, ref: str) -> None:
    """Register Ben."""
    await office.member(await office.services.cases.view(office.actor(BEN), case), BEN)


async def seal(office: Office, case: str, lane: str, ref: str) -> None:
    """Seal the first words of Ann."""
    await office.services.sealed.put(office.actor(ANN), case, ref, SealedField.STATEMENT, encode(WORDS))


async def build(office: Office, case: str, lane: str, ref: str) -> None:
    """Build a dossier."""
    view = await office.services.cases.view(office.actor(ORGANISER), case)
    await office.agreed(view, office.services.dossiers.build(office.actor(ORGANISER), case, lane))


async def back_up(office: Office, case: str, lane: str, ref: str) -> None:
    """Make a backup."""
    await make(plan(office.deps.dossiers.parent), office.now)


async def look(office: Office, case: str, lane: str, ref: str) -> None:
    """Open the stores and nothing else."""


JOBS: dict[FaultPoint, Job] = {
    FaultPoint.ACT_WRITTEN: register,
    FaultPoint.ACT_COMMITTED: register,
    FaultPoint.SEAL_KEY_KEPT: seal,
    FaultPoint.SCHEMA_CHANGED: look,
    FaultPoint.DOSSIER_PLACED: build,
    FaultPoint.BACKUP_PICTURED: back_up,
    FaultPoint.BACKUP_HALF: back_up,
}


async def _work(folder: Path, point: FaultPoint, rest: list[str]) -> None:
    async with open_office(folder) as office:
        await JOBS[point](office, *rest)


def main(folder: str) -> None:
    """Fork one process a line, so that what is dear is loaded once."""
    for line in sys.stdin:
        name, *rest = line.split()
        child = os.fork()
        if child == 0:

            def reached(here: FaultPoint, wanted: str = name) -> None:
                if here == wanted:
                    os.kill(os.getpid(), signal.SIGKILL)

            on_reaching(reached)
            asyncio.run(_work(Path(folder), FaultPoint(name), rest))
            os._exit(0)
        sys.stdout.write(f"gone {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
