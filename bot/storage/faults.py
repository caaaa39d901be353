"""Turning what a driver reports into what the program says: busy, damaged, or a broken rule."""

import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.domain.errors import BusyError
from bot.storage.errors import ConstraintError, DamagedError, DriverError, StoreError

# What comes from the database; every other SQLAlchemy error is a mistake of the program and stays itself.
DATABASE_ERRORS = (DBAPIError, PoolTimeoutError, sqlite3.Error)

# Weather: another process, a full or failing disk. The same write may succeed in a minute.
_SQLITE_BUSY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
_SQLITE_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_PRIMARY = 0xFF  # the low byte of an extended result code

# PostgreSQL error classes: connection, rollback (deadlock, serialization), resources, operator, system.
_POSTGRES_BUSY = ("08", "40", "53", "57", "58")
_LOCK_NOT_AVAILABLE = "55P03"
_POSTGRES_DAMAGED = ("XX001", "XX002")
_POSTGRES_CONSTRAINT = "23"


def driver_error(error: BaseException) -> DriverError:
    """Return the driver's error by name and code, to be chained as a cause that holds no value."""
    origin = _origin(error)
    return DriverError(f"{type(origin).__module__}.{type(origin).__name__} {_code(origin)}".rstrip())


def translate(error: BaseException, *, writing: bool) -> Exception:
    """Return what to raise instead of a database error: BusyError or a StoreError."""
    origin = _origin(error)
    if isinstance(error, PoolTimeoutError):
        return BusyError()
    if isinstance(origin, sqlite3.Error):
        return _sqlite(getattr(origin, "sqlite_errorcode", 0) & _PRIMARY, writing=writing)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return BusyError()
    return _postgres(_code(origin))


def _origin(error: BaseException) -> BaseException:
    origin = error.orig if isinstance(error, DBAPIError) else None
    return origin or error


def _code(origin: BaseException) -> str:
    found = getattr(origin, "sqlite_errorname", None) or getattr(origin, "sqlstate", None)
    return str(found or getattr(origin, "errno", None) or "")


def _sqlite(code: int, *, writing: bool) -> Exception:
    # A read that writes is refused as read-only too, but is our error and not the disk's.
    if code in _SQLITE_BUSY or (writing and code == sqlite3.SQLITE_READONLY):
        return BusyError()
    if code in _SQLITE_DAMAGED:
        return DamagedError("the database file is damaged: restore a backup")
    return _broken(code == sqlite3.SQLITE_CONSTRAINT)


def _postgres(state: str) -> Exception:
    if state.startswith(_POSTGRES_BUSY) or state == _LOCK_NOT_AVAILABLE:
        return BusyError()
    if state in _POSTGRES_DAMAGED:
        return DamagedError("the database is damaged: restore a backup")
    return _broken(state.startswith(_POSTGRES_CONSTRAINT))


def _broken(rule: bool) -> StoreError:
    if rule:
        return ConstraintError("a rule of the schema was broken: nothing was saved")
    return StoreError("the database refused a statement: nothing was saved")
