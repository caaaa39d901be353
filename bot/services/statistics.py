"""Public figures: decided once a week, read by every surface from here and nowhere else."""

import asyncio
from datetime import date, timedelta

from bot import logs
from bot.domain import public_figures
from bot.domain.access import Action, Actor, Role, Where, may
from bot.domain.codes import CaseStatus, MemberStatus
from bot.domain.public_figures import FEWEST_CHANGED, FEWEST_MEMBERS, MEMBERS, PublicFigures
from bot.domain.tallies import Tally
from bot.services.gathering import pages
from bot.services.work import Deps, pack_of, reading, working
from bot.storage import Tx

# What is kept of a week in which there is nothing to show.
_NONE = public_figures.write(None)


async def published(tx: Tx, case_id: str) -> PublicFigures | None:
    """Return the figures that everybody sees now; None while there are none."""
    row = await tx.figures.latest(case_id)
    return public_figures.read(row.body) if row else None


class StatisticsService:
    """Shows and freezes the public figures of cases."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def figures(self, actor: Actor, case_id: str) -> PublicFigures | None:
        """Return the case's public figures; None while too few members agreed to be counted."""
        async with reading(self._deps, actor, case_id, Action.READ_FIGURES) as work:
            return await published(work.tx, case_id)

    async def invited(self, case_id: str) -> PublicFigures | None:
        """Return the same figures for somebody who came with an invitation, which the caller checked."""
        assert may(Action.READ_FIGURES, {Role.ANYONE}, Where.LINK)
        async with self._deps.store.reading() as tx:
            return await published(tx, case_id)

    async def to_post(self, actor: Actor, case_id: str) -> PublicFigures | None:
        """Return the same figures for an organiser who shows them to a channel; audited."""
        async with working(self._deps, actor, case_id, Action.POST_FIGURES) as work:
            await work.audit(Action.POST_FIGURES)
            return await published(work.tx, case_id)

    async def publish(self) -> None:
        """Decide this week's figures of every case, if that was not done yet.

        A week is decided once, figures or none: who joins in the middle of it changes nothing before the
        next. A set is replaced only when enough members came or went for none of them to stand out; it is
        withdrawn when too few are left of those whom it counts, also in a closed case.
        """
        today = self._deps.today()
        week = today - timedelta(days=today.weekday())
        async with self._deps.store.reading() as tx:
            cases = await tx.cases.ids()
        for case_id in cases:
            try:
                await self._decide(case_id, week, today)
            except Exception as error:  # another case's figures do not wait for this one
                logs.failure("figures_failed", error, action="publish_figures")

    async def _decide(self, case_id: str, week: date, today: date) -> None:
        async with self._deps.store.reading() as tx:
            case = await tx.cases.get(case_id)
            latest = await tx.figures.latest(case_id)
            if case is None or (latest and latest.week >= week):
                return
        counts = await self._count(case_id)
        members = counts[MEMBERS]
        async with self._deps.store.reading() as tx:
            if members < FEWEST_MEMBERS:
                body = _NONE
            elif case.status is CaseStatus.OPEN and await _enough_changed(tx, case_id, members):
                incidents = [incident.id for incident in pack_of(case).incidents]
                body = public_figures.write(public_figures.publish(today, incidents, counts))
            else:
                body = latest.body if latest else _NONE
            if case.status is CaseStatus.CLOSED and (latest is None or body == latest.body):
                return
        async with self._deps.store.transaction() as tx:
            await tx.figures.add(case_id, week, body, self._deps.clock())

    async def _count(self, case_id: str) -> Tally:
        """Count who agreed to be, some members at a time: others have their turn in between.

        Who comes or goes meanwhile is counted or not. The moment of the figures is taken afterwards, so that
        such a one never helps to make up the number of those who changed since.
        """
        counts = Tally()
        async for page in pages(self._deps, case_id):
            here = [m for m in page if m.status is MemberStatus.REGISTERED and public_figures.counted(m)]
            counts.update(await asyncio.to_thread(public_figures.count, here))
        return counts


async def _enough_changed(tx: Tx, case_id: str, now: int) -> bool:
    """Whether nobody stands out between the last set that was shown, withdrawn or not, and one of today.

    Who erased has no line in the ledger any more, so fewer members alone are enough too; the published number
    is rounded down, and so no more are missing from it than from the true one.
    """
    shown = await tx.figures.latest(case_id, other_than=_NONE)
    before = public_figures.read(shown.body) if shown else None
    if shown is None or before is None or before.members - now >= FEWEST_CHANGED:
        return True
    since = await tx.figures.counted_at(shown)
    return await tx.figures.changed(case_id, since) >= FEWEST_CHANGED
