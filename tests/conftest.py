"""Fixtures for tests that go through the real door: the whole bot, in a simulated Discord."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.demo.world import World
from tests import wire


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The real bot on a fresh directory; at the end, every request it sent is held against Discord's file."""
    started = await World.start(tmp_path)
    try:
        yield started
    finally:
        await started.stop()
    sent = [(r.method, r.path, r.json) for r in started.requests if r.json is not None]
    assert [problem for request in sent for problem in wire.problems(*request)] == []
