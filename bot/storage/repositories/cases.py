"""Cases: settings, pack, servers, incidents, organisers, used codes."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import RowMapping, delete, select, update

from bot.domain.codes import CaseStatus
from bot.domain.errors import BadCodeError
from bot.domain.member import CaseConfig
from bot.storage.errors import DuplicateError
from bot.storage.repositories.base import Repository
from bot.storage.rows import CaseRow, OrganiserRow
from bot.storage.tables import burnt_code, case_file, case_server, incident, organiser


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


def _case(row: RowMapping) -> CaseRow:
    return CaseRow(**{**row, "config": _config(row["config"])})


def _config_text(config: CaseConfig) -> str:
    return json.dumps(asdict(config), default=date.isoformat, ensure_ascii=False, sort_keys=True)


def _config(text: str) -> CaseConfig:
    found = json.loads(text)
    reviewed = found["reviewed_on"]
    found["reviewed_on"] = date.fromisoformat(reviewed) if reviewed else None
    found["lawyer_address"] = tuple(found["lawyer_address"])
    return CaseConfig(**found)
