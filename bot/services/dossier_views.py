"""A dossier as people may know it, and on its way to whoever used its link."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from bot.storage import DossierRow

_PIECE = 1 << 16


@dataclass(frozen=True)
class DossierView:
    """A dossier as organisers, and whoever holds a link to it, may know it."""

    id: str
    case_id: str
    lane_id: str
    recipient: str
    number: int
    file_name: str
    sha256: str
    size: int
    members: int
    created_at: datetime
    fetched_at: datetime | None = None
    deleted_at: datetime | None = None

    @property
    def waiting(self) -> bool:
        """Whether its file is there."""
        return self.deleted_at is None


class Parcel:
    """A dossier on its way to whoever used its link; read it to the end, and it is gone from the server."""

    def __init__(self, view: DossierView, file: BinaryIO, taken: Callable[[], Awaitable[None]]) -> None:
        self.view = view
        self._file, self._taken = file, taken

    async def pieces(self) -> AsyncIterator[bytes]:
        """Give the file piece by piece; it is deleted once the last piece was taken, not before."""
        with self._file as file:
            while piece := await asyncio.to_thread(file.read, _PIECE):
                yield piece
        await self._taken()

    def close(self) -> None:
        """Let the file go without having read it to the end: then it stays on the server."""
        self._file.close()


def view_of(row: DossierRow, recipient: str) -> DossierView:
    """Return a stored dossier as people may know it, for the recipient of that name."""
    return DossierView(
        id=row.id,
        case_id=row.case_id,
        lane_id=row.lane_id,
        recipient=recipient,
        number=row.number,
        file_name=row.file_name,
        sha256=row.sha256,
        size=row.size,
        members=row.members,
        created_at=row.created_at,
        fetched_at=row.fetched_at,
        deleted_at=row.deleted_at,
    )
