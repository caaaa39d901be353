"""Sealed records: written, replaced, counted, listed by their marks; read only to build a dossier."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict

from sqlalchemy import delete, func, select, update

from bot.domain.sealing import SealedField
from bot.storage.repositories.base import Repository
from bot.storage.rows import SealedMark, SealedPlace, SealedRow
from bot.storage.tables import sealed_record

_PLACES = [
    sealed_record.c[name]
    for name in ("id", "member_id", "field", "version", "media_type", "epoch", "sealed_at")
]
_MARKS = [sealed_record.c[name] for name in ("id", "field", "version", "media_type", "sha256", "sealed_at")]


class Sealed(Repository):
    """The sealed records of all members."""

    async def add(self, row: SealedRow) -> None:
        """Add a record."""
        await self._insert(sealed_record, asdict(row))

    async def next_version(self, member_id: str, field: SealedField) -> int:
        """Return the number after the highest version of the member's field."""
        statement = select(func.max(sealed_record.c.version)).where(
            sealed_record.c.member_id == member_id, sealed_record.c.field == field
        )
        return (await self._scalar(statement) or 0) + 1

    async def marks(self, member_id: str) -> list[SealedMark]:
        """Return what may be told about the member's records, oldest first."""
        statement = select(*_MARKS).where(sealed_record.c.member_id == member_id)
        return [SealedMark(**row) for row in await self._all(statement.order_by(sealed_record.c.seq))]

    async def drop(self, member_id: str, record_id: str) -> bool:
        """Delete one record of the member; say whether there was one."""
        mine = (sealed_record.c.member_id == member_id) & (sealed_record.c.id == record_id)
        return bool(await self._count(delete(sealed_record).where(mine)))

    async def drop_field(self, member_id: str, field: SealedField) -> int:
        """Delete every record of the member's field; return how many there were."""
        mine = (sealed_record.c.member_id == member_id) & (sealed_record.c.field == field)
        return await self._count(delete(sealed_record).where(mine))

    async def drop_all(self, member_id: str) -> int:
        """Delete every record of the member; return how many there were."""
        return await self._count(delete(sealed_record).where(sealed_record.c.member_id == member_id))

    async def any(self) -> bool:
        """Say whether there is a sealed record at all."""
        return await self._first(select(sealed_record.c.seq).limit(1)) is not None

    async def size_of(self, member_id: str) -> int:
        """Return how many bytes the member's records take."""
        statement = select(func.sum(func.length(sealed_record.c.blob)))
        return await self._scalar(statement.where(sealed_record.c.member_id == member_id)) or 0

    async def listed(self, lane_id: str) -> list[SealedPlace]:
        """Return where each record of the lane belongs, in the order of members and of writing; no blob."""
        statement = select(*_PLACES, func.length(sealed_record.c.blob).label("size"))
        ordered = statement.where(sealed_record.c.lane_id == lane_id).order_by(
            sealed_record.c.member_id, sealed_record.c.seq
        )
        return [SealedPlace(**row) for row in await self._all(ordered)]

    async def newest(self, lane_id: str, member_id: str, field: SealedField) -> SealedPlace | None:
        """Return where the newest record of the member's field belongs, if it was sealed to the lane."""
        statement = select(*_PLACES, func.length(sealed_record.c.blob).label("size")).where(
            sealed_record.c.lane_id == lane_id,
            sealed_record.c.member_id == member_id,
            sealed_record.c.field == field,
        )
        row = await self._first(statement.order_by(sealed_record.c.version.desc()).limit(1))
        return SealedPlace(**row) if row else None

    async def blobs(self, record_ids: Sequence[str]) -> dict[str, bytes]:
        """Return these records as they are stored, by id; one that is gone is not among them."""
        statement = select(sealed_record.c.id, sealed_record.c.blob)
        rows = await self._all(statement.where(sealed_record.c.id.in_(record_ids)))
        return {row["id"]: bytes(row["blob"]) for row in rows}

    async def fingerprints(self) -> list[tuple[str, str, str, str]]:
        """Return id, member, case and fingerprint of every record, oldest first."""
        columns = [sealed_record.c[name] for name in ("id", "member_id", "case_id", "sha256")]
        rows = await self._all(select(*columns).order_by(sealed_record.c.seq))
        return [(r["id"], r["member_id"], r["case_id"], r["sha256"]) for r in rows]

    async def set_fingerprint(self, record_id: str, sha256: str) -> int:
        """Put a record's fingerprint right; return how many records that were, none when it is gone."""
        one = sealed_record.c.id == record_id
        return await self._count(update(sealed_record).where(one).values(sha256=sha256))

    async def of_lane(self, lane_id: str) -> AsyncIterator[SealedRow]:
        """Give the lane's records one at a time, in the order of members and of writing."""
        ids = select(sealed_record.c.seq).where(sealed_record.c.lane_id == lane_id)
        ordered = ids.order_by(sealed_record.c.member_id, sealed_record.c.seq)
        for number in [row["seq"] for row in await self._all(ordered)]:
            row = await self._first(select(sealed_record).where(sealed_record.c.seq == number))
            if row is not None:
                yield SealedRow(**{name: value for name, value in row.items() if name != "seq"})
