"""Fixtures for tests that go through the real door: the whole bot, in a simulated Discord."""

import gc
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from hypothesis import settings

from tests import needs, spread, wire

if TYPE_CHECKING:  # the whole bot is loaded by the tests that use it, not by those of one module
    from bot.demo.world import World
    from tests.scene import Scene

# Whatever the machine's settings, keep what was compiled: the tests start some hundreds of processes.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A loaded machine is slow now and then: how long one example takes says nothing about our code.
settings.register_profile("collectif", deadline=None)
settings.load_profile("collectif")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> spread.Spread:
    """Keep on one worker what is dear to set up."""
    return spread.Spread(config, log)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Spare the garbage collector what stays: thousands of tests and all libraries."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 20)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that needs a missing system program; fail it when REQUIRE_ALL=1."""
    needs.enforce(item)


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> "AsyncIterator[World]":
    """The real bot on a fresh directory.

    At the end every request that it sent is held against Discord's file, every answer must have been for
    the eyes of the person who asked only, and nothing may have failed inside (`world.failures`).
    """
    from bot.demo.world import World
    from bot.vault import RootKey
    from tests import ready

    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    ready.fill(data, RootKey.create(data / "root.key").check)
    started = await World.start(tmp_path)
    try:
        yield started
    finally:
        await started.stop()
    sent = [(r.method, r.path, r.json) for r in started.requests if r.json is not None]
    assert [problem for request in sent for problem in wire.problems(*request)] == []
    assert [s.seen.text for s in started.sights if not s.seen.private] == []
    assert started.failures == []


@pytest_asyncio.fixture
async def scene(world: "World") -> "Scene":
    """The shipped case, open in the home server, its panel posted."""
    from tests.scene import Scene

    return await Scene.begin(world)
