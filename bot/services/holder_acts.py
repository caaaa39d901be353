"""Acts on recipients and key-holders that need two people: asked for, checked, done now or later."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from bot.domain.access import Action
from bot.domain.errors import CopyNeededError, KeyInUseError, LastKeyHolderError, TooManyError
from bot.domain.inputs import clean_line
from bot.domain.member import new_id
from bot.domain.proposal_errors import ChangedError
from bot.domain.proposals import ProposedAct
from bot.domain.sealing import HolderState, LaneKind
from bot.services.holders import Place, admit, challenge, open_lane, place_of, remove, unchallenged
from bot.services.recipients import view_of
from bot.services.two_people import Ask, agreed_by_two, two_people
from bot.services.views import LaneView, Named
from bot.services.work import Work
from bot.storage import HolderRow, LaneRow

# As many as the pages show at once; a case with more recipients is several cases.
MAX_LANES = MAX_HOLDERS = 10
NAME_LIMIT = 120

Details = Mapping[str, str]

# ------------------------------------------------------------------------ asking


async def ask_to_add(
    work: Work, lane_id: str | None, lane_name: str, kind: LaneKind, holder_name: str, key: str
) -> Named:
    """Name a key-holder, of a new recipient when `lane_id` is None, or raise WaitsError.

    While no member chose the recipient, nobody relies on who can open it.
    """
    details = {"holder": clean_line(holder_name, limit=NAME_LIMIT), "key": key}
    if lane_id is None:
        named = clean_line(lane_name, limit=NAME_LIMIT)
        details |= {"new": new_id(), "lane": named, "kind": kind.value}
    else:
        details |= {"lane_id": lane_id, "lane": (await open_lane(work, lane_id)).name}
    await _check_addition(work, details)
    ask = Ask(ProposedAct.ADD_HOLDER, new_id(), details)
    in_use = lane_id is not None and await _in_use(work, lane_id)
    await two_people(work, ask, nobody_relies=not in_use)
    return await add(work, ask.target, details)


async def ask_to_accept(work: Work, place: Place) -> None:
    """Let a newcomer in whose answer was right, or raise WaitsError; CopyNeededError.

    Two people who named this very key before members chose have decided already.
    """
    if place.in_use and not place.proves_copies:
        raise CopyNeededError
    holder = place.holder
    # The answer is spent, whenever it takes effect.
    await work.tx.lanes.put_holder(unchallenged(holder))
    agreed = await agreed_by_two(work, ProposedAct.ADD_HOLDER, holder.id)
    if place.in_use or not agreed:
        details = {"holder": holder.name, "lane": place.lane.name, "key": holder.public_key}
        details["copies"] = _copies(place)
        ask = Ask(ProposedAct.ACCEPT_HOLDER, holder.id, details)
        await two_people(work, ask, nobody_relies=not place.in_use)
    await admit(work, place)
    await work.audit(Action.CHANGE_KEY_HOLDERS, holder.id, "proved")


async def ask_to_remove(work: Work, holder_id: str) -> LaneView:
    """Remove a key-holder, also of a closed recipient; WaitsError, LastKeyHolderError, NotFoundError."""
    place = await place_of(work, holder_id, closed=True)
    _check_removal(place)
    details = {"holder": place.holder.name, "lane": place.lane.name}
    ask = Ask(ProposedAct.REMOVE_HOLDER, holder_id, details)
    await two_people(work, ask, nobody_relies=not place.in_use)
    return await take_out(work, holder_id, details)


async def ask_to_close(work: Work, lane_id: str) -> None:
    """Close a recipient, or raise WaitsError; NotFoundError."""
    row = await open_lane(work, lane_id)
    ask = Ask(ProposedAct.CLOSE_LANE, lane_id, {"lane": row.name})
    await two_people(work, ask, nobody_relies=not await _in_use(work, lane_id))
    await close(work, lane_id, ask.details)


# ------------------------------------------------------------------------- doing


async def add(work: Work, target: str, details: Details) -> Named:
    """Name the key-holder; the challenge is None when they need a copy from another key-holder first."""
    await _check_addition(work, details)
    if "new" in details:
        row = LaneRow(details["new"], work.row.id, details["lane"], LaneKind(details["kind"]), work.now)
        await work.tx.lanes.add(row)
    else:
        row = await open_lane(work, details["lane_id"])
    holder = HolderRow(target, row.id, details["holder"], details["key"], HolderState.NAMED, work.now)
    await work.tx.lanes.put_holder(holder)
    await work.audit(Action.CHANGE_KEY_HOLDERS, holder.id, "named")
    place = await place_of(work, holder.id)
    return Named(row.id, holder.id, None if place.in_use else await challenge(work, place))


async def accept(work: Work, target: str, details: Details) -> LaneView:
    """Admit a newcomer who proved their key when it was asked; raises ChangedError."""
    place = await place_of(work, target)
    if place.holder.state is not HolderState.NAMED or _copies(place) != details["copies"]:
        raise ChangedError
    place = replace(place, holder=unchallenged(place.holder))
    await admit(work, place)
    await work.audit(Action.CHANGE_KEY_HOLDERS, target, "proved")
    return await view_of(work.tx, place.lane, await work.tx.lanes.counts(work.row.id))


async def take_out(work: Work, target: str, details: Details) -> LaneView:
    """Remove the key-holder; a recipient that never opened goes with its last one."""
    place = await place_of(work, target, closed=True)
    _check_removal(place)
    closed = await remove(work, place)
    await work.audit(Action.CHANGE_KEY_HOLDERS, target, "removed")
    row = replace(place.lane, closed_at=work.now) if closed else place.lane
    return await view_of(work.tx, row, await work.tx.lanes.counts(work.row.id))


async def close(work: Work, target: str, details: Details) -> None:
    """Close the recipient."""
    row = await open_lane(work, target)
    await work.tx.lanes.close(row.id, work.now)
    await work.audit(Action.CHANGE_KEY_HOLDERS, target, "closed")


# ----------------------------------------------------------------------- details


async def _check_addition(work: Work, details: Details) -> None:
    if "new" in details:
        lanes = [row for row in await work.tx.lanes.of_case(work.row.id) if row.closed_at is None]
        if len(lanes) >= MAX_LANES:
            raise TooManyError(limit=MAX_LANES)
        return
    row = await open_lane(work, details["lane_id"])
    holders = [h for h in await work.tx.lanes.holders(row.id) if h.state is not HolderState.REMOVED]
    if len(holders) >= MAX_HOLDERS:
        raise TooManyError(limit=MAX_HOLDERS)
    if any(h.public_key == details["key"] for h in holders):
        raise KeyInUseError


def _check_removal(place: Place) -> None:
    if place.was_given_a_key and not place.able:
        raise LastKeyHolderError


def _copies(place: Place) -> str:
    """A fingerprint of the copies that the newcomer's answer was about."""
    digest = hashlib.sha256()
    for epoch in place.copies:
        digest.update(place.wraps[epoch, place.holder.id])
    return digest.hexdigest()


async def _in_use(work: Work, lane_id: str) -> bool:
    return bool((await work.tx.lanes.counts(work.row.id)).get(lane_id))
