"""One measurement: a fresh process that draws once, its CPU time, wall time and peak memory from outside."""

import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Run:
    """What one drawing took; `failed` says why there is nothing."""

    cpu: float = 0.0  # seconds, user and system, with the children's
    wall: float = 0.0
    memory: int = 0  # MB, of the largest process
    size: int = 0  # bytes
    failed: str = ""
    over: float = 0.0  # seconds that it would have taken at least, where it was stopped or not begun


def once(engine: str, source: Path, target: Path, *, seconds: float, memory: int) -> Run:
    """Draw once within the limits."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (memory << 20, memory << 20))

    target.unlink(missing_ok=True)
    start = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-m", "bench.annex.engines", engine, str(source), str(target)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit,
        start_new_session=True,
    )
    timer = signal.signal(signal.SIGALRM, lambda *_: os.killpg(child.pid, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        assert child.stderr is not None
        said = child.stderr.read()
        _, status, used = os.wait4(child.pid, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, timer)
    wall = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode == -signal.SIGKILL:
        return Run(failed=f"stopped after {seconds:.0f} s", over=seconds)
    if child.returncode:
        last = said.strip().splitlines()[-1] if said.strip() else f"ended with {child.returncode}"
        missing = last.startswith("ModuleNotFoundError")
        return Run(failed="not installed" if missing else f"failed: {last.split(':')[0]}")
    return Run(used.ru_utime + used.ru_stime, wall, used.ru_maxrss // 1024, target.stat().st_size)


def middle(runs: list[Run]) -> Run:
    """The medians of several runs; a failure stays one."""
    for run in runs:
        if run.failed:
            return run
    return Run(
        cpu=median(r.cpu for r in runs),
        wall=median(r.wall for r in runs),
        memory=round(median(r.memory for r in runs)),
        size=runs[0].size,
    )
