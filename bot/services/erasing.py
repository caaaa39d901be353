"""Erasing members for good: first the tombstone and the shred key, then the rows.

The order lets an interrupted erasure only ever be finished: once the tombstone stands, nothing sealed of the
member can be read any more. Rows that are left, because the database failed after the tombstone was written,
are deleted before anybody reads or writes anything else (`settle`, the gate of the store); so nobody who was
told "erased" is shown, counted or written about. What a crash or a restored backup left goes at the start.
"""

from contextlib import suppress

from bot.domain.access import Action, Actor, Role
from bot.domain.errors import BusyError
from bot.domain.fault_points import FaultPoint, reach
from bot.domain.served import RecipientNoticeKind
from bot.services.audit import Auditor
from bot.services.dossier_files import void
from bot.services.telling import Served, owe
from bot.services.work import Deps
from bot.storage import StoreError, Tx

# Who acts when an erasure is repeated.
_REPLAY = Actor(0, None, "en", "replay", "replay")


async def erase_member(deps: Deps, tx: Tx, case_id: str, member_id: str) -> tuple[Served, ...]:
    """Erase one member in the transaction of the act: the tombstone and the key, for good, then the rows.

    Dossiers that wait to be fetched go with the key: what they hold of the member needs it no more. Returns
    the recipients whom the file had reached; they are owed a notice.
    """
    reference, erased = await tx.members.ref_of(member_id), RecipientNoticeKind.ERASED
    told = await owe(tx, case_id, member_id, reference, erased, deps.clock()) if reference else ()
    stones = deps.vault.tombstones(case_id, member_id)
    # From here on the rows have to go, whatever becomes of this transaction; noted before, not after.
    deps.shreds.unfinished[member_id] = case_id
    if not await deps.shreds.is_shredded(*stones):
        await deps.shreds.shred(member_id, stones[0], deps.clock())
    reach(FaultPoint.SHREDDED)
    await void(deps, tx, member_id)
    await tx.members.delete(member_id)
    reach(FaultPoint.ROWS_DELETED)
    return told


async def settle(deps: Deps) -> None:
    """Finish what erasures left unfinished; raises BusyError while the database refuses it.

    Nothing to do is the rule, and costs nothing. After an erasure that went well it sees that the rows are
    gone; after one that failed before its tombstone it sees that there is none, and the member stays whole.
    """
    for member_id, case_id in list(deps.shreds.unfinished.items()):
        # Asked inside the transaction: an erasure under way in another task has ended by then.
        async with deps.store.transaction(gated=False) as tx:
            there = await tx.members.whereabouts(member_id)
            if there is not None and await is_erased(deps, case_id, member_id):
                await _erase_again(deps, tx, there, "finished")
        deps.shreds.settled(member_id)


async def is_erased(deps: Deps, case_id: str, member_id: str) -> bool:
    """Whether the member is erased for good: the tombstone stands, whatever rows may be left."""
    return await deps.shreds.is_shredded(*deps.vault.tombstones(case_id, member_id))


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
    async with deps.store.transaction(gated=False) as tx:
        back = [
            (member_id, case_id, account_id)
            async for member_id, case_id, account_id in tx.members.everyone()
            if not stones.isdisjoint(deps.vault.tombstones(case_id, member_id))
        ]
        for there in back:
            await _erase_again(deps, tx, there, "replayed")
    for member_id, _, _ in back:
        deps.shreds.settled(member_id)
    if back:
        await compact(deps)
    return len(back)


async def erase_there(deps: Deps, tx: Tx, there: tuple[str, str, str]) -> None:
    """Erase a member found by id, case and account, and the account with its last member."""
    member_id, case_id, account_id = there
    await erase_member(deps, tx, case_id, member_id)
    await tx.page.drop_links(account_id)
    await tx.page.drop_sessions(account_id)
    if not await tx.members.any_of(account_id):
        await tx.accounts.delete(account_id)


async def _erase_again(deps: Deps, tx: Tx, there: tuple[str, str, str], result: str) -> None:
    await erase_there(deps, tx, there)
    auditor = Auditor(deps.vault, tx)
    await auditor.write(deps.clock(), there[1], _REPLAY, [Role.ANYONE], Action.ERASE, there[0], result)
