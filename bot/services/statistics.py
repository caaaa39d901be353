"""Public figures: decided once a week, read by every surface from here and nowhere else."""

import asyncio
from datetime import date, timedelta

from bot import logs
from bot.domain import public_figures
from bot.domain.access import Action, Actor, Role, Where, may
from bot.domain.codes import CaseStatus
from bot.domain.public_figures import FEWEST_CHANGED, PublicFigures
from bot.services.work import Deps, pack_of, reading, working
from bot.storage import FiguresRow, Tx


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
        next. A set is replaced only when enough members came or went for none of them to stand out.
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
            if case is None or case.status is not CaseStatus.OPEN or (latest and latest.week >= week):
                return
            if latest and not await _enough_changed(tx, latest):
                body = latest.body
            else:
                members = [m for m in await tx.members.in_case(case_id) if public_figures.counted(m)]
                incidents = [incident.id for incident in pack_of(case).incidents]
                found = await asyncio.to_thread(public_figures.publish, today, incidents, members)
                body = public_figures.write(found)
        async with self._deps.store.transaction() as tx:
            await tx.figures.add(case_id, week, body, self._deps.clock())


async def _enough_changed(tx: Tx, latest: FiguresRow) -> bool:
    if public_figures.read(latest.body) is None:
        return True
    since = await tx.figures.counted_at(latest)
    return await tx.figures.changed(latest.case_id, since) >= FEWEST_CHANGED
