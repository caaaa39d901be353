"""How often SQLite's thread is called: once a statement, and in a quick transaction hardly at all."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text

from bot.storage import Store, driver, sqlite
from bot.storage.connecting import connected
from tests.storage.sample import KEY_CHECK, add_case, add_member

_COUNT = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT i FROM n"


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One entry for each trip to the connection's thread."""
    made: list[object] = []
    real = driver._Connection._there

    async def counted(self: driver._Connection, act: Callable[[], Any]) -> Any:
        made.append(act)
        return await real(self, act)

    monkeypatch.setattr(driver._Connection, "_there", counted)
    return made


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A store with a case."""
    opened = await Store.open(f"sqlite:///{tmp_path / 'one.db'}", key_check=KEY_CHECK)
    async with opened.transaction() as tx:
        await add_case(tx)
    yield opened
    await opened.close()


async def test_a_statement_is_one_trip_and_its_answer_whole(tmp_path: Path, trips: list[object]) -> None:
    """Read at once or row by row, an answer of any length is complete."""
    engine = sqlite.make_engine(tmp_path / "one.db", schema_changes=True)
    async with connected(engine, writing=True) as connection, connection.begin():
        await connection.execute(text("CREATE TABLE t (i INTEGER PRIMARY KEY)"))
        trips.clear()
        changed = await connection.execute(text("INSERT INTO t VALUES (:i)"), [{"i": 1}, {"i": 2}])
        assert (changed.rowcount, len(trips)) == (2, 1)
        for length in (1, 63, 64, 65, 1000):
            wanted = list(range(1, length + 1))
            trips.clear()
            found = await connection.execute(text(_COUNT.format(length)))
            assert (found.scalars().all(), len(trips)) == (wanted, 1)
            streamed = await connection.stream(text(_COUNT.format(length)))
            assert [row.i async for row in streamed] == wanted
        await (await connection.stream(text(_COUNT.format(1000)))).close()
    await engine.dispose()


async def test_a_quick_transaction_waits_for_the_lock_and_the_disk_only(
    store: Store, trips: list[object]
) -> None:
    """M2: however many statements a join has, it changes threads to begin and to commit."""
    trips.clear()
    async with store.transaction(quick=True) as tx:
        for _ in range(5):
            await add_member(tx)
    assert len(trips) == 2  # begin, commit
    trips.clear()
    async with store.reading(quick=True) as tx:
        for _ in range(5):
            assert await tx.members.count("CASE") == 5
    assert len(trips) == 1  # the lock that readers share
