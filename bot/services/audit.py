"""The audit trail: one keyed, chained line for each privileged act and refusal, no personal data."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.access import Action, Actor, Role
from bot.storage import AuditRow, Tx
from bot.vault import Vault

# The mac that the first line of a trail follows.
GENESIS = bytes(32)


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
        seq, previous = await self._tx.audit.last()
        highest = max(roles, key=list(Role).index)
        row = AuditRow(
            seq=seq + 1,
            at=at,
            actor=self._vault.pseudonym(case_id, actor.account_id or str(actor.user_id)),
            role=highest.value,
            action=action.value,
            object=self._vault.pseudonym(case_id, target) if target else None,
            result=result,
            previous=previous or GENESIS,
            mac=b"",
        )
        mac = self._vault.audit_mac(row.previous, line_bytes(row))
        await self._tx.audit.add(AuditRow(**{**row.__dict__, "mac": mac}))

    async def broken_at(self) -> int | None:
        """Return the sequence number of the first line that does not follow from the one before, if any."""
        previous, expected = GENESIS, 1
        for row in await self._tx.audit.all():
            mac = self._vault.audit_mac(previous, line_bytes(row))
            if row.seq != expected or row.previous != previous or row.mac != mac:
                return expected
            previous, expected = row.mac, expected + 1
        return None
