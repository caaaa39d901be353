"""Acts that need two people: nobody does alone and at once what takes two, and members see it coming."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.domain.access import CLOCK
from bot.domain.errors import LastOrganiserError, NotAllowedError, NotFoundError, NotRegisteredError
from bot.domain.proposal_errors import (
    AskerGoneError,
    DecidedError,
    LoneWaitError,
    OwnProposalError,
    ProposalExpiredError,
    ProposalFailedError,
    RemovalWaitError,
    SecondNeededError,
    WaitsError,
)
from bot.domain.proposals import ProposalState, ProposedAct
from bot.domain.sealing import HolderState
from bot.services.act_words import told
from bot.services.audit import Auditor
from bot.services.organisers import list_organiser
from bot.services.proposals import ProposalView
from bot.services.two_people import LIFE, LONE_WAIT
from bot.services.views import CaseView, LaneView, Named
from bot.ui.speech import Speaker
from tests.keyholder import KeyHolder
from tests.services.handing import handed_in
from tests.services.office import ANN, BEN, ORGANISER, OTHER_SERVER, OUTSIDER, SECOND, Office
from tests.services.sealing import named, opened

THIRD = 9003


@dataclass
class Board:
    """A case with a member whose file goes to a recipient, and the organisers who decide about it."""

    office: Office
    case: CaseView
    lane: LaneView
    first: KeyHolder

    async def asked(self, act: Awaitable[object], expects: type[WaitsError] = SecondNeededError) -> str:
        """Ask for an act, which waits; the id of what waits."""
        before = {view.id for view in await self.waiting()}
        with pytest.raises(expects):
            await act
        (new,) = {view.id for view in await self.waiting()} - before
        return new

    async def waiting(self, who: int = ORGANISER) -> list[ProposalView]:
        """What waits, the newest first."""
        views = await self.office.services.proposals.waiting(self.office.actor(who), self.case.id)
        return [view for view in views if view.state is ProposalState.OPEN]

    async def state(self, proposal: str) -> ProposalState:
        """What became of it."""
        views = await self.office.services.proposals.waiting(self.office.actor(ORGANISER), self.case.id)
        return next(view.state for view in views if view.id == proposal)

    async def confirm(self, proposal: str, who: int = SECOND) -> object:
        """Confirm it."""
        actor = self.office.actor(who)
        return (await self.office.services.proposals.confirm(actor, self.case.id, proposal)).result

    def acts(self, who: int = ORGANISER) -> dict[ProposedAct, Callable[[], Awaitable[object]]]:
        """Every act that takes two, as somebody would ask for it."""
        office, case, lane = self.office, self.case, self.lane
        lanes, cases = office.services.lanes, office.services.cases
        holder = lane.holders[1].id
        return {
            ProposedAct.ADD_ORGANISER: lambda: cases.add_organiser(office.actor(who), case.id, BEN),
            ProposedAct.REMOVE_ORGANISER: lambda: cases.remove_organiser(office.actor(who), case.id, THIRD),
            ProposedAct.ADD_HOLDER: lambda: lanes.add_holder(
                office.actor(who), case.id, lane_id=lane.id, holder_name="X", public_key=KeyHolder().public
            ),
            ProposedAct.REMOVE_HOLDER: lambda: lanes.remove_holder(office.actor(who), case.id, holder),
            ProposedAct.CLOSE_LANE: lambda: lanes.close(office.actor(who), case.id, lane.id),
            ProposedAct.BUILD_DOSSIER: lambda: office.services.dossiers.build(
                office.actor(who), case.id, lane.id
            ),
        }

    async def snapshot(self) -> tuple[object, ...]:
        """All that these acts could change."""
        async with self.office.deps.store.reading() as tx:
            return (
                [o.index for o in await tx.cases.organisers(self.case.id)],
                await tx.lanes.of_case(self.case.id),
                await tx.lanes.holders(self.lane.id),
                await tx.lanes.epochs(self.lane.id),
                await tx.page.dossiers(self.case.id),
            )


async def listed(office: Office, case: CaseView, *users: int) -> None:
    """Put people on the list of organisers before anybody has registered."""
    for user in users:
        await office.services.cases.add_organiser(office.actor(ORGANISER), case.id, user)


@pytest.fixture
async def board(office: Office) -> Board:
    """One organiser, a recipient with two key-holders, and a member who relies on them."""
    case, first, two = await office.case(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, first, two)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    return Board(office, case, lane, first)


@pytest.fixture
async def pair(board: Board) -> Board:
    """The same with three organisers."""
    await board.office.second(board.case)
    async with board.office.deps.store.transaction() as tx:
        await list_organiser(board.office.deps, tx, board.case.id, THIRD)
    return board


async def results(office: Office) -> list[tuple[str, str]]:
    """What the trail says, in order; the chain holds."""
    async with office.deps.store.reading() as tx:
        assert await Auditor(office.deps.vault, tx).broken_at() is None
        return [(row.action, row.result) for row in await tx.audit.all()]


async def test_with_two_organisers_nobody_does_alone_what_takes_two(pair: Board) -> None:
    """Each act waits and changes nothing, however often it is asked for; confirmed by another, it is done."""
    for act, ask in pair.acts().items():
        before = await pair.snapshot()
        proposal = await pair.asked(ask())
        with pytest.raises(SecondNeededError):
            await ask()
        assert await pair.snapshot() == before, act
        with pytest.raises(OwnProposalError):
            await pair.confirm(proposal, ORGANISER)
        assert await pair.snapshot() == before, act
        await pair.office.passes(LONE_WAIT + timedelta(hours=1))
        await pair.office.services.proposals.due()
        assert await pair.snapshot() == before, act
        if act is not ProposedAct.CLOSE_LANE:
            await pair.confirm(proposal)
            assert await pair.snapshot() != before, act
            assert await pair.state(proposal) is ProposalState.DONE


async def test_a_newcomer_is_let_in_by_two(pair: Board) -> None:
    """A right answer does not let a newcomer in by itself; a second organiser does."""
    office, late = pair.office, KeyHolder()
    lanes = office.services.lanes
    found = await named(office, pair.case, late, lane_id=pair.lane.id, name="Me Tard")
    copies = await lanes.copies(office.actor(ORGANISER), pair.case.id, pair.lane.id)
    shared = pair.first.share(copies, late.public)
    challenge = await lanes.accept_copies(office.actor(ORGANISER), pair.case.id, found.holder_id, shared)
    proof = lanes.prove(office.actor(ORGANISER), pair.case.id, found.holder_id, late.answer(challenge))
    proposal = await pair.asked(proof)

    async def state() -> HolderState:
        async with office.deps.store.reading() as tx:
            holder = await tx.lanes.holder(found.holder_id)
        assert holder is not None
        return holder.state

    assert await state() is HolderState.NAMED
    await pair.confirm(proposal)
    assert await state() is HolderState.PROVED


async def test_what_was_proved_of_other_copies_lets_nobody_in(pair: Board) -> None:
    """FAILED: copies handed in after the proof are not what the second organiser was asked about."""
    office, late = pair.office, KeyHolder()
    lanes = office.services.lanes
    found = await named(office, pair.case, late, lane_id=pair.lane.id, name="Me Tard")
    copies = await lanes.copies(office.actor(ORGANISER), pair.case.id, pair.lane.id)
    at = (pair.case.id, found.holder_id)
    challenge = await lanes.accept_copies(office.actor(ORGANISER), *at, pair.first.share(copies, late.public))
    proposal = await pair.asked(lanes.prove(office.actor(ORGANISER), *at, late.answer(challenge)))
    await lanes.accept_copies(office.actor(ORGANISER), *at, pair.first.share(copies, KeyHolder().public))

    with pytest.raises(ProposalFailedError):
        await pair.confirm(proposal)

    assert await pair.state(proposal) is ProposalState.FAILED


async def test_a_key_named_alone_is_not_let_in_alone(office: Office) -> None:
    """Who was named by a lone organiser needs a second one to be let in, once there is one."""
    case, holder = await office.case(), KeyHolder()
    found = await office.services.lanes.add_holder(
        office.actor(ORGANISER), case.id, lane_name="X", holder_name="Y", public_key=holder.public
    )
    await listed(office, case, SECOND)

    with pytest.raises(SecondNeededError):
        await office.services.lanes.prove(
            office.actor(ORGANISER), case.id, found.holder_id, holder.answer(found.challenge)
        )


async def test_d11_not_ones_own_not_late_not_for_somebody_demoted(pair: Board) -> None:
    """D11: one's own request, an expired one, one of a former organiser: refused, on record, nothing done."""
    acts, before = pair.acts(), await pair.snapshot()
    own = await pair.asked(acts[ProposedAct.REMOVE_HOLDER]())
    with pytest.raises(OwnProposalError):
        await pair.confirm(own, ORGANISER)
    await pair.office.passes(LIFE)
    with pytest.raises(ProposalExpiredError):
        await pair.confirm(own)
    assert await pair.state(own) is ProposalState.EXPIRED
    with pytest.raises(DecidedError):
        await pair.confirm(own)

    of_third = await pair.asked(pair.acts(THIRD)[ProposedAct.CLOSE_LANE]())
    assert await pair.snapshot() == before
    cases = pair.office.services.cases
    await cases.remove_organiser(pair.office.actor(THIRD), pair.case.id, THIRD)
    with pytest.raises(AskerGoneError):
        await pair.confirm(of_third)
    assert await pair.state(of_third) is ProposalState.REFUSED
    assert (await pair.snapshot())[1:] == before[1:]
    trail = [result for action, result in await results(pair.office) if action != "read_progress"]
    assert trail[-7:] == ["asked", "refused", "expired", "refused", "asked", "removed", "refused"]


