"""Dossiers: built by organisers for a recipient's key-holders, fetched once through a link or from the disk.

No name and no key passes here: sealed records go in as they are, without the shred layer that only this
server can take off.

What counts is the state at the moment when a build begins (security brief D14). A field that a member
replaces meanwhile is in it once, in its old or its new version, and a dossier that waits stays. Leaving,
erasing, another recipient, a consent or a record taken back always win: whatever is built then is begun
anew, whatever waits is deleted. That is decided again at the moment when a dossier gets its name.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot import logs
from bot.domain.access import Action, Actor, Role
from bot.domain.errors import (
    BusyError,
    DomainError,
    DossierLinkError,
    NobodyChoseError,
    NoLaneError,
    NotFoundError,
)
from bot.domain.fault_points import FaultPoint, reach
from bot.domain.member import new_id
from bot.domain.proposals import ProposedAct
from bot.domain.sealing import LinkPurpose
from bot.domain.served import OpeningKind
from bot.dossier.build import Built
from bot.dossier.notices import as_text
from bot.dossier.plan import Notice
from bot.dossier.process import build_beside
from bot.letters.telling import Told
from bot.placing import NewFile
from bot.services.audit import Auditor
from bot.services.dossier_files import prepare, remove, served, tidy
from bot.services.dossier_plan import Draft, draft, joined, ledger, notices, proved
from bot.services.dossier_records import ChangedError, peeled, still_there
from bot.services.dossier_views import DossierView, Parcel, view_of
from bot.services.holders import lane_of
from bot.services.page import token_hash
from bot.services.two_people import Ask, Later, two_people
from bot.services.work import Deps, Work, reading, record_read, working
from bot.storage import DossierRow, LaneRow, LinkRow, Tx

__all__ = ["LINK_LIFE", "DossierService", "DossierView", "Notice", "Parcel"]

# The link goes to a lawyer by mail; what it opens only their key opens.
LINK_LIFE = timedelta(days=3)
_TOKEN_BYTES = 24
# How often a dossier is begun anew because a member took something back while it was built.
_ATTEMPTS = 3
# Who acts when a link is used: whoever holds it.
_BEARER = "link"


class DossierService:
    """Builds one dossier at a time, hands out links, and deletes what was fetched or got too old."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._building = asyncio.Lock()

    @property
    def server_key(self) -> str:
        """The public key with which a desk checks that a dossier is this server's; for everybody."""
        return self._deps.vault.server_key

    # ------------------------------------------------------------------ organisers

    async def build(self, actor: Actor, case_id: str, lane_id: str, told: Told | None = None) -> DossierView:
        """Build a dossier for a recipient's proved key-holders; takes seconds, minutes with many files.

        `told` hears how many pages are drawn. Takes two people: raises WaitsError until it is confirmed.
        Raises NoLaneError (nobody could open it), NobodyChoseError, NotFoundError, BusyError.
        """
        await self._claim(actor, case_id, lane_id)
        return await self._build(actor, case_id, lane_id, told)

    async def confirmed(self, work: Work, target: str, details: Mapping[str, str]) -> Later:
        """Check inside the confirming act that a dossier can be built, and return the building for after it.

        Raises NoLaneError, NobodyChoseError, NotFoundError.
        """
        lane = await lane_of(work, target)
        if (refusal := await _refusal(work.tx, work.row.id, lane)) is not None:
            raise refusal
        await work.audit(Action.BUILD_DOSSIER, target, "confirmed")
        return Later(lambda told: self._build(work.actor, work.row.id, target, told))

    async def _build(self, actor: Actor, case_id: str, lane_id: str, told: Told | None = None) -> DossierView:
        async with self._building:
            await asyncio.to_thread(prepare, self._deps.dossiers)
            await tidy(self._deps)
            for _ in range(_ATTEMPTS):
                try:
                    return await self._attempt(actor, case_id, lane_id, told)
                except ChangedError:
                    continue
            raise BusyError

    async def list(self, actor: Actor, case_id: str) -> list[DossierView]:
        """List the case's dossiers, oldest first; those of which the file is gone too."""
        async with reading(self._deps, actor, case_id, Action.BUILD_DOSSIER) as work:
            names = {lane.id: lane.name for lane in await work.tx.lanes.of_case(case_id)}
            return [view_of(row, names[row.lane_id]) for row in await work.tx.page.dossiers(case_id)]

    async def owing(self, actor: Actor, case_id: str) -> dict[str, int]:
        """Return by recipient how many notices of members wait for it; of whom, `owed` says."""
        async with reading(self._deps, actor, case_id, Action.BUILD_DOSSIER) as work:
            found = await _owed(work)
        return {lane: len(told) for lane, told in found.items()}

    async def owed(self, actor: Actor, case_id: str) -> dict[str, tuple[Notice, ...]]:
        """Return by recipient what it must still be told of members whose file it had; on record.

        Oldest first. The next dossier tells it; whoever wants can tell it earlier.
        """
        async with reading(self._deps, actor, case_id, Action.BUILD_DOSSIER) as work:
            found = await _owed(work)
        await record_read(work, Action.BUILD_DOSSIER, "notices read")
        return found

    @staticmethod
    def notices_text(notices: Sequence[Notice], heading: str, language: str) -> bytes:
        """The notices as a text file for whoever tells the recipient; references only."""
        return as_text(notices, heading, language)

    async def link(self, actor: Actor, case_id: str, dossier_id: str) -> str:
        """Make the one-time link's token for the key-holder; an earlier link stops working.

        Raises NotFoundError, also when the file is gone.
        """
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        async with working(self._deps, actor, case_id, Action.FETCH_DOSSIER) as work:
            row = await _kept(work, dossier_id)
            await work.tx.page.drop_dossier_links(row.id)
            await work.tx.page.add_link(
                LinkRow(
                    token_hash=token_hash(token),
                    case_id=case_id,
                    purpose=LinkPurpose.DOSSIER,
                    created_at=work.now,
                    expires_at=work.now + LINK_LIFE,
                    dossier_id=row.id,
                )
            )
            await work.audit(Action.FETCH_DOSSIER, row.id, "linked")
        return token

    async def discard(
        self, actor: Actor, case_id: str, dossier_id: str, *, handed_over: bool = False
    ) -> None:
        """Delete a dossier's file: it is not wanted, or was handed over from the disk; NotFoundError.

        Handed over counts as fetched: members can see it, and what the recipient was owed is served.
        """
        async with working(self._deps, actor, case_id, Action.FETCH_DOSSIER) as work:
            row = await _kept(work, dossier_id)
            if handed_over:
                await served(self._deps, work.tx, row, work.now)
            else:
                await remove(self._deps, work.tx, row, work.now)
            await work.audit(Action.FETCH_DOSSIER, row.id, "handed_over" if handed_over else "discarded")

    async def tidy(self) -> int:
        """Delete what nobody fetched in time; called at every start and build. Returns how many files."""
        return await tidy(self._deps)

    # -------------------------------------------------------------- who holds a link

    async def look(self, token: str) -> DossierView:
        """Return what a link is for, without using it up; raises DossierLinkError."""
        async with self._deps.store.reading() as tx:
            return (await self._linked(tx, token))[1]

    async def fetch(self, token: str) -> Parcel:
        """Use a link up; raises DossierLinkError, also for the second of two at once."""
        async with self._deps.store.transaction() as tx:
            link, view = await self._linked(tx, token)
            try:
                path = self._deps.dossiers / view.file_name
                file = await asyncio.to_thread(path.open, "rb")
            except OSError:
                raise DossierLinkError from None
            try:
                if not await tx.page.use_link(link.token_hash, self._deps.clock()):
                    raise DossierLinkError
                await self._note(tx, view, "opened")
            except BaseException:
                file.close()
                raise
        return Parcel(view, file, partial(self._taken, view.id))

    async def _taken(self, dossier_id: str) -> None:
        async with self._deps.store.transaction() as tx:
            row = await tx.page.dossier(dossier_id)
            if row is None or row.deleted_at is not None:
                return
            await served(self._deps, tx, row, self._deps.clock())
            await self._note(tx, view_of(row, ""), "fetched")

    async def _linked(self, tx: Tx, token: str) -> tuple[LinkRow, DossierView]:
        link = await tx.page.link(token_hash(token))
        if link is None or link.used_at is not None or link.expires_at <= self._deps.clock():
            raise DossierLinkError
        row = await tx.page.dossier(link.dossier_id) if link.dossier_id else None
        lane = await tx.lanes.get(row.lane_id) if row else None
        if row is None or lane is None or row.deleted_at is not None:
            raise DossierLinkError
        return link, view_of(row, lane.name)

    async def _note(self, tx: Tx, view: DossierView, result: str) -> None:
        bearer = Actor(0, None, "en", _BEARER, _BEARER)
        auditor = Auditor(self._deps.vault, tx)
        await auditor.write(
            self._deps.clock(), view.case_id, bearer, [Role.ANYONE], Action.FETCH_DOSSIER, view.id, result
        )

    # --------------------------------------------------------------------- building

    async def _claim(self, actor: Actor, case_id: str, lane_id: str) -> None:
        """Let an organiser begin, once an interaction; a recipient that nobody opens is refused on record."""
        async with working(self._deps, actor, case_id, Action.BUILD_DOSSIER) as work:
            lane = await lane_of(work, lane_id)
            if (refusal := await _refusal(work.tx, case_id, lane)) is not None:
                raise refusal
            await two_people(work, Ask(ProposedAct.BUILD_DOSSIER, lane.id, {"lane": lane.name}))

    async def _attempt(self, actor: Actor, case_id: str, lane_id: str, told: Told | None) -> DossierView:
        work, lane, found = await self._draft(actor, case_id, lane_id)
        name = _file_name(found)
        with NewFile(self._deps.dossiers) as new:
            records = peeled(self._deps, found)
            sign = self._deps.vault.sign_dossier
            built = await build_beside(found.plan, records, new.file, sign, told=told)
            await asyncio.to_thread(new.settle)  # before the transaction: nobody waits for the disk
            async with self._placed(work, lane, found) as tx:
                await asyncio.to_thread(new.commit, name)
                reach(FaultPoint.DOSSIER_PLACED)
                try:
                    row = await self._record(replace(work, tx=tx), lane, found, built, name)
                except BaseException:
                    (self._deps.dossiers / name).unlink(missing_ok=True)
                    raise
        logs.event("dossier_built", count=built.members)
        return view_of(row, lane.name)

    async def _draft(self, actor: Actor, case_id: str, lane_id: str) -> tuple[Work, LaneRow, Draft]:
        async with reading(self._deps, actor, case_id, Action.BUILD_DOSSIER) as work:
            lane = await lane_of(work, lane_id)  # a closed one too: its key-holders keep what is theirs
            holders = proved(await work.tx.lanes.holders(lane.id))
            members = await joined(work.tx, case_id, lane.id)
            if not holders:
                raise NoLaneError
            if not members:
                raise NobodyChoseError
            return work, lane, await draft(work, lane, holders, members)

    @asynccontextmanager
    async def _placed(self, work: Work, lane: LaneRow, found: Draft) -> AsyncIterator[Tx]:
        """Open the transaction in which the dossier gets its name, if everything in it may still be there.

        Raises ChangedError when a member, a consent, a record or a key-holder has gone in the meantime.
        """
        async with self._deps.store.transaction() as tx:
            members = {m.id for m in await joined(tx, work.row.id, lane.id)}
            holders = {h.id for h in proved(await tx.lanes.holders(lane.id))}
            gone = not {m.id for m in found.plan.members} <= members
            gone |= not {h.id for h in found.plan.holders} <= holders
            if gone or await _withdrawn(tx, found) or not await still_there(tx, found):
                raise ChangedError
            yield tx

    async def _record(self, work: Work, lane: LaneRow, found: Draft, built: Built, name: str) -> DossierRow:
        row = DossierRow(
            id=new_id(),
            case_id=work.row.id,
            lane_id=lane.id,
            number=found.plan.number,
            file_name=name,
            sha256=built.sha256,
            size=built.size,
            members=built.members,
            created_at=found.plan.created,
        )
        await work.tx.page.add_dossier(row)
        members = [m.id for m in found.plan.members]
        await work.tx.served.opened(row.case_id, row.id, members, OpeningKind.BUILT, row.created_at)
        await work.audit(Action.BUILD_DOSSIER, lane.id)
        return row


