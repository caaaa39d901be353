"""Reminders: who asked for which, and what they were told of."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Column, RowMapping, Table, delete, or_, select, update

from bot.storage.repositories.base import Repository
from bot.storage.rows import ReminderRow
from bot.storage.tables import organiser_reminder, reminder


class Reminders(Repository):
    """The reminders of members, or with `organisers` those of organisers; both are kept alike."""

    def _where(self, organisers: bool) -> tuple[Table, Column[str]]:
        table = organiser_reminder if organisers else reminder
        return table, table.c.organiser_id if organisers else table.c.member_id

    async def of(self, who: str, *, organisers: bool = False) -> list[ReminderRow]:
        """Return what one person asked for."""
        table, person = self._where(organisers)
        statement = select(table).where(person == who).order_by(table.c.clock)
        return [_row(row, person.name) for row in await self._all(statement)]

    async def of_case(self, case_id: str, *, organisers: bool = False) -> list[ReminderRow]:
        """Return what people of the case asked for, person by person."""
        table, person = self._where(organisers)
        statement = select(table).where(table.c.case_id == case_id).order_by(person, table.c.clock)
        return [_row(row, person.name) for row in await self._all(statement)]

    async def ask(
        self, who: str, clock: str, case_id: str, at: datetime, *, organisers: bool = False
    ) -> None:
        """Keep that somebody wants to be reminded; asking twice changes nothing."""
        table, person = self._where(organisers)
        row = {person.name: who, "clock": clock, "case_id": case_id, "asked_at": at, "waiting": False}
        await self._insert_new(table, row)

    async def stop(self, who: str, clocks: Sequence[str], *, organisers: bool = False) -> None:
        """Forget these reminders of one person."""
        table, person = self._where(organisers)
        await self._count(delete(table).where(person == who, table.c.clock.in_(list(clocks))))

    async def told(self, who: str, clock: str, day: date, *, organisers: bool = False) -> bool:
        """Note of which date somebody is told, until they have looked; False when another process did."""
        table, person = self._where(organisers)
        one = (person == who) & (table.c.clock == clock)
        anew = or_(table.c.told_for.is_(None), table.c.told_for != day)
        changed = update(table).where(one, anew).values(told_for=day, waiting=True)
        return bool(await self._count(changed))

    async def looked(self, who: str, *, organisers: bool = False) -> None:
        """Note that somebody has looked at what they were told of."""
        table, person = self._where(organisers)
        await self._count(update(table).where(person == who, table.c.waiting).values(waiting=False))


def _row(row: RowMapping, person: str) -> ReminderRow:
    kept = {name: value for name, value in row.items() if name != person}
    return ReminderRow(who=row[person], **kept)
