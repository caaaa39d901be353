"""Frozen texts as surfaces show them: to organisers in figures, to a member with their own answer."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.clocks import Clock
from bot.domain.codes import FilingMode, StepOutcome
from bot.domain.frozen import TO_LAWYER, NotAsFrozenError, Tally, Vote
from bot.letters.reading import reading_name
from bot.letters.titles import untitled
from bot.services.filing_clocks import clocks_of, receiving
from bot.services.work import Deps, Work
from bot.storage import ApprovalRow, FilingRow, FrozenRow, ObjectionRow
from bot.vault import IntegrityError, Place


@dataclass(frozen=True)
class FilingView:
    """What became of a text: the counts of the copy for the authority, the filing, the answer, what ends."""

    printed_on: date
    tally: Tally
    filed_on: date | None
    reference: str
    proof: bool
    outcome: StepOutcome
    answered_on: date | None
    clocks: tuple[Clock, ...]


@dataclass(frozen=True)
class TextView:
    """A frozen text. `tally` is for organisers; number and answer are the member's own."""

    id: str
    authority: str
    name: str
    language: str
    mode: FilingMode
    version: int
    members: int
    pages: int
    sha256: str
    frozen_at: datetime | None
    filing: FilingView | None = None
    tally: Tally | None = None
    number: int | None = None
    answer: Vote | None = None
    latest: bool = True

    @property
    def counted(self) -> bool:
        """Whether the text counts the member, whose answer is then asked for."""
        return self.number is not None

    @property
    def open(self) -> bool:
        """Whether answers can still be given and changed."""
        return self.counted and self.filing is None and self.latest

    @property
    def filename(self) -> str:
        """What its document is called."""
        return letter_name(self)

    @property
    def read_name(self) -> str:
        """What it is called for a member who reads it."""
        return f"{reading_name(self.filename, self.language)}.pdf"


def note_place(deps: Deps, row: ObjectionRow) -> Place:
    """Where a member's note to the organisers belongs."""
    return deps.vault.place(row.case_id, row.member_id, "objection", "note_enc", row.id)


def letter_name(text: TextView | FrozenRow) -> str:
    """What a text's document is called."""
    if text.authority == TO_LAWYER:
        return f"letter-lawyer-{text.language}-v{text.version}.pdf"
    return f"letter-{text.authority}-{text.language}-{text.mode}-v{text.version}.pdf"


def sheet_name(text: TextView | FrozenRow) -> str:
    """What the sheet with the count of a text's answers is called."""
    return f"approval-{letter_name(text)}"


def addressee(work: Work, authority: str) -> str:
    """Whom a letter of the group goes to, by the name that people know."""
    if authority == TO_LAWYER:
        return untitled(work.row.config.lawyer_name or "") or "–"
    return work.pack.authority(authority).short_name


def text_view(
    work: Work,
    row: FrozenRow,
    filed: FilingRow | None,
    *,
    tally: Tally | None = None,
    own: ApprovalRow | None = None,
    latest: bool = True,
) -> TextView:
    """Return the text as it is shown."""
    return TextView(
        id=row.id,
        authority=row.authority,
        name=addressee(work, row.authority),
        language=row.language,
        mode=row.mode,
        version=row.version,
        members=row.members,
        pages=row.pages,
        sha256=row.sha256,
        frozen_at=row.frozen_at and row.frozen_at.astimezone(work.deps.timezone),
        filing=filing_view(work, row, filed) if filed else None,
        tally=tally,
        number=own.number if own else None,
        answer=own.answer if own else None,
        latest=latest,
    )


def filing_view(work: Work, row: FrozenRow, filed: FilingRow) -> FilingView:
    """Return what became of a text, with the days that follow from it."""
    return FilingView(
        printed_on=filed.printed_at.astimezone(work.deps.timezone).date(),
        tally=Tally(row.members, filed.approved, filed.objected, filed.gone),
        filed_on=filed.filed_on,
        reference=_reference(work.deps, filed),
        proof=filed.proof,
        outcome=filed.outcome,
        answered_on=filed.answered_on,
        clocks=clocks_of(receiving(work.pack, row.authority), filed, work.today),
    )


def _reference(deps: Deps, filed: FilingRow) -> str:
    if filed.reference_enc is None:
        return ""
    place = deps.vault.place(filed.case_id, filed.case_id, "filing", "reference_enc", filed.frozen_id)
    try:
        return deps.vault.open(filed.reference_enc, place).decode()
    except IntegrityError:
        raise NotAsFrozenError from None
