"""SQLite's driver: a statement changes threads once, and no cancelled task leaves one half-way.

aiosqlite runs each call in the thread of its connection, and SQLAlchemy makes four for a statement: a cursor,
the statement, its rows, the end of the cursor. Going there and back costs more than what most statements do.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import Connection, CursorResult, Executable
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncTransaction
from sqlalchemy.util import await_only

T = TypeVar("T")


class _Cursor:
    """What SQLAlchemy asks of a cursor: the answer of one statement, read to its end and closed already."""

    server_side = False

    def __init__(self, connection: "_Connection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self._next = 0
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    def execute(self, operation: str, parameters: Sequence[Any] | None = None) -> "_Cursor":
        return self._run(lambda cursor: cursor.execute(operation, parameters or ()))

    def executemany(self, operation: str, parameters: Iterable[Sequence[Any]]) -> "_Cursor":
        return self._run(lambda cursor: cursor.executemany(operation, parameters))

    def fetchone(self) -> Any:
        return next(iter(self.fetchmany(1)), None)

    def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        found = self._rows[self._next : self._next + (size or self.arraysize)]
        self._next += len(found)
        return found

    def fetchall(self) -> Sequence[Any]:
        return self.fetchmany(len(self._rows) or 1)

    def setinputsizes(self, *_: Any) -> None:
        """Nothing to say: SQLite has no sizes."""

    def close(self) -> None:
        self._rows = []

    async def _async_soft_close(self) -> None:
        """Nothing to end: what SQLAlchemy's own cursor for an asyncio driver does here is done."""

    def _run(self, statement: Callable[[sqlite3.Cursor], object]) -> "_Cursor":
        def run() -> None:
            cursor = self._connection.raw.cursor()
            try:
                statement(cursor)
                self.description, self.rowcount = cursor.description, cursor.rowcount
                self.lastrowid = cursor.lastrowid
                self._rows, self._next = cursor.fetchall() if cursor.description else [], 0
            finally:
                cursor.close()

        self._connection.there(run)
        return self


class _Connection(AsyncAdapt_aiosqlite_connection):
    """A connection of aiosqlite whose statements and ends of transactions are one call each."""

    _cursor_cls = _Cursor  # type: ignore[assignment]
    __slots__ = ("at_once", "interrupted", "writing")

    def __init__(self, dbapi: Any, connection: aiosqlite.Connection) -> None:
        super().__init__(dbapi, connection)  # type: ignore[arg-type]
        # A task was cancelled while its statement ran: `Line` says so once the statement is done.
        self.interrupted = False
        # Whether statements run here and now instead of in the connection's thread.
        self.at_once = False
        self.writing = True

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection of the standard library, which one thread at a time uses."""
        raw: sqlite3.Connection = self._connection._conn
        return raw

    def commit(self) -> None:
        self.at_once = self.at_once and not self.writing  # it waits for the disk
        self.there(lambda: self.raw.commit())

    def rollback(self) -> None:
        self.at_once = False
        if self._connection._connection and self.raw.in_transaction:
            self.there(lambda: self.raw.rollback())

    def look(self) -> None:
        """Read a row, and so take the lock that other readers share."""
        self.raw.execute("SELECT 1 FROM meta LIMIT 1").close()

    def there(self, act: Callable[[], T]) -> T:
        """Do this in the connection's thread; whatever happens to the task here, it is done to its end."""
        try:
            return act() if self.at_once else await_only(self._there(act))
        except Exception as error:
            self._handle_exception(error)

    async def _there(self, act: Callable[[], T]) -> T:
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        if not self._connection._running:
            raise ValueError("Connection closed")
        self._connection._tx.put_nowait((done, act))
        try:
            return await asyncio.shield(done)
        except asyncio.CancelledError:
            self.interrupted = True
            while not done.done():
                try:
                    await asyncio.wait([done])
                except asyncio.CancelledError:
                    continue
            return done.result()


class Line:
    """A transaction's way to the database, as its repositories use it.

    A task that is cancelled while a statement runs is so once the statement is done: SQLAlchemy would give up
    the connection otherwise, and with it what others wrote in the same transaction.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._driver = _driver_of(connection)
        self.dialect = connection.dialect

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Run a statement; raises CancelledError when the task was cancelled meanwhile."""
        if self._driver is not None and self._driver.at_once:
            assert self._connection.sync_connection is not None  # of an open transaction
            return self._connection.sync_connection.execute(statement, parameters)
        result = await self._connection.execute(statement, parameters)
        self.check()
        return result

    def begin_nested(self) -> AsyncTransaction:
        """Open a part that can be undone on its own."""
        return self._connection.begin_nested()

    def check(self) -> None:
        """Raise the CancelledError of a task that was cancelled while something ran for it."""
        if self._driver is not None and self._driver.interrupted:
            raise asyncio.CancelledError


def interrupted(connection: AsyncConnection) -> bool:
    """Whether the task that has the connection was cancelled while something ran for it."""
    driver = _driver_of(connection)
    return driver is not None and driver.interrupted


def begin(connection: AsyncConnection, *, writing: bool) -> None:
    """Forget what there was with the task that had the connection before."""
    driver = _driver_of(connection)
    if driver is not None:
        driver.interrupted, driver.at_once, driver.writing = False, False, writing


@contextmanager
def here(connection: Connection, *, when: bool) -> Iterator[None]:
    """Run statements that wait for nothing without changing threads."""
    driver = connection.connection.dbapi_connection
    assert isinstance(driver, _Connection)
    driver.at_once = when
    try:
        yield
    finally:
        driver.at_once = False


def forget(connection: AsyncConnection) -> None:
    """Forget that a task was cancelled, for the next one of the same transaction."""
    driver = _driver_of(connection)
    if driver is not None:
        driver.interrupted = False


async def hurry(connection: AsyncConnection) -> None:
    """Run the statements of the transaction that just began without changing threads, until it ends.

    For a few rows by their keys. Whatever may take long has been waited for before: the lock of a writer is
    taken, that of a reader is now; and the commit of a writer is waited for as ever.
    """
    driver = _driver_of(connection)
    if driver is not None:
        if not driver.writing:
            await connection.run_sync(lambda _: driver.there(driver.look))
        driver.at_once = True


def _driver_of(connection: AsyncConnection) -> _Connection | None:
    raw = connection.sync_connection
    found = raw.connection.dbapi_connection if raw is not None else None
    return found if isinstance(found, _Connection) else None


def connect(dialect: Dialect, _record: object, arguments: list[Any], options: dict[str, Any]) -> _Connection:
    """Open a connection; for SQLAlchemy's event `do_connect`."""
    driver = aiosqlite.connect(*arguments, **options)
    driver._thread.daemon = True
    return _Connection(dialect.dbapi, await_only(driver))
