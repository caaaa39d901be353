"""What organisers are told of the machine that serves them: that something is wrong, never what it holds.

On their own pages, at the next look; nobody gets a direct message.
"""

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from bot.domain.access import Action, Actor
from bot.domain.marks import N_
from bot.domain.sealing import HolderState
from bot.services.work import Deps, Work, reading

# Below this, the next registrations may not find room (as `collectif check` has it).
LITTLE_ROOM = 100 << 20
# A backup that is missed once may be made at the next look; twice, and something is wrong.
_MISSED = 2


class Alert(StrEnum):
    """Something that somebody has to do something about."""

    INTAKE_STOPPED = "intake_stopped"
    APPLICATION_CHANGED = "application_changed"
    BACKUP_LATE = "backup_late"
    DISK_FULL = "disk_full"
    NO_HOLDER = "no_holder"
    ONE_HOLDER = "one_holder"


ALERTS: dict[Alert, str] = {
    Alert.INTAKE_STOPPED: N_(
        "Intake is stopped: nothing new is saved, leaving and erasing still work. Ask the operator why."
    ),
    Alert.APPLICATION_CHANGED: N_(
        "The owner or the commands of the bot were changed at Discord. Ask the operator whether it was them: "
        "if not, a stranger can act as the bot."
    ),
    Alert.BACKUP_LATE: N_(
        "The last backup is missing or too old. Ask the operator to look now: what is lost with the machine "
        "would be lost for good."
    ),
    Alert.DISK_FULL: N_("The disk is nearly full: soon nothing more can be saved. Tell the operator now."),
    Alert.NO_HOLDER: N_(
        "A recipient has no key-holder who has proved their key: members cannot choose it, and nobody could "
        "open what was sealed to it."
    ),
    Alert.ONE_HOLDER: N_(
        "A recipient has one key-holder only: if that key is lost, nobody can open the files any more."
    ),
}


@dataclass(frozen=True)
class Signs:
    """How the state of the machine is read; what is None is not watched."""

    folder: Path | None = None  # on the disk that must not get full
    newest_backup: Callable[[], datetime | None] | None = None
    backup_every: timedelta = timedelta(days=1)


class AlertService:
    """Looks around when an organiser asks."""

    def __init__(self, deps: Deps, signs: Signs) -> None:
        self._deps = deps
        self._signs = signs
        self._standing: set[Alert] = set()

    def stand(self, alert: Alert) -> None:
        """Tell it from now on until the bot starts anew: somebody has looked at it then."""
        self._standing.add(alert)

    async def alerts(self, actor: Actor, case_id: str) -> list[Alert]:
        """Return what is wrong now, for organisers of the case only."""
        async with reading(self._deps, actor, case_id, Action.CONFIGURE_CASE) as work:
            found = await _of_holders(work)
        return [*await asyncio.to_thread(self._of_machine), *found]

    def _of_machine(self) -> list[Alert]:
        found, signs = [], self._signs
        if self._deps.halt.is_on():
            found.append(Alert.INTAKE_STOPPED)
        found += sorted(self._standing)
        if signs.newest_backup is not None:
            last = signs.newest_backup()
            if last is None or self._deps.clock() - last > _MISSED * signs.backup_every:
                found.append(Alert.BACKUP_LATE)
        if signs.folder is not None and shutil.disk_usage(signs.folder).free < LITTLE_ROOM:
            found.append(Alert.DISK_FULL)
        return found


async def _of_holders(work: Work) -> list[Alert]:
    lanes = [lane for lane in await work.tx.lanes.of_case(work.row.id) if lane.closed_at is None]
    able = [
        sum(holder.state is HolderState.PROVED for holder in await work.tx.lanes.holders(lane.id))
        for lane in lanes
    ]
    found = []
    if 0 in able:
        found.append(Alert.NO_HOLDER)
    if 1 in able:
        found.append(Alert.ONE_HOLDER)
    return found
