"""One key-holder as an act finds them: their lane, challenge, admission, a new key pair for the rest."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.errors import CopyNeededError, NotFoundError
from bot.domain.member import ALPHABET
from bot.domain.sealing import HolderState
from bot.services.work import Work
from bot.storage import EpochRow, HolderRow, LaneRow
from bot.vault import age, exchange, lane

# A challenge goes to a lawyer by mail and comes back; 100 bits cannot be guessed in a week.
CHALLENGE_LIFE = timedelta(days=7)


@dataclass(frozen=True)
class Place:
    """A key-holder with the lane around them, as it stands in this transaction."""

    lane: LaneRow
    holder: HolderRow
    holders: list[HolderRow]
    epochs: list[EpochRow]
    wraps: dict[tuple[int, str], bytes]
    in_use: bool  # members chose the lane

    @property
    def able(self) -> list[HolderRow]:
        """The other key-holders who can open the lane."""
        return [h for h in self.holders if h.state is HolderState.PROVED and h.id != self.holder.id]

    @property
    def newest(self) -> int:
        """The number of the key pair in force; 0 before the first."""
        return self.epochs[-1].epoch if self.epochs else 0

    @property
    def copies(self) -> list[int]:
        """The numbers of the key pairs of which the holder has a copy."""
        return sorted(epoch for epoch, who in self.wraps if who == self.holder.id)

    @property
    def proves_copies(self) -> list[int]:
        """The numbers of the copies that a newcomer's challenge is about; none for the holder's own key."""
        return self.copies if self.holder.state is HolderState.NAMED and self.newest in self.copies else []

    @property
    def was_given_a_key(self) -> bool:
        """Whether the holder may know a private key of the lane."""
        return bool(self.epochs) and (self.holder.state is HolderState.PROVED or bool(self.copies))


async def lane_of(work: Work, lane_id: str) -> LaneRow:
    """Return a lane of this case, closed ones too; raises NotFoundError."""
    row = await work.tx.lanes.get(lane_id)
    if row is None or row.case_id != work.row.id:
        raise NotFoundError
    return row


async def open_lane(work: Work, lane_id: str) -> LaneRow:
    """Return a lane of this case that was not closed; raises NotFoundError."""
    row = await lane_of(work, lane_id)
    if row.closed_at is not None:
        raise NotFoundError
    return row


async def place_of(work: Work, holder_id: str, *, closed: bool = False) -> Place:
    """Return a key-holder of this case who was not removed; raises NotFoundError.

    `closed`: also of a lane that was closed, where nobody can come in any more but people can go.
    """
    holder = await work.tx.lanes.holder(holder_id)
    if holder is None or holder.state is HolderState.REMOVED:
        raise NotFoundError
    row = await lane_of(work, holder.lane_id) if closed else await open_lane(work, holder.lane_id)
    return Place(
        lane=row,
        holder=holder,
        holders=await work.tx.lanes.holders(row.id),
        epochs=await work.tx.lanes.epochs(row.id),
        wraps=await work.tx.lanes.wraps(row.id),
        in_use=bool((await work.tx.lanes.counts(work.row.id)).get(row.id)),
    )


async def admit(work: Work, place: Place) -> None:
    """Record a right answer; open the lane, or let the newcomer into one that nobody relies on yet.

    Raises CopyNeededError when members came to rely on the present key-holders in the meantime.
    """
    proved = replace(unchallenged(place.holder), state=HolderState.PROVED, proved_at=work.now)
    without_key = place.holder.state is HolderState.NAMED and not place.proves_copies
    if without_key and place.in_use:
        raise CopyNeededError
    await work.tx.lanes.put_holder(proved)
    if without_key:
        await renew(work, place, [*place.able, proved])


async def remove(work: Work, place: Place) -> bool:
    """Remove the holder with their copies, and make a new key pair for the others if they knew one.

    Says whether the lane, never opened, has nobody left and was closed with it.
    """
    gone = replace(unchallenged(place.holder), state=HolderState.REMOVED, removed_at=work.now)
    await work.tx.lanes.put_holder(gone)
    await work.tx.lanes.drop_wraps(gone.id)
    # Nothing is sealed for a closed lane any more, so it needs no new key pair; dossiers leave them out.
    if place.was_given_a_key and place.lane.closed_at is None:
        await renew(work, place, place.able)
    others = [h for h in place.holders if h.id != gone.id and h.state is not HolderState.REMOVED]
    if place.epochs or others or place.lane.closed_at is not None:
        return False
    await work.tx.lanes.close(place.lane.id, work.now)
    return True


async def renew(work: Work, place: Place, holders: Sequence[HolderRow]) -> None:
    """Make a key pair for these holders; what a newcomer was to prove about the one before is void."""
    made = lane.make_lane([h.public_key for h in holders])
    wraps = dict(zip((h.id for h in holders), made.wraps, strict=True))
    await work.tx.lanes.add_epoch(EpochRow(place.lane.id, place.newest + 1, made.public, work.now), wraps)
    copied = {who for _, who in place.wraps}
    for other in place.holders:
        waiting = other.state is HolderState.NAMED and other.id in copied and other.id != place.holder.id
        if waiting:
            await work.tx.lanes.put_holder(unchallenged(other))


async def challenge(work: Work, place: Place) -> str:
    """Draw a challenge: to the holder's own key, or to every key pair that they have a copy of.

    Raises CopyNeededError.
    """
    holder, copied = place.holder, place.proves_copies
    if holder.state is HolderState.NAMED and place.in_use and not copied:
        raise CopyNeededError
    publics = [e.public_key for e in place.epochs if e.epoch in copied] or [holder.public_key]
    made = lane.make_challenge(*publics)
    await work.tx.lanes.put_holder(
        replace(
            holder,
            challenge_hash=answer_hash(work, holder, made.answer),
            challenge_expires_at=work.now + CHALLENGE_LIFE,
        )
    )
    blobs = tuple((epoch, place.wraps[epoch, holder.id]) for epoch in copied)
    return exchange.Exchange(place.lane.id, blobs, age.unarmor(made.sealed)).text()


def is_answer(work: Work, holder: HolderRow, answer: str) -> bool:
    """Whether this is the answer to the holder's open challenge."""
    expected, until = holder.challenge_hash, holder.challenge_expires_at
    if expected is None or until is None or until <= work.now:
        return False
    typed = "".join(c for c in answer.upper() if c in ALPHABET)
    return hmac.compare_digest(expected, answer_hash(work, holder, typed))


def answer_hash(work: Work, holder: HolderRow, answer: str) -> bytes:
    """What is stored of an answer."""
    return work.deps.vault.index(work.row.id, "challenge", f"{holder.id}:{answer}")


def unchallenged(holder: HolderRow) -> HolderRow:
    """The holder without an open challenge."""
    return replace(holder, challenge_hash=None, challenge_expires_at=None)
