"""The audit trail: lines are added and read, never changed."""

from dataclasses import asdict

from sqlalchemy import select

from bot.storage.repositories.base import Repository
from bot.storage.rows import AuditRow
from bot.storage.tables import audit_line


class Audit(Repository):
    """The trail of one database."""

    async def last(self) -> tuple[int, bytes]:
        """Return the number and the mac of the last line; (0, b"") while the trail is empty."""
        newest = select(audit_line.c.seq, audit_line.c.mac).order_by(audit_line.c.seq.desc()).limit(1)
        row = await self._first(newest)
        return (row["seq"], row["mac"]) if row else (0, b"")

    async def add(self, row: AuditRow) -> None:
        """Append a line; a number that exists undoes the transaction."""
        await self._insert(audit_line, asdict(row))

    async def all(self) -> list[AuditRow]:
        """Return every line in order."""
        return [AuditRow(**row) for row in await self._all(select(audit_line).order_by(audit_line.c.seq))]
