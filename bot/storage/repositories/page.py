"""The page's tokens: one-time links, sessions, invitations; and the dossiers that links may open."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, func, select, update

from bot.storage.repositories.base import Repository
from bot.storage.rows import DossierRow, LinkRow, SessionRow
from bot.storage.tables import case_invitation, dossier, page_link, page_session


class Page(Repository):
    """Tokens are stored as keyed hashes only; an unknown one and an expired one look the same."""

    async def add_link(self, row: LinkRow) -> None:
        """Keep a new link."""
        await self._insert(page_link, asdict(row))

    async def link(self, token_hash: bytes) -> LinkRow | None:
        """Return the link, used and expired ones too."""
        row = await self._first(select(page_link).where(page_link.c.token_hash == token_hash))
        return LinkRow(**row) if row else None

    async def use_link(self, token_hash: bytes, at: datetime) -> bool:
        """Use the link up; say whether it was still unused. The database decides between two at once."""
        unused = (page_link.c.token_hash == token_hash) & page_link.c.used_at.is_(None)
        return bool(await self._count(update(page_link).where(unused).values(used_at=at)))

    async def drop_links(self, account_id: str) -> None:
        """Delete the account's links, so that only the newest one works."""
        await self._count(delete(page_link).where(page_link.c.account_id == account_id))

    async def drop_link(self, token_hash: bytes) -> None:
        """Delete one link."""
        await self._count(delete(page_link).where(page_link.c.token_hash == token_hash))

    async def drop_used_links(self, account_id: str) -> None:
        """Delete what is left of the account's used links."""
        own = (page_link.c.account_id == account_id) & page_link.c.used_at.is_not(None)
        await self._count(delete(page_link).where(own))

    async def drop_dossier_links(self, dossier_id: str) -> None:
        """Delete the dossier's links, so that only the newest one works."""
        await self._count(delete(page_link).where(page_link.c.dossier_id == dossier_id))

    async def add_session(self, row: SessionRow) -> None:
        """Keep a new session."""
        await self._insert(page_session, asdict(row))

    async def session(self, token_hash: bytes) -> SessionRow | None:
        """Return the session, expired ones too."""
        row = await self._first(select(page_session).where(page_session.c.token_hash == token_hash))
        return SessionRow(**row) if row else None

    async def drop_session(self, token_hash: bytes) -> None:
        """End one session."""
        await self._count(delete(page_session).where(page_session.c.token_hash == token_hash))

    async def drop_sessions(self, account_id: str, *, but: bytes = b"") -> None:
        """End every session of the account, but one where that is wished."""
        own = (page_session.c.account_id == account_id) & (page_session.c.token_hash != but)
        await self._count(delete(page_session).where(own))

    async def drop_case(self, case_id: str) -> int:
        """End every session of the case's accounts and delete their links; return how many sessions."""
        own = (page_link.c.case_id == case_id) & page_link.c.account_id.is_not(None)
        await self._count(delete(page_link).where(own))
        return await self._count(delete(page_session).where(page_session.c.case_id == case_id))

    async def purge(self, before: datetime) -> None:
        """Forget links and sessions that expired before the moment."""
        await self._count(delete(page_link).where(page_link.c.expires_at < before))
        await self._count(delete(page_session).where(page_session.c.expires_at < before))

    async def set_invitation(self, case_id: str, token_hash: bytes, token_enc: bytes, at: datetime) -> None:
        """Keep the case's invitation, in place of an earlier one."""
        row = {"case_id": case_id, "token_hash": token_hash, "token_enc": token_enc, "created_at": at}
        await self._put(case_invitation, ["case_id"], row)

    async def invitation(self, case_id: str) -> bytes | None:
        """Return the case's invitation token, encrypted."""
        statement = select(case_invitation.c.token_enc).where(case_invitation.c.case_id == case_id)
        return await self._scalar(statement)  # type: ignore[no-any-return]

    async def invited_to(self, token_hash: bytes) -> str | None:
        """Return the id of the case that an invitation belongs to."""
        statement = select(case_invitation.c.case_id).where(case_invitation.c.token_hash == token_hash)
        return await self._scalar(statement)  # type: ignore[no-any-return]

    async def add_dossier(self, row: DossierRow) -> None:
        """Keep that a dossier was built."""
        await self._insert(dossier, asdict(row))

    async def next_dossier(self, lane_id: str) -> int:
        """Return the number after the lane's last dossier."""
        statement = select(func.max(dossier.c.number)).where(dossier.c.lane_id == lane_id)
        return (await self._scalar(statement) or 0) + 1

    async def dossier(self, dossier_id: str) -> DossierRow | None:
        """Return one dossier."""
        row = await self._first(select(dossier).where(dossier.c.id == dossier_id))
        return DossierRow(**row) if row else None

    async def dossiers(self, case_id: str) -> list[DossierRow]:
        """Return the case's dossiers, oldest first."""
        statement = select(dossier).where(dossier.c.case_id == case_id).order_by(dossier.c.created_at)
        return [DossierRow(**row) for row in await self._all(statement)]

    async def kept_dossiers(self, lane_id: str | None = None) -> list[DossierRow]:
        """Return the dossiers whose file was not deleted, of one lane or of all."""
        statement = select(dossier).where(dossier.c.deleted_at.is_(None)).order_by(dossier.c.created_at)
        if lane_id is not None:
            statement = statement.where(dossier.c.lane_id == lane_id)
        return [DossierRow(**row) for row in await self._all(statement)]

    async def mark_dossier(self, dossier_id: str, **moments: datetime) -> None:
        """Note when a dossier was fetched (`fetched_at`) or its file deleted (`deleted_at`)."""
        await self._must(update(dossier).where(dossier.c.id == dossier_id).values(**moments))
