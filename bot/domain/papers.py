"""Documents on demand: what each needs before it can say anything true, and of which entries it speaks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from bot.domain.calendar_days import add_months
from bot.domain.clocks import clocks, open_for
from bot.domain.codes import Answer, PaperKind, Route, StepKind, StepOutcome
from bot.domain.deadlines import overdue
from bot.domain.law import Laws
from bot.domain.marks import N_
from bot.domain.member import Involvement, MemberFile, Step
from bot.domain.pack import Authority, Pack
from bot.domain.routing import authority_for

_DECIDED = frozenset({StepOutcome.FULL, StepOutcome.REFUSED})


@dataclass(frozen=True)
class Situation:
    """A member in a case on a day, with the law that clocks are counted by."""

    pack: Pack
    member: MemberFile
    laws: Laws
    today: date

    @property
    def authority(self) -> Authority | None:
        """The member's authority."""
        return authority_for(self.pack, self.member.residence, self.member.work)

    @property
    def concerned(self) -> list[Involvement]:
        """How the incidents that concern the member do."""
        known = {i.id for i in self.pack.incidents}
        return [i for i in self.member.involvements if i.concerned is Answer.YES and i.incident in known]

    @property
    def prosecutable(self) -> frozenset[str]:
        """The incidents whose prosecution may still be possible, in one reading at least."""
        found = clocks(self.pack, self.member, self.laws, self.today)
        concerned = (i.incident for i in self.concerned)
        return frozenset(i for i in concerned if open_for(found, Route.CRIMINAL, i))

    @property
    def filed(self) -> tuple[Step, ...]:
        """The complaints that the member filed with the authority, by date."""
        return _by_date(s for s in self.member.steps if s.kind is StepKind.COMPLAINT_FILED)

    @property
    def decided(self) -> tuple[Step, ...]:
        """Those that the authority decided."""
        return tuple(s for s in self.filed if s.outcome in _DECIDED)

    @property
    def silent(self) -> tuple[Step, ...]:
        """Those on which the authority said nothing for as long as its record gives it."""
        months = self.authority.silence_months if self.authority else None
        return tuple(
            s for s in self.filed
            if months and s.outcome in {StepOutcome.WAITING, StepOutcome.NO_ANSWER}
            and self.today > add_months(s.sent_on, months)
        )  # fmt: skip

    @property
    def unanswered(self) -> tuple[Step, ...]:
        """The requests that an organisation did not answer within the month, by date."""
        known = {o.id for o in self.pack.organisations if o.addressable}
        late = (s for s in self.member.steps if s.organisation in known and overdue(s, self.today))
        return _by_date(late)


def _by_date(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(sorted(steps, key=lambda s: (s.sent_on, s.id)))


_Need = tuple[Callable[[Situation], object], str]

_ALWAYS: tuple[_Need, ...] = (
    (lambda s: s.concerned, N_("an incident that concerns you")),
    (lambda s: s.authority, N_("an authority for your country of residence or of work")),
)
_NEEDS: dict[PaperKind, tuple[_Need, ...]] = {
    PaperKind.FORMAL_NOTICE: (
        (
            lambda s: any(i.organisation for i in s.concerned),
            N_("the organisation whose patient or client you were"),
        ),
        (
            lambda s: any(i.organisation and i.learned_on for i in s.concerned),
            N_("the day on which you learned of the incident"),
        ),
        (lambda s: s.member.harms, N_("a consequence for you")),
    ),
    PaperKind.CRIMINAL_BREACH: (
        (lambda s: s.prosecutable, N_("an incident whose prosecution may still be possible")),
    ),
    PaperKind.CRIMINAL_FRAUD: ((lambda s: s.member.scams, N_("a suspicious contact")),),
    PaperKind.REMINDER: (
        (
            lambda s: s.unanswered,
            N_("a request to an organisation that was not answered within the month"),
        ),
    ),
    PaperKind.STATUS_REQUEST: (
        (
            lambda s: s.silent,
            N_("a complaint to the authority on which it said nothing for three months"),
        ),
    ),
    PaperKind.APPEAL_SUMMARY: (
        (
            lambda s: s.decided or s.silent,
            N_("a complaint that the authority decided, or on which it said nothing for three months"),
        ),
    ),
}


def paper_gaps(kind: PaperKind, situation: Situation) -> tuple[str, ...]:
    """Return what a document lacks without which it may not be made, in words to be translated."""
    needs = (*_ALWAYS, *_NEEDS.get(kind, ()))
    return tuple(text for there, text in needs if not there(situation))
