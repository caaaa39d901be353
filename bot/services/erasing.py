"""Erasing members for good: first the tombstone and the shred key, then the rows.

The order lets an interrupted erasure only ever be finished: once the tombstone stands, nothing sealed of the
member can be read any more, and the next start deletes the rows that are left, whether a crash or a restored
backup left them.
"""

from contextlib import suppress

from bot.domain.access import Action, Actor, Role
from bot.domain.errors import BusyError
from bot.domain.served import RecipientNoticeKind
from bot.services.audit import Auditor
from bot.services.dossier_files import void
from bot.services.telling import Served, owe
from bot.services.work import Deps
from bot.storage import StoreError, Tx

# Who acts when an erasure is repeated at the start.
_REPLAY = Actor(0, None, "en", "replay", "replay")


def tombstone_of(deps: Deps, case_id: str, member_id: str) -> bytes:
    """Return the keyed pseudonym that is kept of an erased member; it leads to nobody without the row."""
    return deps.vault.index(case_id, "tombstone", member_id)


async def erase_member(deps: Deps, tx: Tx, case_id: str, member_id: str) -> tuple[Served, ...]:
    """Erase one member in the transaction of the act: the tombstone and the key, for good, then the rows.

    Dossiers that wait to be fetched go with the key: what they hold of the member needs it no more. Returns
    the recipients whom the file had reached; they are owed a notice.
    """
    reference, erased = await tx.members.ref_of(member_id), RecipientNoticeKind.ERASED
    told = await owe(tx, case_id, member_id, reference, erased, deps.clock()) if reference else ()
    await deps.shreds.shred(member_id, tombstone_of(deps, case_id, member_id), deps.clock())
    await void(deps, tx, member_id)
    await tx.members.delete(member_id)
    return told


async def compact(deps: Deps) -> None:
    """Leave nothing of what was erased in the files of both stores, now or at the next compaction."""
    # The erasure is committed: a log in use must not make it look failed. The next compaction empties it.
    for store in (deps.shreds, deps.store):
        with suppress(BusyError):
            await store.compact()


async def check_shreds(deps: Deps) -> None:
    """Refuse to start without the keys of what is sealed: new ones would hide that it is lost.

    Raises StoreError when there are sealed records and the store of shred keys is empty.
    """
    async with deps.store.reading() as tx:
        sealed = await tx.sealed.any()
    if sealed and await deps.shreds.is_empty():
        raise StoreError("the shred keys are missing: put shred-keys.db back into the data folder")


async def replay_tombstones(deps: Deps) -> int:
    """Erase again whoever was erased and is back, by a restored backup or a crash; return how many.

    To be called before anything is served.
    """
    stones = frozenset(await deps.shreds.tombstones())
    if not stones:
        return 0
    async with deps.store.transaction() as tx:
        back = [
            (member_id, case_id, account_id)
            for member_id, case_id, account_id in await tx.members.everyone()
            if tombstone_of(deps, case_id, member_id) in stones
        ]
        auditor = Auditor(deps.vault, tx)
        for member_id, case_id, account_id in back:
            await erase_member(deps, tx, case_id, member_id)
            if not await tx.members.any_of(account_id):
                await tx.accounts.delete(account_id)
            await auditor.write(
                deps.clock(), case_id, _REPLAY, [Role.ANYONE], Action.ERASE, member_id, "replayed"
            )
    if back:
        await compact(deps)
    return len(back)
