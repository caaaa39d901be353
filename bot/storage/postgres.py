"""The PostgreSQL engine: several bot processes share one database, one of them writes at a time."""

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

# The number that all Collectif writers of one database queue on ("COLLECTI" in ASCII).
_WRITER_LOCK = int.from_bytes(b"COLLECTI", "big")
# How long a writer waits for the others before it gives up, in seconds.
_LOCK_SECONDS = 10
# Readers do not queue; a few connections serve one process.
_POOL_SIZE = 5


def make_engine(url: URL) -> AsyncEngine:
    """Return an engine for the URL, with asyncpg as the driver."""
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        pool_size=_POOL_SIZE,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"server_settings": {"application_name": "collectif", "timezone": "UTC"}},
    )


async def begin_writing(connection: AsyncConnection) -> None:
    """Queue as the database's one writer.

    READ COMMITTED, so that each statement after the lock sees what the writer before committed.
    """
    await connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'"))
    await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITER_LOCK})


async def begin_reading(connection: AsyncConnection) -> None:
    """Make the transaction one unchanging, read-only picture of the database."""
    await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
