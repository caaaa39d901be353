"""Taking a connection that begins its transactions as a writer or as a reader."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.errors import BusyError
from bot.storage import driver, sqlite
from bot.storage.faults import driver_error


@asynccontextmanager
async def connected(engine: AsyncEngine, *, writing: bool) -> AsyncIterator[AsyncConnection]:
    """Lend a connection; raises BusyError when the server cannot be reached."""
    try:
        connection = await engine.connect()
    except OSError as error:  # asyncpg lets the network's own errors through
        raise BusyError from driver_error(error)
    driver.begin(connection, writing=writing)
    try:
        yield await connection.execution_options(**sqlite.writing_options(writing))
    finally:
        # Given back even when the task is cancelled meanwhile, or the one connection would be lost.
        await asyncio.shield(connection.close())
