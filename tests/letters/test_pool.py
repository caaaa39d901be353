"""The child processes that render: errors come back as themselves, and nothing of the bot goes in."""

import asyncio
import ctypes
import os
import resource
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.domain.errors import BusyError, NoMembersError
from bot.letters import WordingError, make_collective, telling
from bot.letters.pool import RenderError, RenderPool
from tests.letters.test_collective import request


@pytest_asyncio.fixture
async def pool() -> AsyncIterator[RenderPool]:
    """A pool with one child and little patience."""
    made = RenderPool(time_limit=20)
    yield made
    made.close()


def environment(names: str) -> dict[str, str]:
    """What a child knows of the names that begin like this."""
    return {key: value for key, value in os.environ.items() if key.startswith(names)}


def noisy(text: str) -> str:
    """Print, as a library might."""
    print(text)  # noqa: T201
    return text


def broken(text: str) -> str:
    """Fail with a person's words in the message."""
    raise ValueError(f"cannot draw {text}")


def wrong_wording(file: str) -> str:
    """Fail as a wording file does."""
    raise WordingError(file, 7, "a reason")


def sleepy(seconds: float) -> float:
    """Take long."""
    time.sleep(seconds)
    return seconds


def dying(code: int) -> None:
    """End the process."""
    os._exit(code)


def closed(_: None) -> tuple[int, tuple[int, int]]:
    """Whether this process may be dumped or traced (0: no), and how large a core dump may be."""
    dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if sys.platform == "linux" else 0
    return dumpable, resource.getrlimit(resource.RLIMIT_CORE)


def process(_: None) -> int:
    """Which process works."""
    return os.getpid()


async def test_a_letter_is_the_same_in_a_child(pool: RenderPool) -> None:
    """The child makes the same bytes as the parent would."""
    asked = request("cnil", "fr", size=3)

    assert await pool.run(make_collective, asked) == make_collective(asked)


async def test_refusals_come_back_with_their_values(pool: RenderPool) -> None:
    """A refusal raised in the child is the same refusal in the parent."""
    with pytest.raises(NoMembersError) as refused:
        await pool.run(make_collective, replace(request("cnil", "fr"), members=()))

    assert refused.value.values == {"needed": 2, "present": 0}
    with pytest.raises(WordingError, match=r"x\.md:7: a reason"):
        await pool.run(wrong_wording, "x.md")


async def test_the_child_has_none_of_the_settings(pool: RenderPool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Token, key and other settings in the environment do not reach the child."""
    monkeypatch.setenv("COLLECTIF_DISCORD_TOKEN", "secret")

    assert await pool.run(environment, "COLLECTIF_") == {}
    assert await pool.run(environment, "PATH") != {}


async def test_other_failures_keep_their_words_to_themselves(pool: RenderPool) -> None:
    """An unexpected error comes back by name only, and the next job is served."""
    with pytest.raises(RenderError) as failed:
        await pool.run(broken, "Alice")

    assert str(failed.value) == "ValueError"
    assert failed.value.__cause__ is None
    assert await pool.run(noisy, "still here") == "still here"


async def test_a_job_that_hangs_is_ended() -> None:
    """A job over its time is refused as busy, its process ended, and the next job gets a new one."""
    pool = RenderPool(time_limit=5)
    try:
        first = await pool.run(process, None)
        with pytest.raises(BusyError):
            await pool.run(sleepy, 60)
        assert await pool.run(process, None) != first
    finally:
        pool.close()


async def test_a_child_that_dies_costs_one_job(pool: RenderPool) -> None:
    """When a process ends in the middle, that job fails and the next is served."""
    with pytest.raises(RenderError):
        await pool.run(dying, 3)

    assert await pool.run(noisy, "next") == "next"


async def test_the_loop_runs_on_while_letters_are_made(pool: RenderPool) -> None:
    """H9: other work goes on while a child, whose memory has a limit, draws."""
    job = asyncio.ensure_future(pool.run(sleepy, 0.5))
    turns = 0
    while not job.done():
        await asyncio.sleep(0.01)
        turns += 1

    assert turns > 10


async def test_j9_a_child_leaves_no_memory_behind(pool: RenderPool) -> None:
    """J9: what a child renders, names among it, goes into no core dump and cannot be traced."""
    assert await pool.run(closed, None) == (0, (0, 0))


def paging(pages: int) -> int:
    """Draw so many pages, some three in a second."""
    for number in range(pages):
        time.sleep(0.3)
        telling.drawn(number + 1)
    return pages


async def test_it_says_how_far_it_is_and_others_are_served(pool: RenderPool) -> None:
    """Whoever waits hears in the loop how many pages are drawn, and the loop has turns for others."""
    told: list[int] = []
    turns = 0

    waiting = asyncio.ensure_future(pool.run(paging, 5, told.append))
    while not waiting.done():
        await asyncio.sleep(0.01)
        turns += 1

    assert await waiting == 5
    assert told
    assert set(told) <= {3, 4, 5}
    assert turns > 30
    assert await pool.run(paging, 0) == 0
