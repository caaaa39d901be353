"""Cutting a long table into volumes, drawn by two processes; each volume can be sent by mail on its own."""

import hashlib
import io
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice

from bot.letters.annex.drawing import draw, is_sure
from bot.letters.annex.enclosed import Packed, pack
from bot.letters.annex.volume import Volume

ROWS = 50_000  # a volume: some 1,200 pages and 3 MB
_PROCESSES = 2


@dataclass(frozen=True)
class Job:
    """One volume to draw; the rows travel between processes as the file that goes with it, which is small."""

    filename: str
    volume: Volume
    rows: Packed


@dataclass(frozen=True)
class Drawn:
    """One finished volume."""

    filename: str
    data: bytes
    pages: int
    rows: int
    first: tuple[str, ...]
    last: tuple[str, ...]
    sha256: str


def job(filename: str, volume: Volume, rows: Iterable[Sequence[str]]) -> Job:
    """Pack the rows of one volume."""
    return Job(filename, volume, pack([column.title for column in volume.columns], rows))


def count(rows: int) -> int:
    """How many volumes that many rows take."""
    return max(1, -(-rows // ROWS))


def draw_all(jobs: Iterable[Job]) -> Iterator[Drawn]:
    """Draw the volumes in order, two at a time where there are several; no more are in memory."""
    waiting = iter(jobs)
    first = list(islice(waiting, 2))
    if len(first) < 2:
        yield from map(draw_one, first)
        return
    # A fresh process each: the fork of a program with threads may stand still, and carries its memory along.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as judge:  # so that no process carries along what it took
        sure = judge.submit(is_sure).result()
    with ProcessPoolExecutor(_PROCESSES, mp_context=context) as pool:
        running: deque[Future[Drawn]] = deque()
        for work in chain(first, waiting):
            running.append(pool.submit(draw_one, work, sure=sure))
            if len(running) > _PROCESSES:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def draw_one(work: Job, *, sure: bool | None = None) -> Drawn:
    """Draw one volume; `sure` as in `draw`."""
    target = io.BytesIO()
    seen = _Seen()
    pages = draw(target, work.volume, seen.through(work.rows.rows()), sure=sure, enclosed=work.rows)
    data = target.getvalue()
    return Drawn(
        filename=work.filename,
        data=data,
        pages=pages,
        rows=seen.rows,
        first=seen.first,
        last=seen.last,
        sha256=hashlib.sha256(data).hexdigest(),
    )


class _Seen:
    """What passed by: how many rows, the first and the last."""

    def __init__(self) -> None:
        self.rows = 0
        self.first: tuple[str, ...] = ()
        self.last: tuple[str, ...] = ()

    def through(self, rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
        row: Sequence[str] = ()
        for row in rows:
            if not self.rows:
                self.first = tuple(row)
            self.rows += 1
            yield row
        self.last = tuple(row)
