"""Each statement on SQLite is one trip to the database's thread, however long its answer is."""

from pathlib import Path

import aiosqlite
import pytest
from sqlalchemy import text

from bot.storage import sqlite
from bot.storage.connecting import connected
from bot.storage.trips import _AT_ONCE

_COUNT = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT i FROM n"


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One entry for each trip."""
    made: list[object] = []
    real = aiosqlite.Connection._execute

    async def counted(
        self: aiosqlite.Connection, function: object, *given: object, **named: object
    ) -> object:
        made.append(function)
        return await real(self, function, *given, **named)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return made


async def test_a_statement_is_one_trip_and_long_answers_are_whole(
    tmp_path: Path, trips: list[object]
) -> None:
    """Read at once or row by row, an answer is complete at every length around what one trip brings."""
    engine = sqlite.make_engine(tmp_path / "one.db", schema_changes=True)
    async with connected(engine, writing=True) as connection, connection.begin():
        await connection.execute(text("CREATE TABLE t (i INTEGER PRIMARY KEY)"))
        trips.clear()
        changed = await connection.execute(text("INSERT INTO t VALUES (:i)"), [{"i": 1}, {"i": 2}])
        assert (changed.rowcount, len(trips)) == (2, 1)
        for length in (1, _AT_ONCE - 1, _AT_ONCE, _AT_ONCE + 1, 3 * _AT_ONCE):
            wanted = list(range(1, length + 1))
            trips.clear()
            found = await connection.execute(text(_COUNT.format(length)))
            assert found.scalars().all() == wanted
            assert len(trips) == (1 if length < _AT_ONCE else 2)
            streamed = await connection.stream(text(_COUNT.format(length)))
            assert [row.i async for row in streamed] == wanted
        await (await connection.stream(text(_COUNT.format(3 * _AT_ONCE)))).close()
    await engine.dispose()
