"""The ways a member's matter can go: what each asks for, its time limits, and documents made on demand.

None of these documents leaves a row: that somebody asked for a criminal complaint or a lawyer's letter is
nobody's business but theirs. The audit trail knows that letters were made, as for any letter.
"""

import hashlib
from datetime import date
from functools import partial

from bot.domain.access import Action, Actor
from bot.domain.calendar_file import Entry, calendar_file
from bot.domain.clocks import Clock, ClockKind, clocks
from bot.domain.codes import Edition, PaperKind
from bot.domain.errors import LetterRefusedError
from bot.domain.marks import N_
from bot.domain.member import MemberFile
from bot.domain.papers import Situation, paper_gaps
from bot.domain.readiness import RouteReadiness, readiness
from bot.letters import PaperRequest, make_papers
from bot.packs import shipped_laws
from bot.services.letters import letter_file
from bot.services.reminders import dates_of
from bot.services.views import LetterFile
from bot.services.work import Deps, Work, reading, working
from bot.text import tr

# What stands in a calendar, which others may see: nothing about whom or what it concerns.
_ENTRIES = {
    ClockKind.ANSWER: N_("An answer is due"),
    ClockKind.SILENCE: N_("Three months since you filed"),
    ClockKind.APPEAL: N_("Last day to appeal, in the strictest reading"),
    ClockKind.LIMITATION: N_("A time limit may end"),
}
_ONLY_A_LAWYER = N_("Counted in the strictest reading. Only a lawyer can confirm.")


class RouteService:
    """Readiness, clocks and documents on demand."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def readiness(self, actor: Actor, case_id: str, ref: str) -> tuple[RouteReadiness, ...]:
        """Return for each route what it asks for, what is there, its clocks and what can be made now."""
        async with reading(self._deps, actor, case_id, Action.MAKE_OWN_LETTERS) as work:
            return readiness(work.pack, await work.own_registered(ref), shipped_laws(), work.today)

    async def clocks(self, actor: Actor, case_id: str, ref: str) -> tuple[Clock, ...]:
        """Return the member's time limits, the most pressing first."""
        async with reading(self._deps, actor, case_id, Action.MAKE_OWN_LETTERS) as work:
            return clocks(work.pack, await work.own_registered(ref), shipped_laws(), work.today)

    async def make(
        self, actor: Actor, case_id: str, ref: str, kind: PaperKind, *, confirmed: bool = False
    ) -> list[LetterFile]:
        """Make one kind of document with blank identity fields, and a page on what to do with it.

        Raises LetterRefusedError with what is missing, before anything is drawn.
        """
        if kind is PaperKind.CALENDAR:
            return [await self.calendar(actor, case_id, ref)]
        async with reading(self._deps, actor, case_id, Action.MAKE_OWN_LETTERS) as work:
            member = await work.own_registered(ref)
            situation = Situation(work.pack, member, shipped_laws(), work.today)
            if missing := paper_gaps(kind, situation):
                raise LetterRefusedError(missing=missing)
            request = PaperRequest(
                kind=kind,
                pack=work.pack,
                config=work.row.config,
                member=member,
                language=work.language,
                today=work.today,
                laws=shipped_laws(),
                confirmed=confirmed,
            )
            wording = work.deps.wording(work.pack.id)
        documents = await self._deps.pool.run(partial(make_papers, wording=wording), request)
        async with working(self._deps, actor, case_id, Action.MAKE_OWN_LETTERS) as work:
            # The person may have erased themselves while the documents were drawn.
            await work.own(ref)
            await work.audit(Action.MAKE_OWN_LETTERS, ref, "confirmed" if confirmed else "done")
        return [letter_file(d) for d in documents]

    async def has_calendar(self, actor: Actor, case_id: str, ref: str) -> bool:
        """Say whether any of the member's days still lies ahead: without one there is no calendar."""
        async with reading(self._deps, actor, case_id, Action.MAKE_OWN_LETTERS) as work:
            return bool(await _ahead(work, await work.own_registered(ref)))

    async def calendar(self, actor: Actor, case_id: str, ref: str) -> LetterFile:
        """Return the member's coming days as a calendar file that names nothing and nobody."""
        async with reading(self._deps, actor, case_id, Action.MAKE_OWN_LETTERS) as work:
            member = await work.own_registered(ref)
            language, now = work.language, work.now
            found = await _ahead(work, member)
        entries = [_entry(case_id, ref, clock, language) for clock in found]
        if not entries:
            raise LetterRefusedError(missing=(N_("a time limit that still lies ahead"),))
        data = calendar_file(entries, now, language)
        return LetterFile(
            filename=f"calendar-{language}.ics",
            media_type="text/calendar; charset=utf-8",
            data=data,
            kind=PaperKind.CALENDAR,
            language=language,
            edition=Edition.NAMED,
            mode=None,
            authority=None,
            organisation=None,
            pages=0,
            sha256=hashlib.sha256(data).hexdigest(),
        )


async def _ahead(work: Work, member: MemberFile) -> list[Clock]:
    """The member's days, and those of the group's letters that count them, which have not passed."""
    found = await dates_of(work.tx, work.pack, work.row.id, member, work.today)
    return [clock for clock in found if clock.earliest >= work.today]


def _entry(case_id: str, ref: str, clock: Clock, language: str) -> Entry:
    what = (case_id, ref, clock.kind, clock.route, clock.incident, clock.rule and clock.rule.id)
    step = clock.step.id if clock.step else None
    uid = hashlib.sha256(repr((*map(str, what), step)).encode()).hexdigest()[:32]
    day: date = clock.earliest
    return Entry(
        f"{uid}@collectif.invalid", day, tr(_ENTRIES[clock.kind], language), tr(_ONLY_A_LAWYER, language)
    )
