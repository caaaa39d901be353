"""Everything stored of one person, row by row as it is stored: for that person and for nobody else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, or_, select

from bot.storage.repositories.base import Repository
from bot.storage.tables import (
    account,
    approval,
    audit_line,
    binding,
    consent,
    exposure,
    harm,
    involvement,
    letter,
    member,
    member_lane,
    objection,
    organiser,
    organiser_reminder,
    page_link,
    page_session,
    proposal,
    recipient_notice,
    reminder,
    scam_contact,
    sealed_record,
    step,
)

Rows = Sequence[Mapping[str, Any]]

_OF_ACCOUNT = (binding, page_link, page_session)
_OF_MEMBER = (
    consent,
    involvement,
    exposure,
    scam_contact,
    harm,
    step,
    letter,
    member_lane,
    sealed_record,
    approval,
    objection,
    reminder,
)
# Large, and of no use to anybody but a key-holder.
_LEFT_OUT = frozenset({"blob"})


class Own(Repository):
    """Reads whole rows, so that a new column cannot be forgotten."""

    async def account(self, account_id: str) -> dict[str, Rows]:
        """Return, by table, what is stored of the account itself."""
        found = {account.name: await self._rows(account, account.c.id == account_id)}
        for table in _OF_ACCOUNT:
            found[table.name] = await self._rows(table, table.c.account_id == account_id)
        return found

    async def member(self, member_id: str) -> dict[str, Rows]:
        """Return, by table, what is stored of one member; openings come from `Served`."""
        found = {member.name: await self._rows(member, member.c.id == member_id)}
        for table in _OF_MEMBER:
            found[table.name] = await self._rows(table, table.c.member_id == member_id)
        return found

    async def organising(self, case_id: str, index: bytes) -> dict[str, Rows]:
        """Return, by table, what is stored of a person as an organiser of the case."""
        listed = (organiser.c.case_id == case_id) & (organiser.c.user_index == index)
        theirs = or_(
            proposal.c.asker_index == index,
            proposal.c.decider_index == index,
            proposal.c.target == index.hex(),
        )
        return {
            organiser.name: await self._rows(organiser, listed),
            organiser_reminder.name: await self._rows(
                organiser_reminder,
                organiser_reminder.c.organiser_id.in_(select(organiser.c.id).where(listed)),
            ),
            proposal.name: await self._rows(proposal, (proposal.c.case_id == case_id) & theirs),
        }

    async def acts(self, pseudonyms: Iterable[str]) -> Rows:
        """Return the lines of the audit trail that these pseudonyms caused, oldest first."""
        return await self._rows(audit_line, audit_line.c.actor.in_(list(pseudonyms)))

    async def notices(self, case_id: str, reference: str) -> Rows:
        """Return what recipients must be told, or were told, of the member, oldest first."""
        mine = (recipient_notice.c.case_id == case_id) & (recipient_notice.c.pseudonym == reference)
        return await self._rows(recipient_notice, mine)

    async def _rows(self, table: Table, where: Any) -> Rows:
        columns = [column for column in table.c if column.name not in _LEFT_OUT]
        statement = select(*columns).where(where).order_by(*table.primary_key.columns)
        return [dict(row) for row in await self._all(statement)]
