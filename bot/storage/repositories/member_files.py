"""Putting members' files together: one query a table, whatever the number of members."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, RowMapping, Select, Table, select

from bot.domain.codes import Purpose
from bot.domain.member import AccountId, Exposure, Harm, Involvement, MemberFile, ScamContact, Step
from bot.storage.driver import Line
from bot.storage.repositories.consents import current_consents
from bot.storage.tables import exposure, harm, involvement, member, scam_contact, step

# Rows between two pauses in which the event loop may serve others.
_BATCH = 500

# Whether a member has entries in a table, as a column of the query for members.
_HAS = "has_"
_PRESENT = tuple(
    select(table.c.member_id)
    .where(table.c.member_id == member.c.id)
    .correlate(member)
    .exists()
    .label(_HAS + table.name)
    for table in (involvement, exposure, scam_contact, harm, step)
)

Entry = TypeVar("Entry", Involvement, Exposure, ScamContact, Harm, Step)


async def load(
    connection: Line, where: ColumnElement[bool], *, few: bool = False
) -> list[tuple[MemberFile, AccountId]]:
    """Return the members that the condition names, each with its account, by reference.

    Of `few`, the first query says which tables have entries of theirs, and the others are left out: who has
    just joined has none, and five questions about nothing would be a part of every step that follows.
    """
    members = select(member, *(_PRESENT if few else ())).where(where).order_by(member.c.ref, member.c.id)
    rows = [row async for row in _rows(connection, members)]
    if not rows:  # who joins has none yet, and six more questions would be a third of joining
        return []
    consents: dict[str, set[Purpose]] = defaultdict(set)
    async for row in _rows(connection, current_consents(where)):
        consents[row["member_id"]].add(row["purpose"])

    async def entries(table: Table, kind: type[Entry]) -> dict[str, list[Entry]]:
        if few and not any(row[_HAS + table.name] for row in rows):
            return {}
        return await _entries(connection, where, table, kind)

    involvements = await entries(involvement, Involvement)
    exposures = await entries(exposure, Exposure)
    scams = await entries(scam_contact, ScamContact)
    harms = await entries(harm, Harm)
    steps = await entries(step, Step)
    found = []
    for number, row in enumerate(rows, 1):
        if number % _BATCH == 0:
            await asyncio.sleep(0)
        key = row["id"]
        file = MemberFile(
            id=key,
            ref=row["ref"],
            capacity=row["capacity"],
            residence=row["residence"],
            work=row["work"],
            status=row["status"],
            registered_at=row["registered_at"],
            consents=frozenset(consents.get(key, ())),
            involvements=tuple(involvements.get(key, ())),
            exposures=tuple(exposures.get(key, ())),
            scams=tuple(scams.get(key, ())),
            harms=tuple(harms.get(key, ())),
            steps=tuple(steps.get(key, ())),
        )
        found.append((file, AccountId(row["account_id"])))
    return found


async def _entries(
    connection: Line, where: ColumnElement[bool], table: Table, kind: type[Entry]
) -> dict[str, list[Entry]]:
    """Return one table's entries by member, in the order in which they were made (or of their key)."""
    columns = {f.name: table.c["incident_id" if f.name == "incident" else f.name] for f in fields(kind)}
    statement = (
        select(table.c.member_id, *(column.label(name) for name, column in columns.items()))
        .join(member, member.c.id == table.c.member_id)
        .where(where)
        .order_by(*table.primary_key.columns)
    )
    grouped: dict[str, list[Entry]] = defaultdict(list)
    async for row in _rows(connection, statement):
        values: dict[str, Any] = {name: row[name] for name in columns}
        grouped[row["member_id"]].append(kind(**values))
    return grouped


async def _rows(connection: Line, statement: Select[Any]) -> AsyncIterator[RowMapping]:
    for number, row in enumerate((await connection.execute(statement)).mappings(), 1):
        yield row
        if number % _BATCH == 0:
            await asyncio.sleep(0)
