"""What goes into a dossier, read at one moment: who agreed, what they recorded, what is sealed."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo

from bot.domain.codes import Purpose
from bot.domain.member import MemberFile
from bot.domain.moments import local_day, written_day
from bot.domain.sealing import HolderState
from bot.dossier.plan import Consent, FrozenText, Holder, KeyPair, Notice, Plan, main_language
from bot.services.frozen_views import addressee
from bot.services.work import Work
from bot.storage import HolderRow, LaneRow, SealedPlace, Tx


@dataclass(frozen=True)
class Draft:
    """A plan and the sealed records that belong to it."""

    plan: Plan
    places: list[SealedPlace]


async def joined(tx: Tx, case_id: str, lane_id: str) -> list[MemberFile]:
    """The members whose file goes to the recipient: registered, chose it, and agree to it by name (H4)."""
    agreed = await tx.consents.recipients(case_id)
    return [
        m
        for m in await tx.members.choosing(case_id, lane_id)
        if agreed.get(m.id) == lane_id and Purpose.LAWYER in m.consents
    ]


async def draft(work: Work, lane: LaneRow, holders: list[HolderRow], members: list[MemberFile]) -> Draft:
    """Read everything that the dossier of these members holds, but the sealed records themselves.

    Moments go in with the offset of the server's time zone, which a desk does not know.
    """
    tx, row, zone = work.tx, work.row, work.deps.timezone
    now = work.now.astimezone(zone)
    refs = {str(m.id): m.ref for m in members}
    wraps = await tx.lanes.wraps(lane.id)
    plan = Plan(
        case_id=row.id,
        title=work.case.title(main_language(work.pack)),
        opened_on=local_day(row.created_at, zone),
        config=row.config,
        pack=work.pack,
        pack_toml=row.pack_toml,
        pack_sha256=row.pack_sha256,
        lane_id=lane.id,
        lane_name=lane.name,
        lane_kind=lane.kind,
        number=await tx.page.next_dossier(lane.id),
        created=now,
        today=written_day(now),
        members=tuple(replace(m, registered_at=m.registered_at.astimezone(zone)) for m in members),
        consents=await ledger(tx, row.id, lane.id, refs),
        holders=tuple(Holder(h.id, h.name, h.public_key) for h in holders),
        keys=tuple(
            KeyPair(
                epoch=e.epoch,
                public_key=e.public_key,
                copies=tuple((who, blob) for (epoch, who), blob in wraps.items() if epoch == e.epoch),
            )
            for e in await tx.lanes.epochs(lane.id)
        ),
        notices=tuple(await notices(tx, lane.id, zone)),
        server_key=work.deps.vault.server_key,
        frozen=tuple([text async for text in frozen(work, refs)]),
    )
    return Draft(plan, [p for p in await tx.sealed.listed(lane.id) if p.member_id in refs])


async def ledger(tx: Tx, case_id: str, lane_id: str, refs: Mapping[str, str]) -> tuple[Consent, ...]:
    """The consents of these members, by id, that the recipient may see: none about another recipient."""
    return tuple(
        Consent(
            ref=refs[c.member_id],
            purpose=c.purpose,
            given=c.given,
            text_sha256=c.text_sha256,
            language=c.language,
            at=c.at,
            to_recipient=c.recipient == lane_id,
        )
        for c in await tx.consents.of_choosers(case_id, lane_id)
        if c.member_id in refs and (c.purpose is not Purpose.LAWYER or c.recipient == lane_id)
    )


async def frozen(work: Work, refs: Mapping[str, str]) -> AsyncIterator[FrozenText]:
    """The frozen letters that count any of these members, by id, with nobody else of whom they count."""
    for row in await work.tx.frozen.of_case(work.row.id):
        counted = [a for a in await work.tx.frozen.counted(row.id) if a.member_id in refs]
        if counted:
            numbers = tuple((a.number, refs[a.member_id]) for a in counted)
            yield FrozenText(addressee(work, row.authority), row.language, row.version, row.sha256, numbers)


async def notices(tx: Tx, lane_id: str, zone: tzinfo) -> list[Notice]:
    """What the recipient must still be told, oldest first."""
    owed = await tx.served.owed(lane_id)
    return [Notice(n.pseudonym, n.kind, n.at.astimezone(zone), n.dossiers) for n in owed]


def proved(holders: list[HolderRow]) -> list[HolderRow]:
    """The key-holders that a dossier is encrypted to."""
    return [h for h in holders if h.state is HolderState.PROVED]
