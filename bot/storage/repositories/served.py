"""Where members' files went: openings that members may count, and notices that recipients are owed."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.domain.served import OpeningKind
from bot.storage.repositories.base import Repository
from bot.storage.rows import OpeningRow, RecipientNoticeRow
from bot.storage.tables import dossier, opening, recipient_notice


class Served(Repository):
    """Openings and notices of one database."""

    async def opened(
        self, case_id: str, dossier_id: str, member_ids: Iterable[str], kind: OpeningKind, at: datetime
    ) -> None:
        """Note that the members' files went into a dossier, or were handed over with it."""
        rows = [
            {"member_id": m, "case_id": case_id, "dossier_id": dossier_id, "kind": kind, "at": at}
            for m in member_ids
        ]
        await self._insert(opening, *rows)

    async def openings(self, member_id: str) -> list[OpeningRow]:
        """Return what was done with the member's file, oldest first."""
        statement = (
            select(
                opening.c.kind,
                opening.c.at,
                opening.c.dossier_id,
                dossier.c.lane_id,
                dossier.c.number,
                dossier.c.deleted_at,
            )
            .join(dossier, dossier.c.id == opening.c.dossier_id)
            .where(opening.c.member_id == member_id)
            .order_by(opening.c.seq)
        )
        return [OpeningRow(**row) for row in await self._all(statement)]

    async def members_in(self, dossier_id: str) -> list[str]:
        """Return the ids of the members whose file went into the dossier and who are still there."""
        statement = select(opening.c.member_id).where(
            opening.c.dossier_id == dossier_id, opening.c.kind == OpeningKind.BUILT
        )
        return [row["member_id"] for row in await self._all(statement)]

    async def owe(self, row: RecipientNoticeRow) -> None:
        """Keep that a recipient must be told something of a member whose file it was served."""
        await self._insert(recipient_notice, asdict(row))

    async def owed(self, lane_id: str) -> list[RecipientNoticeRow]:
        """Return what the recipient was not told yet, oldest first."""
        columns = [column for column in recipient_notice.c if column.name != "seq"]
        statement = (
            select(*columns)
            .where(recipient_notice.c.lane_id == lane_id, recipient_notice.c.served_at.is_(None))
            .order_by(recipient_notice.c.seq)
        )
        return [RecipientNoticeRow(**row) for row in await self._all(statement)]

    async def serve(self, notice_ids: Iterable[str], at: datetime) -> None:
        """Note that the recipient was told."""
        wanted = list(notice_ids)
        if wanted:
            await self._count(
                update(recipient_notice).where(recipient_notice.c.id.in_(wanted)).values(served_at=at)
            )

    async def forget_served(self, before: datetime) -> int:
        """Delete the notices that were served before this moment; return how many."""
        return await self._count(delete(recipient_notice).where(recipient_notice.c.served_at < before))
