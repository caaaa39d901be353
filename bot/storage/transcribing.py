"""Copying a database of an older version, whose tables the program no longer declares, and comparing the two.

What the tables are is read from the databases themselves. The order in which two engines sort texts differs:
rows are compared by the sum of their hashes, which no order changes.
"""

import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.copying import CopyError, insert

_MOST = 1 << 256
# Alembic's own table, which says the version and was written with the tables.
_VERSION = "alembic_version"


async def transcribe(source: AsyncConnection, target: AsyncConnection) -> None:
    """Copy every row into empty tables of the same version, and compare them; raises CopyError."""
    there, here = await source.run_sync(_reflected), await target.run_sync(_reflected)
    if _shape(there) != _shape(here):
        raise CopyError("the tables of the two databases differ; nothing was kept")
    for table in there.sorted_tables:
        await insert(target, here.tables[table.name], _rows(source, table))
    if await _sums(target, here) != await _sums(source, there):
        raise CopyError("the copy is not its source; nothing was kept")


def _reflected(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name != _VERSION)
    return found


def _shape(found: MetaData) -> dict[str, set[str]]:
    return {name: set(table.columns.keys()) for name, table in found.tables.items()}


async def _sums(connection: AsyncConnection, found: MetaData) -> dict[str, tuple[int, int]]:
    """Return the rows of each table, and the sum of their hashes."""
    sums = {}
    for table in found.sorted_tables:
        count = total = 0
        names = sorted(table.columns.keys())
        async for row in _rows(connection, table):
            said = repr([row[name] for name in names]).encode()
            total = (total + int.from_bytes(hashlib.sha256(said).digest())) % _MOST
            count += 1
        sums[table.name] = count, total
    return sums


async def _rows(connection: AsyncConnection, table: Table) -> AsyncIterator[dict[str, Any]]:
    async for row in (await connection.stream(select(table))).mappings():
        yield {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    """Return a value as either engine gives it: moments in UTC, and without saying so."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return bytes(value) if isinstance(value, memoryview | bytearray) else value
