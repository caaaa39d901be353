"""Recipients of sealed files, read inside a transaction: who they are, who opens them, which key is in force.

A recipient is called a lane in code: one key pair whose private half only its key-holders can open.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.errors import LaneNotChosenError, RecipientClosedError
from bot.domain.sealing import HolderState
from bot.services.dossier_files import void
from bot.services.views import HolderView, LaneView
from bot.services.work import Work
from bot.storage import HolderRow, LaneRow, Tx


@dataclass(frozen=True)
class Target:
    """Where a member's sealed record goes now: the lane, the number of its key pair, the public half."""

    lane_id: str
    epoch: int
    public_key: str


async def current(tx: Tx, member_id: str) -> Target:
    """Return where the member's file is sealed to.

    Raises LaneNotChosenError when the member chose nobody, RecipientClosedError when nobody could open it.
    """
    chosen = await tx.lanes.chosen_by(member_id)
    if chosen is None:
        raise LaneNotChosenError
    epochs = await tx.lanes.epochs(chosen)
    row = await tx.lanes.get(chosen)
    able = any(h.state is HolderState.PROVED for h in await tx.lanes.holders(chosen))
    if row is None or row.closed_at is not None or not epochs or not able:
        raise RecipientClosedError
    return Target(chosen, epochs[-1].epoch, epochs[-1].public_key)


async def of_case(tx: Tx, case_id: str, *, exact: bool = False) -> list[LaneView]:
    """Return the case's recipients, the first one first, closed ones included.

    `exact` adds what organisers may know: how many members chose each, and who holds which copies.
    """
    counts = await tx.lanes.counts(case_id) if exact else None
    return [await view_of(tx, row, counts) for row in await tx.lanes.of_case(case_id)]


async def view_of(tx: Tx, row: LaneRow, counts: Mapping[str, int] | None = None) -> LaneView:
    """Return one recipient; removed key-holders are left out."""
    epochs = await tx.lanes.epochs(row.id)
    copies = await tx.lanes.wraps(row.id) if counts is not None else {}
    holders = tuple(
        _holder(holder, tuple(sorted(epoch for epoch, who in copies if who == holder.id)))
        for holder in await tx.lanes.holders(row.id)
        if holder.state is not HolderState.REMOVED
    )
    return LaneView(
        id=row.id,
        name=row.name,
        kind=row.kind,
        closed=row.closed_at is not None,
        epoch=epochs[-1].epoch if epochs else None,
        public_key=epochs[-1].public_key if epochs else None,
        holders=holders,
        members=None if counts is None else counts.get(row.id, 0),
    )


def _holder(row: HolderRow, copies: tuple[int, ...]) -> HolderView:
    return HolderView(row.id, row.name, row.public_key, row.state, row.challenge_expires_at, copies)


async def let_go(work: Work, member_id: str) -> int:
    """Delete what the member sealed and the choice itself, and end the account's page sessions.

    Dossiers that nobody has fetched yet are deleted with it. The member's shred key stays, for what they
    may seal next. Returns how many records were deleted; what the ledger says of it is the caller's.
    """
    await void(work.deps, work.tx, member_id)
    dropped = await work.tx.sealed.drop_all(member_id)
    await work.tx.lanes.unchoose(member_id)
    if work.account is not None:
        await work.tx.page.drop_sessions(work.account.id)
    return dropped
