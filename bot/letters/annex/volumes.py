"""Cutting a long table into volumes, drawn by two processes; each volume can be sent by mail on its own."""

import gzip
import hashlib
import io
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice

from bot.letters.annex.drawing import draw
from bot.letters.annex.volume import Volume

ROWS = 50_000  # a volume: some 1,200 pages and 3 MB
_PROCESSES = 2
_CELL, _LINE = "\t", "\n"
_APART = str.maketrans({_CELL: " ", _LINE: " "})


@dataclass(frozen=True)
class Job:
    """One volume to draw; the rows travel between processes as one text, packed, which is small."""

    filename: str
    volume: Volume
    rows: bytes


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
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1) as file:
        text = io.TextIOWrapper(file, "utf-8", "replace", newline="")
        text.writelines(_line(row) + _LINE for row in rows)
        text.flush()
        text.detach()
    return Job(filename, volume, packed.getvalue())


def _line(row: Sequence[str]) -> str:
    line = _CELL.join(row)
    if _LINE in line or line.count(_CELL) >= len(row):
        line = _CELL.join(cell.translate(_APART) for cell in row)
    return line


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
    with ProcessPoolExecutor(_PROCESSES, mp_context=context) as pool:
        running: deque[Future[Drawn]] = deque()
        for work in chain(first, waiting):
            running.append(pool.submit(draw_one, work))
            if len(running) > _PROCESSES:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def draw_one(work: Job) -> Drawn:
    """Draw one volume."""
    target = io.BytesIO()
    seen = _Seen()
    pages = draw(target, work.volume, seen.through(_rows(work.rows)))
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


def _rows(packed: bytes) -> Iterator[tuple[str, ...]]:
    for line in io.TextIOWrapper(gzip.GzipFile(fileobj=io.BytesIO(packed)), "utf-8", newline=_LINE):
        yield tuple(line.removesuffix(_LINE).split(_CELL))


class _Seen:
    """What passed by: how many rows, the first and the last."""

    def __init__(self) -> None:
        self.rows = 0
        self.first: tuple[str, ...] = ()
        self.last: tuple[str, ...] = ()

    def through(self, rows: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
        row: tuple[str, ...] = ()
        for row in rows:
            if not self.rows:
                self.first = row
            self.rows += 1
            yield row
        self.last = row
