"""What a member hands in and the server can never read again: sealed on arrival, told of by date and hash.

Order of writing (`SECURITY.md`): the member's shred key is on disk first, then the record, in the act's
transaction; "saved" is said after the commit. A crash in between leaves a key that opens nothing.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.access import Action, Actor
from bot.domain.checked import decode
from bot.domain.codes import Purpose
from bot.domain.errors import (
    DailyLimitError,
    InvalidInputError,
    LaneNotChosenError,
    NoRoomError,
    NotFoundError,
)
from bot.domain.fault_points import FaultPoint, reach
from bot.domain.member import MemberFile, new_id
from bot.domain.sealing import SINGLE, SealedField
from bot.domain.served import RecipientNoticeKind
from bot.evidence.cleaner import check_upload
from bot.services.dossier_files import void
from bot.services.erasing import compact
from bot.services.quotas import MAX_BODY, MAX_BYTES, Quotas, Room, check_files
from bot.services.recipients import Target, current
from bot.services.telling import owe
from bot.services.work import Deps, Work, reading, working
from bot.storage import SealedMark, SealedRow
from bot.vault import IntegrityError, Place
from bot.vault.sealing import SealedHeader, seal_payload
from bot.vault.shred import cover, new_shred_key

JSON = "application/json"
# Fields that are files; all others are forms.
FILES = frozenset({SealedField.EVIDENCE, SealedField.MANDATE})


@dataclass(frozen=True)
class _Content:
    field: SealedField
    body: bytes
    media_type: str
    original_sha256: str = ""


class SealedService:
    """Takes in what may only be sealed; gives back marks, never contents."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._quotas = Quotas()

    async def put(
        self,
        actor: Actor,
        case_id: str,
        ref: str,
        field: SealedField,
        body: bytes,
        media_type: str = JSON,
    ) -> SealedMark:
        """Seal a form's checked values (`bot.domain.checked.encode`), in place of the field's earlier ones.

        Raises InvalidInputError (not what `encode` gives), LaneNotChosenError, RecipientClosedError,
        DailyLimitError, NoRoomError.
        """
        if media_type != JSON:
            raise InvalidInputError
        (mark,) = await self.put_all(actor, case_id, ref, [(field, body)])
        return mark

    async def put_all(
        self, actor: Actor, case_id: str, ref: str, values: Sequence[tuple[SealedField, bytes]]
    ) -> list[SealedMark]:
        """Seal the checked values of one form: all of them or, if anything stands against one, none.

        Raises what `put` raises.
        """
        for field, body in values:
            if field in FILES or len(body) > MAX_BODY:
                raise InvalidInputError
            decode(field, body)
        contents = [_Content(field, body, JSON) for field, body in values]
        return await self._seal(actor, case_id, ref, contents)

    async def put_file(
        self, actor: Actor, case_id: str, ref: str, field: SealedField, data: bytes
    ) -> SealedMark:
        """Clean and seal a file: evidence beside earlier ones, a mandate in place of the earlier one.

        Its name, its declared type and the original are not kept; the original's SHA-256 is, inside the
        sealed record. Raises UploadRefusedError, BusyError, TooManyError and what `put` raises.
        """
        if field not in FILES:
            raise InvalidInputError
        check_upload(data)
        await self.room(actor, case_id, ref, field)
        clean = await self._deps.evidence.clean(data)
        content = _Content(field, clean.data, clean.media_type, clean.original_sha256)
        (mark,) = await self._seal(actor, case_id, ref, [content])
        return mark

    async def room(self, actor: Actor, case_id: str, ref: str, field: SealedField) -> Room:
        """Say what the member may still hand in, so that a file is refused before it is read.

        Raises whatever `put_file` would raise for a good file now, but BusyError.
        """
        async with reading(self._deps, actor, case_id, Action.SEAL) as work:
            _, _, room = await self._admit(work, ref, field)
            return room

    async def marks(self, actor: Actor, case_id: str, ref: str) -> list[SealedMark]:
        """List what is sealed of the caller's own member: field, version, date, hash; oldest first."""
        async with reading(self._deps, actor, case_id, Action.READ_OWN_FILE) as work:
            return await work.tx.sealed.marks((await work.own(ref)).id)

    async def drop(self, actor: Actor, case_id: str, ref: str, record_id: str) -> None:
        """Delete one sealed record, also in a closed case; raises NotFoundError."""
        async with working(self._deps, actor, case_id, Action.SEAL) as work:
            member = await work.own(ref)
            if not await work.tx.sealed.drop(member.id, record_id):
                raise NotFoundError
            await _corrected(work, member)
            await void(self._deps, work.tx, member.id)
        await compact(self._deps)

    async def drop_field(self, actor: Actor, case_id: str, ref: str, field: SealedField) -> int:
        """Delete all that is sealed of one field, also in a closed case; return how many records."""
        async with working(self._deps, actor, case_id, Action.SEAL) as work:
            member = await work.own(ref)
            dropped = await work.tx.sealed.drop_field(member.id, field)
            if dropped:
                await _corrected(work, member)
                await void(self._deps, work.tx, member.id)
        await compact(self._deps)
        return dropped

    async def _seal(
        self, actor: Actor, case_id: str, ref: str, contents: Sequence[_Content]
    ) -> list[SealedMark]:
        rows = []
        async with working(self._deps, actor, case_id, Action.SEAL) as work:
            for content in contents:
                member, target, room = await self._admit(work, ref, content.field)
                if room.records_today < len(contents):
                    raise DailyLimitError
                key = await self._shred_key(work, member)
                row = await self._row(work, member, target, content, key)
                if content.field in SINGLE and await work.tx.sealed.drop_field(member.id, content.field):
                    await _corrected(work, member)
                if await work.tx.sealed.size_of(member.id) + len(row.blob) > MAX_BYTES:
                    raise NoRoomError
                await work.tx.sealed.add(row)
                rows.append(row)
        for row in rows:
            self._quotas.count(self._deps.today(), row.member_id, case_id, len(row.blob))
        return [SealedMark(r.id, r.field, r.version, r.media_type, r.sha256, r.sealed_at) for r in rows]

    async def _admit(self, work: Work, ref: str, field: SealedField) -> tuple[MemberFile, Target, Room]:
        """Return whose record it would be and whom it goes to; raises what stands against it."""
        member = await work.own_open(ref)
        if Purpose.LAWYER not in member.consents:
            raise LaneNotChosenError
        target = await current(work.tx, member.id)
        files = check_files(0)
        if field is SealedField.EVIDENCE:
            marks = await work.tx.sealed.marks(member.id)
            files = check_files(sum(m.field is SealedField.EVIDENCE for m in marks))
        left = self._quotas.check(work.today, member.id, work.row.id)
        return member, target, Room(files, left)

    async def _shred_key(self, work: Work, member: MemberFile) -> bytes:
        """Return the member's shred key, kept on disk before anything is sealed with it."""
        vault, shreds = self._deps.vault, self._deps.shreds
        if await shreds.is_shredded(*vault.tombstones(work.row.id, member.id)):
            raise NotFoundError  # erased, but for the rows, which the next start deletes
        place = shred_key_place(work.row.id, member.id)
        kept = await shreds.key(member.id)
        if kept is None:
            if await work.tx.sealed.marks(member.id):
                raise IntegrityError("the shred key of sealed records is gone")  # a new one would hide it
            kept = await shreds.keep(member.id, vault.seal(new_shred_key(), place), work.now)
            reach(FaultPoint.SEAL_KEY_KEPT)
        return vault.open(kept, place)

    async def _row(
        self, work: Work, member: MemberFile, target: Target, content: _Content, key: bytes
    ) -> SealedRow:
        record_id, case_id = new_id(), work.row.id
        version = await work.tx.sealed.next_version(member.id, content.field)
        header = SealedHeader(
            case_id, member.id, content.field, version, content.media_type, content.original_sha256
        )
        place = record_place(case_id, member.id, record_id)

        def seal() -> tuple[bytes, str]:
            # The fingerprint is of what the recipient gets: it stands in the dossier and in their answer too.
            # Whether the stored bytes are whole, the shred layer tells by itself (`peel`).
            sealed = seal_payload(header, content.body, target.public_key)
            return cover(sealed, key, place), hashlib.sha256(sealed).hexdigest()

        blob, digest = await asyncio.to_thread(seal)  # ten megabytes take a tenth of a second
        return SealedRow(
            id=record_id,
            member_id=member.id,
            case_id=case_id,
            lane_id=target.lane_id,
            epoch=target.epoch,
            field=content.field,
            version=version,
            media_type=content.media_type,
            blob=blob,
            sha256=digest,
            sealed_at=work.now,
        )


async def _corrected(work: Work, member: MemberFile) -> None:
    """Owe the recipient of the file the news that it was corrected, if the file had reached them."""
    chosen = await work.tx.lanes.chosen_by(member.id)
    if chosen is not None:
        corrected = RecipientNoticeKind.CORRECTED
        await owe(work.tx, work.row.id, member.id, member.ref, corrected, work.now, lane_id=chosen)


def shred_key_place(case_id: str, member_id: str) -> Place:
    """Return where a member's wrapped shred key belongs."""
    return Place(case_id, member_id, "shred_key", "key_enc", member_id)


def record_place(case_id: str, member_id: str, record_id: str) -> Place:
    """Return where the shred layer of a sealed record belongs."""
    return Place(case_id, member_id, "sealed_record", "blob", record_id)
