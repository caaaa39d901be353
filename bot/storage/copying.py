"""Copying a whole database into an empty one, of the same or of the other kind, and comparing the two.

Row by row, in the order of the foreign keys, inside one transaction of the target: it is filled and equal to
its source, or untouched.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.errors import StoreError
from bot.storage.tables import meta, metadata
from bot.storage.types import Code

# What is inserted at once: so many rows, or so many bytes of large values.
_ROWS, _BYTES = 500, 8 << 20


class CopyError(StoreError):
    """The copy is not its source, or the target is not empty; nothing of it was kept."""


async def copy(source: AsyncConnection, target: AsyncConnection) -> dict[str, int]:
    """Copy every table into a migrated, empty database; return the rows of each table.

    The target's own note of its key, made with the schema, gives way to the source's. Raises CopyError.
    """
    await _refuse_full(target)
    await target.execute(meta.delete())
    counts = {}
    for table in metadata.sorted_tables:
        counts[table.name] = await insert(target, table, _rows(source, table))
        if target.dialect.name == "postgresql":
            await _go_on_counting(target, table)
    return counts


async def replace(source: AsyncConnection, target: AsyncConnection) -> dict[str, int]:
    """Empty the target and fill it with the source, in the target's transaction; raises CopyError."""
    for table in reversed(metadata.sorted_tables):
        await target.execute(table.delete())
    await copy(source, target)
    return await compare(source, target)


async def compare(source: AsyncConnection, target: AsyncConnection) -> dict[str, int]:
    """Compare every row of every table; return the rows of each. Raises CopyError naming the first table."""
    counts = {}
    for table in metadata.sorted_tables:
        here, there, count = _rows(source, table), _rows(target, table), 0
        async for row in here:
            if await anext(there, None) != row:
                raise CopyError(f"table {table.name}: row {count + 1} differs; nothing was kept")
            count += 1
        if await anext(there, None) is not None:
            raise CopyError(f"table {table.name}: the copy has more rows; nothing was kept")
        counts[table.name] = count
    return counts


async def count(connection: AsyncConnection) -> dict[str, int]:
    """Return the number of rows of each table."""
    return {
        table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
        for table in metadata.sorted_tables
    }


async def insert(target: AsyncConnection, table: Table, rows: AsyncIterator[Mapping[str, Any]]) -> int:
    """Insert rows some at a time; return how many there were."""
    total, size = 0, 0
    batch: list[Mapping[str, Any]] = []
    async for row in rows:
        batch.append(row)
        size += sum(len(value) for value in row.values() if isinstance(value, bytes))
        if len(batch) == _ROWS or size > _BYTES:
            await target.execute(table.insert(), batch)
            total, size, batch = total + len(batch), 0, []
    if batch:
        await target.execute(table.insert(), batch)
    return total + len(batch)


async def _refuse_full(target: AsyncConnection) -> None:
    counts = await count(target)
    full = sorted(name for name, rows in counts.items() if rows and name != meta.name)
    if full:
        raise CopyError(f"the target holds data already (tables {', '.join(full)}): give an empty database")


async def _rows(connection: AsyncConnection, table: Table) -> AsyncIterator[dict[str, Any]]:
    """Give the rows of a table in the order of its key, as the program reads them."""
    keys: list[ColumnElement[Any]] = list(table.primary_key.columns)
    if connection.dialect.name == "postgresql":
        # By bytes, as SQLite sorts: a server's own order of texts follows the language that it was made with.
        keys = [key.collate("C") if isinstance(key.type, String | Code) else key for key in keys]
    found = await connection.stream(select(table).order_by(*keys))
    async for row in found.mappings():
        yield dict(row)


async def _go_on_counting(target: AsyncConnection, table: Table) -> None:
    """Let PostgreSQL number new rows after those that came with their numbers."""
    for column in table.columns:
        if column.identity is None:
            continue
        last = (await target.execute(select(func.max(column)))).scalar()
        if last is not None:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            await target.execute(select(func.setval(sequence, last)))
