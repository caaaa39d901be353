"""What measurements that write into docs/bench.md share: the place between two marks, and the machine."""

import os
import platform
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def put(begin: str, end: str, text: str) -> None:
    """Replace what stands between the two marks in docs/bench.md."""
    path = DOCS / "bench.md"
    before, _, rest = path.read_text("utf-8").partition(begin)
    _, _, after = rest.partition(end)
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8")


def processor() -> str:
    """The processor's name, or its kind where the system does not say."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next(line.split(": ", 1)[1] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def load() -> str:
    """The load of the machine over one, five and fifteen minutes."""
    return ", ".join(f"{each:.1f}" for each in os.getloadavg())
