"""Recipients of sealed files and their key-holders; and the member's choice among them.

The server makes a lane's private key in memory, encrypts it to the key-holders who proved that they hold
theirs, and forgets it. Members rely on those key-holders: once somebody chose the lane, a newcomer gets
in only with a copy made at a present key-holder's desk.
"""

from collections import Counter
from contextlib import AbstractAsyncContextManager

from bot.domain.access import Action, Actor, Role
from bot.domain.errors import (
    BadAnswerError,
    BadCopiesError,
    BadKeyError,
    NotFoundError,
    SecretKeyError,
)
from bot.domain.member import MemberFile
from bot.domain.sealing import HolderState, LaneKind
from bot.domain.served import OpeningKind
from bot.services import holder_acts, lane_choice
from bot.services.holders import Place, admit, challenge, is_answer, open_lane, place_of
from bot.services.notice import notice_in
from bot.services.recipients import Target, current, let_go, of_case, view_of
from bot.services.views import LaneView, Named, Standing
from bot.services.work import Deps, Work, reading, record_read, working
from bot.vault import age, exchange

__all__ = ["LaneService", "Target", "current", "let_go", "of_case"]

KEY_LIMIT = 200


class LaneService:
    """Names, proves and removes key-holders; keeps what each member chose."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    # ------------------------------------------------------------------ everybody

    async def lanes(self, actor: Actor, case_id: str) -> list[LaneView]:
        """List the recipients; how many chose each, and who has which copy, organisers only, on record."""
        async with reading(self._deps, actor, case_id, Action.READ_LANES) as work:
            exact = Role.ORGANISER in work.roles
            found = await of_case(work.tx, case_id, exact=exact)
        if exact:
            await record_read(work, Action.READ_LANES, "exact")
        return found

    # ----------------------------------------------------------------- organisers

    async def add_holder(
        self,
        actor: Actor,
        case_id: str,
        *,
        holder_name: str,
        public_key: str,
        lane_id: str | None = None,
        lane_name: str = "",
        kind: LaneKind = LaneKind.LAWYER,
    ) -> Named:
        """Name a key-holder, of a new recipient when `lane_id` is None.

        Returns the challenge (a key exchange file) that only the holder of the key can answer. There is
        none when members chose the recipient already: then a present key-holder makes a copy for the
        newcomer's key (`copies`), and `accept_copies` gives the challenge.

        Raises WaitsError, BadKeyError, SecretKeyError, KeyInUseError, InvalidInputError (a name),
        TooManyError.
        """
        key = _public(public_key)
        async with self._changing(actor, case_id) as work:
            return await holder_acts.ask_to_add(work, lane_id, lane_name, kind, holder_name, key)

    async def challenge(self, actor: Actor, case_id: str, holder_id: str) -> str:
        """Make a new challenge for a key-holder, in place of an open one; raises CopyNeededError."""
        async with self._changing(actor, case_id) as work:
            text = await challenge(work, await place_of(work, holder_id))
            await work.audit(Action.CHANGE_KEY_HOLDERS, holder_id, "challenged")
        return text

    async def prove(self, actor: Actor, case_id: str, holder_id: str, answer: str) -> LaneView:
        """Take the answer to a challenge: the key-holder can open the recipient's files from now on.

        A wrong answer is audited too. Raises WaitsError, BadAnswerError (also for an expired challenge),
        CopyNeededError.
        """
        async with self._changing(actor, case_id) as work:
            place = await place_of(work, holder_id)
            right = is_answer(work, place.holder, answer)
            if not right:
                await work.audit(Action.CHANGE_KEY_HOLDERS, holder_id, "refused")
            elif place.holder.state is HolderState.NAMED:
                await holder_acts.ask_to_accept(work, place)
            else:
                await admit(work, place)
                await work.audit(Action.CHANGE_KEY_HOLDERS, holder_id, "proved")
            view = await view_of(work.tx, place.lane, await work.tx.lanes.counts(case_id))
        if not right:
            raise BadAnswerError
        return view

    async def copies(self, actor: Actor, case_id: str, lane_id: str) -> str:
        """Hand out the encrypted copies of the recipient's keys, for `collectif desk share`.

        Only the present key-holders can open them. Raises NotFoundError when there is none yet.
        """
        async with self._changing(actor, case_id) as work:
            row = await open_lane(work, lane_id)
            holders = await work.tx.lanes.holders(row.id)
            present = {h.id for h in holders if h.state is HolderState.PROVED}
            wraps = await work.tx.lanes.wraps(row.id)
            found = sorted((epoch, who, blob) for (epoch, who), blob in wraps.items() if who in present)
            if not found:
                raise NotFoundError
            await work.audit(Action.CHANGE_KEY_HOLDERS, lane_id, "handed out")
        return exchange.Exchange(lane_id, tuple((epoch, blob) for epoch, _, blob in found)).text()

    async def accept_copies(self, actor: Actor, case_id: str, holder_id: str, text: str) -> str:
        """Take in the copies that a present key-holder made for a newcomer, and return the challenge.

        Its answer proves that every copy works: it is encrypted to each key pair copied. Many copies come
        in several texts, that of the key pair in force first; the last challenge counts. Raises
        BadCopiesError.
        """
        found = _exchange(text)
        async with self._changing(actor, case_id) as work:
            place = await place_of(work, holder_id)
            if not _fits(place, found):
                raise BadCopiesError
            for epoch, blob in found.copies:
                await work.tx.lanes.add_wrap(place.lane.id, epoch, holder_id, blob)
            await work.audit(Action.CHANGE_KEY_HOLDERS, holder_id, "copied")
            return await challenge(work, await place_of(work, holder_id))

    async def remove_holder(self, actor: Actor, case_id: str, holder_id: str) -> LaneView:
        """Remove a key-holder: what is sealed from now on, they cannot open; what they have, they keep.

        Raises WaitsError, LastKeyHolderError. A recipient that never opened goes with its last key-holder.
        """
        async with self._changing(actor, case_id) as work:
            return await holder_acts.ask_to_remove(work, holder_id)

    async def close(self, actor: Actor, case_id: str, lane_id: str) -> None:
        """Close a recipient: nobody chooses it or seals to it any more; its key-holders keep theirs."""
        async with self._changing(actor, case_id) as work:
            await holder_acts.ask_to_close(work, lane_id)

    # -------------------------------------------------------------------- members

    async def standing(self, actor: Actor, case_id: str, ref: str) -> Standing:
        """Return what the caller's own member can choose, what they chose, how often their file went out."""
        async with reading(self._deps, actor, case_id, Action.CHOOSE_LANE) as work:
            return await standing_of(work, await work.own(ref))

    async def choose(
        self,
        actor: Actor,
        case_id: str,
        ref: str,
        lane_id: str | None,
        notice_version: str = "",
        language: str | None = None,
    ) -> int:
        """Choose whom the member's file goes to, change it, or with None withdraw it; a consent of its own.

        A change or withdrawal deletes what was sealed for the former recipient and ends the account's
        page sessions; how many records were deleted is returned. Withdrawing needs no current notice and
        works in a closed case. `language` is that of the text shown, when not the account's own.

        Raises NoLaneError (nobody can open it), NoticeChangedError, NotFoundError.
        """
        async with working(self._deps, actor, case_id, Action.CHOOSE_LANE) as work:
            member = await (work.own(ref) if lane_id is None else work.own_open(ref))
            notice = await notice_in(work, language or (work.account.language if work.account else "en"))
            if lane_id is None:
                dropped = await lane_choice.withdraw(work, member, notice)
            else:
                dropped = await lane_choice.choose(work, member, notice, lane_id, notice_version)
            await work.audit(Action.CHOOSE_LANE, ref, "chosen" if lane_id else "withdrawn")
            return dropped

    # -------------------------------------------------------------------- details

    def _changing(self, actor: Actor, case_id: str) -> AbstractAsyncContextManager[Work]:
        return working(self._deps, actor, case_id, Action.CHANGE_KEY_HOLDERS)