async def test_refusing_and_taking_back(pair: Board) -> None:
    """Another organiser refuses, the one who asked takes back; both are final."""
    acts, proposals = pair.acts(), pair.office.services.proposals
    for who in (SECOND, ORGANISER):
        proposal = await pair.asked(acts[ProposedAct.REMOVE_HOLDER]())
        await proposals.refuse(pair.office.actor(who), pair.case.id, proposal)
        with pytest.raises(DecidedError):
            await pair.confirm(proposal)
        assert await pair.state(proposal) is ProposalState.REFUSED


async def test_what_changed_in_the_meantime_is_not_done(pair: Board) -> None:
    """FAILED, with its reason on record and nothing half done, when what it was about is gone."""
    acts = pair.acts()
    add = await pair.asked(acts[ProposedAct.ADD_HOLDER]())
    build = await pair.asked(acts[ProposedAct.BUILD_DOSSIER]())
    remove = await pair.asked(acts[ProposedAct.REMOVE_HOLDER]())
    close = await pair.asked(acts[ProposedAct.CLOSE_LANE]())
    await pair.office.services.rights.erase(pair.office.actor(ANN), pair.case.id)
    await pair.confirm(close)
    before = await pair.snapshot()

    for proposal in (add, build):
        with pytest.raises(ProposalFailedError):
            await pair.confirm(proposal)
        assert await pair.state(proposal) is ProposalState.FAILED
    assert await pair.snapshot() == before
    assert [result for _, result in await results(pair.office)][-2:] == ["failed"] * 2
    await pair.confirm(remove)  # out of a closed recipient people can still be taken
    assert await pair.state(remove) is ProposalState.DONE


