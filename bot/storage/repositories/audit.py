"""The audit trail: lines are added and read, never changed, and forgotten from the oldest on only."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, func, select

from bot.storage.repositories.base import Repository
from bot.storage.rows import AuditRow, CheckpointRow
from bot.storage.tables import audit_checkpoint, audit_line, meta

# Where the trail's seal stands: how long the trail is, under a key, so that a shortened one is seen.
SEAL = "audit_seal"


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
        return [row async for row in self.lines()]

    async def lines(self) -> AsyncIterator[AuditRow]:
        """Give every line in order, without loading them all."""
        async for row in self._in_parts(select(audit_line), audit_line.c.seq):
            yield AuditRow(**row)

    async def count(self, action: str) -> int:
        """Return how many lines are of this act."""
        statement = select(func.count()).select_from(audit_line).where(audit_line.c.action == action)
        return int(await self._scalar(statement) or 0)

    async def seal(self) -> bytes | None:
        """Return the trail's seal."""
        row = await self._first(select(meta.c.value).where(meta.c.name == SEAL))
        return bytes(row["value"]) if row else None

    async def set_seal(self, value: bytes) -> None:
        """Replace the trail's seal."""
        await self._put(meta, ["name"], {"name": SEAL, "value": value})

    async def older(self, before: datetime) -> int:
        """Return up to which line all lines are older than this moment; 0 when the first is not.

        By the order of writing: a clock that was set back for a while makes no gap.
        """
        newer = select(audit_line.c.seq).where(audit_line.c.at >= before).order_by(audit_line.c.seq)
        first_kept = await self._scalar(newer.limit(1))
        return (first_kept - 1) if first_kept else (await self.last())[0]

    async def forget(self, through: int) -> int:
        """Delete the lines up to this one; return how many."""
        return await self._count(delete(audit_line).where(audit_line.c.seq <= through))

    async def add_checkpoint(self, row: CheckpointRow) -> None:
        """Keep a signed note."""
        await self._insert(audit_checkpoint, asdict(row))

    async def checkpoint(self) -> CheckpointRow | None:
        """Return the newest signed note."""
        columns = [column for column in audit_checkpoint.c if column.name != "seq"]
        row = await self._first(select(*columns).order_by(audit_checkpoint.c.seq.desc()).limit(1))
        return CheckpointRow(**row) if row else None