async def _owed(work: Work) -> dict[str, tuple[Notice, ...]]:
    lanes = [lane.id for lane in await work.tx.lanes.of_case(work.row.id)]
    found = {lane: tuple(await notices(work.tx, lane, work.deps.timezone)) for lane in lanes}
    return {lane: told for lane, told in found.items() if told}


async def _refusal(tx: Tx, case_id: str, lane: LaneRow) -> DomainError | None:
    """Why there is nothing to build for the recipient, if so."""
    if not proved(await tx.lanes.holders(lane.id)):
        return NoLaneError()
    return None if await joined(tx, case_id, lane.id) else NobodyChoseError()


async def _kept(work: Work, dossier_id: str) -> DossierRow:
    row = await work.tx.page.dossier(dossier_id)
    if row is None or row.case_id != work.row.id or row.deleted_at is not None:
        raise NotFoundError
    return row


async def _withdrawn(tx: Tx, found: Draft) -> bool:
    """Whether a member of the draft took back a consent since, also one who gave it again."""
    plan = found.plan
    refs = {str(m.id): m.ref for m in plan.members}
    now = await ledger(tx, plan.case_id, plan.lane_id, refs)
    return [c for c in now if not c.given] != [c for c in plan.consents if not c.given]


def _file_name(found: Draft) -> str:
    plan = found.plan
    return f"dossier-{plan.case_id[:8].lower()}-{plan.lane_id[:8].lower()}-{plan.number}.zip.age"