async def test_a_lone_organiser_waits_a_day(board: Board) -> None:
    """Alone, each act waits 24 hours, which members can read; then the clock does it, and not before."""
    office, proposals = board.office, board.office.services.proposals
    acts = board.acts()
    del acts[ProposedAct.REMOVE_ORGANISER]
    for act in (
        ProposedAct.ADD_HOLDER,
        ProposedAct.REMOVE_HOLDER,
        ProposedAct.BUILD_DOSSIER,
        ProposedAct.CLOSE_LANE,
        ProposedAct.ADD_ORGANISER,
    ):
        before = await board.snapshot()
        proposal = await board.asked(acts[act](), LoneWaitError)
        await office.passes(LONE_WAIT - timedelta(seconds=1))
        assert await proposals.due() == 0
        assert await board.snapshot() == before, act
        seen = await proposals.seen(office.actor(ANN), board.case.id)
        assert [a.act for a in seen if not a.done] == [act]
        effective = next(a for a in seen if not a.done).effective_at
        assert effective is not None
        assert effective.utcoffset() == timedelta(hours=1)  # people read the day in their own time zone
        await office.passes(timedelta(seconds=1))
        assert await proposals.due() == 1
        assert await board.snapshot() != before, act
        assert await board.state(proposal) is ProposalState.DONE
    assert await proposals.due() == 0


async def test_b16_only_time_in_which_the_bot_runs_is_a_notice(board: Board) -> None:
    """B16: a clock set a day ahead, or a bot that was off, brings nothing forward; the day told moves too."""
    office, proposals = board.office, board.office.services.proposals
    proposal = await board.asked(board.acts()[ProposedAct.CLOSE_LANE](), LoneWaitError)
    await proposals.due()
    promised = (await board.waiting())[0].effective_at
    for jump in (timedelta(days=1, hours=1), timedelta(days=9)):
        office.now += jump
        assert await proposals.due() == 0
    (shown,) = [act for act in await proposals.seen(office.actor(ANN), board.case.id) if not act.done]
    office.now -= timedelta(days=3)  # and set back, it is early for nothing

    assert promised is not None
    assert shown.effective_at == promised + timedelta(days=10, hours=1)
    assert await proposals.due() == 0
    await office.passes(timedelta(days=3, hours=23))
    assert await proposals.due() == 0
    office.now += timedelta(hours=1)
    assert await proposals.due() == 1
    assert await board.state(proposal) is ProposalState.DONE


