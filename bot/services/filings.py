"""The way of a frozen letter: answers counted for the authority's copy, filing, the authority's answer."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from bot.domain.access import Action, Actor
from bot.domain.codes import StepOutcome
from bot.domain.errors import FutureDateError, NotFoundError, TooEarlyDateError
from bot.domain.frozen import (
    FilingOrderError,
    Ground,
    NoReadingCopyError,
    NotAsFrozenError,
    Objections,
    ReplacedError,
)
from bot.domain.inputs import clean_line
from bot.letters.printed import print_document
from bot.services.approval_sheet import approval_sheet
from bot.services.freezing import tally_of
from bot.services.frozen_views import TextView, note_place, sheet_name, text_view
from bot.services.kept_files import companions_of, document_of
from bot.services.work import Deps, Work, reading, record_read, working
from bot.storage import FilingRow, FrozenRow, ObjectionRow
from bot.vault import IntegrityError

REFERENCE = 80
_WAITING = frozenset({StepOutcome.WAITING, StepOutcome.NO_ANSWER})


@dataclass(frozen=True)
class Printout:
    """A text for the authority: the frozen document and the sheet with the count."""

    view: TextView
    document: bytes
    sheet: bytes

    @property
    def files(self) -> tuple[tuple[str, bytes], ...]:
        """Names and bytes, the letter first."""
        return (self.view.filename, self.document), (sheet_name(self.view), self.sheet)


class FilingService:
    """For organisers; members see the same dates and days through `TextService`."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def texts(self, actor: Actor, case_id: str) -> list[TextView]:
        """List the frozen texts with how many answered what, newest first."""
        async with reading(self._deps, actor, case_id, Action.FILE_LETTER) as work:
            return [await _view(work, row) for row in reversed(await work.tx.frozen.of_case(case_id))]

    async def text(self, actor: Actor, case_id: str, frozen_id: str) -> TextView:
        """Return one frozen text; raises NotFoundError."""
        async with reading(self._deps, actor, case_id, Action.FILE_LETTER) as work:
            return await _view(work, await _frozen(work, frozen_id))

    async def objections(self, actor: Actor, case_id: str, frozen_id: str) -> Objections:
        """Return why members object, in figures, and their notes without whose they are; NotFoundError.

        That the notes were read leaves a line in the trail.
        """
        async with reading(self._deps, actor, case_id, Action.FILE_LETTER) as work:
            row = await _frozen(work, frozen_id)
            rows = await work.tx.frozen.objections(row.id)
            found = Counter(o.ground for o in rows)
            notes = sorted((o.ground, _note(work, o)) for o in rows if o.note_enc is not None)
        if notes:
            await record_read(work, Action.FILE_LETTER, "notes")
        ordered = sorted(found.items(), key=lambda one: (-one[1], list(Ground).index(one[0])))
        return Objections(tuple(ordered), tuple(notes))

    async def document(self, actor: Actor, case_id: str, frozen_id: str) -> tuple[TextView, bytes]:
        """Return a frozen text's document, the same bytes as ever; NotAsFrozenError, NotFoundError."""
        async with reading(self._deps, actor, case_id, Action.FILE_LETTER) as work:
            row = await _frozen(work, frozen_id)
            return await _view(work, row), await document_of(work, row)

    async def companions(self, actor: Actor, case_id: str, frozen_id: str) -> list[tuple[str, bytes]]:
        """Return the text's reading copies and its twin, as drawn with it; NotAsFrozenError, NotFoundError.

        Raises NoReadingCopyError for a text of before they were kept.
        """
        async with reading(self._deps, actor, case_id, Action.FILE_LETTER) as work:
            found = await companions_of(work, await _frozen(work, frozen_id))
        if not found:
            raise NoReadingCopyError
        return found

    async def print(self, actor: Actor, case_id: str, frozen_id: str) -> Printout:
        """Count the answers, once, and return the letter with the sheet that says the count.

        From then on nobody answers any more. Raises ReplacedError, NotAsFrozenError, NotFoundError.
        """
        async with working(self._deps, actor, case_id, Action.FILE_LETTER) as work:
            row = await _frozen(work, frozen_id)
            data = await document_of(work, row)
            if await work.tx.frozen.filing(row.id) is None:
                if not (await _view(work, row)).latest:
                    raise ReplacedError
                tally = await tally_of(work, row)
                counted = FilingRow(row.id, case_id, work.now, tally.approved, tally.objected, tally.gone)
                await work.tx.frozen.print(counted)
            view, title = await _view(work, row), work.case.title(row.language)
            await work.audit(Action.FILE_LETTER, row.id, "printed")
        assert view.filing is not None
        sheet = await self._deps.pool.run(print_document, approval_sheet(view, view.filing, title))
        return Printout(view, data, sheet)

    async def filed(
        self, actor: Actor, case_id: str, frozen_id: str, on: date, reference: str, *, proof: bool
    ) -> TextView:
        """Note that the printed text was filed; noting it again corrects it.

        Raises FilingOrderError, FutureDateError, TooEarlyDateError, NotFoundError.
        """
        async with working(self._deps, actor, case_id, Action.FILE_LETTER) as work:
            row, filed = await _printed(work, frozen_id)
            _check_day(work, on, filed.printed_at.astimezone(self._deps.timezone).date())
            typed = clean_line(reference, limit=REFERENCE) if reference.strip() else ""
            await work.tx.frozen.file(row.id, on, _sealed(work, row, typed), proof)
            await work.audit(Action.FILE_LETTER, row.id, "filed")
            return await _view(work, row)

    async def answered(
        self, actor: Actor, case_id: str, frozen_id: str, outcome: StepOutcome, on: date | None
    ) -> TextView:
        """Note what the authority answered, and when; raises as `filed`."""
        async with working(self._deps, actor, case_id, Action.FILE_LETTER) as work:
            row, filed = await _printed(work, frozen_id)
            if filed.filed_on is None or (on is None and outcome not in _WAITING):
                raise FilingOrderError
            if on is not None:
                _check_day(work, on, filed.filed_on)
            await work.tx.frozen.reply(row.id, outcome, None if outcome in _WAITING else on)
            await work.audit(Action.FILE_LETTER, row.id, "answered")
            return await _view(work, row)


