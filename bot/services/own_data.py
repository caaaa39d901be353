"""Gathering a person's own copy: every readable row about them, and nothing about anybody else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.codes import Capacity, MemberStatus
from bot.domain.retention import WITHDRAWN_KEPT, registrations_due
from bot.services.notice import notice_in
from bot.services.own_fields import ACCOUNT, ACTS, MEMBER, ORGANISING, Part
from bot.services.recipients import of_case
from bot.services.views import CaseView, LaneView, Notice
from bot.services.work import Work

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Entries:
    """The rows of one part."""

    part: Part
    rows: Sequence[Row]


@dataclass(frozen=True)
class OwnMember:
    """One of the person's members with everything recorded of it."""

    ref: str
    parts: tuple[Entries, ...]
    deleted_at: datetime | None = None  # by age: the earlier of the case's day and a year after leaving

    def rows(self, key: str) -> Sequence[Row]:
        """Return the rows of the part with this key."""
        return next(e.rows for e in self.parts if e.part.key == key)


@dataclass(frozen=True)
class OwnData:
    """Everything readable about one person in one case."""

    case: CaseView
    at: datetime
    language: str
    account: tuple[Entries, ...]
    members: tuple[OwnMember, ...]
    organising: tuple[Entries, ...]  # empty for who does not organise
    acts: Entries
    lanes: tuple[LaneView, ...]
    notice: Notice


async def gather(work: Work, language: str) -> OwnData:
    """Read everything of the account that acts; the work's policy has let a member in."""
    assert work.account is not None  # the policy lets members only
    account = dict(await work.tx.own.account(work.account.id))
    user = None
    bindings = []
    for row in account["binding"]:
        found = _user(work, row)
        user = found or user
        bindings.append({**row, "value_enc": found})
    account["binding"] = bindings
    members = []
    own = await work.tx.members.of_account(work.account.id)
    for member in sorted(own, key=lambda m: m.capacity is not Capacity.SELF):
        rows = dict(await work.tx.own.member(member.id))
        rows["objection"] = [{**row, "note_enc": _note(work, row)} for row in rows["objection"]]
        rows["opening"] = [vars(opening) for opening in await work.tx.served.openings(member.id)]
        rows["recipient_notice"] = await work.tx.own.notices(work.row.id, member.ref)
        members.append(OwnMember(member.ref, _entries(MEMBER, rows), _deleted_at(work, rows["member"][0])))
    mine = [work.account.id, *([user] if user else [])]
    # Lines written under a former root key keep the pseudonyms of that time.
    pseudonyms = {name for who in mine for name in work.deps.vault.pseudonyms(work.row.id, who)}
    return OwnData(
        case=work.case,
        at=work.now,
        language=language,
        account=_entries(ACCOUNT, account),
        members=tuple(members),
        organising=await _organising(work, user) if user else (),
        acts=Entries(ACTS, await work.tx.own.acts(pseudonyms)),
        lanes=tuple(await of_case(work.tx, work.row.id)),
        notice=await notice_in(work, language),
    )


async def _organising(work: Work, user: str) -> tuple[Entries, ...]:
    vault, case_id = work.deps.vault, work.row.id
    rows = await work.tx.own.organising(case_id, vault.index(case_id, "discord", user))
    rows["organiser"] = [{**row, "user_enc": user} for row in rows["organiser"]]
    return _entries(ORGANISING, rows) if any(rows.values()) else ()


def _deleted_at(work: Work, row: Row) -> datetime | None:
    """Return when age deletes the registration, if that is known already."""
    closed = registrations_due(work.row.closed_at, work.row.config.retention_months, work.deps.timezone)
    left = row["status_at"] + WITHDRAWN_KEPT if row["status"] is MemberStatus.WITHDRAWN else None
    return min((at for at in (closed, left) if at is not None), default=None)


def _entries(parts: tuple[Part, ...], rows: Mapping[str, Sequence[Row]]) -> tuple[Entries, ...]:
    return tuple(Entries(part, rows[part.table]) for part in parts)


def _note(work: Work, row: Row) -> str | None:
    """Return what the member wrote to the organisers."""
    if row["note_enc"] is None:
        return None
    place = work.deps.vault.place(row["case_id"], row["member_id"], "objection", "note_enc", row["id"])
    return work.deps.vault.open(bytes(row["note_enc"]), place).decode()


def _user(work: Work, row: Row) -> str | None:
    """Return the Discord user behind a binding; a receipt code is kept as a hash only."""
    if row["value_enc"] is None:
        return None
    vault = work.deps.vault
    place = vault.place(work.row.id, row["account_id"], "binding", "value_enc", row["id"])
    return vault.open(bytes(row["value_enc"]), place).decode()
