"""The store of shred keys: a database of its own, so that its backups can die sooner than the records'.

One wrapped key a member, and a tombstone for each key that was shredded. Order on write: key first, then
the record; on erasure: tombstone, key, then the rows (`SECURITY.md`). SQLite always, whatever holds the
records: PostgreSQL cannot promise that a deleted row is gone from its files.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from sqlalchemy import (
    Column,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    select,
)
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.fault_points import FaultPoint, reach
from bot.storage import sqlite
from bot.storage.connecting import connected
from bot.storage.errors import StoreError
from bot.storage.faults import DATABASE_ERRORS, driver_error, translate
from bot.storage.files import InstanceLock, prepare_file, prepare_folder
from bot.storage.tables.base import row_number
from bot.storage.types import Moment

_metadata = MetaData()

shred_key = Table(
    "shred_key",
    _metadata,
    Column("member_id", String, primary_key=True),
    Column("key_enc", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
)

# Keyed pseudonyms only: enough to shred again after a restore, nothing that says who.
tombstone = Table(
    "tombstone",
    _metadata,
    Column("pseudonym", LargeBinary, primary_key=True),
    Column("at", Moment, nullable=False),
)

# Keys of tombstones made under root keys that were replaced, encrypted under the present one.
past_index_key = Table(
    "past_index_key",
    _metadata,
    row_number(),
    Column("root", String, nullable=False),
    Column("label", String, nullable=False),
    Column("key_enc", LargeBinary, nullable=False),
    UniqueConstraint("root", "label"),
)

# What a change of the root key decides about wrapped keys: member, wrapped key -> the key wrapped anew.
Turn = Callable[[list[tuple[str, bytes]]], Awaitable[dict[str, bytes]]]
# Keys taken at a time.
_PAGE = 1000


class ShredStore:
    """Wrapped shred keys; this store never sees one in clear."""

    def __init__(self, engine: AsyncEngine, lock: InstanceLock) -> None:
        self._engine = engine
        self._instance_lock = lock
        self._turn = asyncio.Lock()
        # Members (with their case) whose key is gone and whose rows may still be there.
        self.unfinished: dict[str, str] = {}
        # Those of them whose tombstone is known to be on the disk, also when the disk cannot be asked.
        self.shredded: set[str] = set()

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open or make the database file; raises StoreError before anything is written."""
        where = await asyncio.to_thread(path.absolute)
        await asyncio.to_thread(prepare_folder, where.parent)
        lock = InstanceLock(where)
        await asyncio.to_thread(lock.take)
        try:
            await asyncio.to_thread(prepare_file, where)
            builder = sqlite.make_engine(where, schema_changes=True)
            try:
                async with connected(builder, writing=True) as connection, connection.begin():
                    await connection.run_sync(_metadata.create_all)
            finally:
                await builder.dispose()
            return cls(sqlite.make_engine(where), lock)
        except DATABASE_ERRORS as error:
            lock.release()
            told = translate(error, writing=True)
            unready = StoreError("the store of shred keys cannot be used now")
            raise (told if isinstance(told, StoreError) else unready) from driver_error(error)
        except BaseException:
            lock.release()
            raise

    async def close(self) -> None:
        """Close the file and let other processes have it; safe to call twice."""
        await self._engine.dispose()
        self._instance_lock.release()

    async def key(self, member_id: str) -> bytes | None:
        """Return the member's wrapped key, if there is one."""
        statement = select(shred_key.c.key_enc).where(shred_key.c.member_id == member_id)
        async with self._begin(writing=False) as connection:
            return (await connection.execute(statement)).scalar()

    async def keep(self, member_id: str, key_enc: bytes, at: datetime) -> bytes:
        """Keep a wrapped key unless the member has one; return the one that is kept."""
        row = {"member_id": member_id, "key_enc": key_enc, "made_at": at}
        insert = sqlite_insert(shred_key).values(**row).on_conflict_do_nothing()
        statement = select(shred_key.c.key_enc).where(shred_key.c.member_id == member_id)
        async with self._begin(writing=True) as connection:
            await connection.execute(insert)
            kept = (await connection.execute(statement)).scalar_one()
        return bytes(kept)

    async def shred(self, member_id: str, pseudonym: bytes, at: datetime) -> None:
        """Write the tombstone and delete the key; doing it again changes nothing."""
        stone = sqlite_insert(tombstone).values(pseudonym=pseudonym, at=at).on_conflict_do_nothing()
        async with self._begin(writing=True) as connection:
            await connection.execute(stone)
            await connection.execute(delete(shred_key).where(shred_key.c.member_id == member_id))
        self.shredded.add(member_id)

    def settled(self, member_id: str) -> None:
        """Note that nothing is left to do for a member: the rows are gone too, or nothing was begun."""
        self.unfinished.pop(member_id, None)
        self.shredded.discard(member_id)

    async def is_shredded(self, *pseudonyms: bytes) -> bool:
        """Whether a tombstone stands for one of these pseudonyms of a member."""
        statement = select(tombstone.c.pseudonym).where(tombstone.c.pseudonym.in_(pseudonyms))
        async with self._begin(writing=False) as connection:
            return (await connection.execute(statement)).first() is not None

    async def tombstones(self) -> list[bytes]:
        """Return the pseudonyms of all that was shredded."""
        async with self._begin(writing=False) as connection:
            return list((await connection.execute(select(tombstone.c.pseudonym))).scalars())

    async def samples(self) -> list[bytes]:
        """Return some wrapped keys: enough to see which root key they are under."""
        statement = select(shred_key.c.key_enc).limit(_PAGE)
        async with self._begin(writing=False) as connection:
            return [bytes(found) for found in (await connection.execute(statement)).scalars()]

    async def past(self) -> list[tuple[str, str, bytes]]:
        """Return the keys of earlier tombstones (root, label, encrypted key), the oldest first."""
        statement = select(past_index_key).order_by(past_index_key.c.seq)
        async with self._begin(writing=False) as connection:
            rows = (await connection.execute(statement)).all()
        return [(row.root, row.label, bytes(row.key_enc)) for row in rows]

    async def turn(self, turn: Turn, past: Sequence[tuple[str, str, bytes]]) -> None:
        """Wrap every key anew and keep `past` in place of what was kept so far: all of it or nothing."""
        rows = [{"root": root, "label": label, "key_enc": key} for root, label, key in past]
        change = shred_key.update().where(shred_key.c.member_id == bindparam("member"))
        async with self._begin(writing=True) as connection:
            async for page in _pages(connection):
                if turned := await turn(page):
                    values = [{"member": member, "key": key} for member, key in turned.items()]
                    await connection.execute(change.values(key_enc=bindparam("key")), values)
            await connection.execute(delete(past_index_key))
            if rows:
                await connection.execute(insert(past_index_key), rows)
            reach(FaultPoint.SHRED_KEYS_REWRAPPED)

    async def rehearse(self, turn: Turn) -> None:
        """Do with every key what `turn` would do, and keep nothing of it."""
        async with self._begin(writing=False) as connection:
            async for page in _pages(connection):
                await turn(page)

    async def is_empty(self) -> bool:
        """Whether nothing was ever kept here: neither a key nor a tombstone."""
        keys, stones = select(shred_key.c.member_id).limit(1), select(tombstone.c.pseudonym).limit(1)
        async with self._begin(writing=False) as connection:
            found = [(await connection.execute(statement)).first() for statement in (keys, stones)]
        return found == [None, None]

    async def compact(self) -> None:
        """After shredding: leave no deleted key in SQLite's write-ahead log; raises BusyError."""
        if sqlite.journal_mode() != "wal":
            return
        async with self._turn:
            try:
                async with self._engine.connect() as connection:
                    await sqlite.checkpoint(connection)
            except DATABASE_ERRORS as error:
                raise translate(error, writing=True) from driver_error(error)

    @asynccontextmanager
    async def _begin(self, *, writing: bool) -> AsyncIterator[AsyncConnection]:
        async with self._turn:
            try:
                async with connected(self._engine, writing=writing) as connection, connection.begin():
                    yield connection
            except DATABASE_ERRORS as error:
                raise translate(error, writing=writing) from driver_error(error)


async def _pages(connection: AsyncConnection) -> AsyncIterator[list[tuple[str, bytes]]]:
    """Give all members with their wrapped keys, some at a time; each page may be changed at once."""
    ordered = select(shred_key.c.member_id, shred_key.c.key_enc).order_by(shred_key.c.member_id).limit(_PAGE)
    after = ""
    while page := (await connection.execute(ordered.where(shred_key.c.member_id > after))).all():
        after = page[-1].member_id
        yield [(row.member_id, bytes(row.key_enc)) for row in page]
