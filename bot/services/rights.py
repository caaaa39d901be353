"""Seeing what one agreed to, leaving and erasing: as easy as joining, and final when it says so."""

import asyncio

from bot import logs
from bot.domain.access import Action, Actor
from bot.domain.codes import MemberStatus, Purpose
from bot.domain.errors import BusyError, ErasureGoesOnError, NotFoundError, NotRegisteredError, WithdrawnError
from bot.domain.fault_points import FaultPoint, reach
from bot.domain.member import MemberFile
from bot.domain.served import RecipientNoticeKind
from bot.services import lane_choice, ledger
from bot.services.erasing import compact, erase_member, is_erased, settle
from bot.services.notice import notice_in
from bot.services.receipts import Contents, Limits, Receipt, contents, receipt_number
from bot.services.recipients import let_go
from bot.services.telling import owe, served
from bot.services.views import ConsentLine
from bot.services.work import Deps, Work, reading, working


class RightsService:
    """A member's ways out, and what they mean before one takes them."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    @property
    def limits(self) -> Limits:
        """What the operator's settings promise about copies."""
        return Limits(self._deps.backup_days, self._deps.key_backup_days, self._deps.timezone)

    async def ledger(self, actor: Actor, case_id: str, ref: str) -> list[ConsentLine]:
        """Return every line of the member's consent ledger, the newest first."""
        async with reading(self._deps, actor, case_id, Action.READ_OWN_FILE) as work:
            member = await work.own(ref)
            names = {lane.id: lane.name for lane in await work.tx.lanes.of_case(work.row.id)}
            rows = await work.tx.consents.history(member.id)
        return [
            ConsentLine(
                purpose=row.purpose,
                given=row.given,
                at=row.at,
                language=row.language,
                text_version=row.text_version,
                text_sha256=row.text_sha256,
                recipient=names.get(row.recipient) if row.recipient else None,
            )
            for row in reversed(rows)
        ]

    async def outlook(self, actor: Actor, case_id: str, ref: str | None = None) -> Contents:
        """Count what is recorded of one registration, or of all of the account: what a way out would do."""
        async with reading(self._deps, actor, case_id, Action.READ_OWN_FILE) as work:
            return await _of_all(work, await _mine(work, ref))

    async def leave(self, actor: Actor, case_id: str, ref: str) -> Receipt:
        """Withdraw from the group action: out of every figure and letter from now on, entries kept.

        What was sealed is deleted with the choice of its recipient: it was kept for them alone. All
        consents are withdrawn in the ledger; coming back asks for them anew. Links and page sessions of the
        account end. Recipients that were served are owed a notice. Raises WithdrawnError for who left before.
        """
        async with working(self._deps, actor, case_id, Action.LEAVE) as work:
            member = await work.own(ref)
            if member.status is MemberStatus.WITHDRAWN:
                raise WithdrawnError  # a receipt of today would be about nothing
            found, number = await contents(work.tx, member), receipt_number()
            receipt = Receipt(number, RecipientNoticeKind.WITHDRAWN, work.now, (member.ref,), found)
            await owe(work.tx, case_id, member.id, member.ref, receipt.kind, work.now)
            await _withdraw_all(work, member)
            await let_go(work, member.id)
            await _end_sessions(work)
            await work.tx.members.set_status(member.id, MemberStatus.WITHDRAWN, work.now)
            await work.audit(Action.LEAVE, ref)
        await compact(self._deps)
        return receipt

    async def leave_recipient(self, actor: Actor, case_id: str, ref: str, language: str) -> Receipt:
        """Withdraw the consent to pass the file on: what was sealed for that recipient is deleted.

        Works in a closed case. Raises NotFoundError when nobody is chosen.
        """
        async with working(self._deps, actor, case_id, Action.CHOOSE_LANE) as work:
            member = await work.own(ref)
            chosen = await work.tx.lanes.chosen_by(member.id)
            lane = await work.tx.lanes.get(chosen) if chosen else None
            if lane is None:
                raise NotFoundError
            reached = tuple(s for s in await served(work.tx, member.id) if s.lane_id == lane.id)
            dropped = await lane_choice.withdraw(work, member, await notice_in(work, language))
            await work.audit(Action.CHOOSE_LANE, ref, "withdrawn")
            left = RecipientNoticeKind.LEFT_RECIPIENT
            found = Contents(sealed=dropped, reached=reached)
            receipt = Receipt(receipt_number(), left, work.now, (member.ref,), found, recipient=lane.name)
        await compact(self._deps)
        return receipt

    async def erase(self, actor: Actor, case_id: str, ref: str | None = None) -> Receipt:
        """Erase one registration, or with no reference the whole account with its dependants.

        Rows are deleted, not marked; the account and its link to Discord go with the last member. What was
        sealed is unreadable from the moment of the tombstone on, for its recipient too and in every older
        backup of the records. What was already handed over is out of reach: the receipt says what that is
        and who is told. What the database refuses is finished by itself, before anything else is served;
        ErasureGoesOnError says so when that too has to wait.
        """
        try:
            return await self._erase(actor, case_id, ref)
        except BusyError:
            # Perhaps the disk is full: for erasing, room was kept.
            if not await asyncio.to_thread(self._deps.reserve.let_go):
                raise
        return await self._erase(actor, case_id, ref)

    async def _erase(self, actor: Actor, case_id: str, ref: str | None) -> Receipt:
        doomed: list[MemberFile] = []
        receipt: Receipt | None = None
        try:
            async with working(self._deps, actor, case_id, Action.ERASE) as work:
                doomed = await _mine(work, ref)
                assert work.account is not None  # `_mine` has seen to it
                last = len(doomed) == len(await work.tx.members.of_account(work.account.id))
                found, refs = await _of_all(work, doomed), tuple(m.ref for m in doomed)
                erased = RecipientNoticeKind.ERASED
                still = last and await _organises(work)
                receipt = Receipt(
                    receipt_number(), erased, work.now, refs, found, account=last, organiser=still
                )
                for member in doomed:
                    await erase_member(self._deps, work.tx, case_id, member.id)
                    await work.audit(Action.ERASE, member.ref)
                await _end_sessions(work)
                if last:
                    await work.tx.accounts.delete(work.account.id)
        except Exception as error:
            if receipt is None or not await self._shredded(case_id, doomed):
                raise
            await self._finish(error)
        else:
            for member in doomed:
                self._deps.shreds.settled(member.id)
        reach(FaultPoint.ERASED)
        await compact(self._deps)
        return receipt

    async def _shredded(self, case_id: str, members: list[MemberFile]) -> bool:
        """Whether all of them are erased for good, although the act failed."""
        known = self._deps.shreds.shredded  # asked first: what broke the act may refuse to say
        return all([m.id in known or await is_erased(self._deps, case_id, m.id) for m in members])

    async def _finish(self, error: Exception) -> None:
        """Delete the rows that a failed act left; raises ErasureGoesOnError when that has to wait."""
        logs.failure("erasure_interrupted", error)
        try:
            try:
                await settle(self._deps)
            except BusyError:
                if not await asyncio.to_thread(self._deps.reserve.let_go):
                    raise
                await settle(self._deps)
        except Exception as still:
            raise ErasureGoesOnError from still


