"""What repositories share: running statements, inserting without a clash, inserting or replacing."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Delete, Executable, RowMapping, Table, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import NotFoundError

Values = Mapping[str, object]


class Repository:
    """Statements of one subject, inside the transaction of one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def _all(self, statement: Executable) -> Sequence[RowMapping]:
        return (await self._connection.execute(statement)).mappings().all()

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
        statement = self._dialect_insert(table).values(**row).on_conflict_do_nothing()
        return (await self._connection.execute(statement)).rowcount == 1

    async def _put(self, table: Table, keys: Sequence[str], *rows: Values) -> None:
        """Insert each row, or replace the one with the same key."""
        for row in rows:
            statement = self._dialect_insert(table).values(**row)
            rest = {name: statement.excluded[name] for name in row if name not in keys}
            await self._connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest))

    def _dialect_insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        if self._connection.dialect.name == "sqlite":
            return sqlite.insert(table)
        return postgresql.insert(table)
