"""One trip to the database's thread for a statement; the driver by itself makes four.

aiosqlite opens a cursor, executes, fetches and closes in a trip each, and every trip wakes a thread and then
the event loop again. That was most of the time of a short transaction.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from functools import partial
from typing import Any, Self

import aiosqlite

# Rows that come back with the statement itself; a longer answer stays open and is fetched as it is read.
_AT_ONCE = 256


def connect(database: str, **options: Any) -> "Connection":
    """Return a connection to open by awaiting it; the options are those of `sqlite3.connect`."""
    made = Connection(partial(sqlite3.connect, database, **options), _AT_ONCE)
    made._thread.daemon = True  # as SQLAlchemy does with the driver's own: an exit waits for nobody
    return made


class Connection(aiosqlite.Connection):
    """The driver's connection, with cursors that need no trip to be opened or closed."""

    def cursor(self) -> "Cursor":  # type: ignore[override]
        """Return a cursor; it is opened by its first statement."""
        return Cursor(self)

    async def trip(self, function: Callable[..., Any], *arguments: object) -> Any:
        """Call the function in the database's thread."""
        return await self._execute(function, *arguments)  # type: ignore[no-untyped-call]


class Cursor:
    """What SQLAlchemy asks of an asynchronous cursor, one statement at a time."""

    def __init__(self, connection: Connection) -> None:
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1
        self._connection = connection
        self._rows: list[Any] = []
        self._open: sqlite3.Cursor | None = None  # while there is more to fetch

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __aiter__(self) -> AsyncIterator[Any]:
        return self._each()

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> Self:
        """Execute, and take the first rows of the answer along."""
        return await self._run(lambda cursor: cursor.execute(sql, parameters))  # type: ignore[arg-type]

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Self:
        """Execute once for each set of parameters."""
        return await self._run(lambda cursor: cursor.executemany(sql, parameters))  # type: ignore[arg-type]

    async def fetchone(self) -> Any:
        """Return the next row, or None."""
        found = await self.fetchmany(1)
        return found[0] if found else None

    async def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        """Return up to `size` more rows."""
        wanted = self.arraysize if size is None else size
        if len(self._rows) < wanted and self._open is not None:
            self._rows += await self._more(max(wanted, _AT_ONCE))
        found, self._rows = self._rows[:wanted], self._rows[wanted:]
        return found

    async def fetchall(self) -> Sequence[Any]:
        """Return all other rows."""
        if self._open is not None:
            self._rows += await self._more(None)
        found, self._rows = self._rows, []
        return found

    async def close(self) -> None:
        """Let go of what was not fetched; no trip when all of it was."""
        self._rows = []
        if self._open is not None:
            cursor, self._open = self._open, None
            await self._connection.trip(cursor.close)

    async def _run(self, statement: Callable[[sqlite3.Cursor], object]) -> Self:
        await self.close()
        done = await self._connection.trip(_executed, self._connection._conn, statement)
        self._rows, self._open, told = done
        self.description, self.rowcount, self.lastrowid = told
        return self

    async def _more(self, most: int | None) -> list[Any]:
        assert self._open is not None
        rows, self._open = await self._connection.trip(_fetched, self._open, most)
        return list(rows)

    async def _each(self) -> AsyncIterator[Any]:
        while (row := await self.fetchone()) is not None:
            yield row


def _executed(connection: sqlite3.Connection, statement: Callable[[sqlite3.Cursor], object]) -> Any:
    cursor = connection.cursor()
    try:
        statement(cursor)
        told = cursor.description, cursor.rowcount, cursor.lastrowid
        rows, rest = _fetched(cursor, _AT_ONCE) if cursor.description else ([], None)
    except BaseException:
        cursor.close()
        raise
    if rest is None:
        cursor.close()
    return rows, rest, told


def _fetched(cursor: sqlite3.Cursor, most: int | None) -> tuple[list[Any], sqlite3.Cursor | None]:
    """Fetch so many rows, or all; give the cursor back while it may have more."""
    rows = cursor.fetchall() if most is None else cursor.fetchmany(most)
    if most is not None and len(rows) == most:
        return rows, cursor
    cursor.close()
    return rows, None