async def test_a_lone_act_needs_the_second_organiser_who_came_since(board: Board) -> None:
    """Who became organiser while an act waited has to confirm it; the clock does not do it any more."""
    before = (await board.snapshot())[1:]
    proposal = await board.asked(board.acts()[ProposedAct.CLOSE_LANE](), LoneWaitError)
    await board.office.second(board.case)

    await board.office.passes(LONE_WAIT + timedelta(minutes=5))
    await board.office.services.proposals.due()

    assert (await board.snapshot())[1:] == before
    assert (await board.waiting())[0].effective_at is None
    await board.confirm(proposal)
    assert await board.state(proposal) is ProposalState.DONE


async def test_what_was_promised_to_a_lone_organiser_does_not_expire_first(board: Board) -> None:
    """Asked for again by whom the other organiser has left alone: it takes effect when it was said to."""
    office, proposals = board.office, board.office.services.proposals
    await office.second(board.case)
    act = board.acts()[ProposedAct.ADD_ORGANISER]
    proposal = await board.asked(act())
    await office.passes(LIFE - timedelta(hours=12))
    await office.services.cases.remove_organiser(office.actor(SECOND), board.case.id, SECOND)
    with pytest.raises(LoneWaitError):
        await act()

    await office.passes(timedelta(hours=12, minutes=1))
    await proposals.due()
    assert await board.state(proposal) is ProposalState.OPEN
    await office.passes(LONE_WAIT)
    await proposals.due()

    assert await board.state(proposal) is ProposalState.DONE


async def test_what_nobody_confirmed_expires(pair: Board) -> None:
    """After seven days the clock closes it; nothing is done."""
    before = await pair.snapshot()
    proposal = await pair.asked(pair.acts()[ProposedAct.BUILD_DOSSIER]())

    await pair.office.passes(LIFE)
    await pair.office.services.proposals.due()

    assert await pair.state(proposal) is ProposalState.EXPIRED
    assert await pair.snapshot() == before


async def test_of_two_organisers_one_who_is_gone_does_not_block(board: Board) -> None:
    """The other one's removal takes effect after seven days unless they refuse it; not at once."""
    office, cases = board.office, board.office.services.cases
    await office.second(board.case)
    removal = lambda: cases.remove_organiser(office.actor(ORGANISER), board.case.id, SECOND)  # noqa: E731
    refused = await board.asked(removal(), RemovalWaitError)
    await office.services.proposals.refuse(office.actor(SECOND), board.case.id, refused)
    await office.passes(LIFE)
    await office.services.proposals.due()
    assert len((await board.snapshot())[0]) == 2  # type: ignore[arg-type]

    await board.asked(removal(), RemovalWaitError)
    await office.passes(LIFE - timedelta(seconds=1))
    await office.services.proposals.due()
    assert len((await board.snapshot())[0]) == 2  # type: ignore[arg-type]
    await office.passes(timedelta(seconds=1))
    await office.services.proposals.due()

    assert len((await board.snapshot())[0]) == 1  # type: ignore[arg-type]
    with pytest.raises(NotAllowedError):
        await board.waiting(SECOND)


async def test_first_set_up_is_quick(office: Office) -> None:
    """Before anybody registered or chose, a lone organiser sets everything up at once; all is on record."""
    case, one, two = await office.case(), KeyHolder(), KeyHolder()
    lanes = office.services.lanes
    found = await lanes.add_holder(
        office.actor(ORGANISER), case.id, lane_name="X", holder_name="Y", public_key=one.public
    )
    await lanes.prove(office.actor(ORGANISER), case.id, found.holder_id, one.answer(found.challenge))
    other = await lanes.add_holder(
        office.actor(ORGANISER), case.id, lane_id=found.lane_id, holder_name="Z", public_key=two.public
    )
    await lanes.remove_holder(office.actor(ORGANISER), case.id, other.holder_id)
    await office.member(case)
    await lanes.close(office.actor(ORGANISER), case.id, found.lane_id)

    seen = await office.services.proposals.seen(office.actor(ANN), case.id)
    assert {act.act for act in seen if act.done} == {
        ProposedAct.ADD_HOLDER,
        ProposedAct.ACCEPT_HOLDER,
        ProposedAct.REMOVE_HOLDER,
        ProposedAct.CLOSE_LANE,
    }
    with pytest.raises(LoneWaitError):  # a member is there now, who must see another organiser come
        await office.services.cases.add_organiser(office.actor(ORGANISER), case.id, SECOND)