async def standing_of(work: Work, member: MemberFile) -> Standing:
    """Return what `LaneService.standing` does, for a member known to be the caller's own."""
    lanes = await of_case(work.tx, work.row.id)
    chosen = await work.tx.lanes.chosen_by(member.id) if lanes else None
    openings = Counter(o.kind for o in await work.tx.served.openings(member.id))
    found = next((view for view in lanes if view.id == chosen), None)
    offered = tuple(view for view in lanes if view.open)
    return Standing(offered, found, openings[OpeningKind.BUILT], openings[OpeningKind.FETCHED])


def _public(text: str) -> str:
    """Return a public key as its program writes it; raises BadKeyError, SecretKeyError."""
    typed = text.strip()
    if typed.upper().startswith("AGE-SECRET-KEY"):
        raise SecretKeyError
    try:
        return age.check_public(typed[: KEY_LIMIT + 1])
    except age.AgeKeyError:
        raise BadKeyError from None


def _fits(place: Place, found: exchange.Exchange) -> bool:
    """Whether these are copies of this lane's keys, each once, for a newcomer who then has the newest."""
    given = [epoch for epoch, _ in found.copies]
    known = {e.epoch for e in place.epochs}
    whole = place.newest in {*given, *place.copies} and len(set(given)) == len(given) > 0
    return (
        whole
        and found.lane_id == place.lane.id
        and known.issuperset(given)
        and place.holder.state is HolderState.NAMED
    )


def _exchange(text: str) -> exchange.Exchange:
    try:
        return exchange.read(text)
    except exchange.BadExchangeError:
        raise BadCopiesError from None
