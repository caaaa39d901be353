"""Interactions that already had their effect."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete

from bot.domain.errors import AlreadyDoneError
from bot.storage.repositories.base import Repository
from bot.storage.tables import seen_request


class Requests(Repository):
    """Claims that make an interaction delivered twice have one effect."""

    async def claim(self, request_id: str, now: datetime) -> None:
        """Claim the interaction for this transaction; raises AlreadyDoneError if another one committed it."""
        row = {"request_id": sha256(request_id.encode()).hexdigest(), "seen_at": now}
        if not await self._insert_new(seen_request, row):
            raise AlreadyDoneError

    async def purge(self, before: datetime) -> int:
        """Forget claims made before the moment; return how many."""
        return await self._count(delete(seen_request).where(seen_request.c.seen_at < before))
