"""Frozen letters: kept once and never changed, with the answers of those whom they count."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date, datetime
from itertools import islice

from sqlalchemy import ColumnElement, delete, func, select, update

from bot.domain.codes import StepOutcome
from bot.domain.errors import NotFoundError
from bot.domain.frozen import Vote
from bot.storage.repositories.base import Repository
from bot.storage.repositories.members import complains
from bot.storage.rows import ApprovalRow, FilingRow, FrozenRow, ObjectionRow
from bot.storage.tables import approval, filing, frozen_letter, member, objection

_AT_ONCE = 1_000  # rows
_BYTES = frozenset({"pdf_enc", "text_enc"})
_PLAIN = [column for column in frozen_letter.c if column.name not in _BYTES]


class Frozen(Repository):
    """The texts of one database; one that is frozen stays as it is."""

    async def prepare(self, row: FrozenRow, pdf: bytes, text: bytes, members: Iterable[ApprovalRow]) -> None:
        """Keep a text that is to be frozen, with those whom it counts; one version is kept once."""
        await self._insert(frozen_letter, {**asdict(row), "pdf_enc": pdf, "text_enc": text})
        waiting = iter(members)
        while some := list(islice(waiting, _AT_ONCE)):
            await self._insert(approval, *map(vars, some))

    async def freeze(self, frozen_id: str, at: datetime) -> None:
        """Freeze a text that waits; raises NotFoundError for one that is frozen already."""
        waiting = (frozen_letter.c.id == frozen_id) & frozen_letter.c.frozen_at.is_(None)
        await self._must(update(frozen_letter).where(waiting).values(frozen_at=at))

    async def discard(self, case_id: str, kept: Collection[str]) -> int:
        """Delete the texts of a case that wait no more, because nobody confirmed them; say how many."""
        waiting = (frozen_letter.c.case_id == case_id) & frozen_letter.c.frozen_at.is_(None)
        return await self._count(delete(frozen_letter).where(waiting, frozen_letter.c.id.not_in(list(kept))))

    async def get(self, case_id: str, frozen_id: str) -> FrozenRow:
        """Return a text of the case, waiting or frozen; raises NotFoundError."""
        found = await self._texts((frozen_letter.c.id == frozen_id) & (frozen_letter.c.case_id == case_id))
        if not found:
            raise NotFoundError
        return found[0]

    async def of_version(self, case_id: str, authority: str, version: int) -> FrozenRow | None:
        """Return the text that was drawn as this version, if one is kept."""
        one = (frozen_letter.c.authority == authority) & (frozen_letter.c.version == version)
        return next(iter(await self._texts((frozen_letter.c.case_id == case_id) & one)), None)

    async def of_case(self, case_id: str) -> list[FrozenRow]:
        """Return what is frozen in the case, oldest first."""
        frozen = frozen_letter.c.frozen_at.is_not(None)
        return await self._texts((frozen_letter.c.case_id == case_id) & frozen)

    async def content(self, frozen_id: str) -> tuple[bytes, bytes]:
        """Return a text's encrypted document and words; raises NotFoundError."""
        statement = select(frozen_letter.c.pdf_enc, frozen_letter.c.text_enc)
        row = await self._first(statement.where(frozen_letter.c.id == frozen_id))
        if row is None:
            raise NotFoundError
        return bytes(row["pdf_enc"]), bytes(row["text_enc"])

    # -------------------------------------------------------------------- answers

    async def counted(self, frozen_id: str) -> list[ApprovalRow]:
        """Return those whom a text counts and who are still there, by their number in the annex."""
        statement = select(approval).where(approval.c.frozen_id == frozen_id).order_by(approval.c.number)
        return [ApprovalRow(**row) for row in await self._all(statement)]

    async def answers(self, frozen_id: str) -> Counter[Vote | None]:
        """Count the answers of those who still take part, those who have not answered under None."""
        there = approval.join(member, member.c.id == approval.c.member_id)
        statement = select(approval.c.answer, func.count().label("n")).select_from(there)
        counted = statement.where(approval.c.frozen_id == frozen_id, complains())
        rows = await self._all(counted.group_by(approval.c.answer))
        return Counter({row["answer"]: row["n"] for row in rows})

    async def own(self, member_id: str) -> dict[str, ApprovalRow]:
        """Return a member's rows by text."""
        rows = await self._all(select(approval).where(approval.c.member_id == member_id))
        return {row["frozen_id"]: ApprovalRow(**row) for row in rows}

    async def answer(self, frozen_id: str, member_id: str, vote: Vote, at: datetime) -> None:
        """Keep a member's answer, in place of an earlier one; NotFoundError when the text counts them not."""
        one = (approval.c.frozen_id == frozen_id) & (approval.c.member_id == member_id)
        await self._must(update(approval).where(one).values(answer=vote, answered_at=at))

    async def object(self, row: ObjectionRow) -> None:
        """Keep why a member objects, in place of an earlier reason."""
        await self.no_objection(row.frozen_id, row.member_id)
        await self._insert(objection, asdict(row))

    async def no_objection(self, frozen_id: str, member_id: str) -> None:
        """Forget why a member objected, because they approve now."""
        one = (objection.c.frozen_id == frozen_id) & (objection.c.member_id == member_id)
        await self._count(delete(objection).where(one))

    async def objections(self, frozen_id: str) -> list[ObjectionRow]:
        """Return why members who still take part object to a text."""
        there = objection.join(member, member.c.id == objection.c.member_id)
        chosen = select(objection).select_from(there).where(objection.c.frozen_id == frozen_id, complains())
        return [ObjectionRow(**row) for row in await self._all(chosen.order_by(objection.c.member_id))]

    # -------------------------------------------------------------------- filings

    async def print(self, row: FilingRow) -> None:
        """Keep the counts of the copy for the authority; a text is printed for it once."""
        await self._insert(filing, asdict(row))

    async def filing(self, frozen_id: str) -> FilingRow | None:
        """Return what became of a text, if it was printed."""
        row = await self._first(select(filing).where(filing.c.frozen_id == frozen_id))
        return FilingRow(**row) if row else None

    async def filings(self, case_id: str) -> dict[str, FilingRow]:
        """Return what became of the texts of a case, by text."""
        rows = await self._all(select(filing).where(filing.c.case_id == case_id))
        return {row["frozen_id"]: FilingRow(**row) for row in rows}

    async def file(self, frozen_id: str, on: date, reference: bytes | None, proof: bool) -> None:
        """Note that a text was filed; what was noted before gives way. Raises NotFoundError."""
        changed = update(filing).where(filing.c.frozen_id == frozen_id)
        await self._must(changed.values(filed_on=on, reference_enc=reference, proof=proof))

    async def reply(self, frozen_id: str, outcome: StepOutcome, on: date | None) -> None:
        """Note what the authority answered; raises NotFoundError."""
        changed = update(filing).where(filing.c.frozen_id == frozen_id)
        await self._must(changed.values(outcome=outcome, answered_on=on))

    async def _texts(self, where: ColumnElement[bool]) -> list[FrozenRow]:
        # By version, not by time: two may be of one moment, and a clock may be set back.
        order = (frozen_letter.c.version, frozen_letter.c.prepared_at, frozen_letter.c.id)
        statement = select(*_PLAIN).where(where).order_by(*order)
        return [FrozenRow(**row) for row in await self._all(statement)]
