"""Gives records of earlier versions the fingerprint that their recipient can compare: of the age layer.

Until then a receipt named the bytes as stored here, shred layer included, which nobody but the server has.
"""

import asyncio
import hashlib

from bot.services.sealed import record_place, shred_key_place
from bot.services.work import Deps
from bot.vault import IntegrityError
from bot.vault.shred import peel

_NOTE, _DONE = "sealed_fingerprints", "age"


async def mend_fingerprints(deps: Deps) -> int:
    """Once in a database's life, replace the fingerprints that are of stored bytes; return how many.

    A record that does not open stays as it is: a dossier says of it that it is lost.
    """
    async with deps.store.reading() as tx:
        if await tx.aging.note(_NOTE) == _DONE:
            return 0
        stored = await tx.sealed.fingerprints()
    mended = 0
    for record_id, member_id, case_id, known in stored:
        found = await _of_age_layer(deps, record_id, member_id, case_id, known)
        if found is not None:
            async with deps.store.transaction() as tx:
                mended += await tx.sealed.set_fingerprint(record_id, found)
    async with deps.store.transaction() as tx:
        await tx.aging.set_note(_NOTE, _DONE)
    return mended


async def _of_age_layer(deps: Deps, record_id: str, member_id: str, case_id: str, known: str) -> str | None:
    """Return the right fingerprint of a record that has one of its stored bytes."""
    async with deps.store.reading() as tx:
        blob = (await tx.sealed.blobs([record_id])).get(record_id)
    wrapped = await deps.shreds.key(member_id)
    if blob is None or wrapped is None:
        return None  # erased in the meantime, or lost

    def look() -> str | None:
        if hashlib.sha256(blob).hexdigest() != known:
            return None
        key = deps.vault.open(wrapped, shred_key_place(case_id, member_id))
        return hashlib.sha256(peel(blob, key, record_place(case_id, member_id, record_id))).hexdigest()

    try:
        return await asyncio.to_thread(look)
    except IntegrityError:
        return None
