"""The store: opening the database safely, and transactions that are whole or not at all."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Self

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.errors import BusyError
from bot.storage import driver, noticing, opening, postgres, schema, sqlite, upgrading
from bot.storage.connecting import connected
from bot.storage.driver import Line
from bot.storage.errors import DamagedError, WrongKeyError
from bot.storage.faults import DATABASE_ERRORS, driver_error, translate
from bot.storage.files import InstanceLock
from bot.storage.noticing import Changes
from bot.storage.turns import Turns
from bot.storage.tx import Tx

# How long a transaction waits for those of this process before it gives up, in seconds.
_QUEUE_SECONDS = 30


class Store:
    """The database of one bot process.

    One transaction at a time writes, and sees nothing of another's half-done work. On SQLite, reads wait
    their turn on the same one connection; on PostgreSQL each reads its own unchanging picture, and writers
    of all processes queue on an advisory lock. Transactions do not nest.
    """

    def __init__(
        self, engine: AsyncEngine, lock: InstanceLock | None, key_check: bytes, copies: Path | None = None
    ) -> None:
        self._copies = copies
        self._engine = engine
        self._key_check = key_check
        self._instance_lock = lock
        self._turns = Turns(partial(self._whole, quick=True))
        # What must be true before anybody reads or writes; those who make it true pass it (`gated=False`).
        self.gate: Callable[[], Awaitable[None]] | None = None
        # What is done when the database turns out to be damaged while it is in use.
        self.alarm: Callable[[], object] | None = None
        # What is told whose file a transaction changed, before anybody reads what it changed.
        self.noticed: Callable[[Changes], object] | None = None
        noticing.watch(engine)

    @classmethod
    async def open(cls, url: str, *, key_check: bytes, copies: Path | None = None) -> Self:
        """Open the database of a `sqlite:///path` or `postgresql://…` URL, made or migrated if need be.

        A server's database is migrated only where its copy of before can be kept in the folder `copies`; the
        copy of a file lies beside it.

        Raises StoreError before anything is written: WrongKeyError (made with another root key),
        SchemaError (a newer program's), DamagedError, InUseError (another process, SQLite only).
        """
        parsed = opening.parse(url)
        if parsed.get_backend_name() == "sqlite":
            path = Path(parsed.database or "")
            return cls(*await opening.open_sqlite(str(path), key_check), key_check, path.parent)
        return cls(await opening.open_postgres(parsed, key_check, copies), None, key_check, copies)

    async def close(self) -> None:
        """Close the database and let other processes have it; safe to call twice."""
        await self._engine.dispose()
        if self._instance_lock is not None:
            self._instance_lock.release()

    @asynccontextmanager
    async def transaction(self, *, gated: bool = True, quick: bool = False) -> AsyncIterator[Tx]:
        """Open a write transaction: committed at the end of the block, undone by any exception.

        `quick` is for a few rows of this database and nothing else: on SQLite it does not change threads for
        each, and shares its commit with others of its kind. Raises BusyError when the database is locked,
        full or failing: nothing was saved then.
        """
        if gated:
            await self._pass_gate()
        if quick and self._is_sqlite:
            await self._wait(sharing=True)
            async with self._translated(writing=True), self._turns.sharing() as connection:
                yield Tx(Line(connection))
            return
        async with self._my_turn(), self._whole() as connection:
            yield Tx(Line(connection))

    @asynccontextmanager
    async def reading(self, *, quick: bool = False) -> AsyncIterator[Tx]:
        """Open a transaction that only reads; a write in it is refused by the database.

        `quick` is for a few rows by their keys (`transaction`).
        """
        self._refuse_nesting()
        await self._pass_gate()
        turn = self._my_turn() if self._is_sqlite else nullcontext()
        async with (
            turn,
            self._translated(writing=False),
            self._begin(None, quick=quick) as connection,
        ):
            yield Tx(Line(connection))

    async def compact(self) -> None:
        """After an erasure: leave nothing of the deleted rows in SQLite's write-ahead log.

        Raises BusyError when another program keeps the log in use; the erasure itself stands.
        """
        if not self._is_sqlite or sqlite.journal_mode() != "wal":
            return
        async with self._my_turn(), self._translated(writing=True), self._engine.connect() as connection:
            await sqlite.checkpoint(connection)

    async def drop_copies(self, keep: timedelta, now: datetime) -> int:
        """Delete the copies of before an upgrade that are older than `keep`; return how many."""
        if self._copies is None:
            return 0
        return await asyncio.to_thread(upgrading.drop_old, self._copies, keep, now)

    @property
    def alone(self) -> bool:
        """Whether no other process writes to this database, so that `noticed` is told of every change."""
        return self._is_sqlite

    @property
    def _is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def _my_turn(self) -> AsyncIterator[None]:
        await self._wait()
        try:
            yield
        finally:
            self._turns.leave()

    async def _wait(self, *, sharing: bool = False) -> None:
        self._refuse_nesting()
        try:
            async with asyncio.timeout(_QUEUE_SECONDS):
                await self._turns.take(sharing=sharing)
        except TimeoutError:
            raise BusyError from None

    async def _pass_gate(self) -> None:
        if self.gate is not None:
            self._refuse_nesting()
            await self.gate()

    def _refuse_nesting(self) -> None:
        # The inner one would wait for the outer one for ever.
        if self._turns.mine:
            raise RuntimeError("transactions do not nest")

    @asynccontextmanager
    async def _translated(self, *, writing: bool) -> AsyncIterator[None]:
        try:
            yield
        except DATABASE_ERRORS as error:
            told = translate(error, writing=writing)
            if isinstance(told, DamagedError) and self.alarm is not None:
                self.alarm()
            raise told from driver_error(error)

    @asynccontextmanager
    async def _whole(self, *, quick: bool = False) -> AsyncIterator[AsyncConnection]:
        """Begin as a writer, commit or undo, and tell whose files were changed."""
        changes = Changes()
        try:
            async with self._translated(writing=True), self._begin(changes, quick=quick) as connection:
                yield connection
        finally:
            # Undone ones too: to count once more harms nobody.
            if changes and self.noticed is not None:
                self.noticed(changes)

    @asynccontextmanager
    async def _begin(self, changes: Changes | None, *, quick: bool) -> AsyncIterator[AsyncConnection]:
        """Begin as a writer whose changes are noted, or as a reader."""
        writing = changes is not None
        async with connected(self._engine, writing=writing) as connection:
            async with connection.begin():
                await connection.execution_options(**noticing.options(changes))
                if not self._is_sqlite:
                    await (postgres.begin_writing if writing else postgres.begin_reading)(connection)
                if writing and not self._is_sqlite:
                    await self._check_key(connection)
                if quick:
                    await driver.hurry(connection)
                yield connection
            if driver.interrupted(connection):
                raise asyncio.CancelledError

    async def _check_key(self, connection: AsyncConnection) -> None:
        """Refuse to write under a root key that another process replaced: nobody could read it again.

        A SQLite database has one process, and its lock keeps the change of the key out.
        """
        if await connection.run_sync(schema.noted_key) != self._key_check:
            raise WrongKeyError("the root key was changed by another process: start again with the new one")