async def test_stepping_down_is_ones_own_and_the_last_one_stays(office: Office) -> None:
    """E12: an organiser goes at once, as it takes power from nobody else; the last one cannot."""
    case = await office.case()
    await listed(office, case, SECOND)
    cases = office.services.cases

    await cases.remove_organiser(office.actor(SECOND), case.id, SECOND)

    with pytest.raises(LastOrganiserError):
        await cases.remove_organiser(office.actor(ORGANISER), case.id, ORGANISER)


async def test_nothing_is_seen_or_decided_from_outside(pair: Board) -> None:
    """E7: strangers, members, organisers of another case decide nothing and learn nothing of what waits."""
    office, proposals = pair.office, pair.office.services.proposals
    proposal = await pair.asked(pair.acts()[ProposedAct.CLOSE_LANE]())
    other = await office.case(OTHER_SERVER, OUTSIDER)
    for user in (ANN, BEN):
        for act in (proposals.confirm, proposals.refuse):
            with pytest.raises(NotAllowedError):
                await act(office.actor(user), pair.case.id, proposal)
        with pytest.raises(NotAllowedError):
            await proposals.waiting(office.actor(user), pair.case.id)
    with pytest.raises(NotRegisteredError):
        await proposals.seen(office.actor(BEN), pair.case.id)
    for act in (proposals.confirm, proposals.refuse):
        with pytest.raises(NotFoundError):
            await act(office.actor(OUTSIDER, OTHER_SERVER), other.id, proposal)
        with pytest.raises(NotFoundError):
            await act(office.actor(OUTSIDER, OTHER_SERVER), pair.case.id, proposal)
    assert await pair.state(proposal) is ProposalState.OPEN


async def test_members_read_what_and_whom_for_but_never_who_asked(pair: Board) -> None:
    """Members see acts with the names that the notice gives; no organiser's account and no key."""
    for ask in pair.acts().values():
        await pair.asked(ask())

    seen = await pair.office.services.proposals.seen(pair.office.actor(ANN), pair.case.id)
    lines = "\n".join(told(Speaker("en"), seen))

    assert "A dossier is to be built for Cabinet Un. It waits for another organiser." in lines
    assert "Another person is to become an organiser." in lines
    for secret in (str(ORGANISER), str(SECOND), str(THIRD), str(BEN), "age1"):
        assert secret not in lines
        assert all(secret not in str(act.details) for act in seen)


async def test_what_waits_is_stored_unreadable(pair: Board) -> None:
    """Names, keys and accounts are encrypted and bound to their row; what is in the clear names nobody."""
    for ask in pair.acts().values():
        await pair.asked(ask())
    async with pair.office.deps.store.reading() as tx:
        rows = await tx.proposals.open(pair.case.id)

    stored = repr(rows)

    assert len(rows) == len(pair.acts())
    for secret in (str(BEN), str(THIRD), "Cabinet", "age1"):
        assert secret not in stored


async def test_names_in_what_was_decided_are_forgotten(pair: Board) -> None:
    """Thirty days after the decision neither names nor accounts are kept, and members see it no more."""
    proposal = await pair.asked(pair.acts()[ProposedAct.ADD_ORGANISER]())
    await pair.confirm(proposal)
    await pair.office.passes(timedelta(days=31))
    await pair.office.services.proposals.due()

    async with pair.office.deps.store.reading() as tx:
        row = await tx.proposals.get(pair.case.id, proposal)
    assert (row.state, row.details_enc, row.target) == (ProposalState.DONE, None, None)
    # Whose act it was is gone too, though not that two agreed.
    assert row.decider_index not in (None, row.asker_index)
    assert max(len(row.asker_index), len(row.decider_index or b"")) < 16
    assert await pair.office.services.proposals.seen(pair.office.actor(ANN), pair.case.id) == []


async def test_two_confirm_at_once_and_it_is_done_once(pair: Board) -> None:
    """Of two confirmations of one request the second finds it decided."""
    proposal = await pair.asked(pair.acts()[ProposedAct.ADD_HOLDER]())

    done = await pair.confirm(proposal)
    with pytest.raises(DecidedError):
        await pair.confirm(proposal, THIRD)

    assert isinstance(done, Named)


def test_only_the_program_itself_acts_as_the_clock() -> None:
    """The clock has no account, no user and no server: no surface makes such an actor."""
    assert (CLOCK.user_id, CLOCK.guild_id, CLOCK.account_id) == (0, None, None)
