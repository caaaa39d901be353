"""Published figures: one decision a case and week, kept as it was published."""

from datetime import date, datetime

from sqlalchemy import delete, distinct, func, select

from bot.domain.codes import Purpose
from bot.storage.repositories.base import Repository
from bot.storage.rows import FiguresRow
from bot.storage.tables import consent, published_figures


class Figures(Repository):
    """The published figures of all cases."""

    async def latest(self, case_id: str, other_than: str = "") -> FiguresRow | None:
        """Return what is published now, if a week was decided yet; or the last that was not this."""
        statement = (
            select(published_figures)
            .where(published_figures.c.case_id == case_id, published_figures.c.body != other_than)
            .order_by(published_figures.c.week.desc())
            .limit(1)
        )
        row = await self._first(statement)
        return FiguresRow(**row) if row else None

    async def counted_at(self, row: FiguresRow) -> datetime:
        """Return when the figures of this row were counted: when they were first published."""
        same = (published_figures.c.case_id == row.case_id) & (published_figures.c.body == row.body)
        first = select(published_figures.c.published_at).where(same).order_by(published_figures.c.week)
        return await self._scalar(first.limit(1)) or row.published_at

    async def add(self, case_id: str, week: date, body: str, at: datetime) -> bool:
        """Publish for a week; a week that was decided stays as it is, and the answer is no."""
        row = {"case_id": case_id, "week": week, "body": body, "published_at": at}
        return await self._insert_new(published_figures, row)

    async def drop(self, case_id: str) -> None:
        """Delete all that was ever published of the case."""
        await self._count(delete(published_figures).where(published_figures.c.case_id == case_id))

    async def changed(self, case_id: str, since: datetime) -> int:
        """Return how many members agreed to statistics, or no longer did, since then."""
        statement = select(func.count(distinct(consent.c.member_id))).where(
            consent.c.case_id == case_id, consent.c.purpose == Purpose.STATISTICS, consent.c.at > since
        )
        return int(await self._scalar(statement) or 0)
