"""Starting a child process that works on a database."""

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]


def start(job: str, url: str) -> "subprocess.Popen[str]":
    """Start one job of `tests.storage.child`."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.storage.child", job, url],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
