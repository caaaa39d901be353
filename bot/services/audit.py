"""The audit trail: one keyed, chained line for each privileged act and refusal, no personal data.

The chain shows what was changed, left out or put in another order. The trail's seal, which says under the
same key how long the trail is, shows that its end was cut off. What neither can show, because whoever puts
back an older copy of the whole database puts back both, a signed checkpoint kept elsewhere shows
(`bot.services.witness`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
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
    CONFIRM_CLOCK = "confirm_clock"  # let deletions go on that a jump of the clock held back


class Flaw(StrEnum):
    """What is wrong with a trail."""

    BROKEN = "broken"  # a line was changed, left out, put in, or moved
    SHORTENED = "shortened"  # the chain holds, but there were more lines
    ROLLED_BACK = "rolled_back"  # a published checkpoint knows of more lines
    REPLACED = "replaced"  # a published checkpoint knows another line of that number


@dataclass(frozen=True)
class Examined:
    """A trail from its first line that is kept to its last; `at` is the line that is wrong."""

    first: int
    lines: int  # the number of the last line
    flaw: Flaw | None = None
    at: int | None = None
    seen: bytes | None = None  # the mac of the line that was asked for


# The first line that is left after a deletion by age is vouched for by a line that says so: `through-41`.
_FORGOTTEN = "through-"
# What is sealed is told apart from every line: those begin with the length of their number.
_SEALED = b"collectif audit seal"


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
        await self._tx.audit.set_seal(self._sealed(row.seq, mac))

    async def forget(self, at: datetime, before: datetime, case_id: str) -> int:
        """Delete the lines that are older, and say so in one that vouches for the first line left.

        Returns how many were deleted; when none is old enough, nothing is written. The rest stays as
        verifiable as it was.
        """
        through = await self._tx.audit.older(before)
        if not through:
            return 0
        await self.write_own(at, case_id, OwnAct.FORGET, None, f"{_FORGOTTEN}{through}")
        return await self._tx.audit.forget(through)

    async def broken_at(self) -> int | None:
        """Return the sequence number of the first line that does not follow from the one before, if any."""
        return (await self.examine()).at

    async def examine(self, asked: int | None = None) -> Examined:
        """Check every line and the seal; `asked` names a line whose mac is wanted.

        Lines of before a change of the root key hold under the key of then, which was kept. The line of the
        change is the first one under the next key; who has an old root key can so neither write on from an
        old line nor leave the change out: a trail ends under the present key, or its last line is broken.
        """
        first, last, previous, seen = 0, 0, GENESIS, None
        vouched: set[str] = set()
        age = self._vault.audit_ages - 1
        async for row in self._tx.audit.lines():
            if not first:
                first, last = row.seq, row.seq - 1
                if first > 1:
                    previous = row.previous
                    age = min(age, await self._tx.audit.count(OwnAct.CHANGE_ROOT_KEY))
                seen = previous if asked == last else None
            if row.action == OwnAct.CHANGE_ROOT_KEY and age:
                age -= 1
            mac = self._vault.audit_mac(previous, line_bytes(row), age)
            if row.seq != last + 1 or row.previous != previous or row.mac != mac:
                return Examined(first, last, Flaw.BROKEN, last + 1)
            if row.action == OwnAct.FORGET:
                vouched.add(row.result)
            previous, last = row.mac, row.seq
            seen = row.mac if asked == row.seq else seen
        found = Examined(first, last, seen=seen)
        if age:
            return replace(found, flaw=Flaw.BROKEN, at=last + 1)
        if first > 1 and f"{_FORGOTTEN}{first - 1}" not in vouched:
            return replace(found, flaw=Flaw.BROKEN, at=1)
        if await self._tx.audit.seal() != await self._seal_due(last, previous):
            return replace(found, flaw=Flaw.SHORTENED, at=last + 1)
        return found

    async def _seal_due(self, last: int, head: bytes) -> bytes | None:
        if last:
            return self._sealed(last, head)
        # Opening a case wrote a line: where there is a case, an empty trail was emptied.
        return b"" if await self._tx.cases.ids() else None

    def _sealed(self, last: int, head: bytes) -> bytes:
        return self._vault.audit_mac(head, _SEALED + last.to_bytes(8, "big"))
