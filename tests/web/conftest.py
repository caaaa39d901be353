"""Fixtures of the page's tests: the real page on real services, and browsers that visit it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.web.house import House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """The page on a random port of this machine, with a case that has one recipient."""
    async with open_house(tmp_path) as opened:
        yield opened
