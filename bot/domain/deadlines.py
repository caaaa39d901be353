"""When an answer to a request is due (art. 12(3) GDPR), counted by calendar months."""

import calendar
from datetime import date, timedelta

from bot.domain.codes import StepKind, StepOutcome
from bot.domain.member import Step

# The month runs from receipt, which the entry does not record: three days for the post (legal brief C.3).
POST_DAYS = 3
ASKS_ORGANISATION = frozenset({StepKind.ACCESS_REQUEST, StepKind.BREACH_QUESTION, StepKind.ERASURE_REQUEST})
_OPEN = frozenset({StepOutcome.WAITING, StepOutcome.NO_ANSWER})


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month (31 January → 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def answer_due(step: Step) -> date | None:
    """The last day for the answer; None for a step that is not a request to an organisation."""
    if step.kind not in ASKS_ORGANISATION:
        return None
    return add_months(step.sent_on + timedelta(days=POST_DAYS), 1)


def overdue(step: Step, today: date) -> bool:
    """Whether the request is still unanswered after that day."""
    due = answer_due(step)
    return due is not None and step.outcome in _OPEN and today > due


def answered_late(step: Step) -> bool:
    """Whether an answer came after that day."""
    due = answer_due(step)
    return due is not None and step.answered_on is not None and step.answered_on > due
