"""What repositories share: running statements, inserting without a clash, inserting or replacing."""

from collections.abc import AsyncIterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Delete, Executable, Insert, RowMapping, Select, Table, Update
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.errors import NotFoundError
from bot.storage.driver import Line

Values = Mapping[str, object]
# Rows read by one statement: half a million of them need little memory.
_AT_ONCE = 2_000


class Repository:
    """Statements of one subject, inside the transaction of one connection."""

    def __init__(self, connection: Line) -> None:
        self._connection = connection

    async def _all(self, statement: Executable, values: Values | None = None) -> Sequence[RowMapping]:
        return (await self._connection.execute(statement, values)).mappings().all()

    async def _in_parts(self, statement: Select[Any], key: Column[Any]) -> AsyncIterator[RowMapping]:
        """Give the rows in the order of a unique key, some at a time: the event loop has its turn between."""
        part = ordered = statement.order_by(key).limit(_AT_ONCE)
        while True:
            rows = await self._all(part)
            for row in rows:
                yield row
            if len(rows) < _AT_ONCE:
                return
            part = ordered.where(key > rows[-1][key.name])

    async def _first(self, statement: Executable) -> RowMapping | None:
        return (await self._connection.execute(statement)).mappings().first()

    async def _scalar(self, statement: Executable) -> Any:
        return (await self._connection.execute(statement)).scalar()

    async def _count(self, statement: Delete | Update) -> int:
        """Run a change and return how many rows it touched."""
        return (await self._connection.execute(statement)).rowcount

    async def _must(self, statement: Delete | Update) -> None:
        """Run a change of one row; raises NotFoundError when there is no such row."""
        if not await self._count(statement):
            raise NotFoundError

    async def _insert(self, table: Table, *rows: Values) -> None:
        """Insert rows; a clash breaks a rule of the schema and undoes the transaction."""
        if rows:
            await self._connection.execute(table.insert(), [dict(row) for row in rows])

    async def _insert_new(self, table: Table, row: Values) -> bool:
        """Insert the row unless one with the same unique value exists; say whether it was inserted.

        The database decides, not a look beforehand; the transaction stays usable after a clash.
        """
        statement = _inserting(self._connection.dialect.name, table)
        return (await self._connection.execute(statement, dict(row))).rowcount == 1

    async def _put(self, table: Table, keys: Sequence[str], *rows: Values) -> None:
        """Insert each row, or replace the one with the same key."""
        for row in rows:
            statement = _putting(self._connection.dialect.name, table, tuple(keys), tuple(row))
            await self._connection.execute(statement, dict(row))


# Made once for each table: putting a statement together takes longer than running it.


@cache
def _inserting(dialect: str, table: Table) -> Insert:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _putting(dialect: str, table: Table, keys: tuple[str, ...], columns: tuple[str, ...]) -> Insert:
    statement = _insert(dialect, table)
    rest = {name: statement.excluded[name] for name in columns if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
