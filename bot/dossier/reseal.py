"""Passing a dossier on: the same content for other keys, and nothing that opens anything else.

The copy's sealed records are encrypted to a key pair made for it, so whoever receives it can open this
dossier and no other one of the recipient.
"""

import hashlib
from collections.abc import Sequence
from typing import BinaryIO

from bot.dossier import format as form
from bot.dossier.opening import Opened
from bot.dossier.readme import NAMES, sealed_readmes
from bot.dossier.streams import Target, encrypted
from bot.vault import lane, sealing

_EPOCH = 1


def reseal(opened: Opened, recipients: Sequence[str], target: Target) -> int:
    """Write a copy for these public keys; returns how many sealed records are in it.

    Records that this key-holder cannot open are left out. Raises AgeKeyError, OSError.
    """
    pair = lane.make_lane(recipients)

    def write(stream: BinaryIO) -> None:
        _write(opened, recipients, pair, stream)

    encrypted(write, target, recipients)
    return len(opened.manifest.records) - len(opened.locked)


def _write(opened: Opened, recipients: Sequence[str], pair: lane.NewLane, stream: BinaryIO) -> None:
    source, manifest = opened.manifest, _manifest(opened, recipients, pair.public)
    renewed = {n.path for group in (source.copies, source.records) for n in group} | set(NAMES.values())
    with form.Archive(stream) as archive:
        for name, text in sealed_readmes(manifest).items():
            archive.add(name, text)
        for kept in source.files:
            if kept.path not in renewed:
                archive.add(kept.path, opened.read(kept.path))
        for copy, wrap in zip(manifest.copies, pair.wraps, strict=True):
            archive.add(copy.path, wrap, packed=False)
        for record in source.records:
            if record not in opened.locked:
                archive.add(record.path, _sealed_again(opened, record, pair.public), packed=False)
        archive.finish(manifest)


def _manifest(opened: Opened, recipients: Sequence[str], public: str) -> form.Manifest:
    source = opened.manifest
    holders = tuple(
        form.HolderNote(id=f"copy-{number}", name=key, public_key=key)
        for number, key in enumerate(recipients, 1)
    )
    copies = tuple(
        form.CopyNote(path=f"keys/{_EPOCH}-{h.id}.age", epoch=_EPOCH, holder=h.id) for h in holders
    )
    records = tuple(r.model_copy(update={"epoch": _EPOCH}) for r in source.records if r not in opened.locked)
    first = hashlib.sha256(opened.read(form.MANIFEST)).hexdigest()
    return source.model_copy(
        update={
            "keys": (form.KeyNote(epoch=_EPOCH, public_key=public),),
            "holders": holders,
            "copies": copies,
            "records": records,
            "resealed_from": source.resealed_from or first,
            "server_key": None,  # what the server signed is not what is in the copy
            "signature": None,
        }
    )


def _sealed_again(opened: Opened, record: form.RecordNote, public: str) -> bytes:
    original, body = opened.content(record)
    header = sealing.SealedHeader(
        case=opened.manifest.case.id,
        member=record.member,
        field=record.field.value,
        version=record.version,
        media_type=record.media_type,
        original_sha256=original,
    )
    return sealing.seal_payload(header, body, public)
