"""Letters that were made: kind, version and fingerprint, never their text."""

from dataclasses import asdict

from sqlalchemy import ColumnElement, func, select

from bot.domain.codes import Edition, LetterKind
from bot.domain.errors import NotFoundError
from bot.storage.repositories.base import Repository
from bot.storage.rows import LetterRow
from bot.storage.tables import letter


class Letters(Repository):
    """The register of letters."""

    async def add(self, row: LetterRow) -> None:
        """Note a letter; a second collective letter of one version undoes the transaction."""
        await self._insert(letter, asdict(row))

    async def next_version(
        self, case_id: str, kind: LetterKind, authority: str | None, edition: Edition
    ) -> int:
        """Return the version number that the next collective letter of this kind carries; 1 at first."""
        highest = select(func.max(letter.c.version)).where(
            letter.c.case_id == case_id,
            letter.c.kind == kind,
            letter.c.authority.is_(None) if authority is None else letter.c.authority == authority,
            letter.c.edition == edition,
            letter.c.member_id.is_(None),
        )
        return (await self._scalar(highest) or 0) + 1

    async def draft(self, case_id: str, letter_id: str) -> LetterRow:
        """Return a collective letter that was drafted in the case; raises NotFoundError."""
        drafts = letter.c.member_id.is_(None) & (letter.c.case_id == case_id)
        found = await self._rows(drafts & (letter.c.id == letter_id))
        if not found:
            raise NotFoundError
        return found[0]

    async def of_member(self, member_id: str) -> list[LetterRow]:
        """Return the member's own letters, oldest first."""
        return await self._rows(letter.c.member_id == member_id)

    async def of_case(self, case_id: str) -> list[LetterRow]:
        """Return all letters of the case, oldest first."""
        return await self._rows(letter.c.case_id == case_id)

    async def _rows(self, where: ColumnElement[bool]) -> list[LetterRow]:
        statement = select(letter).where(where).order_by(letter.c.created_at, letter.c.id)
        return [LetterRow(**row) for row in await self._all(statement)]
