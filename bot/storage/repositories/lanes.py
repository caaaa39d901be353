"""Lanes: recipient sides, their key pairs, their key-holders, and which members chose them."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update

from bot.storage.repositories.base import Repository
from bot.storage.rows import EpochRow, HolderRow, LaneRow
from bot.storage.tables import key_holder, lane, lane_epoch, lane_wrap, member_lane

# Put together once: every notice asks for it, and that takes longer than running it.
_OF_CASE = select(lane).where(lane.c.case_id == bindparam("case")).order_by(lane.c.created_at, lane.c.id)


class Lanes(Repository):
    """The lanes of all cases."""

    async def add(self, row: LaneRow) -> None:
        """Add a lane, without a key pair yet."""
        await self._insert(lane, asdict(row))

    async def get(self, lane_id: str) -> LaneRow | None:
        """Return the lane, closed or not."""
        row = await self._first(select(lane).where(lane.c.id == lane_id))
        return LaneRow(**row) if row else None

    async def of_case(self, case_id: str) -> list[LaneRow]:
        """Return the case's lanes, the first one first; closed ones included."""
        return [LaneRow(**row) for row in await self._all(_OF_CASE, {"case": case_id})]

    async def close(self, lane_id: str, at: datetime) -> None:
        """Close the lane: nobody can choose it any more; raises NotFoundError."""
        await self._must(update(lane).where(lane.c.id == lane_id).values(closed_at=at))

    async def add_epoch(self, row: EpochRow, wraps: dict[str, bytes]) -> None:
        """Add a key pair: its public half, and its private one wrapped by holder id."""
        await self._insert(lane_epoch, asdict(row))
        rows = [
            {"lane_id": row.lane_id, "epoch": row.epoch, "holder_id": holder, "wrap": wrap}
            for holder, wrap in wraps.items()
        ]
        await self._insert(lane_wrap, *rows)

    async def epochs(self, lane_id: str) -> list[EpochRow]:
        """Return the lane's key pairs, oldest first."""
        statement = select(lane_epoch).where(lane_epoch.c.lane_id == lane_id).order_by(lane_epoch.c.epoch)
        return [EpochRow(**row) for row in await self._all(statement)]

    async def add_wrap(self, lane_id: str, epoch: int, holder_id: str, wrap: bytes) -> None:
        """Keep a holder's copy of a private key, in place of an earlier one."""
        row = {"lane_id": lane_id, "epoch": epoch, "holder_id": holder_id, "wrap": wrap}
        await self._put(lane_wrap, ["lane_id", "epoch", "holder_id"], row)

    async def wraps(self, lane_id: str) -> dict[tuple[int, str], bytes]:
        """Return every copy of the lane's private keys, by epoch and holder id."""
        statement = select(lane_wrap).where(lane_wrap.c.lane_id == lane_id)
        return {(row["epoch"], row["holder_id"]): row["wrap"] for row in await self._all(statement)}

    async def drop_wraps(self, holder_id: str) -> None:
        """Delete a removed holder's copies."""
        await self._count(delete(lane_wrap).where(lane_wrap.c.holder_id == holder_id))

    async def put_holder(self, row: HolderRow) -> None:
        """Add a key-holder or replace what is known of one."""
        await self._put(key_holder, ["id"], asdict(row))

    async def holders(self, lane_id: str) -> list[HolderRow]:
        """Return the lane's key-holders in the order in which they were named; removed ones included."""
        statement = select(key_holder).where(key_holder.c.lane_id == lane_id)
        rows = await self._all(statement.order_by(key_holder.c.added_at, key_holder.c.id))
        return [HolderRow(**row) for row in rows]

    async def holder(self, holder_id: str) -> HolderRow | None:
        """Return one key-holder, removed or not."""
        row = await self._first(select(key_holder).where(key_holder.c.id == holder_id))
        return HolderRow(**row) if row else None

    async def choose(self, member_id: str, case_id: str, lane_id: str, at: datetime) -> None:
        """Note the lane that the member's file goes to, in place of an earlier one."""
        row = {"member_id": member_id, "case_id": case_id, "lane_id": lane_id, "chosen_at": at}
        await self._put(member_lane, ["member_id"], row)

    async def unchoose(self, member_id: str) -> None:
        """Note that the member's file goes to no lane."""
        await self._count(delete(member_lane).where(member_lane.c.member_id == member_id))

    async def chosen_by(self, member_id: str) -> str | None:
        """Return the id of the lane that the member chose."""
        statement = select(member_lane.c.lane_id).where(member_lane.c.member_id == member_id)
        return await self._scalar(statement)  # type: ignore[no-any-return]

    async def counts(self, case_id: str) -> dict[str, int]:
        """Return how many members chose each lane."""
        statement = select(member_lane.c.lane_id, func.count().label("n"))
        grouped = statement.where(member_lane.c.case_id == case_id).group_by(member_lane.c.lane_id)
        return {row["lane_id"]: row["n"] for row in await self._all(grouped)}
