"""What the tests of recipients share: a recipient that opens, a record that is sealed, who can read it."""

from bot.domain.member import MemberFile, new_id
from bot.domain.sealing import LaneKind, SealedField
from bot.services.recipients import current
from bot.services.views import CaseView, LaneView, Named
from bot.storage import SealedRow
from bot.vault import age, sealing
from tests.keyholder import KeyHolder
from tests.services.office import ORGANISER, Office

NAME = b"Zo\xc3\xab Canary"


async def named(
    office: Office,
    case: CaseView,
    holder: KeyHolder,
    *,
    lane_id: str | None = None,
    lane_name: str = "Cabinet Un",
    name: str = "Me Un",
    kind: LaneKind = LaneKind.LAWYER,
) -> Named:
    """Let the organisers name a key-holder."""
    return await office.agreed(
        case,
        office.services.lanes.add_holder(
            office.actor(ORGANISER),
            case.id,
            lane_id=lane_id,
            lane_name=lane_name,
            kind=kind,
            holder_name=name,
            public_key=holder.public,
        ),
    )


async def opened(
    office: Office, case: CaseView, *holders: KeyHolder, lane_name: str = "Cabinet Un"
) -> LaneView:
    """Open a recipient with these key-holders, who all prove their key before anybody chooses it."""
    lane_id, lane = None, None
    for number, holder in enumerate(holders, 1):
        found = await named(
            office, case, holder, lane_id=lane_id, lane_name=lane_name, name=f"{lane_name} {number}"
        )
        lane_id = found.lane_id
        lane = await proved(office, case, holder, found)
    assert lane is not None
    return lane


def id_of(lane: LaneView, holder: KeyHolder) -> str:
    """The key-holder's id in a recipient."""
    return next(h.id for h in lane.holders if h.public_key == holder.public)


async def proved(office: Office, case: CaseView, holder: KeyHolder, found: Named) -> LaneView:
    """Let the key-holder answer the challenge that naming them gave."""
    answer = holder.answer(found.challenge)
    proof = office.services.lanes.prove(office.actor(ORGANISER), case.id, found.holder_id, answer)
    return await office.agreed(case, proof)


async def let_in(
    office: Office, case: CaseView, lane: LaneView, present: KeyHolder, late: KeyHolder
) -> Named:
    """Let a newcomer into a recipient that members rely on, by a copy from a present key-holder."""
    lanes = office.services.lanes
    found = await named(office, case, late, lane_id=lane.id, name="Me Tard")
    copies = await lanes.copies(office.actor(ORGANISER), case.id, lane.id)
    shared = present.share(copies, late.public)
    challenge = await lanes.accept_copies(office.actor(ORGANISER), case.id, found.holder_id, shared)
    answer = late.answer(challenge)
    await office.agreed(case, lanes.prove(office.actor(ORGANISER), case.id, found.holder_id, answer))
    return found


async def chosen(office: Office, case: CaseView, user_id: int, ref: str, lane_id: str) -> int:
    """Let a member choose, on the notice in force."""
    notice = await office.services.notice.notice(office.actor(user_id), case.id, "en")
    return await office.services.lanes.choose(
        office.actor(user_id), case.id, ref, lane_id, notice.version, "en"
    )


async def sealed(office: Office, case: CaseView, member: MemberFile) -> str:
    """Seal a name for the recipient that the member chose; return the record's id."""
    record = new_id()
    async with office.deps.store.transaction() as tx:
        target = await current(tx, member.id)
        header = sealing.SealedHeader(case.id, member.id, SealedField.IDENTITY, 1)
        await tx.sealed.add(
            SealedRow(
                id=record,
                member_id=member.id,
                case_id=case.id,
                lane_id=target.lane_id,
                epoch=target.epoch,
                field=SealedField.IDENTITY,
                version=1,
                media_type="application/json",
                blob=sealing.seal_payload(header, NAME, target.public_key),
                sha256="",
                sealed_at=office.now,
            )
        )
    return record


async def readable(office: Office, lane_id: str, holder: KeyHolder) -> set[str]:
    """The ids of the recipient's records that this key-holder can open with the copies on the server."""
    async with office.deps.store.reading() as tx:
        wraps = (await tx.lanes.wraps(lane_id)).values()
        records = [row async for row in tx.sealed.of_lane(lane_id)]
    keys = []
    for wrap in wraps:
        try:
            keys.append(age.decrypt(wrap, [holder.key.secret]).decode())
        except age.CannotOpenError:
            continue
    return {row.id for row in records if _opens(row.blob, keys)}


def _opens(blob: bytes, keys: list[str]) -> bool:
    try:
        age.decrypt(blob, keys)
    except age.CannotOpenError:
        return False
    return True
