"""Run in a process of its own: `python -m tests.services.rotating_child FOLDER DATABASE POINT`.

Changes the root key of the folder and is killed at the point, as by a power cut; with no point, to the end.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.cli.rotate_keys import change_root_key
from bot.domain.fault_points import FaultPoint, on_reaching
from bot.settings import Settings


def main(folder: str, database: str, point: str) -> None:
    """Change the root key until the point."""

    def reached(here: FaultPoint) -> None:
        if here.value == point:
            os.kill(os.getpid(), signal.SIGKILL)

    on_reaching(reached)
    asyncio.run(change_root_key(Settings(data_dir=Path(folder), database_url=database)))


if __name__ == "__main__":
    main(*sys.argv[1:])
