"""Run in a process of its own: `python -m tests.backup.restoring_child FOLDER POINT ARGUMENTS…`.

Runs a command of Collectif in the folder and is killed at the point, as by a power cut.
"""

import os
import signal
import sys

from bot.cli import main as collectif
from bot.domain.fault_points import FaultPoint, on_reaching


def main(folder: str, point: str, *arguments: str) -> None:
    """Run the command until the point."""

    def reached(here: FaultPoint) -> None:
        if here.value == point:
            os.kill(os.getpid(), signal.SIGKILL)

    os.chdir(folder)
    on_reaching(reached)
    sys.argv = ["collectif", *arguments]
    sys.exit(collectif())


if __name__ == "__main__":
    main(*sys.argv[1:])
