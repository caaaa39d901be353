"""What members record: incidents, categories, scam contacts, harms, steps.

Every change names the member as well as the entry, so that an entry id of somebody else changes nothing.
"""

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import Table, delete, select, update

from bot.domain.errors import NotFoundError
from bot.domain.member import Exposure, Harm, Involvement, ScamContact, Step
from bot.storage.repositories.base import Repository, Values
from bot.storage.tables import exposure, harm, involvement, member, scam_contact, step


class Entries(Repository):
    """The entries of members."""

    async def put_involvement(self, member_id: str, entry: Involvement) -> None:
        """Record how an incident concerns the member, or replace what was recorded; raises NotFoundError."""
        row = await self._owned(member_id, _incident_first(entry))
        await self._put(involvement, ("member_id", "incident_id"), row)

    async def put_exposures(self, member_id: str, incident: str, entries: Iterable[Exposure]) -> None:
        """Record the answers to the categories given; other categories stay as they are."""
        rows = [await self._owned(member_id, _incident_first(entry)) for entry in entries]
        if any(row["incident_id"] != incident for row in rows):
            raise ValueError("an exposure of another incident")
        await self._put(exposure, ("member_id", "incident_id", "category"), *rows)

    async def delete_incident(self, member_id: str, incident: str) -> None:
        """Delete all that the member recorded about the incident: answers, categories and steps."""
        for table in (involvement, exposure, step):
            mine = (table.c.member_id == member_id) & (table.c.incident_id == incident)
            await self._count(delete(table).where(mine))

    async def add_scam(self, member_id: str, entry: ScamContact) -> None:
        """Add a scam contact."""
        await self._insert(scam_contact, {"member_id": member_id, **vars(entry)})

    async def put_scam(self, member_id: str, entry: ScamContact) -> bool:
        """Replace one of the member's scam contacts; say whether there was one."""
        return await self._replace(scam_contact, member_id, vars(entry))

    async def delete_scam(self, member_id: str, entry_id: str) -> bool:
        """Delete one of the member's scam contacts; say whether there was one."""
        return await self._delete(scam_contact, member_id, entry_id)

    async def add_harm(self, member_id: str, entry: Harm) -> None:
        """Add a head of damage."""
        await self._insert(harm, {"member_id": member_id, **asdict(entry)})

    async def put_harm(self, member_id: str, entry: Harm) -> bool:
        """Replace one of the member's heads of damage; say whether there was one."""
        return await self._replace(harm, member_id, asdict(entry))

    async def delete_harm(self, member_id: str, entry_id: str) -> bool:
        """Delete one of the member's heads of damage; say whether there was one."""
        return await self._delete(harm, member_id, entry_id)

    async def add_step(self, member_id: str, entry: Step) -> None:
        """Add a step; raises NotFoundError when there is no such member."""
        await self._insert(step, await self._owned(member_id, _incident_first(entry)))

    async def put_step(self, member_id: str, entry: Step) -> bool:
        """Replace one of the member's steps; say whether there was one."""
        return await self._replace(step, member_id, _incident_first(entry))

    async def delete_step(self, member_id: str, entry_id: str) -> bool:
        """Delete one of the member's steps; say whether there was one."""
        return await self._delete(step, member_id, entry_id)

    async def _owned(self, member_id: str, values: Values) -> Values:
        """Complete a row with its member and the member's case, which its incident must belong to."""
        case_id = await self._scalar(select(member.c.case_id).where(member.c.id == member_id))
        if case_id is None:
            raise NotFoundError
        return {"member_id": member_id, "case_id": case_id, **values}

    async def _replace(self, table: Table, member_id: str, values: Values) -> bool:
        mine = (table.c.member_id == member_id) & (table.c.id == values["id"])
        return bool(await self._count(update(table).where(mine).values(**values)))

    async def _delete(self, table: Table, member_id: str, entry_id: str) -> bool:
        mine = (table.c.member_id == member_id) & (table.c.id == entry_id)
        return bool(await self._count(delete(table).where(mine)))


def _incident_first(entry: Involvement | Exposure | Step) -> Values:
    values = asdict(entry)
    return {"incident_id": values.pop("incident"), **values}
