"""Runs the command line as a person does: a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Generous, because several test processes share the machine.
_PATIENCE_S = 300


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without any setting of ours, so that a developer's own do not change a test."""
    kept = {name: value for name, value in os.environ.items() if "COLLECTIF" not in name.upper()}
    return {**kept, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "100", **more}


def collectif(
    *arguments: str | Path, cwd: Path, stdin: str = "", umask: int = -1, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end and return its exit code and both streams."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        umask=umask,
        check=False,
    )
