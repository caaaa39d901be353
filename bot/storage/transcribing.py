"""Copying a database of an older version, whose tables the program no longer declares, and comparing the two.

What the tables are is read from the databases themselves. The order in which two engines sort texts differs:
rows are compared by the sum of their hashes, which no order changes.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.copying import CopyError

# What is inserted at once: so many rows, or so many bytes of large values.
_ROWS, _BYTES = 500, 8 << 20
_MOST = 1 << 256
# Alembic's own table, which says the version and was written with the tables.
_VERSION = "alembic_version"

Sums = dict[str, tuple[int, int]]


async def transcribe(source: AsyncConnection, target: AsyncConnection) -> Sums:
    """Copy every row into empty tables of the same version; return count and sum of each; CopyError."""
    there, here = await source.run_sync(_reflected), await target.run_sync(_reflected)
    if _shape(there) != _shape(here):
        raise CopyError("the tables of the two databases differ; nothing was kept")
    for table in there.sorted_tables:
        await _copy(source, table, target, here.tables[table.name])
    sums = await _sums(source, there)
    if await _sums(target, here) != sums:
        raise CopyError("the copy is not its source; nothing was kept")
    return sums


def _reflected(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name != _VERSION)
    return found


def _shape(found: MetaData) -> dict[str, set[str]]:
    return {name: set(table.columns.keys()) for name, table in found.tables.items()}


async def _copy(source: AsyncConnection, there: Table, target: AsyncConnection, here: Table) -> None:
    batch: list[Mapping[str, Any]] = []
    size = 0
    async for row in (await source.stream(select(there))).mappings():
        batch.append({name: _plain(value) for name, value in row.items()})
        size += sum(len(value) for value in row.values() if isinstance(value, bytes))
        if len(batch) == _ROWS or size > _BYTES:
            await target.execute(here.insert(), batch)
            size, batch = 0, []
    if batch:
        await target.execute(here.insert(), batch)


async def _sums(connection: AsyncConnection, found: MetaData) -> Sums:
    sums = {}
    for table in found.sorted_tables:
        count = total = 0
        names = sorted(table.columns.keys())
        async for row in (await connection.stream(select(table))).mappings():
            said = repr([_plain(row[name]) for name in names]).encode()
            total = (total + int.from_bytes(hashlib.sha256(said).digest())) % _MOST
            count += 1
        sums[table.name] = count, total
    return sums


def _plain(value: Any) -> Any:
    """Return a value as either engine gives it: moments in UTC, and without saying so."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return bytes(value) if isinstance(value, memoryview | bytearray) else value
