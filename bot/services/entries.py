"""What members record: how incidents concern them, what leaked, scams, harms, steps; all correctable."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import date
from typing import TypeVar

from bot.domain.access import Action, Actor
from bot.domain.codes import Answer, AskedFor, KnownBy, LeakCategory, StepKind
from bot.domain.deadlines import ASKS_ORGANISATION
from bot.domain.errors import (
    ContradictionError,
    FutureDateError,
    InvalidInputError,
    NotFoundError,
    NothingContradictionError,
    NoticeContradictionError,
    TooEarlyDateError,
    TooManyError,
)
from bot.domain.inputs import MAX_AMOUNT_CENTS, MAX_MINUTES
from bot.domain.member import EntryId, Exposure, Harm, Involvement, MemberFile, ScamContact, Step, new_id
from bot.domain.pack import Incident
from bot.services.work import Deps, Work, reading, working

# More than anyone lives through; it keeps one account from filling the disk.
MAX_ENTRIES = 200
# A placeholder id for a new entry: the service draws the real one.
NEW = EntryId("")

Entry = TypeVar("Entry", ScamContact, Harm, Step)


class EntryService:
    """A member's own entries, each kept apart from everybody else's."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def file(self, actor: Actor, case_id: str, ref: str) -> MemberFile:
        """Return everything recorded about the caller's own member."""
        async with reading(self._deps, actor, case_id, Action.READ_OWN_FILE) as work:
            return await work.own(ref)

    async def put_involvement(self, actor: Actor, case_id: str, ref: str, new: Involvement) -> None:
        """Record or replace how one incident concerns the member.

        Raises NotFoundError (incident or organisation not of this case), FutureDateError, TooEarlyDateError.
        """
        async with self._working(actor, case_id) as work:
            member = await work.own_open(ref)
            incident = _incident(work, new.incident)
            if new.organisation is not None:
                _one_of(new.organisation, [o.id for o in work.pack.choices(incident.id)])
            _check_date(new.learned_on, incident.earliest, work.today)
            _check_date(new.notice_on, incident.earliest, work.today)
            # A notice by which they learned of it is a notice that they received.
            if new.learned_how is KnownBy.NOTICE and new.notice is Answer.NO:
                raise NoticeContradictionError
            await work.tx.entries.put_involvement(member.id, new)

    async def put_exposures(
        self,
        actor: Actor,
        case_id: str,
        ref: str,
        incident_id: str,
        *,
        yes: frozenset[LeakCategory],
        no: frozenset[LeakCategory],
        asked: frozenset[LeakCategory],
        known_by: KnownBy | None,
    ) -> None:
        """Record the answers to the categories asked; those neither yes nor no are "don't know".

        Raises ContradictionError when one category is answered both ways.
        """
        if yes & no:
            raise ContradictionError
        if not (yes | no) <= asked:
            raise InvalidInputError
        async with self._working(actor, case_id) as work:
            member = await work.own_open(ref)
            incident = _incident(work, incident_id)
            rows = [
                Exposure(incident.id, c, _answer(c, yes, no), known_by if c in yes else None)
                for c in sorted(asked)
            ]
            await work.tx.entries.put_exposures(member.id, incident.id, rows)

    async def delete_incident(self, actor: Actor, case_id: str, ref: str, incident_id: str) -> None:
        """Delete everything the member recorded about one incident."""
        async with self._working(actor, case_id) as work:
            member = await work.own(ref)
            await work.tx.entries.delete_incident(member.id, _incident(work, incident_id).id)

    async def add_scam(self, actor: Actor, case_id: str, ref: str, scam: ScamContact) -> EntryId:
        """Add a scam contact; its id is drawn here and returned."""
        async with self._working(actor, case_id) as work:
            member = await work.own_open(ref)
            _check_scam(work, scam)
            return await _add(scam, len(member.scams), member, work.tx.entries.add_scam)

    async def amend_scam(self, actor: Actor, case_id: str, ref: str, scam: ScamContact) -> None:
        """Replace one of the member's scam contacts."""
        async with self._working(actor, case_id) as work:
            member = await work.own_open(ref)
            _check_scam(work, scam)
            _found(await work.tx.entries.put_scam(member.id, scam))

    async def delete_scam(self, actor: Actor, case_id: str, ref: str, entry_id: EntryId) -> None:
        """Delete one of the member's scam contacts."""
        async with self._working(actor, case_id) as work:
            _found(await work.tx.entries.delete_scam((await work.own(ref)).id, entry_id))

    async def add_harm(self, actor: Actor, case_id: str, ref: str, harm: Harm) -> EntryId:
        """Add a head of damage; its id is drawn here and returned."""
        async with self._working(actor, case_id) as work:
            member = await work.own_open(ref)
            _check_harm(work, harm)
            return await _add(harm, len(member.harms), member, work.tx.entries.add_harm)

    async def amend_harm(self, actor: Actor, case_id: str, ref: str, harm: Harm) -> None:
        """Replace one of the member's heads of damage."""
        async with self._working(actor, case_id) as work:
            member = await work.own_open(ref)
            _check_harm(work, harm)
            _found(await work.tx.entries.put_harm(member.id, harm))

    async def delete_harm(self, actor: Actor, case_id: str, ref: str, entry_id: EntryId) -> None:
        """Delete one of the member's heads of damage."""
        async with self._working(actor, case_id) as work:
            _found(await work.tx.entries.delete_harm((await work.own(ref)).id, entry_id))

    async def add_step(self, actor: Actor, case_id: str, ref: str, step: Step) -> EntryId:
        """Add a step already taken; its id is drawn here and returned."""
        async with self._working(actor, case_id) as work:
            member = await work.own_open(ref)
            _check_step(work, step)
            return await _add(_addressed(step), len(member.steps), member, work.tx.entries.add_step)

    async def amend_step(self, actor: Actor, case_id: str, ref: str, step: Step) -> None:
        """Replace one of the member's steps."""
        async with self._working(actor, case_id) as work:
            member = await work.own_open(ref)
            _check_step(work, step)
            _found(await work.tx.entries.put_step(member.id, _addressed(step)))

    async def delete_step(self, actor: Actor, case_id: str, ref: str, entry_id: EntryId) -> None:
        """Delete one of the member's steps."""
        async with self._working(actor, case_id) as work:
            _found(await work.tx.entries.delete_step((await work.own(ref)).id, entry_id))

    def _working(self, actor: Actor, case_id: str) -> AbstractAsyncContextManager[Work]:
        return working(self._deps, actor, case_id, Action.CHANGE_OWN_FILE)


