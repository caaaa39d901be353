"""Checkpoints of the audit trail: signed notes that somebody else keeps, and holding the trail against one.

A note follows C2SP's tlog-checkpoint: the installation's name, the number of lines, the mac of the last one
in base64, then the time. Whoever keeps it can show later that these lines were changed or rolled back, by
the operator too: a new trail would need the same mac at the same place.
"""

import base64
import binascii
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot import logs
from bot.domain.access import Action, Actor
from bot.domain.errors import DomainError
from bot.domain.marks import N_
from bot.services.audit import Auditor, Examined, Flaw
from bot.services.work import Deps, working
from bot.storage import CheckpointRow, Tx
from bot.vault import Vault, notes

# How often a note is signed while lines are written.
DAY = timedelta(days=1)


class TrailDamagedError(DomainError):
    """The trail does not hold, so nothing is signed."""

    text = N_(
        "The audit trail of this bot does not hold: lines were changed or are missing. Nothing was signed. "
        "Ask the operator to run collectif verify-audit, and keep your earlier checkpoints."
    )


class CheckpointError(ValueError):
    """The text is no checkpoint of an audit trail."""


class ForeignCheckpointError(Exception):
    """The checkpoint was not signed by this installation, or not with a key that it has now."""


class TooOldError(Exception):
    """The checkpoint speaks of lines that were deleted by age: there is nothing to hold it against."""


@dataclass(frozen=True)
class CheckpointView:
    """A signed note, and with which key a reader checks it."""

    at: datetime
    lines: int
    note: str
    public_key: str


@dataclass(frozen=True)
class Claim:
    """What a checkpoint says: the trail had so many lines, and this was the mac of the last."""

    lines: int
    head: bytes


class WitnessService:
    """Signs checkpoints by the clock and hands them to organisers."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def checkpoint(self, actor: Actor, case_id: str) -> CheckpointView:
        """Return a note of the trail as it is now, for an organiser; audited; raises TrailDamagedError."""
        async with working(self._deps, actor, case_id, Action.READ_CHECKPOINT) as work:
            if (await Auditor(self._deps.vault, work.tx).examine()).flaw is not None:
                raise TrailDamagedError
            await work.audit(Action.READ_CHECKPOINT)
            row = await _sign(self._deps.vault, work.tx, work.now)
        return CheckpointView(row.at, row.lines, row.note, self._deps.vault.checkpoint_key)

    async def keep(self) -> None:
        """Sign a note once a day if lines were added; never one of a trail that does not hold."""
        deps = self._deps
        async with deps.store.transaction() as tx:
            now, last = deps.clock(), await tx.audit.checkpoint()
            # A clock that was set back must not let the day wait to come again.
            if last is not None and last.at <= now < last.at + DAY:
                return
            lines, _ = await tx.audit.last()
            if not lines or (last is not None and last.lines == lines):
                return
            found = await Auditor(deps.vault, tx).examine()
            if found.flaw is not None:
                logs.event("audit_trail_damaged", level=logs.ERROR, count=found.at)
                return
            await _sign(deps.vault, tx, now)


async def _sign(vault: Vault, tx: Tx, now: datetime) -> CheckpointRow:
    lines, head = await tx.audit.last()
    at = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = f"{vault.checkpoint_name}\n{lines}\n{base64.b64encode(head).decode()}\n{at}\n"
    row = CheckpointRow(now, lines, head, vault.sign_checkpoint(text))
    await tx.audit.add_checkpoint(row)
    return row


def read_checkpoint(vault: Vault, note: str) -> Claim:
    """Return what a checkpoint of this installation says; raises CheckpointError, ForeignCheckpointError."""
    try:
        read = notes.read(note)
        _, lines, head, *_ = read.text.split("\n")
        claim = Claim(int(lines), base64.b64decode(head, validate=True))
    except (notes.BadNoteError, binascii.Error, ValueError):
        raise CheckpointError from None
    if not vault.is_checkpoint(read):
        raise ForeignCheckpointError
    return claim


async def verify(vault: Vault, tx: Tx, claim: Claim | None = None) -> Examined:
    """Check the whole trail, and hold it against a checkpoint; raises TooOldError."""
    found = await Auditor(vault, tx).examine(claim.lines if claim else None)
    if found.flaw is not None or claim is None:
        return found
    if claim.lines > found.lines:
        return replace(found, flaw=Flaw.ROLLED_BACK, at=found.lines + 1)
    if claim.lines < found.first - 1:
        raise TooOldError
    if found.seen != claim.head:
        return replace(found, flaw=Flaw.REPLACED, at=claim.lines)
    return found
