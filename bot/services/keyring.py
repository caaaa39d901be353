"""The vault with all that is kept of earlier root keys, read from the two stores when they are opened."""

from bot.storage import Store, StoreError
from bot.storage.shredding import ShredStore
from bot.vault import Vault

_MIXED = (
    "the shred keys are under another root key than the records: an older copy was put back, or a change of "
    "the root key was not finished; put the earlier root key's file back as well, name it in "
    "COLLECTIF_PREVIOUS_ROOT_KEY_FILES and run: collectif rotate-keys"
)


async def unlock(vault: Vault, store: Store, shreds: ShredStore | None = None) -> Vault:
    """Return the vault that also knows earlier receipt codes, audit lines and, with `shreds`, tombstones.

    Raises StoreError when the shred keys are under another root key; nothing is written.
    """
    async with store.reading() as tx:
        kept = await tx.keys.past()
    if shreds is not None:
        await check_shred_keys(vault, shreds)
        kept += await shreds.past()
    return vault.remembering([vault.open_past(*item) for item in kept])


async def check_shred_keys(vault: Vault, shreds: ShredStore) -> None:
    """Refuse shred keys of another root key: what they cover could not be opened, nor a tombstone be known.

    A few keys of nobody may be left under an earlier one, so one good key is enough.
    """
    blobs = [*(blob for _, _, blob in await shreds.past()), *await shreds.samples()]
    if blobs and not any(vault.is_ours(blob) for blob in blobs):
        raise StoreError(_MIXED)
