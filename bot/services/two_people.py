"""Acts that need two people: what may be done at once, what waits, and what is kept of it.

From the second organiser on, another organiser confirms. A lone organiser waits a day, in which members see
it coming; unless nobody relies on what is changed yet, for then there is nobody to warn.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.access import Action
from bot.domain.errors import TooManyError
from bot.domain.member import new_id
from bot.domain.proposal_errors import LoneWaitError, RemovalWaitError, SecondNeededError, WaitsError
from bot.domain.proposals import ProposalState, ProposedAct
from bot.letters.telling import Told
from bot.services.work import Deps, Work
from bot.storage import ProposalRow

LONE_WAIT = timedelta(hours=24)
LIFE = timedelta(days=7)
# As many as one menu shows.
MAX_OPEN = 25

ACTIONS: Mapping[ProposedAct, Action] = {
    ProposedAct.ADD_ORGANISER: Action.CHANGE_ORGANISERS,
    ProposedAct.REMOVE_ORGANISER: Action.CHANGE_ORGANISERS,
    ProposedAct.ADD_HOLDER: Action.CHANGE_KEY_HOLDERS,
    ProposedAct.ACCEPT_HOLDER: Action.CHANGE_KEY_HOLDERS,
    ProposedAct.REMOVE_HOLDER: Action.CHANGE_KEY_HOLDERS,
    ProposedAct.CLOSE_LANE: Action.CHANGE_KEY_HOLDERS,
    ProposedAct.BUILD_DOSSIER: Action.BUILD_DOSSIER,
    ProposedAct.FREEZE_LETTER: Action.FREEZE_LETTER,
}


@dataclass(frozen=True)
class Ask:
    """An act as somebody asks for it: what it is about, and what it needs besides, encrypted."""

    act: ProposedAct
    target: str  # the random number of a thing; of a person, their blind index in hex
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Later:
    """What a confirmed act goes on to do after its transaction, because it takes long."""

    run: Callable[[Told | None], Awaitable[object]]  # which is told how many pages are drawn


# Does a confirmed act inside the transaction that confirms it: `(work, target, details)`, one audit line.
Performer = Callable[[Work, str, dict[str, str]], Awaitable[object]]


async def two_people(work: Work, ask: Ask, *, nobody_relies: bool = False) -> None:
    """Return when the caller may do it now, which is then on record; otherwise keep it and raise WaitsError.

    `nobody_relies`: whether a lone organiser need not wait. The caller's transaction must be one that keeps
    what was written before a KeptError (`working`). Raises TooManyError.
    """
    listed = {organiser.index for organiser in await work.tx.cases.organisers(work.row.id)}
    lone = len(listed) == 1
    if lone and nobody_relies:
        await put_on_record(work, ask)
        return
    waits = _wait(work, ask, listed)
    open_ones = await work.tx.proposals.open(work.row.id)
    if (found := _same(open_ones, ask, listed)) is not None:
        if found.effective_at is None and waits is not None:
            # Its life begins anew, as that of a fresh one would: what was promised may not expire first.
            await work.tx.proposals.take_effect(found.id, waits, expires=waits + LIFE)
        waits = waits and (found.effective_at or waits)
    else:
        if len(open_ones) >= MAX_OPEN:
            raise TooManyError(limit=MAX_OPEN)
        await work.tx.proposals.add(_row(work, ask, waits))
    await work.audit(ACTIONS[ask.act], ask.target, "asked")
    raise _told(work, waits, lone=lone)


async def put_on_record(work: Work, ask: Ask) -> None:
    """Keep an act that is done at once, so that members see it like any other."""
    row = _row(work, ask, None)
    done = replace(row, state=ProposalState.DONE, decider_index=row.asker_index, decided_at=work.now)
    await work.tx.proposals.add(done)


async def agreed_by_two(work: Work, act: ProposedAct, target: str) -> bool:
    """Whether two organisers agreed to this act about this thing before."""
    return any(
        row.act is act
        and row.state is ProposalState.DONE
        and row.decider_index not in (None, row.asker_index)
        for row in await work.tx.proposals.about(work.row.id, target)
    )


def asker(work: Work) -> bytes:
    """The index of whoever acts, as the list of organisers has it."""
    return work.deps.vault.index(work.row.id, "discord", str(work.actor.user_id))


def details_of(deps: Deps, row: ProposalRow) -> dict[str, str]:
    """Decrypt what the act needs besides its target."""
    if row.details_enc is None:
        return {}
    place = deps.vault.place(row.case_id, row.case_id, "proposal", "details_enc", row.id)
    found: dict[str, str] = json.loads(deps.vault.open(row.details_enc, place))
    return found


def takes_effect_alone(deps: Deps, row: ProposalRow, listed: set[bytes]) -> bool:
    """Whether nobody but the asker is there who could confirm, now that the time has come."""
    if row.act is ProposedAct.REMOVE_ORGANISER:
        return listed == {row.asker_index, _concerned(deps, row.case_id, details_of(deps, row))}
    return listed == {row.asker_index}


def _wait(work: Work, ask: Ask, listed: set[bytes]) -> datetime | None:
    """When the act takes effect without another organiser; None when it needs one."""
    if len(listed) == 1:
        return work.now + LONE_WAIT
    if ask.act is ProposedAct.REMOVE_ORGANISER:
        # Of two, the other one is the one concerned: without an end, one who is gone would block all.
        others = listed - {asker(work)}
        if others == {_concerned(work.deps, work.row.id, ask.details)}:
            return work.now + LIFE
    return None


def _concerned(deps: Deps, case_id: str, details: Mapping[str, str]) -> bytes:
    return deps.vault.index(case_id, "discord", details["user"])


def _told(work: Work, effective: datetime | None, *, lone: bool) -> WaitsError:
    if effective is None:
        return SecondNeededError(days=LIFE.days)
    local = effective.astimezone(work.deps.timezone)
    kind = LoneWaitError if lone else RemovalWaitError
    return kind(day=local.date(), time=f"{local:%H:%M}")


def _same(rows: list[ProposalRow], ask: Ask, listed: set[bytes]) -> ProposalRow | None:
    for row in rows:
        if (row.act, row.target) == (ask.act, ask.target) and row.asker_index in listed:
            return row
    return None


def _row(work: Work, ask: Ask, effective: datetime | None) -> ProposalRow:
    row_id = new_id()
    place = work.deps.vault.place(work.row.id, work.row.id, "proposal", "details_enc", row_id)
    sealed = work.deps.vault.seal(json.dumps(dict(ask.details), ensure_ascii=False).encode(), place)
    return ProposalRow(
        id=row_id,
        case_id=work.row.id,
        act=ask.act,
        target=ask.target,
        details_enc=sealed if ask.details else None,
        asker_index=asker(work),
        asked_at=work.now,
        effective_at=effective,
        expires_at=max(work.now, effective or work.now) + LIFE,
        state=ProposalState.OPEN,
    )
