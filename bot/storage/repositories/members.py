"""Members: registering, finding, counting, withdrawing, deleting."""

from collections.abc import AsyncIterator, Collection
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update

from bot.domain.codes import Answer, MemberStatus, Purpose
from bot.domain.member import AccountId, CaseId, MemberFile, MemberId, MemberRef
from bot.storage.errors import DuplicateError
from bot.storage.repositories import member_files
from bot.storage.repositories.base import Repository
from bot.storage.repositories.consents import agreed_now
from bot.storage.tables import involvement, member, member_lane

Complainant = tuple[MemberId, MemberRef, str, str | None]


def complains() -> ColumnElement[bool]:
    """The condition that a member is registered, is concerned by an incident and agreed to the complaint."""
    concerned = select(involvement.c.member_id).where(
        involvement.c.member_id == member.c.id, involvement.c.concerned == Answer.YES
    )
    here = member.c.status == MemberStatus.REGISTERED
    return here & concerned.correlate(member).exists() & agreed_now(Purpose.COMPLAINT)


class Members(Repository):
    """The members of all cases."""

    async def add(self, file: MemberFile, account_id: str, case_id: str) -> None:
        """Add a new member of the account; consents go through the ledger, entries through `entries`.

        Raises DuplicateError when the case has that reference already: draw another.
        """
        if file.involvements or file.exposures or file.scams or file.harms or file.steps:
            raise ValueError("a new member has no entries yet")
        row = {
            "id": file.id,
            "case_id": case_id,
            "account_id": account_id,
            "ref": file.ref,
            "capacity": file.capacity,
            "residence": file.residence,
            "work": file.work,
            "status": file.status,
            "status_at": file.registered_at,
            "registered_at": file.registered_at,
        }
        if not await self._insert_new(member, row):
            raise DuplicateError("the case has a member of that reference")

    async def of_account(self, account_id: str) -> list[MemberFile]:
        """Return the account's members, the first registered first."""
        found = await member_files.load(self._connection, member.c.account_id == account_id, few=True)
        return sorted((file for file, _ in found), key=lambda m: (m.registered_at, m.ref))

    async def any_of(self, account_id: str) -> bool:
        """Say whether the account has a member; one query, where loading its files takes seven."""
        return await self._first(select(member.c.id).where(member.c.account_id == account_id)) is not None

    async def belongs(self, member_id: str, account_id: str) -> bool:
        """Whether the member is the account's own."""
        own = (member.c.id == member_id) & (member.c.account_id == account_id)
        return await self._first(select(member.c.id).where(own)) is not None

    async def exists(self, case_id: str) -> bool:
        """Whether anybody has registered in the case, and not erased it."""
        found = select(member.c.id).where(member.c.case_id == case_id).limit(1)
        return await self._first(found) is not None

    async def ref_of(self, member_id: str) -> MemberRef | None:
        """Return the reference of the member."""
        row = await self._first(select(member.c.ref).where(member.c.id == member_id))
        return MemberRef(row["ref"]) if row else None

    async def by_ref(self, case_id: str, ref: str) -> tuple[MemberFile, AccountId] | None:
        """Return the member of the reference, and the account it belongs to."""
        where = (member.c.case_id == case_id) & (member.c.ref == ref)
        found = await member_files.load(self._connection, where)
        return found[0] if found else None

    async def in_case(self, case_id: str, status: MemberStatus = MemberStatus.REGISTERED) -> list[MemberFile]:
        """Return the case's members of that status, by reference; seven queries, however many they are."""
        where = (member.c.case_id == case_id) & (member.c.status == status)
        return [file for file, _ in await member_files.load(self._connection, where)]

    async def some(self, ids: Collection[str]) -> list[tuple[MemberFile, AccountId]]:
        """Return these members, as far as they are there, each with its account."""
        return await member_files.load(self._connection, member.c.id.in_(list(ids)))

    async def choosing(self, case_id: str, lane_id: str) -> list[MemberFile]:
        """Return the registered members of the case who chose the recipient, by reference."""
        chosen = select(member_lane.c.member_id).where(member_lane.c.lane_id == lane_id)
        here = (member.c.case_id == case_id) & (member.c.status == MemberStatus.REGISTERED)
        found = await member_files.load(self._connection, here & member.c.id.in_(chosen))
        return [file for file, _ in found]

    async def page(self, case_id: str, after: str, size: int) -> list[MemberFile]:
        """Return the case's next members of any status, by reference; `after` is the last one of before."""
        whose = (member.c.case_id == case_id) & (member.c.ref > after)
        refs = await self._all(select(member.c.ref).where(whose).order_by(member.c.ref).limit(size))
        if not refs:
            return []
        found = await member_files.load(self._connection, whose & (member.c.ref <= refs[-1]["ref"]))
        return [file for file, _ in found]

    async def complainants(self, case_id: str) -> AsyncIterator[Complainant]:
        """Give, by reference, whom a collective letter may count: (id, reference, residence, work).

        They are read some at a time, so that the event loop has its turn in between.
        """
        columns = (member.c.id, member.c.ref, member.c.residence, member.c.work)
        statement = select(*columns).where(member.c.case_id == case_id, complains())
        async for row in self._in_parts(statement, member.c.ref):
            yield row["id"], row["ref"], row["residence"], row["work"]

    async def whereabouts(self, member_id: str) -> tuple[MemberId, CaseId, AccountId] | None:
        """Return the member's id, case and account, if the member is there."""
        row = await self._first(
            select(member.c.id, member.c.case_id, member.c.account_id).where(member.c.id == member_id)
        )
        return (row["id"], row["case_id"], row["account_id"]) if row else None

    async def everyone(self) -> AsyncIterator[tuple[MemberId, CaseId, AccountId]]:
        """Give the ids of every member of every case, with the account, some at a time; no file is loaded."""
        statement = select(member.c.id, member.c.case_id, member.c.account_id)
        async for row in self._in_parts(statement, member.c.id):
            yield row["id"], row["case_id"], row["account_id"]

    async def count(self, case_id: str, status: MemberStatus = MemberStatus.REGISTERED) -> int:
        """Return how many members of that status the case has."""
        where = (member.c.case_id == case_id) & (member.c.status == status)
        return int(await self._scalar(select(func.count()).select_from(member).where(where)) or 0)

    async def set_places(self, member_id: str, residence: str, work: str | None) -> None:
        """Replace the countries of residence and of work; raises NotFoundError."""
        values = {"residence": residence, "work": work}
        await self._must(update(member).where(member.c.id == member_id).values(values))

    async def set_status(self, member_id: str, status: MemberStatus, at: datetime) -> None:
        """Record that the member left or came back; raises NotFoundError."""
        values = {"status": status, "status_at": at}
        await self._must(update(member).where(member.c.id == member_id).values(values))

    async def delete(self, member_id: str) -> bool:
        """Delete the member with all entries, consents and own letters; say whether there was one."""
        return bool(await self._count(delete(member).where(member.c.id == member_id)))
