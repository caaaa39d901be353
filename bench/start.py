"""How long the program takes to start: `python -m bench.start`.

The command line's help, limit 0.3 s; and `collectif run` from its process to the moment at which it calls
Discord, for a data folder's first start and for a later one. Each is run several times in a process of its
own; the least time on the clock and of the CPU is printed. The exit code is the number of lines that do not
hold.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.limits import Lines
from tests.cli.process import clean_environment, collectif

# Ends the process where it would call Discord; nothing else of it is changed.
_RUN = """
import os, discord
async def called(self, token, **more):
    os._exit(0)
discord.Client.start = called
from bot.cli import app
app(["run"])
"""
_DATABASES = ("collectif.db", "shred-keys.db")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.start", description=__doc__)
    parser.add_argument("--times", type=int, default=10, help="how often each is run")
    times = parser.parse_args().times
    lines = Lines()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        if collectif("init", cwd=home).returncode:
            raise RuntimeError("collectif init failed")
        (home / "token").write_text("A" * 60 + "\n")
        with (home / ".env").open("a") as file:
            file.write(f"COLLECTIF_DISCORD_TOKEN_FILE='{home / 'token'}'\n")
        for what, program, before, limit in (
            ("collectif --help", ("-m", "bot", "--help"), _nothing, 0.3),
            ("collectif run, first start", ("-c", _RUN), _forget, None),
            ("collectif run, later start", ("-c", _RUN), _nothing, None),
        ):
            clock, cpu = _least(home, program, before, times)
            lines.line(f"{what}, CPU", cpu, "s")
            lines.line(f"{what}, on the clock", clock, "s", limit)
    return lines.broken


def _nothing(home: Path) -> None:
    """Leave the folder as it is."""


def _forget(home: Path) -> None:
    """Have the next start make its stores anew."""
    for path in (home / "data").iterdir():
        if path.name.startswith(_DATABASES):
            path.unlink()


def _least(
    home: Path, program: Sequence[str], before: Callable[[Path], None], times: int
) -> tuple[float, float]:
    found = []
    for _ in range(times + 1):  # the first one compiles
        before(home)
        began, used = time.perf_counter(), _used()
        done = subprocess.run(
            [sys.executable, *program],
            cwd=home,
            env={**clean_environment(), "PYTHONDONTWRITEBYTECODE": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        found.append((time.perf_counter() - began, _used() - used))
    return min(clock for clock, _ in found[1:]), min(cpu for _, cpu in found[1:])


def _used() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


if __name__ == "__main__":
    sys.exit(main())
