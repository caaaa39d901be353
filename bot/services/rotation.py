"""Putting everything under a new root key: each store in one transaction, so that a crash leaves no mixture.

The shred keys go first, the records with the note of the key last. Both steps ask of each value which root
key it is under, so a run after a crash, or after an older copy was put back, does what is left to do. The
bodies of records are not touched: only the data keys around them are wrapped anew.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

from bot.domain.fault_points import FaultPoint, reach
from bot.services.audit import Auditor, OwnAct
from bot.services.sealed import shred_key_place
from bot.services.turning import Turning, naming
from bot.storage import Store, StoreError, Tx, WrongKeyError
from bot.storage.keyed import TURNS, Turn
from bot.storage.shredding import ShredStore
from bot.vault import IntegrityError, PastKey, Vault

# The case whose pseudonyms the operator's lines use: no case at all.
NO_CASE = "installation"


async def turn_shred_keys(
    store: Store, shreds: ShredStore, new: Vault, before: Sequence[Vault], *, write: bool = True
) -> None:
    """Put the shred keys under the new root key, and keep what tombstones were made with.

    `before` are all root keys that they may be under; `write` false goes through everything and changes
    nothing. Raises WrongKeyError for another one, DamagedError for a damaged key; nothing is changed then.
    """
    if not await _known(shreds, (new, *before)):
        raise WrongKeyError(
            "the shred keys are under another root key than those that are here: nothing was touched; name "
            "its file in COLLECTIF_PREVIOUS_ROOT_KEY_FILES"
        )
    async with store.reading() as tx:
        cases = await tx.cases.ids()
        kept = await _past_index_keys(shreds, new, before)
        for vault in before:
            for key in vault.index_keys(cases):
                kept.setdefault((key.root, key.label), key)

        async def turned(page: list[tuple[str, bytes]]) -> dict[str, bytes]:
            known = await tx.keys.cases_of([member for member, _ in page])
            found = {}
            for member, blob in page:
                if new.is_ours(blob):
                    continue
                if member in known:
                    with naming("shred_key", member):
                        found[member] = new.take_over(blob, shred_key_place(known[member], member), before)
                elif taken := _orphan(member, blob, cases, new, before):
                    found[member] = taken
            return found

        if not write:
            await shreds.rehearse(turned)
            return
        await shreds.turn(turned, [(k.root, k.label, new.seal_past(k)) for k in kept.values()])
    reach(FaultPoint.SHRED_KEYS_COMMITTED)


async def turn_records(store: Store, new: Vault, old: Vault, at: datetime) -> None:
    """Put the records under the new root key; the audit trail gets a line, the first under its new key.

    `old` is the root key that the database is under. Raises StoreError; nothing is changed then.
    """
    async with store.transaction() as tx:
        kept = await _kept_of_records(tx, old)
        for key in kept:
            await tx.keys.keep_past(key.root, key.label, new.seal_past(key))
        await Turning(tx, new, old).all()
        trail = Auditor(new.remembering(kept), tx)
        await trail.write_own(at, NO_CASE, OwnAct.CHANGE_ROOT_KEY, old.fingerprint, "done")
        await tx.keys.set_check(new.check)
        reach(FaultPoint.RECORDS_REWRAPPED)
    reach(FaultPoint.RECORDS_COMMITTED)


async def key_of(database: str, keys: Iterable[Vault]) -> Vault:
    """Return which of the keys a database is under; raises WrongKeyError for none of them."""
    for vault in keys:
        try:
            store = await Store.open(database, key_check=vault.check)
        except WrongKeyError:
            continue
        await store.close()
        return vault
    raise WrongKeyError(
        "the database is under none of the root keys that are here: nothing was touched; put the key file "
        "back that it was made with and name it in COLLECTIF_PREVIOUS_ROOT_KEY_FILES"
    )


async def rehearse(database: str, shred_keys: Path, new: Vault, before: Sequence[Vault]) -> None:
    """Go through all that `bring_under` would do and change nothing; raises what it would raise."""
    async with _both(database, shred_keys, new, before) as (old, store, shreds):
        await turn_shred_keys(store, shreds, new, before, write=False)
        async with store.reading() as tx:
            await _kept_of_records(tx, old)
            await Turning(tx, new, old, write=False).all()


async def is_begun(database: str, shred_keys: Path, new: Vault, before: Sequence[Vault]) -> bool:
    """Whether anything is under the new root key already."""
    async with _both(database, shred_keys, new, before) as (old, _, shreds):
        blobs = [*(blob for _, _, blob in await shreds.past()), *await shreds.samples()]
        return old.check == new.check or any(map(new.is_ours, blobs))


async def bring_under(
    database: str, shred_keys: Path, new: Vault, before: Sequence[Vault], at: datetime
) -> None:
    """Put both stores under the new root key, whatever of it is left to do; raises StoreError.

    `before` are the root keys besides the new one that they may be under.
    """
    async with _both(database, shred_keys, new, before) as (old, store, shreds):
        await turn_shred_keys(store, shreds, new, before)
        if old.check != new.check:
            await turn_records(store, new, old, at)
        await shreds.compact()
        await store.compact()


@asynccontextmanager
async def _both(
    database: str, shred_keys: Path, new: Vault, before: Sequence[Vault]
) -> AsyncIterator[tuple[Vault, Store, ShredStore]]:
    """Open both stores, with the root key that the records are under."""
    old = await key_of(database, (new, *before))
    store = await Store.open(database, key_check=old.check)
    try:
        shreds = await ShredStore.open(shred_keys)
        try:
            yield old, store, shreds
        finally:
            await shreds.close()
    finally:
        await store.close()


async def _known(shreds: ShredStore, keys: Sequence[Vault]) -> bool:
    """Whether the shred keys are under one of these root keys.

    Keys of nobody may be left under an earlier one (`_orphan`), so one good key is enough, as at the start
    of the bot; what earlier tombstones were made with is always taken along.
    """
    past = [blob for _, _, blob in await shreds.past()]
    blobs = [*past, *await shreds.samples()]
    ours = [blob for blob in blobs if any(v.is_ours(blob) for v in keys)]
    return set(past) <= set(ours) and (bool(ours) or not blobs)


async def _kept_of_records(tx: Tx, old: Vault) -> list[PastKey]:
    """Return what of this and earlier root keys the records still need; raises StoreError."""
    await _refuse_unknown(tx)
    kept = []
    for item in await tx.keys.past():
        with naming("past_key", f"{item[0]}/{item[1]}"):
            kept.append(old.open_past(*item))
    return kept + old.hand_over()


async def _past_index_keys(
    shreds: ShredStore, new: Vault, before: Sequence[Vault]
) -> dict[tuple[str, str], PastKey]:
    found = {}
    for root, label, blob in await shreds.past():
        vault = next(v for v in (new, *before) if v.is_ours(blob))
        with naming("past_index_key", f"{root}/{label}"):
            found[root, label] = vault.open_past(root, label, blob)
    return found


def _orphan(
    member: str, blob: bytes, cases: Sequence[str], new: Vault, before: Sequence[Vault]
) -> bytes | None:
    """Return the wrapped key of a member who is not there, or nothing when it belongs to no case.

    A crash between key and record leaves such a key, and so does an older copy of the records. One of no
    case stays as it is, under its root key: a newer copy of the records may come back that has the case.
    """
    for case in cases:
        with suppress(IntegrityError):
            return new.take_over(blob, shred_key_place(case, member), before)
    return None


async def _refuse_unknown(tx: Tx) -> None:
    for (table, column), turn in TURNS.items():
        if turn is Turn.REFUSED and await tx.keys.filled(table, column):
            raise StoreError(f"{table}.{column} was filled by another version: nothing was changed")