async def _add(
    entry: Entry, present: int, member: MemberFile, add: Callable[[str, Entry], Awaitable[None]]
) -> EntryId:
    if present >= MAX_ENTRIES:
        raise TooManyError(limit=MAX_ENTRIES)
    entry_id = EntryId(new_id())
    await add(member.id, replace(entry, id=entry_id))
    return entry_id


def _found(changed: bool) -> None:
    if not changed:
        raise NotFoundError


def _incident(work: Work, incident_id: str) -> Incident:
    _one_of(incident_id, [i.id for i in work.pack.incidents])
    return work.pack.incident(incident_id)


def _one_of(value: str, allowed: list[str]) -> None:
    if value not in allowed:
        raise NotFoundError


def _answer(category: LeakCategory, yes: frozenset[LeakCategory], no: frozenset[LeakCategory]) -> Answer:
    if category in yes:
        return Answer.YES
    return Answer.NO if category in no else Answer.UNKNOWN


def _check_scam(work: Work, scam: ScamContact) -> None:
    if AskedFor.NOTHING in scam.asked_for and len(scam.asked_for) > 1:
        raise NothingContradictionError
    _check_date(scam.happened_on, _first_day(work), work.today)
    _check_range(scam.loss_cents, MAX_AMOUNT_CENTS)


def _check_harm(work: Work, harm: Harm) -> None:
    _check_date(harm.since, _first_day(work), work.today)
    _check_range(harm.amount_cents, MAX_AMOUNT_CENTS)
    _check_range(harm.minutes, MAX_MINUTES)


def _addressed(step: Step) -> Step:
    """Keep an organisation only where the step was addressed to it: the police or a bank is none of them."""
    to_organisation = step.kind in ASKS_ORGANISATION or step.kind is StepKind.OTHER_COMPLAINT
    return step if to_organisation else replace(step, organisation=None)


def _check_step(work: Work, step: Step) -> None:
    incident = _incident(work, step.incident)
    if step.organisation is not None:
        _one_of(step.organisation, [o.id for o in work.pack.choices(incident.id)])
    _check_date(step.sent_on, incident.earliest, work.today)
    _check_date(step.answered_on, step.sent_on, work.today)


def _first_day(work: Work) -> date:
    return min(incident.earliest for incident in work.pack.incidents)


def _check_date(day: date | None, earliest: date, today: date) -> None:
    if day is None:
        return
    if day > today:
        raise FutureDateError
    if day < earliest:
        raise TooEarlyDateError(earliest=earliest)


def _check_range(value: int | None, maximum: int) -> None:
    if value is not None and not 0 <= value <= maximum:
        raise InvalidInputError
