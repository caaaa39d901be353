"""What only the operator does, at the command line: no surface in chat or on the page leads here."""

from dataclasses import dataclass

from bot.services.audit import Auditor, OwnAct
from bot.services.erasing import compact, erase_there
from bot.services.retention import Due, confirm, is_held
from bot.services.work import Deps
from bot.storage import CaseRow


@dataclass(frozen=True)
class Ages:
    """What is deleted by age in one case."""

    case_id: str
    controller: str
    due: tuple[Due, ...]


class OperatingService:
    """Acts of the operator; each leaves its line in the audit trail."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def erase_discord_account(self, user_id: int) -> dict[str, int]:
        """Erase everything that a Discord account registered, in every case; return how many by case.

        For an account that Discord deleted or that its owner has lost: nothing tells the bot of either, and
        nobody can press its buttons any more. Where the account is an organiser, it stays on that list.
        """
        deps = self._deps
        async with deps.store.reading() as tx:
            cases = await tx.cases.ids()
        gone: dict[str, int] = {}
        for case_id in cases:
            async with deps.store.transaction() as tx:
                index = deps.vault.index(case_id, "discord", str(user_id))
                account = await tx.accounts.by_index(case_id, "discord", index)
                if account is None:
                    continue
                own = await tx.members.of_account(account.id)
                for member in own:
                    await erase_there(deps, tx, (member.id, case_id, account.id))
                await tx.accounts.delete(account.id)
                trail = Auditor(deps.vault, tx)
                at, result = deps.clock(), f"members-{len(own)}"
                await trail.write_own(at, case_id, OwnAct.ERASE_ACCOUNT, account.id, result)
            for member in own:
                deps.shreds.settled(member.id)
            gone[case_id] = len(own)
        if gone:
            await compact(deps)
        return gone

    async def organises(self, user_id: int) -> list[str]:
        """Return the cases that list the Discord account as an organiser."""
        found = []
        async with self._deps.store.reading() as tx:
            for case_id in await tx.cases.ids():
                index = self._deps.vault.index(case_id, "discord", str(user_id))
                if any(o.index == index for o in await tx.cases.organisers(case_id)):
                    found.append(case_id)
        return found

    async def ages(self) -> list[Ages]:
        """Return what is deleted by age in every case where something is."""
        found = []
        async with self._deps.store.reading() as tx:
            for case_id in await tx.cases.ids():
                held, row = await is_held(tx, case_id), await tx.cases.get(case_id)
                due = tuple(Due(w.kind, w.due_at, held) for w in await tx.aging.warnings(case_id))
                if due and row is not None:
                    found.append(Ages(case_id, _controller(row), due))
        return found

    async def confirm_clock(self) -> int:
        """Let go on what a jump of the clock holds back, in every case; return in how many."""
        deps = self._deps
        async with deps.store.transaction() as tx:
            confirmed = [case_id for case_id in await tx.cases.ids() if await confirm(tx, case_id)]
            for case_id in confirmed:
                trail = Auditor(deps.vault, tx)
                await trail.write_own(deps.clock(), case_id, OwnAct.CONFIRM_CLOCK, case_id, "done")
        return len(confirmed)


def _controller(row: CaseRow) -> str:
    return row.config.controller_name
