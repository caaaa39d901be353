"""Backups by the clock, from inside the bot."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot import logs
from bot.backup.bundle import Part
from bot.backup.generations import prune
from bot.backup.making import Plan, make, newest
from bot.services.upkeep import Chore

# How often it is looked whether a backup is due.
_LOOK = timedelta(minutes=15)


def backup_chores(plan: Plan | None, every: timedelta, clock: Callable[[], datetime]) -> list[Chore]:
    """Return the chore that makes a backup when the newest is older than `every`; none without a plan.

    Backups of shred keys that got too old go whether or not a new one can be made: their age is a promise.
    A failure is logged by whoever runs the chore, and tried again at the next look.
    """
    if plan is None:
        return []

    async def back_up() -> None:
        now = clock()
        last = newest(plan)
        # A backup from the future is one from before the clock was set back: make another.
        if last is not None and last <= now < last + every:
            return
        prune(plan.keys.folder, Part.KEYS, plan.keys.keep, now)
        made = await make(plan, now)
        logs.event("backup_made", count=made.removed)

    return [Chore("back_up", _LOOK, back_up)]
