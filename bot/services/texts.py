"""The group's frozen texts for one member: reading, approving or objecting, what a later one changes."""

from dataclasses import replace
from datetime import date

from bot.domain.access import Action, Actor
from bot.domain.changes import Change, changes
from bot.domain.errors import NotFoundError
from bot.domain.forbidden_numbers import numbers_in
from bot.domain.frozen import (
    Ground,
    NoReadingCopyError,
    NotCountedError,
    NoteRefusedError,
    ReasonNeededError,
    ReplacedError,
    Vote,
    VoteClosedError,
)
from bot.domain.inputs import clean_line
from bot.domain.member import MemberFile, new_id
from bot.letters.reading import reading_name
from bot.services.frozen_views import TextView, note_place, text_view
from bot.services.kept_files import companions_of, document_of, words_of
from bot.services.work import Deps, Work, reading, working
from bot.storage import FrozenRow, ObjectionRow

# Characters of a member’s note to the organisers.
NOTE = 300


class TextService:
    """Shows the status to every member; the text itself to those whom it counts, who alone answer for it."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    def today(self) -> date:
        """The day by which a digest counts months."""
        return self._deps.today()

    async def seen(self, actor: Actor, case_id: str, ref: str) -> list[TextView]:
        """List the frozen texts with the member's own answer and what became of them, newest first."""
        async with reading(self._deps, actor, case_id, Action.READ_TEXTS) as work:
            return await _views(work, await work.own(ref))

    async def read(self, actor: Actor, case_id: str, ref: str, frozen_id: str) -> tuple[TextView, bytes]:
        """Return a text that counts the member as members read it: marked, without what others declared.

        The same bytes as ever, drawn with the text, whose fingerprint they name; of a text that was kept
        before there were any, the text itself.

        Raises NotCountedError, NotAsFrozenError, WithdrawnError, NotFoundError.
        """
        async with reading(self._deps, actor, case_id, Action.READ_TEXTS) as work:
            view, row = await _counted(work, ref, frozen_id)
            document = await document_of(work, row)
            marked = await _reading_copy(work, row, row.language)
            return view, marked[1] if marked else document

    async def copy(
        self, actor: Actor, case_id: str, ref: str, frozen_id: str, language: str
    ) -> tuple[str, bytes]:
        """Return the name and the bytes of the reading copy of a text that counts the member.

        Raises NoReadingCopyError, and as `read`.
        """
        async with reading(self._deps, actor, case_id, Action.READ_TEXTS) as work:
            _, row = await _counted(work, ref, frozen_id)
            found = await _reading_copy(work, row, language)
        if found is None:
            raise NoReadingCopyError
        return found

    async def changes(
        self, actor: Actor, case_id: str, ref: str, frozen_id: str
    ) -> tuple[TextView, TextView | None, tuple[Change, ...]]:
        """Return what a text changes in the one frozen before it in the same language, if there is one."""
        async with reading(self._deps, actor, case_id, Action.READ_TEXTS) as work:
            view, row = await _counted(work, ref, frozen_id)
            before = await _before(work, row)
            if before is None:
                return view, None, ()
            found = changes(await words_of(work, before), await words_of(work, row))
            return view, text_view(work, before, None), found

    async def answer(
        self,
        actor: Actor,
        case_id: str,
        ref: str,
        frozen_id: str,
        vote: Vote,
        ground: Ground | None = None,
        note: str = "",
    ) -> TextView:
        """Approve or object; the last answer counts, until the answers are counted for the authority.

        Whoever objects says on which ground; the note, if there is one, is for organisers alone. Raises
        ReasonNeededError, VoteClosedError, ReplacedError, NotCountedError, WithdrawnError, CaseClosedError,
        NoteRefusedError and InvalidInputError of the note.
        """
        if vote is Vote.OBJECT and ground is None:
            raise ReasonNeededError
        typed = clean_line(note, limit=NOTE) if note.strip() and vote is Vote.OBJECT else ""
        if numbers_in(typed):
            raise NoteRefusedError
        async with working(self._deps, actor, case_id, Action.ANSWER_TEXT) as work:
            member = await work.own_open(ref)
            view, row = await _counted(work, ref, frozen_id)
            if not view.open:
                raise VoteClosedError if view.filing else ReplacedError
            await work.tx.frozen.answer(row.id, member.id, vote, work.now)
            await _keep_ground(work, row, member, ground if vote is Vote.OBJECT else None, typed)
            await work.audit(Action.ANSWER_TEXT, ref, vote.value)
            return (await _counted(work, ref, frozen_id))[0]


async def _reading_copy(work: Work, row: FrozenRow, language: str) -> tuple[str, bytes] | None:
    found = await companions_of(work, row)
    return next((one for one in found if one[0].startswith(reading_name("", language))), None)


async def _keep_ground(
    work: Work, row: FrozenRow, member: MemberFile, ground: Ground | None, note: str
) -> None:
    if ground is None:
        await work.tx.frozen.no_objection(row.id, member.id)
        return
    kept = ObjectionRow(new_id(), row.id, member.id, work.row.id, ground)
    if note:
        sealed = work.deps.vault.seal(note.encode(), note_place(work.deps, kept))
        kept = replace(kept, note_enc=sealed)
    await work.tx.frozen.object(kept)


async def _views(work: Work, member: MemberFile) -> list[TextView]:
    rows = await work.tx.frozen.of_case(work.row.id)
    own, filed = await work.tx.frozen.own(member.id), await work.tx.frozen.filings(work.row.id)
    newest = {row.authority: row.id for row in rows}
    return [
        text_view(work, row, filed.get(row.id), own=own.get(row.id), latest=newest[row.authority] == row.id)
        for row in reversed(rows)
    ]


async def _counted(work: Work, ref: str, frozen_id: str) -> tuple[TextView, FrozenRow]:
    member = await work.own_registered(ref)
    view = next((v for v in await _views(work, member) if v.id == frozen_id), None)
    if view is None:
        raise NotFoundError
    if not view.counted:
        raise NotCountedError
    return view, await work.tx.frozen.get(work.row.id, frozen_id)


async def _before(work: Work, row: FrozenRow) -> FrozenRow | None:
    same = [
        other
        for other in await work.tx.frozen.of_case(work.row.id)
        if (other.authority, other.language) == (row.authority, row.language) and other.version < row.version
    ]
    return max(same, key=lambda other: other.version) if same else None
