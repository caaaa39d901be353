"""Acts that wait: listing them, confirming, refusing, taking back; and what members see of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot import logs
from bot.domain.access import CLOCK, Action, Actor
from bot.domain.errors import BusyError, DomainError
from bot.domain.proposal_errors import (
    AskerGoneError,
    DecidedError,
    OwnProposalError,
    ProposalExpiredError,
    ProposalFailedError,
)
from bot.domain.proposals import ProposalState, ProposedAct
from bot.domain.retention import ACTS_KEPT
from bot.letters.telling import Told
from bot.services.two_people import (
    ACTIONS,
    Later,
    Performer,
    asker,
    details_of,
    takes_effect_alone,
)
from bot.services.waiting import put_off
from bot.services.work import Deps, Work, reading, working
from bot.storage import ProposalRow

# How long members and organisers see what was decided.
SHOWN = ACTS_KEPT
# What only organisers see of an act's details.
_ORGANISERS_ONLY = ("user", "key")


@dataclass(frozen=True)
class ProposalView:
    """An act that waits or was decided, as organisers see it."""

    id: str
    act: ProposedAct
    details: Mapping[str, str]
    state: ProposalState
    mine: bool
    asked_at: datetime
    effective_at: datetime | None
    expires_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True)
class ActView:
    """The same as members see it: what, for which recipient and key-holder, since when; never who asked."""

    act: ProposedAct
    details: Mapping[str, str]
    done: bool
    at: datetime
    effective_at: datetime | None


@dataclass(frozen=True)
class Confirmed:
    """What came of confirming; `result` is whatever the act itself gives."""

    view: ProposalView
    result: object


class ProposalService:
    """Decides what one organiser asked for; the acts themselves are the performers'."""

    def __init__(self, deps: Deps, performers: Mapping[ProposedAct, Performer]) -> None:
        self._deps = deps
        self._performers = performers

    # ------------------------------------------------------------------ organisers

    async def waiting(self, actor: Actor, case_id: str) -> list[ProposalView]:
        """List what waits and what was decided lately, newest first."""
        async with reading(self._deps, actor, case_id, Action.DECIDE) as work:
            rows = await work.tx.proposals.of_case(case_id, work.now - SHOWN)
            return [self._view(work, row) for row in rows]

    async def confirm(
        self, actor: Actor, case_id: str, proposal_id: str, told: Told | None = None
    ) -> Confirmed:
        """Do what another organiser asked for; `told` hears how many pages of a dossier are drawn.

        Raises OwnProposalError, DecidedError, ProposalExpiredError, AskerGoneError, ProposalFailedError (what
        it was about has changed), NotFoundError.
        """
        async with working(self._deps, actor, case_id, Action.DECIDE) as work:
            row = await _open(work, proposal_id)
            if row.asker_index == asker(work):
                raise OwnProposalError
            result = await self._decide(work, row, asker(work))
        if isinstance(result, Later):
            result = await self._later(row, result, told)
        return Confirmed(self._view(work, replace(row, state=ProposalState.DONE)), result)

    async def refuse(self, actor: Actor, case_id: str, proposal_id: str) -> ProposalView:
        """Refuse what another organiser asked for, or take back what one asked for oneself."""
        async with working(self._deps, actor, case_id, Action.DECIDE) as work:
            row = await _open(work, proposal_id)
            mine = row.asker_index == asker(work)
            await work.tx.proposals.decide(row.id, ProposalState.REFUSED, asker(work), work.now)
            await work.audit(ACTIONS[row.act], row.target, "taken back" if mine else "turned down")
            return self._view(work, replace(row, state=ProposalState.REFUSED))

    # --------------------------------------------------------------------- members

    async def seen(self, actor: Actor, case_id: str) -> list[ActView]:
        """List for a member what waits, and what was done in the last thirty days; newest first."""
        async with reading(self._deps, actor, case_id, Action.READ_ACTS) as work:
            return await acts_seen(work)

    # ------------------------------------------------------------------- the clock

    async def due(self) -> int:
        """Let what lone organisers asked for take effect, expire what nobody confirmed; say how many.

        Time in which the bot did not run counts for nothing of the notice (`waiting`).
        What was decided more than thirty days ago keeps no name and no account.
        """
        now = self._deps.clock()
        async with self._deps.store.transaction() as tx:
            await put_off(tx, now)
            await tx.proposals.forget(now - SHOWN)
            rows = await tx.proposals.due(now)
        done = 0
        for row in rows:
            try:
                done += await self._on_time(row)
            except BusyError:
                raise
            except DomainError:  # decided and on record; the next one is another matter
                logs.event("proposal_void", action=row.act.value)
                done += 1
        return done

    async def _on_time(self, row: ProposalRow) -> int:
        async with working(self._deps, CLOCK, row.case_id, ACTIONS[row.act]) as work:
            row = await _open(work, row.id)
            listed = {o.index for o in await work.tx.cases.organisers(row.case_id)}
            others = row.asker_index in listed and not takes_effect_alone(self._deps, row, listed)
            if row.expires_at > work.now and others:
                # Another organiser has come since: now two decide, until it expires.
                await work.tx.proposals.take_effect(row.id, None)
                return 0
            result = await self._decide(work, row, None)
        if isinstance(result, Later):
            await self._later(row, result)
        return 1

    # --------------------------------------------------------------------- details

    async def _decide(self, work: Work, row: ProposalRow, by: bytes | None) -> object:
        """Do the act and note it; whatever is in its way is noted instead, and raised as a KeptError."""
        listed = {o.index for o in await work.tx.cases.organisers(work.row.id)}
        if row.expires_at <= work.now:
            await self._close(work, row, ProposalState.EXPIRED, None, "expired")
            raise ProposalExpiredError
        if row.asker_index not in listed:
            await self._close(work, row, ProposalState.REFUSED, by, "refused")
            raise AskerGoneError
        try:
            async with work.tx.attempt():
                result = await self._performers[row.act](work, row.target or "", details_of(self._deps, row))
        except BusyError:
            raise
        except DomainError:
            await self._close(work, row, ProposalState.FAILED, by, "failed")
            raise ProposalFailedError from None
        await work.tx.proposals.decide(row.id, ProposalState.DONE, by, work.now)
        return result

    async def _close(
        self, work: Work, row: ProposalRow, state: ProposalState, by: bytes | None, result: str
    ) -> None:
        await work.tx.proposals.decide(row.id, state, by, work.now)
        await work.audit(ACTIONS[row.act], row.target, result)

    async def _later(self, row: ProposalRow, later: Later, told: Told | None = None) -> object:
        """Do what takes long; when it cannot be done after all, the proposal failed."""
        try:
            return await later.run(told)
        except Exception:
            async with self._deps.store.transaction() as tx:
                await tx.proposals.fail(row.id)
            raise

    def _view(self, work: Work, row: ProposalRow) -> ProposalView:
        return ProposalView(
            id=row.id,
            act=row.act,
            details=details_of(self._deps, row),
            state=row.state,
            mine=row.asker_index == asker(work),
            asked_at=self._local(row.asked_at),
            effective_at=row.effective_at and self._local(row.effective_at),
            expires_at=self._local(row.expires_at),
            decided_at=row.decided_at and self._local(row.decided_at),
        )

    def _local(self, at: datetime) -> datetime:
        return _local(self._deps, at)


async def _open(work: Work, proposal_id: str) -> ProposalRow:
    row = await work.tx.proposals.get(work.row.id, proposal_id)
    if row.state is not ProposalState.OPEN:
        raise DecidedError
    return row


async def acts_seen(work: Work) -> list[ActView]:
    """Return what `ProposalService.seen` does, inside an act that may read it."""
    rows = await work.tx.proposals.of_case(work.row.id, work.now - SHOWN)
    shown = [r for r in rows if r.state in (ProposalState.OPEN, ProposalState.DONE)]
    return [
        _act(work.deps, row) for row in shown if row.state is ProposalState.DONE or row.expires_at > work.now
    ]


def _act(deps: Deps, row: ProposalRow) -> ActView:
    details = details_of(deps, row)
    return ActView(
        act=row.act,
        details={k: v for k, v in details.items() if k not in _ORGANISERS_ONLY},
        done=row.state is ProposalState.DONE,
        at=_local(deps, row.decided_at or row.asked_at),
        effective_at=row.effective_at and _local(deps, row.effective_at),
    )


def _local(deps: Deps, at: datetime) -> datetime:
    """The moment by the clock on the wall: people read its day."""
    return at.astimezone(deps.timezone)
