"""Keys: which root key the database is under, what is kept of earlier ones, and turning rows to another."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, Update, bindparam, select, update
from sqlalchemy.sql import ColumnElement

from bot.storage.repositories.base import Repository
from bot.storage.tables import member, meta, metadata, past_key

KEY_CHECK = "key_check"
# Rows taken at a time: half a million members are turned with little memory.
PAGE = 1000

Row = Mapping[str, Any]


class Keys(Repository):
    """Notes of keys, and the rows of any table by its primary key."""

    async def set_check(self, key_check: bytes) -> None:
        """Note which root key the database is under."""
        await self._must(update(meta).where(meta.c.name == KEY_CHECK).values(value=key_check))

    async def past(self) -> list[tuple[str, str, bytes]]:
        """Return what is kept of earlier root keys (root, label, encrypted key), the oldest first."""
        statement = select(past_key).order_by(past_key.c.seq)
        return [(row["root"], row["label"], bytes(row["key_enc"])) for row in await self._all(statement)]

    async def keep_past(self, root: str, label: str, key_enc: bytes) -> None:
        """Keep one key of an earlier root key, or replace the one that is kept."""
        row = {"root": root, "label": label, "key_enc": key_enc}
        await self._put(past_key, ["root", "label"], row)

    async def filled(self, table: str, column: str) -> bool:
        """Say whether any row of the table has a value in the column."""
        found = metadata.tables[table].c[column]
        return await self._first(select(found).where(found.is_not(None)).limit(1)) is not None

    async def pages(self, table: str, columns: Sequence[str]) -> AsyncIterator[list[Row]]:
        """Give the rows of a table, some at a time, by primary key; each page may be changed at once."""
        found = metadata.tables[table]
        keys = list(found.primary_key.columns)
        assert len(keys) == 1  # of every table with something encrypted
        (key,) = keys
        wanted = list(dict.fromkeys([key.name, *columns]))
        after: Any = None
        while True:
            statement = select(*(found.c[name] for name in wanted)).order_by(key).limit(PAGE)
            rows = await self._all(statement if after is None else statement.where(key > after))
            if not rows:
                return
            yield [dict(row) for row in rows]
            after = rows[-1][key.name]

    async def change(self, table: str, changes: Sequence[tuple[Any, Row]]) -> None:
        """Set columns of rows, each by its primary key; all rows set the same columns."""
        if changes:
            found = metadata.tables[table]
            (key,) = found.primary_key.columns
            statement = _setting(found, key, changes[0][1])
            rows = [
                {"key_": at, **{f"new_{name}": v for name, v in values.items()}} for at, values in changes
            ]
            await self._connection.execute(statement, rows)

    async def cases_of(self, member_ids: Sequence[str]) -> dict[str, str]:
        """Return the case of each of these members who is there."""
        statement = select(member.c.id, member.c.case_id).where(member.c.id.in_(member_ids))
        return {row["id"]: row["case_id"] for row in await self._all(statement)}


def _setting(table: Table, key: ColumnElement[Any], values: Row) -> Update:
    where = table.update().where(key == bindparam("key_"))
    return where.values({name: bindparam(f"new_{name}") for name in values})
