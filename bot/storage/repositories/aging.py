"""What grows old: warnings before a deletion, withdrawn members, and what the program noted of the clock."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from bot.domain.codes import MemberStatus
from bot.domain.member import AccountId, CaseId, MemberId
from bot.domain.retention import RetentionClass
from bot.storage.repositories.base import Repository
from bot.storage.rows import WarningRow
from bot.storage.tables import member, meta, retention_warning

Whereabouts = tuple[MemberId, CaseId, AccountId]
_WHERE = (member.c.id, member.c.case_id, member.c.account_id)


class Aging(Repository):
    """Ages of one database."""

    async def warnings(self, case_id: str) -> list[WarningRow]:
        """Return what people of the case were warned of."""
        statement = select(retention_warning).where(retention_warning.c.case_id == case_id)
        return [WarningRow(**row) for row in await self._all(statement.order_by(retention_warning.c.kind))]

    async def warn(self, row: WarningRow) -> None:
        """Keep a warning, in place of an earlier one of its kind."""
        values = {
            "case_id": row.case_id,
            "kind": row.kind,
            "warned_at": row.warned_at,
            "due_at": row.due_at,
        }
        await self._put(retention_warning, ["case_id", "kind"], values)

    async def unwarn(self, case_id: str, kind: RetentionClass) -> None:
        """Take a warning back: nothing is due any more."""
        one = (retention_warning.c.case_id == case_id) & (retention_warning.c.kind == kind)
        await self._count(delete(retention_warning).where(one))

    async def withdrawn_first(self, case_id: str) -> datetime | None:
        """Return since when the member who withdrew first is withdrawn."""
        where = (member.c.case_id == case_id) & (member.c.status == MemberStatus.WITHDRAWN)
        found = await self._first(
            select(member.c.status_at).where(where).order_by(member.c.status_at).limit(1)
        )
        return found["status_at"] if found else None

    async def withdrawn_until(self, case_id: str, at: datetime) -> Sequence[Whereabouts]:
        """Return the members who withdrew at this moment or before."""
        where = (member.c.case_id == case_id) & (member.c.status == MemberStatus.WITHDRAWN)
        statement = select(*_WHERE).where(where, member.c.status_at <= at)
        return [(r["id"], r["case_id"], r["account_id"]) for r in await self._all(statement)]

    async def is_withdrawn(self, member_id: str) -> bool:
        """Say whether the member is there and withdrawn."""
        where = (member.c.id == member_id) & (member.c.status == MemberStatus.WITHDRAWN)
        return await self._first(select(member.c.id).where(where)) is not None

    async def all_of(self, case_id: str) -> Sequence[Whereabouts]:
        """Return every member of the case."""
        statement = select(*_WHERE).where(member.c.case_id == case_id)
        return [(r["id"], r["case_id"], r["account_id"]) for r in await self._all(statement)]

    async def size_of(self, case_id: str) -> int:
        """Return how many members the case has, withdrawn ones too."""
        statement = select(func.count()).select_from(member).where(member.c.case_id == case_id)
        return int(await self._scalar(statement) or 0)

    async def note(self, name: str) -> str | None:
        """Return what the program noted about itself."""
        row = await self._first(select(meta.c.value).where(meta.c.name == name))
        return bytes(row["value"]).decode() if row else None

    async def set_note(self, name: str, text: str) -> None:
        """Note something about the program itself, of no person."""
        await self._put(meta, ["name"], {"name": name, "value": text.encode()})

    async def drop_note(self, name: str) -> None:
        """Forget a note."""
        await self._count(delete(meta).where(meta.c.name == name))
