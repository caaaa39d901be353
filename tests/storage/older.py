"""A database as an older version of the program would have written it."""

from pathlib import Path

from sqlalchemy import Connection, inspect, make_url, select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage import schema
from bot.storage.tables import metadata

OLD = "0004"  # any version but the newest


async def write_older(url: str, newest: Path, revision: str = OLD) -> None:
    """Fill an empty database with what an SQLite file of now holds, as far as the older version knows it."""
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    there = create_async_engine(f"sqlite+aiosqlite:///{newest}")
    here = create_async_engine(make_url(url).set(drivername=drivers[make_url(url).drivername]))
    async with there.connect() as source, here.begin() as target:
        await target.run_sync(schema.lay, revision)
        known = await target.run_sync(_columns)
        for table in metadata.sorted_tables:
            if table.name in known:
                columns = [c for c in table.columns if c.name in known[table.name]]
                rows = [dict(row) for row in (await source.execute(select(*columns))).mappings()]
                if rows:
                    await target.execute(table.insert(), rows)
    await there.dispose()
    await here.dispose()


def _columns(connection: Connection) -> dict[str, set[str]]:
    found = inspect(connection)
    return {name: {c["name"] for c in found.get_columns(name)} for name in found.get_table_names()}
