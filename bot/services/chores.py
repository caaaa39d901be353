"""The chores of the bot: what it does by the clock, whether or not anybody asks."""

import asyncio
from datetime import timedelta
from functools import partial

from bot.services.erasing import settle
from bot.services.fingerprints import mend_fingerprints
from bot.services.periods import CLAIMS_KEPT
from bot.services.registry import Services
from bot.services.upkeep import Chore
from bot.services.work import Deps

HOUR = timedelta(hours=1)
MINUTES = timedelta(minutes=5)


def chores(deps: Deps, services: Services) -> list[Chore]:
    """Return every chore, in the order in which they run."""

    async def forget_requests() -> None:
        async with deps.store.transaction() as tx:
            await tx.requests.purge(deps.clock() - CLAIMS_KEPT)

    async def drop_copies() -> None:
        await deps.store.drop_copies(timedelta(days=deps.key_backup_days), deps.clock())

    async def keep_room() -> None:
        await asyncio.to_thread(deps.reserve.fill)

    return [
        Chore("keep_room", MINUTES, keep_room),
        Chore("finish_erasures", MINUTES, partial(settle, deps)),
        Chore("mend_fingerprints", HOUR, partial(mend_fingerprints, deps)),
        Chore("retention", HOUR, services.retention.turn),
        Chore("forget_requests", HOUR, forget_requests),
        Chore("due_proposals", MINUTES, services.proposals.due),
        Chore("remind", MINUTES, services.reminding.turn),
        Chore("tidy_texts", HOUR, services.freezing.tidy),
        Chore("drop_upgrade_copies", HOUR, drop_copies),
        Chore("tidy_dossiers", HOUR, services.dossiers.tidy),
        Chore("publish_figures", HOUR, services.statistics.publish),
        Chore("sign_checkpoint", HOUR, services.witness.keep),
        # The last: the first count of a large case takes a while.
        Chore("recount", MINUTES, services.cases.recount),
    ]
