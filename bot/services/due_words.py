"""How people are told what is deleted by age, on their own pages and never by a direct message."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.marks import N_
from bot.domain.retention import WITHDRAWN_KEPT, RetentionClass
from bot.services.retention import Due

LEFT = N_(
    "You left this group action: no figure and no letter made since then counts you. Your entries are kept "
    "for {days} days, so that you can come back, and are deleted then."
)
LEAVING = N_(
    "No figure and no letter made from now on counts you, and what you sealed is deleted. The entries are "
    "kept for {days} days, in which you can come back, and are deleted then."
)
_ALL = N_(
    "This case is closed. On {day} every registration in it is deleted, with all entries and sealed files. "
    "Save before then what you want to keep: your letters, and a copy of your data under Privacy."
)
_WITHDRAWN = N_(
    "Registrations of people who left {days} days ago or more are deleted, the first of them on {day}. "
    "Whoever comes back before keeps their entries."
)
_HELD = N_(
    "Nothing is deleted for now: the clock of the machine has jumped, and the operator has to look first."
)


class Speaker(Protocol):
    """Whoever says it in a person's language, in chat or on the page."""

    def tr(self, sentence: str, /, **values: object) -> str:
        """Translate a sentence."""
        ...

    def day(self, at: datetime) -> date:
        """The day of a moment, by the installation's clocks."""
        ...


def left(speaker: Speaker) -> str:
    """Say to somebody who left what becomes of their entries."""
    return speaker.tr(LEFT, days=WITHDRAWN_KEPT.days)


def leaving(speaker: Speaker) -> str:
    """Say the same to somebody who is about to leave."""
    return speaker.tr(LEAVING, days=WITHDRAWN_KEPT.days)


def warned(speaker: Speaker, due: Sequence[Due], *, withdrawn: bool = True) -> list[str]:
    """Say what will be deleted and when; `withdrawn` tells also what concerns only who left."""
    lines = []
    for one in due:
        if one.kind is RetentionClass.REGISTRATIONS:
            lines.append(speaker.tr(_ALL, day=speaker.day(one.at)))
        elif withdrawn:
            lines.append(speaker.tr(_WITHDRAWN, day=speaker.day(one.at), days=WITHDRAWN_KEPT.days))
    if lines and any(one.held for one in due):
        lines.append(speaker.tr(_HELD))
    return lines
