"""Leaving and erasing: as easy as joining, and final when it says so."""

from bot.domain.access import Action, Actor
from bot.domain.codes import MemberStatus, Purpose
from bot.domain.errors import NotFoundError, NotRegisteredError
from bot.domain.member import EntryId, new_id
from bot.services.erasing import compact, erase_member
from bot.services.recipients import let_go
from bot.services.views import ErasureReceipt
from bot.services.work import Deps, Work, working
from bot.storage import ConsentRow


class RightsService:
    """A member's ways out."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def leave(self, actor: Actor, case_id: str, ref: str) -> None:
        """Withdraw from the group action: out of every figure and letter from now on, entries kept.

        What was sealed is deleted with the choice of its recipient: it was kept for them alone. All
        consents but the first are withdrawn in the ledger; coming back asks for them anew. Links and page
        sessions of the account end.
        """
        async with working(self._deps, actor, case_id, Action.LEAVE) as work:
            member = await work.own(ref)
            if member.status is MemberStatus.WITHDRAWN:
                return
            recipient = await work.tx.lanes.chosen_by(member.id)
            for purpose in sorted(member.consents):
                await work.tx.consents.add(
                    ConsentRow(
                        id=EntryId(new_id()),
                        member_id=member.id,
                        case_id=case_id,
                        purpose=purpose,
                        given=False,
                        text_version="leave",
                        text_sha256="",
                        language=work.account.language if work.account else "en",
                        at=work.now,
                        recipient=recipient if purpose is Purpose.LAWYER else None,
                    )
                )
            await let_go(work, member.id)
            await _end_sessions(work)
            await work.tx.members.set_status(member.id, MemberStatus.WITHDRAWN, work.now)
            await work.audit(Action.LEAVE, ref)
        await compact(self._deps)

    async def erase(self, actor: Actor, case_id: str, ref: str | None = None) -> ErasureReceipt:
        """Erase one registration, or with no reference the whole account with its dependants.

        Rows are deleted, not marked; the account and its link to Discord go with the last member. What was
        sealed is unreadable from the moment of the tombstone on, for its recipient too and in every older
        backup of the records. Letters already handed over are out of reach: the receipt says how many were
        made. An erasure that is interrupted is finished at the next start.
        """
        async with working(self._deps, actor, case_id, Action.ERASE) as work:
            if work.account is None:
                raise NotRegisteredError
            own = await work.tx.members.of_account(work.account.id)
            doomed = [m for m in own if ref is None or m.ref == ref]
            if not doomed:
                raise NotFoundError
            letters = 0
            for member in doomed:
                letters += len(await work.tx.letters.of_member(member.id))
                await erase_member(self._deps, work.tx, case_id, member.id)
                await work.audit(Action.ERASE, member.ref)
            await _end_sessions(work)
            if len(doomed) == len(own):
                await work.tx.accounts.delete(work.account.id)
            receipt = ErasureReceipt(work.now, tuple(m.ref for m in doomed), letters)
        await compact(self._deps)
        return receipt


async def _end_sessions(work: Work) -> None:
    if work.account is not None:
        await work.tx.page.drop_links(work.account.id)
        await work.tx.page.drop_sessions(work.account.id)
