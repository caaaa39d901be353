"""Sealed records on their way into a dossier: read in small batches, the shred layer taken off one by one."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import tzinfo

from bot import logs
from bot.domain.sealing import SINGLE
from bot.dossier.plan import Record
from bot.services.dossier_plan import Draft
from bot.services.sealed import record_place, shred_key_place
from bot.services.work import Deps
from bot.storage import SealedPlace, Tx
from bot.vault import IntegrityError
from bot.vault.shred import peel

# What one short reading transaction fetches: others wait for it.
_BATCH_RECORDS, _BATCH_BYTES = 100, 8 << 20


class ChangedError(Exception):
    """A member took something back while the dossier was built: what is written so far must go."""


async def peeled(deps: Deps, draft: Draft) -> AsyncIterator[tuple[Record, bytes]]:
    """Give the draft's records as a dossier holds them, in its order; raises ChangedError.

    A field that was replaced since the draft is given as it is now: once, never twice and never not at
    all. A record that its shred key does not open is given empty, so that the dossier says that it is lost.
    """
    keys: dict[str, bytes | None] = {}
    case_id = draft.plan.case_id
    for planned in _batches(_ordered(draft)):
        async with deps.store.reading() as tx:
            blobs = await tx.sealed.blobs([place.id for place in planned])
            batch = [p if p.id in blobs else await _replacement(tx, draft, p) for p in planned]
            blobs |= await tx.sealed.blobs([place.id for place in batch if place.id not in blobs])
        for place in batch:
            if place.member_id not in keys:
                keys[place.member_id] = await _key(deps, case_id, place.member_id)
            yield (
                _record(place, deps.timezone),
                await _peeled(blobs[place.id], keys[place.member_id], case_id, place),
            )


async def still_there(tx: Tx, draft: Draft) -> bool:
    """Whether every record of the draft is still stored, or was replaced and not taken back."""
    stored = await tx.sealed.listed(draft.plan.lane_id)
    left, fields = {p.id for p in stored}, {(p.member_id, p.field) for p in stored if p.field in SINGLE}
    return all(p.id in left or (p.member_id, p.field) in fields for p in draft.places)


async def _replacement(tx: Tx, draft: Draft, gone: SealedPlace) -> SealedPlace:
    """Return what the member put in the place of a record; raises ChangedError when it was taken back.

    Also when it was sealed with a key pair that is newer than the draft, of which the dossier has no copy.
    """
    found = None
    if gone.field in SINGLE:
        found = await tx.sealed.newest(draft.plan.lane_id, gone.member_id, gone.field)
    if found is None or found.epoch not in {key.epoch for key in draft.plan.keys}:
        raise ChangedError
    return found


def _ordered(draft: Draft) -> list[SealedPlace]:
    refs = {str(m.id): m.ref for m in draft.plan.members}
    return sorted(draft.places, key=lambda p: (refs[p.member_id], p.field, p.version))


def _batches(places: Iterable[SealedPlace]) -> Iterator[list[SealedPlace]]:
    batch: list[SealedPlace] = []
    size = 0
    for place in places:
        if batch and (len(batch) >= _BATCH_RECORDS or size + place.size > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(place)
        size += place.size
    if batch:
        yield batch


async def _key(deps: Deps, case_id: str, member_id: str) -> bytes | None:
    kept = await deps.shreds.key(member_id)
    try:
        return deps.vault.open(kept, shred_key_place(case_id, member_id)) if kept else None
    except IntegrityError:
        return None


async def _peeled(blob: bytes, key: bytes | None, case_id: str, place: SealedPlace) -> bytes:
    if key is not None:
        try:
            return await asyncio.to_thread(peel, blob, key, record_place(case_id, place.member_id, place.id))
        except IntegrityError:
            pass
    logs.event("sealed_record_lost", level=logs.ERROR, action="build_dossier")
    return b""


def _record(place: SealedPlace, zone: tzinfo) -> Record:
    return Record(
        member=place.member_id,
        field=place.field,
        version=place.version,
        media_type=place.media_type,
        epoch=place.epoch,
        sealed_at=place.sealed_at.astimezone(zone),
    )
