"""Whether the clock goes steadily: nothing is deleted by age because it was set wrong.

What has an age counts it from the moment since which the clock goes steadily, where that is later.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import logs
from bot.storage import Tx

# A bot that was off for a week caught up; what is longer may be a clock that was set wrong.
STEADY = timedelta(days=7)
# Clocks are corrected by seconds all the time, and by an hour by people who confuse time zones.
SET_BACK = timedelta(hours=2)

_SEEN, _STEADY_SINCE = "clock_seen", "clock_steady_since"


@dataclass(frozen=True)
class Clock:
    """The time now, when it was last looked at, and since when the clock goes steadily."""

    now: datetime
    seen: datetime
    steady_since: datetime

    @property
    def jumped(self) -> bool:
        """Whether it has jumped ahead since it was last looked at."""
        return self.now > self.seen + STEADY

    def aged(self, since: datetime, life: timedelta) -> bool:
        """Whether so much time has gone by since then, all of it on a steady clock."""
        return max(since, self.steady_since) + life <= self.now


async def read_clock(tx: Tx, now: datetime) -> Clock:
    """Compare the clock with when it was last looked at; nothing is noted."""
    seen, since = await tx.aging.note(_SEEN), await tx.aging.note(_STEADY_SINCE)
    before = datetime.fromisoformat(seen) if seen else now
    steady = datetime.fromisoformat(since) if since else now
    if now > before + STEADY or now < before - SET_BACK:
        steady = now
    return Clock(now, before, steady)


async def look(tx: Tx, now: datetime) -> Clock:
    """Compare the clock with when it was last looked at, and note the time."""
    clock = await read_clock(tx, now)
    if clock.steady_since == now != clock.seen:
        logs.event("clock_jumped", level=logs.WARNING)
    if now > clock.seen or clock.steady_since == now:
        await tx.aging.set_note(_SEEN, now.isoformat())
    await tx.aging.set_note(_STEADY_SINCE, clock.steady_since.isoformat())
    return clock
