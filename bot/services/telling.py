"""Whom a member's file reached, and what those recipients must be told when it changes (GDPR art. 19).

A recipient was served when a dossier with the file was handed over, or waits on the server, from whose disk
it may have been taken without the server's knowledge. Who was served nothing is told nothing.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from bot.domain.member import CaseId, EntryId, new_id
from bot.domain.served import OpeningKind, RecipientNoticeKind
from bot.storage import OpeningRow, RecipientNoticeRow, Tx


@dataclass(frozen=True)
class Served:
    """One recipient that a member's file reached."""

    lane_id: str
    recipient: str
    fetched: tuple[int, ...]  # numbers of the dossiers that were handed over
    waiting: tuple[int, ...]  # of those that wait on the server, and may have been copied from its disk
    last: datetime  # when the newest of them was handed over or built

    @property
    def dossiers(self) -> str:
        """The numbers of all of them, as the notice keeps them."""
        return ", ".join(str(number) for number in sorted({*self.fetched, *self.waiting}))


async def served(tx: Tx, member_id: str) -> tuple[Served, ...]:
    """Return the recipients that the member's file reached, the first one first."""
    by_lane: dict[str, list[OpeningRow]] = defaultdict(list)
    for row in await tx.served.openings(member_id):
        by_lane[row.lane_id].append(row)
    found = []
    for lane_id, rows in by_lane.items():
        fetched = {row.number for row in rows if row.kind is OpeningKind.FETCHED}
        waiting = {row.number for row in rows if row.deleted_at is None} - fetched
        if not fetched and not waiting:
            continue
        lane = await tx.lanes.get(lane_id)
        last = max(row.at for row in rows if row.number in fetched | waiting)
        name = lane.name if lane else ""
        found.append(Served(lane_id, name, tuple(sorted(fetched)), tuple(sorted(waiting)), last))
    return tuple(found)


async def owe(
    tx: Tx,
    case_id: str,
    member_id: str,
    reference: str,
    kind: RecipientNoticeKind,
    at: datetime,
    *,
    lane_id: str | None = None,
) -> tuple[Served, ...]:
    """Keep for each recipient that was served, or for this one, what it must be told; return them.

    To be called before what was served is deleted. The same is not noted twice while it waits to be told.
    """
    reached = [s for s in await served(tx, member_id) if lane_id is None or s.lane_id == lane_id]
    for one in reached:
        waiting = await tx.served.owed(one.lane_id)
        same = (n for n in waiting if n.pseudonym == reference and n.kind is kind)
        if any(n.dossiers == one.dossiers for n in same):
            continue
        await tx.served.owe(
            RecipientNoticeRow(
                id=EntryId(new_id()),
                case_id=CaseId(case_id),
                lane_id=one.lane_id,
                pseudonym=reference,
                kind=kind,
                dossiers=one.dossiers,
                at=at,
            )
        )
    return tuple(reached)
