"""Fixtures that run the storage tests on both engines."""

import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from bot.storage import Store
from tests import ready
from tests.postgres import PostgresServer
from tests.storage.sample import KEY_CHECK

_numbers = itertools.count(1)
_migrated: set[PostgresServer] = set()  # servers that have a database to copy


async def _as_migrated(server: PostgresServer, url: str) -> None:
    """Put a copy of a migrated database in the place of an empty one."""
    name = url.partition("@/")[2].partition("?")[0]
    admin = await asyncpg.connect(**server.dsn("postgres"))
    if server not in _migrated:
        await admin.execute("CREATE DATABASE migrated")
        await (await Store.open(server.url("migrated"), key_check=KEY_CHECK)).close()
        _migrated.add(server)
    await admin.execute(f"DROP DATABASE {name}")
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE migrated")
    await admin.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL server for all tests of this process."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest_asyncio.fixture
async def postgres_url(postgres_server: PostgresServer) -> str:
    """The URL of a new, empty PostgreSQL database."""
    name = f"test_{next(_numbers)}"
    admin = await asyncpg.connect(**postgres_server.dsn("postgres"))
    await admin.execute(f"CREATE DATABASE {name}")
    await admin.close()
    return postgres_server.url(name)


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    """Where a SQLite database may be made; the folder is not there yet."""
    return tmp_path / "data" / "collectif.db"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres"))])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a new, empty database, on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('sqlite_path')}"
    return str(request.getfixturevalue("postgres_url"))


@pytest_asyncio.fixture
async def store(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """An open store with an empty database, as a copy of one that was migrated."""
    if database_url.startswith("sqlite"):
        path: Path = request.getfixturevalue("sqlite_path")
        path.parent.mkdir(mode=0o700)
        ready.database(path, KEY_CHECK)
    else:
        await _as_migrated(request.getfixturevalue("postgres_server"), database_url)
    opened = await Store.open(database_url, key_check=KEY_CHECK)
    yield opened
    await opened.close()
