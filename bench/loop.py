"""What holds the event loop: `python -m bench.loop` plays the demonstration and names what is slow.

Each callback of the loop is timed by the processor time of its thread, so that a machine that others use does
not count as ours. While one runs, a second thread looks where it is. What holds the loop longer than the
limit (50 ms; in M7 of the security brief 100 ms are too long) is listed by the place in our code. What the
simulated Discord and the play itself do stands apart: a real bot has neither. The exit code is the number of
the bot's own places above the limit.
"""

import argparse
import asyncio
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from bot.app import settle
from bot.demo.play import played

LIMIT_MS = 50.0
_LOOK_SECONDS = 0.004
_ROOT = str(Path(__file__).parents[1])
_OURS = (f"{_ROOT}/bot/", f"{_ROOT}/cogs/")
_PLAY = f"{_ROOT}/bot/demo/"


@dataclass
class Watch:
    """Times what the loop of this thread runs."""

    limit_ms: float
    slow: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _began: float | None = None
    _seen: list[str] = field(default_factory=list)
    _over: bool = False

    @contextmanager
    def on(self) -> Iterator[None]:
        """Time every callback while the block runs."""
        run = asyncio.Handle._run
        watch, main = self, threading.get_ident()

        def timed(handle: asyncio.Handle) -> None:
            watch._seen = []
            began, watch._began = time.thread_time(), time.perf_counter()
            try:
                run(handle)
            finally:
                watch._began = None
                took = (time.thread_time() - began) * 1000
                if took > watch.limit_ms:
                    watch.slow[_most(watch._seen) or repr(handle)[:120]].append(took)

        looker = threading.Thread(target=self._look, args=(main,), daemon=True)
        looker.start()
        asyncio.Handle._run = timed  # type: ignore[method-assign, assignment]
        try:
            yield
        finally:
            asyncio.Handle._run = run  # type: ignore[method-assign]
            self._over = True
            looker.join()

    def _look(self, main: int) -> None:
        while not self._over:
            time.sleep(_LOOK_SECONDS)
            began = self._began
            if began is not None and time.perf_counter() - began > _LOOK_SECONDS:
                frame = sys._current_frames().get(main)
                if frame is not None and self._began == began:
                    self._seen.append(_place(frame))


def _place(frame: FrameType | None) -> str:
    """The innermost line of ours, and what it calls; lines of the play are marked as such."""
    inner = frame.f_code.co_qualname if frame else ""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(_OURS):
            short = name.removeprefix(f"{_ROOT}/")
            where = f"{short}:{frame.f_code.co_name} > {inner}"
            return f"play: {where}" if name.startswith(_PLAY) else where
        frame = frame.f_back
    return f"play: {inner}"


def _most(seen: list[str]) -> str:
    return max(set(seen), key=seen.count) if seen else ""


def main() -> int:
    """Play and report."""
    parser = argparse.ArgumentParser(prog="bench.loop", description=__doc__)
    parser.add_argument("--limit", type=float, default=LIMIT_MS, help="milliseconds of processor time")
    watch = Watch(parser.parse_args().limit)

    started = False

    def tell(*_: object) -> None:
        nonlocal started
        if not started:  # the bot has started, and settles as `collectif run` does
            started = True
            settle()
            watch.slow.clear()

    async def play(out: Path) -> None:
        async with played(out, None, tell):
            pass

    with tempfile.TemporaryDirectory() as folder, watch.on():
        asyncio.run(play(Path(folder) / "out"))
    ours = [place for place in watch.slow if not place.startswith("play: ")]
    report(watch.slow)
    sys.stdout.write(f"{len(ours)} places of the bot held the loop longer than {watch.limit_ms:g} ms\n")
    return len(ours)


def report(slow: dict[str, list[float]]) -> None:
    """Print the places, the slowest first."""
    rows: list[tuple[Any, ...]] = sorted(((max(t), len(t), place) for place, t in slow.items()), reverse=True)
    for longest, times, place in rows:
        sys.stdout.write(f"{longest:8.0f} ms at most, {times:4} times  {place}\n")


if __name__ == "__main__":
    raise SystemExit(main())
