"""The notice of an act that waits for a day: only time in which the bot ran counts.

Members see the act coming as long as they can ask the bot. Hours in which it was off, or over which its clock
was set ahead, are no notice; so neither makes anything take effect earlier than was promised.
"""

from datetime import datetime, timedelta

from bot import logs
from bot.storage import Tx

# Between two looks the clock moves by minutes. A restart is no gap; what is longer counts as nothing.
GAP = timedelta(hours=1)

_LOOKED = "proposals_looked"


async def put_off(tx: Tx, now: datetime) -> timedelta:
    """Put off what takes effect by itself by the time in which nobody could see it; return that time.

    A clock that was set back puts nothing forward: an act may come late, never early.
    """
    noted = await tx.aging.note(_LOOKED)
    await tx.aging.set_note(_LOOKED, now.isoformat())
    gap = now - datetime.fromisoformat(noted) if noted else timedelta(0)
    if gap <= GAP:
        return timedelta(0)
    rows = await tx.proposals.timed()
    for row in rows:
        assert row.effective_at is not None  # that is which ones `timed` gives
        await tx.proposals.take_effect(row.id, row.effective_at + gap, expires=row.expires_at + gap)
    if rows:
        logs.event("notice_put_off", count=len(rows))
    return gap
