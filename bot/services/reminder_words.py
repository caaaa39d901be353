"""Reminders in words, the same in chat and on the page; a direct message says none of them."""

from collections.abc import Sequence

from bot.domain.marks import N_
from bot.domain.pack import Pack
from bot.domain.reminders import Reminder
from bot.services.route_words import Tongue, clock_line

TITLE = N_("Reminders")
LEAD = N_(
    "You are told of a date once, and only if you ask for it here: of a time limit two weeks before it ends, "
    "of an answer when it is overdue, of the monthly summary on the first of the month, even when there is "
    "nothing new. What you no longer want is forgotten at once."
)
BY_MESSAGE = N_(
    "The bot knocks by direct message. The message names no case and no date: you read those here. If it "
    "cannot reach you, you find them here all the same."
)
HERE_ONLY = N_(
    "You find them here. If you also want a direct message, which names no case and no date, agree to it "
    "under Consents."
)
ON_PAGE = N_("You find them on this page when you come back; the calendar file reminds you without it.")
DIGEST = N_("Monthly summary of the group's letters")
WAITING = N_("You asked to be reminded of:")
NO_LONGER = N_("You are not reminded of it any more.")
NO_MORE = N_("You are reminded of nothing any more.")
KEPT = N_("You will be reminded of it, once.")


def said(tongue: Tongue, pack: Pack, one: Reminder) -> str:
    """Say what a reminder is about."""
    if one.clock is None:
        return tongue.tr(DIGEST)
    return clock_line(tongue, pack, one.clock)


def waiting(tongue: Tongue, pack: Pack, found: Sequence[Reminder]) -> list[str]:
    """Say what the person was told of and has not looked at; nothing when there is nothing."""
    return [tongue.tr(WAITING), *(said(tongue, pack, one) for one in found)] if found else []
