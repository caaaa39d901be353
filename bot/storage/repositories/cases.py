"""Cases: settings, pack, servers, incidents, organisers, used codes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, RowMapping, bindparam, delete, select, update

from bot.domain.codes import CaseStatus
from bot.domain.errors import BadCodeError
from bot.domain.member import CaseConfig
from bot.storage.errors import DuplicateError
from bot.storage.repositories.base import Repository
from bot.storage.rows import AccountRow, CaseRow, Comer, OrganiserRow
from bot.storage.tables import (
    account,
    binding,
    burnt_code,
    case_file,
    case_server,
    incident,
    member,
    organiser,
)

# Who somebody is in a case of the server, in one statement: every act of a crowd begins with it. It is put
# together once, because that takes longer than running it.
_WHO: BindParameter[bytes] = bindparam("who")
_CASE: BindParameter[str] = bindparam("case")
_GUILD: BindParameter[int] = bindparam("guild")
_COMING = (
    select(
        case_file,
        account.c.id.label("account_id"),
        account.c.language.label("account_language"),
        account.c.created_at.label("account_created_at"),
        select(member.c.id).where(member.c.account_id == account.c.id).correlate(account).exists(),
        select(organiser.c.id).where(organiser.c.case_id == _CASE, organiser.c.user_index == _WHO).exists(),
    )
    .select_from(
        case_file.join(case_server, case_server.c.case_id == case_file.c.id)
        .outerjoin(
            binding,
            (binding.c.case_id == case_file.c.id)
            & (binding.c.kind == "discord")
            & (binding.c.value_index == _WHO),
        )
        .outerjoin(account, account.c.id == binding.c.account_id)
    )
    .where(case_server.c.guild_id == _GUILD, case_file.c.id == _CASE)
)


class Cases(Repository):
    """The cases of one database."""

    async def add(self, row: CaseRow, incidents: Sequence[str]) -> None:
        """Add a case and the ids of its pack's incidents, in the pack's order."""
        await self._insert(case_file, asdict(row) | {"config": _config_text(row.config)})
        numbered = enumerate(incidents)
        rows = [{"case_id": row.id, "incident_id": name, "position": at} for at, name in numbered]
        await self._insert(incident, *rows)

    async def get(self, case_id: str) -> CaseRow | None:
        """Return the case."""
        row = await self._first(select(case_file).where(case_file.c.id == case_id))
        return _case(row) if row else None

    async def ids(self) -> list[str]:
        """Return the ids of all cases."""
        return [row["id"] for row in await self._all(select(case_file.c.id).order_by(case_file.c.id))]

    async def in_server(self, guild_id: int) -> list[CaseRow]:
        """Return the cases that the server runs, newest first."""
        statement = (
            select(case_file)
            .join(case_server, case_server.c.case_id == case_file.c.id)
            .where(case_server.c.guild_id == guild_id)
            .order_by(case_file.c.created_at.desc(), case_file.c.id)
        )
        return [_case(row) for row in await self._all(statement)]

    async def coming(self, case_id: str, guild_id: int, index: bytes) -> Comer | None:
        """Return the case, if the server runs it, and what the Discord user of this index is to it."""
        values = {_CASE.key: case_id, _GUILD.key: guild_id, _WHO.key: index}
        found = (await self._connection.execute(_COMING, values)).first()
        if found is None:
            return None
        values_of_case, rest = found[: len(case_file.c)], found[len(case_file.c) :]
        row = _case(dict(zip(case_file.c.keys(), values_of_case, strict=True)))
        account_id, language, created_at, is_member, is_organiser = rest
        theirs = None if account_id is None else AccountRow(account_id, row.id, language, created_at)
        return Comer(row, theirs, bool(is_member), bool(is_organiser))

    async def servers(self, case_id: str) -> list[int]:
        """Return the servers that run the case."""
        statement = select(case_server.c.guild_id).where(case_server.c.case_id == case_id)
        return [row["guild_id"] for row in await self._all(statement.order_by(case_server.c.guild_id))]

    async def add_server(self, case_id: str, guild_id: int) -> None:
        """Let the server run the case; a second time changes nothing."""
        await self._insert_new(case_server, {"case_id": case_id, "guild_id": guild_id})

    async def save_config(self, case_id: str, config: CaseConfig) -> None:
        """Replace what organisers decide; raises NotFoundError."""
        values = {"config": _config_text(config)}
        await self._must(update(case_file).where(case_file.c.id == case_id).values(values))

    async def set_status(self, case_id: str, status: CaseStatus, at: datetime) -> None:
        """Open or close the case at the moment given; raises NotFoundError."""
        closed = at if status is CaseStatus.CLOSED else None
        values = {"status": status, "closed_at": closed}
        await self._must(update(case_file).where(case_file.c.id == case_id).values(values))

    async def incidents(self, case_id: str) -> list[str]:
        """Return the ids of the case's incidents in the pack's order."""
        statement = select(incident.c.incident_id).where(incident.c.case_id == case_id)
        return [row["incident_id"] for row in await self._all(statement.order_by(incident.c.position))]

    async def organisers(self, case_id: str) -> list[OrganiserRow]:
        """Return the case's organisers, the first one first."""
        statement = select(organiser).where(organiser.c.case_id == case_id)
        return [
            OrganiserRow(row["id"], row["user_index"], row["user_enc"], row["added_at"])
            for row in await self._all(statement.order_by(organiser.c.added_at, organiser.c.id))
        ]

    async def add_organiser(
        self,
        case_id: str,
        id: str,
        index: bytes,
        user_enc: bytes,
        at: datetime,
    ) -> None:
        """List an organiser; raises DuplicateError for one who is listed."""
        row = {"id": id, "case_id": case_id, "user_index": index, "user_enc": user_enc, "added_at": at}
        if not await self._insert_new(organiser, row):
            raise DuplicateError("this organiser is listed already")

    async def remove_organiser(self, case_id: str, index: bytes) -> bool:
        """Take an organiser off the list; say whether they were on it."""
        listed = (organiser.c.case_id == case_id) & (organiser.c.user_index == index)
        return bool(await self._count(delete(organiser).where(listed)))

    async def burn_code(self, nonce_hash: bytes, at: datetime) -> None:
        """Use up an organiser code; raises BadCodeError when it was used before."""
        if not await self._insert_new(burnt_code, {"nonce_hash": nonce_hash, "burnt_at": at}):
            raise BadCodeError


def _case(row: Mapping[str, Any] | RowMapping) -> CaseRow:
    return CaseRow(**{**row, "config": _config(row["config"])})


def _config_text(config: CaseConfig) -> str:
    return json.dumps(asdict(config), default=date.isoformat, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=64)  # the same few texts at every act; what is made of them is frozen
def _config(text: str) -> CaseConfig:
    found = json.loads(text)
    reviewed = found["reviewed_on"]
    found["reviewed_on"] = date.fromisoformat(reviewed) if reviewed else None
    found["lawyer_address"] = tuple(found["lawyer_address"])
    return CaseConfig(**found)
