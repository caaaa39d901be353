"""Dossiers on the server's disk: where they lie, and the ways in which they go.

A dossier holds sealed records without their shred layer, so it may not outlive a member's withdrawal: as
soon as a member of the recipient leaves, changes or takes something back, the ones not fetched yet go.
"""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.served import OpeningKind
from bot.placing import PRIVATE_FOLDER, UNFINISHED, sweep
from bot.services.steady import read_clock
from bot.services.work import Deps
from bot.storage import DossierRow, Tx

# As long as a lawyer may be on holiday; after that it is out of date anyway and is built anew.
DOSSIER_LIFE = timedelta(days=30)


def prepare(folder: Path) -> None:
    """Make the folder of dossiers for its owner alone, and clear what a killed process left there."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    folder.chmod(PRIVATE_FOLDER)
    sweep(folder)


async def void(deps: Deps, tx: Tx, member_id: str) -> None:
    """Delete the dossiers, not fetched yet, that may hold something of the member; part of the act."""
    lane_id = await tx.lanes.chosen_by(member_id)
    if lane_id is not None:
        for row in await tx.page.kept_dossiers(lane_id):
            await remove(deps, tx, row, deps.clock())


async def remove(deps: Deps, tx: Tx, row: DossierRow, at: datetime, **moments: datetime) -> None:
    """Delete a dossier's file and links and note when. The file first: a row without one does no harm."""
    await asyncio.to_thread((deps.dossiers / row.file_name).unlink, missing_ok=True)
    await tx.page.drop_dossier_links(row.id)
    await tx.page.mark_dossier(row.id, deleted_at=at, **moments)


async def served(deps: Deps, tx: Tx, row: DossierRow, at: datetime) -> None:
    """Delete the file of a dossier that was handed over, whole, and note that its recipient has it.

    What the recipient was owed when it was built is told with it. A notice of the very moment of the build
    may have missed it: it stays, and is told again rather than never.
    """
    await remove(deps, tx, row, at, fetched_at=at)
    members = await tx.served.members_in(row.id)
    await tx.served.opened(row.case_id, row.id, members, OpeningKind.FETCHED, at)
    told = [notice.id for notice in await tx.served.owed(row.lane_id) if notice.at < row.created_at]
    await tx.served.serve(told, at)


async def tidy(deps: Deps) -> int:
    """Delete dossiers that nobody fetched in time, and files that no dossier is; returns how many.

    In time by a clock that goes steadily: where it jumped, the time begins anew.
    """
    if not await asyncio.to_thread(deps.dossiers.is_dir):
        return 0
    async with deps.store.transaction() as tx:
        now = deps.clock()
        clock, kept = await read_clock(tx, now), await tx.page.kept_dossiers()
        late = [row for row in kept if clock.aged(row.created_at, DOSSIER_LIFE)]
        for row in late:
            await remove(deps, tx, row, now)
        names = {row.file_name for row in kept} - {row.file_name for row in late}
        strays = await asyncio.to_thread(_strays, deps.dossiers, names)
    return len(late) + strays


def _strays(folder: Path, known: set[str]) -> int:
    there = (path for path in folder.iterdir() if path.is_file() and path.suffix != UNFINISHED)
    found = [path for path in there if path.name not in known]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)
