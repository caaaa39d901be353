"""Run in a process of its own: `python -m tests.services.burst_child FOLDER CASE`.

For each line `FIRST COUNT` on stdin it forks a process that registers so many people, many at once, and
writes each one's number once the service has answered; the process's own number comes first.
"""

import asyncio
import os
import sys
from pathlib import Path

from bot.services.views import Registration
from tests.services.office import Office, open_office

# As many members as press at the same moment.
TOGETHER = 20


def say(*words: object) -> None:
    """Write one line, whole: short writes to a pipe are not mixed (POSIX, PIPE_BUF)."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


async def burst(folder: Path, case_id: str, first: int, count: int) -> None:
    """Register people, and say of each that it was acknowledged."""
    async with open_office(folder) as office:
        waiting = asyncio.Semaphore(TOGETHER)
        case = await office.services.cases.view(office.actor(first), case_id)
        form = await office.form(case)
        await asyncio.gather(*(_one(office, waiting, case_id, form, first + n) for n in range(count)))
    say("end")


async def _one(
    office: Office, waiting: asyncio.Semaphore, case_id: str, form: Registration, who: int
) -> None:
    async with waiting:
        await office.services.enrol.register(office.actor(who), case_id, form)
        say("ok", who)


def main(folder: str, case_id: str) -> None:
    """Fork one process a line, so that what is dear is loaded once."""
    for line in sys.stdin:
        first, count = map(int, line.split())
        child = os.fork()
        if child == 0:
            asyncio.run(burst(Path(folder), case_id, first, count))
            os._exit(0)
        say("pid", child)
        os.waitpid(child, 0)
        say("gone")


if __name__ == "__main__":
    main(*sys.argv[1:])
