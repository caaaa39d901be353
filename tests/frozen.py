"""A frozen letter and a draft put into the database by hand, for tests that are about something else."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.codes import Edition, FilingMode, LetterKind
from bot.domain.member import CaseId, EntryId, MemberFile, new_id
from bot.letters.crowd import numbered
from bot.letters.freezing import Drawn
from bot.letters.reading import reading_name
from bot.letters.requests import Rendered
from bot.services.kept_texts import packed
from bot.services.work import Deps
from bot.storage import ApprovalRow, FrozenRow, LetterRow
from tests.evidence.samples import pdf

DOCUMENT, WORDS = pdf(deterministic_id=True), "1. Words.\n"


def annex_hash(refs: Sequence[str]) -> str:
    """The fingerprint of an annex that lists these references in their order."""
    return hashlib.sha256(b"".join(numbered(n, ref) for n, ref in enumerate(refs, 1))).hexdigest()


async def frozen_text(
    deps: Deps,
    case_id: str,
    members: Sequence[MemberFile],
    authority: str,
    version: int = 1,
    *,
    frozen: bool = True,
) -> FrozenRow:
    """Freeze a text that counts these members, with a copy in English, or only prepare it.

    The bytes are no real letter.
    """
    now, text_id = deps.clock(), new_id()
    listed = list(enumerate(sorted(members, key=lambda m: m.ref), start=1))
    row = FrozenRow(
        id=text_id,
        case_id=case_id,
        kind=LetterKind.COLLECTIVE_COMPLAINT,
        authority=authority,
        language="fr",
        mode=FilingMode.ALERT,
        version=version,
        members=len(listed),
        template="t 1",
        pack_version="1",
        law_as_of=now.date(),
        annex_sha256=annex_hash([m.ref for _, m in listed]),
        sha256=hashlib.sha256(DOCUMENT).hexdigest(),
        pages=1,
        prepared_at=now,
    )
    sealed = [
        deps.vault.seal(data, deps.vault.place(case_id, case_id, "frozen_letter", column, text_id))
        for column, data in (("pdf_enc", DOCUMENT), ("text_enc", _words_and_copy(row)))
    ]
    counted = [ApprovalRow(text_id, m.id, case_id, number) for number, m in listed]
    async with deps.store.transaction() as tx:
        await tx.frozen.prepare(row, *sealed, counted)
        if frozen:
            await tx.frozen.freeze(text_id, now)
    return row


def _words_and_copy(row: FrozenRow) -> bytes:
    letter = Rendered(
        kind=row.kind,
        filename="letter.pdf",
        media_type="application/pdf",
        data=DOCUMENT,
        language=row.language,
        edition=Edition.WORKING,
        mode=row.mode,
        authority=row.authority,
        organisation=None,
        pages=row.pages,
        sha256=row.sha256,
        template=row.template,
    )
    copy = replace(
        letter, filename=reading_name("letter.pdf", "en") + ".pdf", language="en", copy_of=row.sha256
    )
    return packed(Drawn(letter, WORDS, row.law_as_of, copies=(copy,)))


async def draft(deps: Deps, case_id: str, authority: str, version: int = 2) -> str:
    """Record that a collective letter was drafted; its fingerprint is no real letter's."""
    row = LetterRow(
        id=EntryId(new_id()),
        case_id=CaseId(case_id),
        member_id=None,
        kind=LetterKind.COLLECTIVE_COMPLAINT,
        authority=authority,
        language="fr",
        edition=Edition.WORKING,
        mode=FilingMode.ALERT,
        version=version,
        template="t 1",
        pack_version="1",
        sha256="0" * 64,
        pages=1,
        created_at=deps.clock(),
    )
    async with deps.store.transaction() as tx:
        await tx.letters.add(row)
    return row.id
