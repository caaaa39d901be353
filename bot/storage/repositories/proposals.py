"""Organisers' acts that wait for a second person or for a day, and what became of them."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Update, bindparam, case, or_, select, update

from bot.domain.errors import NotFoundError
from bot.domain.proposals import ProposalState, ProposedAct
from bot.storage.repositories.base import Repository
from bot.storage.rows import ProposalRow
from bot.storage.tables import proposal

# In place of the index of a person: nobody's.
_SOMEBODY, _ANOTHER = b"", b"other"

# Put together once: every member's page asks for it, and that takes longer than running it.
_OF_CASE = (
    select(proposal)
    .where(
        proposal.c.case_id == bindparam("case"),
        or_(proposal.c.state == ProposalState.OPEN, proposal.c.decided_at >= bindparam("since")),
    )
    .order_by(proposal.c.asked_at.desc(), proposal.c.id)
)


class Proposals(Repository):
    """The proposals of one database; a decided one never changes again."""

    async def add(self, row: ProposalRow) -> None:
        """Keep a proposal, or an act that was done at once."""
        await self._insert(proposal, asdict(row))

    async def get(self, case_id: str, proposal_id: str) -> ProposalRow:
        """Return a proposal of the case; raises NotFoundError."""
        found = (proposal.c.id == proposal_id) & (proposal.c.case_id == case_id)
        row = await self._first(select(proposal).where(found))
        if row is None:
            raise NotFoundError
        return ProposalRow(**row)

    async def of_case(self, case_id: str, since: datetime) -> list[ProposalRow]:
        """Return what is open and what was decided since then, newest first."""
        rows = await self._all(_OF_CASE, {"case": case_id, "since": since})
        return [ProposalRow(**row) for row in rows]

    async def open(self, case_id: str) -> list[ProposalRow]:
        """Return what is open in the case, oldest first."""
        found = (proposal.c.case_id == case_id) & (proposal.c.state == ProposalState.OPEN)
        statement = select(proposal).where(found).order_by(proposal.c.asked_at, proposal.c.id)
        return [ProposalRow(**row) for row in await self._all(statement)]

    async def about(self, case_id: str, target: str) -> list[ProposalRow]:
        """Return all that was ever asked about one thing."""
        found = (proposal.c.case_id == case_id) & (proposal.c.target == target)
        return [ProposalRow(**row) for row in await self._all(select(proposal).where(found))]

    async def due(self, now: datetime) -> list[ProposalRow]:
        """Return the open ones of every case that take effect or expire by now, oldest first."""
        late = or_(proposal.c.effective_at <= now, proposal.c.expires_at <= now)
        statement = select(proposal).where(proposal.c.state == ProposalState.OPEN, late)
        ordered = statement.order_by(proposal.c.asked_at, proposal.c.id)
        return [ProposalRow(**row) for row in await self._all(ordered)]

    async def timed(self) -> list[ProposalRow]:
        """Return the open ones of every case that take effect by themselves, whenever that is."""
        found = (proposal.c.state == ProposalState.OPEN) & proposal.c.effective_at.is_not(None)
        return [ProposalRow(**row) for row in await self._all(select(proposal).where(found))]

    async def take_effect(
        self, proposal_id: str, at: datetime | None, *, expires: datetime | None = None
    ) -> None:
        """Set when an open proposal takes effect by itself, None for never; `expires` sets its end anew."""
        values = {"effective_at": at} | ({"expires_at": expires} if expires else {})
        await self._must(_open(proposal_id).values(values))

    async def decide(self, proposal_id: str, state: ProposalState, by: bytes | None, at: datetime) -> None:
        """Close an open proposal; raises NotFoundError for one that is closed already."""
        await self._must(_open(proposal_id).values(state=state, decider_index=by, decided_at=at))

    async def forget(self, before: datetime) -> None:
        """Forget the names and accounts in what was decided before then; that it was decided stays.

        Of who asked and who decided it stays only whether they were two people (`agreed_by_two`).
        """
        old = proposal.c.decided_at.is_not(None) & (proposal.c.decided_at < before)
        kept = proposal.c.details_enc.is_not(None)
        people = proposal.c.act.in_([ProposedAct.ADD_ORGANISER, ProposedAct.REMOVE_ORGANISER])
        await self._count(update(proposal).where(old, people).values(target=None))
        await self._count(update(proposal).where(old, kept).values(details_enc=None))
        decider = case(
            (proposal.c.decider_index.is_(None), None),
            (proposal.c.decider_index == proposal.c.asker_index, _SOMEBODY),
            else_=_ANOTHER,
        )
        named = proposal.c.asker_index != _SOMEBODY
        nobody = {"asker_index": _SOMEBODY, "decider_index": decider}
        await self._count(update(proposal).where(old, named).values(nobody))

    async def fail(self, proposal_id: str) -> None:
        """Note that what was confirmed could not be done after all."""
        done = (proposal.c.id == proposal_id) & (proposal.c.state == ProposalState.DONE)
        await self._must(update(proposal).where(done).values(state=ProposalState.FAILED))


def _open(proposal_id: str) -> Update:
    found = (proposal.c.id == proposal_id) & (proposal.c.state == ProposalState.OPEN)
    return update(proposal).where(found)