async def _view(work: Work, row: FrozenRow) -> TextView:
    newest = [r.id for r in await work.tx.frozen.of_case(row.case_id) if r.authority == row.authority][-1]
    tally = await tally_of(work, row)
    return text_view(work, row, await work.tx.frozen.filing(row.id), tally=tally, latest=newest == row.id)


async def _frozen(work: Work, frozen_id: str) -> FrozenRow:
    row = await work.tx.frozen.get(work.row.id, frozen_id)
    if row.frozen_at is None:
        raise NotFoundError
    return row


async def _printed(work: Work, frozen_id: str) -> tuple[FrozenRow, FilingRow]:
    row = await _frozen(work, frozen_id)
    filed = await work.tx.frozen.filing(row.id)
    if filed is None:
        raise FilingOrderError
    return row, filed


def _note(work: Work, row: ObjectionRow) -> str:
    try:
        return work.deps.vault.open(row.note_enc or b"", note_place(work.deps, row)).decode()
    except IntegrityError:
        raise NotAsFrozenError from None


def _check_day(work: Work, day: date, earliest: date) -> None:
    if day > work.today:
        raise FutureDateError
    if day < earliest:
        raise TooEarlyDateError(earliest=earliest)


def _sealed(work: Work, row: FrozenRow, reference: str) -> bytes | None:
    if not reference:
        return None
    place = work.deps.vault.place(row.case_id, row.case_id, "filing", "reference_enc", row.id)
    return work.deps.vault.seal(reference.encode(), place)
