"""Many members at once, as the services would have left them, written straight into both stores."""

from datetime import datetime

from bot.domain.checked import Identity, encode
from bot.domain.codes import Answer, Capacity, MemberStatus, Purpose
from bot.domain.member import (
    AccountId,
    EntryId,
    Involvement,
    MemberFile,
    MemberId,
    MemberRef,
    new_id,
    new_ref,
)
from bot.domain.sealing import SealedField
from bot.services.recipients import Target, current
from bot.services.sealed import record_place, shred_key_place
from bot.services.views import CaseView
from bot.storage import AccountRow, ConsentRow, SealedRow, Tx
from bot.vault.sealing import SealedHeader, seal_payload
from bot.vault.shred import cover, new_shred_key
from tests.services.office import Office

CONSENTS = (Purpose.REGISTER, Purpose.COMPLAINT, Purpose.LAWYER)


async def crowd(
    office: Office, case: CaseView, lane_id: str, count: int, *, files: int = 0, size: int = 0
) -> dict[str, str]:
    """Register members who chose the recipient and sealed a name; returns the names by reference.

    Each may have sealed some evidence files of a size as well.
    """
    members = [_member(office.now) for _ in range(count)]
    keys = {str(m.id): new_shred_key() for m in members}
    for member_id, key in keys.items():
        wrapped = office.deps.vault.seal(key, shred_key_place(case.id, member_id))
        await office.deps.shreds.keep(member_id, wrapped, office.now)
    names: dict[str, str] = {}
    async with office.deps.store.transaction() as tx:
        for number, member in enumerate(members):
            names[member.ref] = f"Canary Person {_letters(number)}"
            await _register(tx, case.id, member, lane_id, office.now)
        target = await current(tx, members[0].id)
        for member in members:
            body = encode(Identity(names[member.ref]))
            await _seal(tx, case.id, member, target, keys, SealedField.IDENTITY, body, 1, office.now)
            for version in range(1, files + 1):
                evidence = (b"CANARY-EVIDENCE" * (size // 15 + 1))[:size]
                await _seal(
                    tx, case.id, member, target, keys, SealedField.EVIDENCE, evidence, version, office.now
                )
    return names


def _letters(number: int) -> str:
    return "".join(chr(ord("A") + int(digit)) for digit in f"{number:05d}")


def _member(now: datetime) -> MemberFile:
    return MemberFile(
        id=MemberId(new_id()),
        ref=MemberRef(new_ref()),
        capacity=Capacity.SELF,
        residence="FR",
        work=None,
        status=MemberStatus.REGISTERED,
        registered_at=now,
        consents=frozenset(),
    )


async def _register(tx: Tx, case_id: str, member: MemberFile, lane_id: str, now: datetime) -> None:
    account = AccountId(new_id())
    await tx.accounts.add(AccountRow(account, case_id, "fr", now))  # type: ignore[arg-type]
    await tx.members.add(member, account, case_id)
    await tx.entries.put_involvement(member.id, Involvement("INC-2025-01", Answer.YES, "lab-one"))
    for purpose in CONSENTS:
        recipient = lane_id if purpose is Purpose.LAWYER else None
        entry = ConsentRow(
            EntryId(new_id()), member.id, case_id, purpose, True, "v", "0" * 64, "fr", now, recipient
        )
        await tx.consents.add(entry)
    await tx.lanes.choose(member.id, case_id, lane_id, now)


async def _seal(
    tx: Tx,
    case_id: str,
    member: MemberFile,
    target: Target,
    keys: dict[str, bytes],
    field: SealedField,
    body: bytes,
    version: int,
    now: datetime,
) -> None:
    record_id = new_id()
    media_type = "application/json" if field is SealedField.IDENTITY else "image/png"
    header = SealedHeader(case_id, member.id, field, version, media_type)
    blob = cover(
        seal_payload(header, body, target.public_key),
        keys[member.id],
        record_place(case_id, member.id, record_id),
    )
    await tx.sealed.add(
        SealedRow(
            id=record_id,
            member_id=member.id,
            case_id=case_id,
            lane_id=target.lane_id,
            epoch=target.epoch,
            field=field,
            version=version,
            media_type=media_type,
            blob=blob,
            sha256="0" * 64,
            sealed_at=now,
        )
    )
