"""The consent ledger: what was given or withdrawn, on which text, when; entries are added only."""

from dataclasses import asdict

from sqlalchemy import ColumnElement, Select, func, select

from bot.domain.codes import Purpose
from bot.storage.repositories.base import Repository
from bot.storage.rows import ConsentRow
from bot.storage.tables import consent, member, member_lane


def current_consents(where: ColumnElement[bool]) -> Select[tuple[str, Purpose]]:
    """Select (member_id, purpose) of the consents in force of the members that the condition names.

    The newest entry of a purpose decides, by the order of writing: a clock may jump back.
    """
    newest = (
        select(func.max(consent.c.seq))
        .join(member, member.c.id == consent.c.member_id)
        .where(where)
        .group_by(consent.c.member_id, consent.c.purpose)
    )
    return (
        select(consent.c.member_id, consent.c.purpose)
        .where(consent.c.seq.in_(newest), consent.c.given)
        .order_by(consent.c.member_id)
    )


def agreed_now(purpose: Purpose) -> ColumnElement[bool]:
    """The condition that a member of the statement agrees to the purpose now."""
    newest = (
        select(func.max(consent.c.seq))
        .where(consent.c.member_id == member.c.id, consent.c.purpose == purpose)
        .correlate(member)
        .scalar_subquery()
    )
    entry = select(consent.c.seq).where(consent.c.seq == newest, consent.c.given).correlate(member)
    return entry.exists()


class Consents(Repository):
    """The ledger of one database."""

    async def add(self, *rows: ConsentRow) -> None:
        """Append entries; a member of another case, or an id that exists, undoes the transaction."""
        await self._insert(consent, *map(asdict, rows))

    async def current(self, member_id: str) -> frozenset[Purpose]:
        """Return the purposes that the member agrees to now."""
        rows = await self._all(current_consents(member.c.id == member_id))
        return frozenset(row["purpose"] for row in rows)

    async def recipients(self, case_id: str) -> dict[str, str]:
        """Return, by member id, the recipient that the member's newest entry about one agrees to."""
        newest = (
            select(func.max(consent.c.seq))
            .where(consent.c.case_id == case_id, consent.c.purpose == Purpose.LAWYER)
            .group_by(consent.c.member_id)
        )
        statement = select(consent.c.member_id, consent.c.recipient).where(
            consent.c.seq.in_(newest), consent.c.given, consent.c.recipient.is_not(None)
        )
        return {row["member_id"]: row["recipient"] for row in await self._all(statement)}

    async def of_choosers(self, case_id: str, lane_id: str) -> list[ConsentRow]:
        """Return the entries of the case's members who chose the recipient, oldest first."""
        chosen = select(member_lane.c.member_id).where(member_lane.c.lane_id == lane_id)
        return await self._entries((consent.c.case_id == case_id) & consent.c.member_id.in_(chosen))

    async def history(self, member_id: str) -> list[ConsentRow]:
        """Return every entry of the member, oldest first."""
        return await self._entries(consent.c.member_id == member_id)

    async def _entries(self, where: ColumnElement[bool]) -> list[ConsentRow]:
        columns = [column for column in consent.c if column.name != "seq"]
        statement = select(*columns).where(where).order_by(consent.c.seq)
        return [ConsentRow(**row) for row in await self._all(statement)]
