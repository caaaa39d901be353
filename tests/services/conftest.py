"""Fixtures of the services' tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.services.office import Office, open_office
from tests.storage.conftest import postgres_server, postgres_url

__all__ = ["office", "postgres_server", "postgres_url"]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """Services on a real SQLite database in a temporary folder."""
    async with open_office(tmp_path) as opened:
        yield opened
