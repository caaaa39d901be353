"""A database driver that fails at its n-th call, as a disk that breaks or memory that runs out makes it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.storage.sqlite import _Connection

Fault = Callable[[], BaseException]
Picture = dict[str, list[tuple[object, ...]]]


def io_error() -> BaseException:
    """What the driver raises when the disk fails."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_IOERR, "SQLITE_IOERR"
    return error


class Driver:
    """Counts the calls of all connections since it was armed, and breaks one of them, or it and all after."""

    def __init__(self) -> None:
        self.calls = 0
        self._at, self._lasting, self._fault = 0, False, io_error

    def arm(self, at: int, fault: Fault, *, lasting: bool) -> None:
        """Count from one again; the call of that number fails, and from then on all do if it is lasting."""
        self.calls, self._at, self._lasting, self._fault = 0, at, lasting, fault

    def heal(self) -> bool:
        """Break nothing more; return whether anything was broken."""
        broke, self._at = 0 < self._at <= self.calls, 0
        return broke

    def call(self) -> None:
        """Fail if it is the turn of this call."""
        self.calls += 1
        if self._at and (self.calls == self._at or (self._lasting and self.calls > self._at)):
            raise self._fault()

    @property
    def connection(self) -> type[sqlite3.Connection]:
        """The connection class that fails so; what it undoes, SQLite undoes by itself."""
        driver = self

        class Cursor(sqlite3.Cursor):
            def execute(self, *arguments: Any) -> Any:
                driver.call()
                return super().execute(*arguments)

            def executemany(self, *arguments: Any) -> Any:
                driver.call()
                return super().executemany(*arguments)

            def fetchmany(self, *arguments: Any) -> Any:
                driver.call()
                return super().fetchmany(*arguments)

            def fetchall(self) -> Any:
                driver.call()
                return super().fetchall()

        class Breaking(_Connection):
            def cursor(self, *arguments: Any, **options: Any) -> Any:
                return super().cursor(Cursor)

            def commit(self) -> None:
                driver.call()
                super().commit()

        return Breaking


def picture(folder: Path) -> Picture:
    """Every row of both stores, by table, read past the driver; both are sound."""
    found: Picture = {}
    for name in ("collectif.db", "shred-keys.db"):
        with closing(sqlite3.connect(folder / name)) as db:
            assert db.execute("PRAGMA quick_check").fetchone() == ("ok",)
            for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                rows = db.execute(f"SELECT * FROM {table}").fetchall()
                found[table] = sorted(rows, key=repr)
    return found


def grown(before: Picture, after: Picture) -> dict[str, int]:
    """By how many rows each table grew or shrank."""
    sizes = {table: len(after[table]) - len(rows) for table, rows in before.items()}
    return {table: size for table, size in sizes.items() if size}
