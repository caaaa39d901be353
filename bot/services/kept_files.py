"""The files that are kept of a frozen text, unsealed and held against its fingerprint."""

import hashlib

from bot.domain.frozen import TO_LAWYER, NotAsFrozenError
from bot.letters.bundle import Made, Part
from bot.services.approval_sheet import approval_sheet
from bot.services.frozen_views import letter_name, sheet_name, text_view
from bot.services.kept_texts import companions_in, words_in
from bot.services.work import Work
from bot.storage import FrozenRow
from bot.vault import IntegrityError, Place


def is_twin(name: str) -> bool:
    """Whether a companion of this name is the edition without what is confidential."""
    return name.endswith("-redacted.pdf")


async def document_of(work: Work, row: FrozenRow) -> bytes:
    """Return the text's document, the same bytes as ever; raises NotAsFrozenError."""
    pdf, _ = await work.tx.frozen.content(row.id)
    data = _opened(work, row.id, "pdf_enc", pdf)
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise NotAsFrozenError
    return data


async def words_of(work: Work, row: FrozenRow) -> str:
    """Return the text's words; raises NotAsFrozenError."""
    _, text = await work.tx.frozen.content(row.id)
    return words_in(_opened(work, row.id, "text_enc", text))


async def companions_of(work: Work, row: FrozenRow) -> list[tuple[str, bytes]]:
    """Return the reading copies and the twin as they were drawn with the text; raises NotAsFrozenError."""
    _, text = await work.tx.frozen.content(row.id)
    return companions_in(_opened(work, row.id, "text_enc", text))


async def files_of(work: Work, row: FrozenRow) -> tuple[Made, ...]:
    """Return the text's files: the letter, the sheet once answers were counted, what was drawn with it.

    Raises NotAsFrozenError.
    """
    files = [Made(letter_name(row), Part.LETTER, await document_of(work, row))]
    view = text_view(work, row, await work.tx.frozen.filing(row.id))
    if view.filing is not None:
        sheet = approval_sheet(view, view.filing, work.case.title(row.language))
        files.append(Made(sheet_name(row), Part.SHEET, sheet))
    for name, data in await companions_of(work, row):
        files.append(Made(name, Part.TWIN if is_twin(name) else Part.COPY, data))
    return tuple(files)


async def group_files(work: Work) -> tuple[Made, ...]:
    """Return the files of the newest frozen text to each authority; raises NotAsFrozenError."""
    newest = {row.authority: row for row in await work.tx.frozen.of_case(work.row.id) if row.frozen_at}
    newest.pop(TO_LAWYER, None)
    return tuple([made for row in newest.values() for made in await files_of(work, row)])


def text_place(work: Work, frozen_id: str, column: str) -> Place:
    """Where a piece of a frozen text belongs."""
    return work.deps.vault.place(work.row.id, work.row.id, "frozen_letter", column, frozen_id)


def _opened(work: Work, frozen_id: str, column: str, blob: bytes) -> bytes:
    try:
        return work.deps.vault.open(blob, text_place(work, frozen_id, column))
    except IntegrityError:
        raise NotAsFrozenError from None
