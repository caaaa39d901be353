"""When an answer to a request is due (art. 12(3) GDPR), counted as Regulation 1182/71 counts months."""

from datetime import date, timedelta

from bot.domain.calendar_days import add_months, working_day
from bot.domain.codes import StepKind, StepOutcome
from bot.domain.member import Step

# The month runs from receipt, which the entry does not record: three days for the post (legal brief C.3).
POST_DAYS = 3
ASKS_ORGANISATION = frozenset({StepKind.ACCESS_REQUEST, StepKind.BREACH_QUESTION, StepKind.ERASURE_REQUEST})
_OPEN = frozenset({StepOutcome.WAITING, StepOutcome.NO_ANSWER})


def answer_due(step: Step) -> date | None:
    """The last day for the answer; None for a step that is not a request to an organisation.

    A period that ends on a weekend or a holiday ends on the next working day: where the organisation is, its
    step does not say, so the holidays of every country known here put the day off.
    """
    if step.kind not in ASKS_ORGANISATION:
        return None
    return working_day(add_months(step.sent_on + timedelta(days=POST_DAYS), 1))


def overdue(step: Step, today: date) -> bool:
    """Whether the request is still unanswered after that day."""
    due = answer_due(step)
    return due is not None and step.outcome in _OPEN and today > due


def answered_late(step: Step) -> bool:
    """Whether an answer came after that day."""
    due = answer_due(step)
    return due is not None and step.answered_on is not None and step.answered_on > due


__all__ = ["ASKS_ORGANISATION", "POST_DAYS", "add_months", "answer_due", "answered_late", "overdue"]