async def _mine(work: Work, ref: str | None) -> list[MemberFile]:
    """Return the caller's own member of that reference, or all of them."""
    if work.account is None:
        raise NotRegisteredError
    own = await work.tx.members.of_account(work.account.id)
    found = [m for m in own if ref is None or m.ref == ref]
    if not found:
        raise NotFoundError
    return found


async def _organises(work: Work) -> bool:
    """Whether the person of the account is listed as an organiser, from wherever they act."""
    if work.account is None:
        return False
    mine = {row["value_index"] for row in (await work.tx.own.account(work.account.id))["binding"]}
    return any(organiser.index in mine for organiser in await work.tx.cases.organisers(work.row.id))


async def _of_all(work: Work, members: list[MemberFile]) -> Contents:
    found = Contents()
    for member in members:
        found += await contents(work.tx, member)
    return found


async def _withdraw_all(work: Work, member: MemberFile) -> None:
    recipient = await work.tx.lanes.chosen_by(member.id)
    to = {Purpose.LAWYER: recipient}
    await work.tx.consents.add(
        *(
            ledger.entry(work, member.id, purpose, None, given=False, recipient=to.get(purpose))
            for purpose in sorted(member.consents)
        )
    )


async def _end_sessions(work: Work) -> None:
    if work.account is not None:
        await work.tx.page.drop_links(work.account.id)
        await work.tx.page.drop_sessions(work.account.id)
