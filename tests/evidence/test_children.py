"""Group G of the security brief: the child that decodes, and what a hostile file gets when it wins."""

import asyncio
import gc
import inspect
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from bot.domain.errors import BusyError
from bot.evidence import wire
from bot.evidence.cleaner import Cleaned, Cleaner
from bot.evidence.limits import Reason
from bot.services.sealed import SealedService
from tests.evidence import children, samples
from tests.evidence.conftest import outcome
from tests.evidence.samples import picture

ROOT = Path(__file__).parents[2]


def ours() -> set[int]:
    """The processes that this one has started."""
    return {child.pid for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE}


async def taken_over(how: str, *, time_limit: float = 20.0) -> Cleaned | Reason:
    """What comes of a good picture when the child is one that a file has taken over."""
    cleaner = Cleaner(worker=f"tests.evidence.children:{how}", time_limit=time_limit)
    try:
        return await outcome(cleaner, picture())
    finally:
        await asyncio.to_thread(cleaner.close)


@pytest.mark.parametrize("how", children.TAKEN_OVER)
async def test_g4_a_child_that_dies_or_lies_costs_one_file(how: str) -> None:
    """G4: a child that crashes, answers nonsense or hands back something else: a file not accepted."""
    before = ours()

    assert await taken_over(how) is Reason.UNREADABLE
    assert ours() == before


@pytest.mark.parametrize("how", ["deaf", "hang", "drip"])
async def test_g4_a_child_that_hangs_is_ended(how: str) -> None:
    """G4: a child that never reads, never answers or answers for ever is ended at the time limit."""
    before, began = ours(), time.monotonic()

    assert await taken_over(how, time_limit=1.0) is Reason.UNREADABLE

    assert time.monotonic() - began < 5
    assert ours() == before


async def test_g4_a_child_that_uses_up_the_processor_is_ended() -> None:
    """G4: the system ends a child that computes for ever, before the time limit does."""
    began = time.monotonic()

    assert await taken_over("spin", time_limit=60) is Reason.UNREADABLE

    assert time.monotonic() - began < 30


async def test_g4_after_a_crash_the_next_file_is_taken() -> None:
    """G4: a file that kills its child leaves the cleaner as it was: no retry, the next one is cleaned."""
    cleaner = Cleaner()
    try:
        first = await outcome(cleaner, samples.bomb(9_000, 9_000))
        second = await outcome(cleaner, picture())
    finally:
        await asyncio.to_thread(cleaner.close)

    assert first is Reason.TOO_MANY_PIXELS
    assert isinstance(second, Cleaned)


def test_a_child_cannot_get_at_anything() -> None:
    """A7, J9: no environment, and once confined no file, folder, pipe, socket or gigabyte to be had."""
    near, far = socket.socketpair()
    with near:
        with far:
            child = subprocess.Popen(
                [
                    sys.executable,
                    "-I",
                    "-c",
                    f"import sys; sys.path.insert(0, {str(ROOT)!r}); "
                    f"from tests.evidence.children import escape; escape({far.fileno()})",
                ],
                env={},
                pass_fds=(far.fileno(),),
            )
        near.settimeout(30)
        near.sendall(wire.message({"kind": "PNG"}, picture()))
        note, _ = wire.receive(near.recv, 0)
        child.wait()

    assert note == {"environment": len({"LC_CTYPE"}), "worked": []}
    assert all(attempt for attempt in children.ATTEMPTS)


@pytest.mark.parametrize("name", [n for n in children.ATTEMPTS if n != "closing a descriptor first"])
def test_each_attempt_works_where_nothing_is_confined(name: str) -> None:
    """The attempts above are real ones: here, each of them succeeds."""
    assert children._works(children.ATTEMPTS[name])
    Path("/tmp/evidence-escape").unlink(missing_ok=True)
    gc.collect()


async def test_m3_too_many_at_once_are_told_to_come_back() -> None:
    """M3: beyond the queue, files are refused at once as busy; those in the queue are all cleaned."""
    cleaner = Cleaner(workers=1, queue=3)
    try:
        done = await asyncio.gather(*(cleaner.clean(picture()) for _ in range(12)), return_exceptions=True)
        again = await cleaner.clean(picture())
    finally:
        await asyncio.to_thread(cleaner.close)

    assert sum(isinstance(d, Cleaned) for d in done) == 4
    assert sum(isinstance(d, BusyError) for d in done) == 8
    assert isinstance(again, Cleaned)


async def test_closing_ends_what_is_under_way() -> None:
    """A bot that stops leaves no child behind and does not wait for one."""
    cleaner, before = Cleaner(worker="tests.evidence.children:hang"), ours()
    waiting = asyncio.ensure_future(outcome(cleaner, picture()))
    while ours() == before:  # noqa: ASYNC110 - the system starts the child and tells nobody
        await asyncio.sleep(0.02)
    began = time.monotonic()

    await asyncio.to_thread(cleaner.close)

    assert time.monotonic() - began < 5
    assert await waiting is Reason.UNREADABLE
    assert ours() == before


async def test_the_loop_goes_on_while_a_child_works() -> None:
    """M7: while a file is cleaned, the event loop is never held for a tenth of a second."""
    cleaner, large = Cleaner(), picture(size=(3000, 3000))
    cleaning = asyncio.ensure_future(cleaner.clean(large))
    longest, last = 0.0, time.thread_time()  # this thread's own work, however busy the machine
    while not cleaning.done():
        await asyncio.sleep(0.005)
        now = time.thread_time()
        longest, last = max(longest, now - last), now
    await asyncio.to_thread(cleaner.close)

    assert isinstance(await cleaning, Cleaned)
    assert longest < 0.1


def test_b20_nothing_is_written_to_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """B19, B20: no temporary file is made, wherever the system would put it."""
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path))
    before = set(Path("/tmp").iterdir()) | set(tmp_path.iterdir())

    async def run() -> Cleaned:
        cleaner = Cleaner()
        cleaned = await cleaner.clean(samples.noted_jpeg())
        await asyncio.to_thread(cleaner.close)
        return cleaned

    assert asyncio.run(run()).data
    new = set(Path("/tmp").iterdir()) | set(tmp_path.iterdir())
    assert [p for p in new - before if samples.CANARY.encode() in _bytes(p)] == []
    assert list(tmp_path.iterdir()) == []


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def test_g10_no_name_of_a_file_is_ever_taken() -> None:
    """G10: neither sealing nor cleaning has a parameter for a file's name or its declared type."""
    taken = {
        *inspect.signature(SealedService.put_file).parameters,
        *inspect.signature(Cleaner.clean).parameters,
    }

    assert taken == {"self", "actor", "case_id", "ref", "field", "data"}


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\0" * 5,
        wire._HEAD.pack(2, 0) + b"[]",
        wire._HEAD.pack(5000, 0) + b"{}",
        wire._HEAD.pack(2, 11) + b"{}" + b"x" * 11,
        wire._HEAD.pack(2, 5) + b"{}" + b"x",
        wire._HEAD.pack(2, 0) + b"\xff\xff",
    ],
)
def test_only_messages_are_believed(said: bytes) -> None:
    """Cut, over-long, other than JSON objects: none of it is a message, and nothing beyond it is read."""
    rest = bytearray(said)

    def read(size: int) -> bytes:
        part = bytes(rest[:size])
        del rest[:size]
        return part

    with pytest.raises(wire.WireError):
        wire.receive(read, 10)
