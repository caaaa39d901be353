"""The audit trail: one keyed, chained line for each privileged act and refusal, no personal data."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.domain.access import Action, Actor, Role
from bot.storage import AuditRow, Tx
from bot.vault import Vault

# The mac that the first line of a trail follows.
GENESIS = bytes(32)
# Whom a line of the operator or of the clock names, and in which role.
OPERATOR = "operator"


class OwnAct(StrEnum):
    """What the operator does at the command line, or the program by the clock; no person of a case."""

    CHANGE_ROOT_KEY = "change_root_key"
    ERASE_ACCOUNT = "erase_account"
    FORGET = "forget"  # by age


def line_bytes(row: AuditRow) -> bytes:
    """Return the canonical bytes of a line: every field, length first, so that none slides into another."""
    fields = (
        str(row.seq),
        row.at.isoformat(timespec="microseconds"),
        row.actor,
        row.role,
        row.action,
        row.object or "",
        row.result,
    )
    return b"".join(len(f.encode()).to_bytes(4, "big") + f.encode() for f in fields)


class Auditor:
    """Writes and checks the lines of one trail, inside the caller's transaction."""

    def __init__(self, vault: Vault, tx: Tx) -> None:
        self._vault = vault
        self._tx = tx

    async def write(
        self,
        at: datetime,
        case_id: str,
        actor: Actor,
        roles: Iterable[Role],
        action: Action,
        target: str | None,
        result: str,
    ) -> None:
        """Append one line; people and members appear only as pseudonyms keyed to the case."""
        who = self._vault.pseudonym(case_id, actor.account_id or str(actor.user_id))
        highest = max(roles, key=list(Role).index)
        await self._append(at, case_id, who, highest.value, action.value, target, result)

    async def write_own(
        self, at: datetime, case_id: str, act: OwnAct, target: str | None, result: str
    ) -> None:
        """Append a line of what the operator or the clock did; `case_id` keys the target's pseudonym."""
        await self._append(at, case_id, OPERATOR, OPERATOR, act.value, target, result)

    async def _append(
        self, at: datetime, case_id: str, who: str, role: str, action: str, target: str | None, result: str
    ) -> None:
        seq, previous = await self._tx.audit.last()
        row = AuditRow(
            seq=seq + 1,
            at=at,
            actor=who,
            role=role,
            action=action,
            object=self._vault.pseudonym(case_id, target) if target else None,
            result=result,
            previous=previous or GENESIS,
            mac=b"",
        )
        mac = self._vault.audit_mac(row.previous, line_bytes(row))
        await self._tx.audit.add(replace(row, mac=mac))

    async def broken_at(self) -> int | None:
        """Return the sequence number of the first line that does not follow from the one before, if any.

        Lines of before a change of the root key hold under the key of then, which was kept. The line of the
        change is the first one under the next key; who has an old root key can so neither write on from an
        old line nor leave the change out: a trail ends under the present key, or its last line is broken.
        """
        previous, expected, age = GENESIS, 1, self._vault.audit_ages - 1
        for row in await self._tx.audit.all():
            if row.action == OwnAct.CHANGE_ROOT_KEY and age:
                age -= 1
            mac = self._vault.audit_mac(previous, line_bytes(row), age)
            if row.seq != expected or row.previous != previous or row.mac != mac:
                return expected
            previous, expected = row.mac, expected + 1
        return expected if age else None
