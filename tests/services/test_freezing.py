"""Freezing a text, answering for it, filing it: from the draft to the authority's answer."""

import asyncio
import hashlib
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.domain.access import Actor
from bot.domain.codes import FilingMode, StepOutcome
from bot.domain.errors import (
    FutureDateError,
    NotAllowedError,
    NotFoundError,
    TooEarlyDateError,
    WithdrawnError,
)
from bot.domain.frozen import (
    AlreadyFrozenError,
    DraftChangedError,
    FilingOrderError,
    Ground,
    NoReadingCopyError,
    NotAsFrozenError,
    NotCountedError,
    ReplacedError,
    Tally,
    Vote,
    VoteClosedError,
)
from bot.domain.member import MemberFile
from bot.domain.proposal_errors import LoneWaitError, ProposalFailedError, SecondNeededError
from bot.domain.proposals import ProposalState
from bot.services.frozen_views import TextView
from bot.services.views import CaseView
from bot.storage import FrozenRow, StoreError
from tests.services.office import ANN, BEN, ORGANISER, OUTSIDER, SECOND, Office, open_office

CLARA = 1004


async def group(office: Office) -> tuple[CaseView, MemberFile, MemberFile]:
    """A case with two members whom a letter to the authority counts."""
    case = await office.case()
    return case, await office.concerned(case), await office.concerned(case, BEN)


async def draft(office: Office, case: CaseView) -> str:
    """Draft the letter of an alert and return what it is frozen by."""
    authority = case.pack.authorities[0].id
    file = await office.services.letters.collective(
        office.actor(ORGANISER), case.id, authority, FilingMode.ALERT
    )
    return file.draft


async def frozen(office: Office, case: CaseView) -> FrozenRow:
    """Draft and freeze, two organisers agreeing."""
    drafted = await draft(office, case)
    await office.second(case)
    return await office.agreed(
        case, office.services.freezing.freeze(office.actor(ORGANISER), case.id, drafted)
    )


async def waiting(office: Office, case: CaseView) -> str:
    """The proposal that waits."""
    views = await office.services.proposals.waiting(office.actor(SECOND), case.id)
    return next(view.id for view in views if view.state is ProposalState.OPEN)


async def seen(office: Office, case: CaseView, who: int, member: MemberFile) -> TextView:
    """The newest text as a member sees it."""
    return (await office.services.texts.seen(office.actor(who), case.id, member.ref))[0]


async def test_a_reading_copy_is_kept_with_the_text_and_goes_to_whom_it_counts(office: Office) -> None:
    """A member reads it in their language, without the others; organisers get all, strangers nothing."""
    s = office.services
    case, ann, _ = await group(office)
    row = await frozen(office, case)
    name, copy = await s.texts.copy(office.actor(ANN), case.id, ann.ref, row.id, "de")
    kept = dict(await s.filings.companions(office.actor(ORGANISER), case.id, row.id))
    assert kept[name] == copy
    assert row.sha256 not in name
    assert len(kept) == 3  # of two members there is no twin
    view, read = await s.texts.read(office.actor(ANN), case.id, ann.ref, row.id)
    assert read == kept[f"reading-copy-fr-of-{name.split('-of-')[1]}"]
    assert view.filename.startswith("letter-")
    assert view.read_name == f"reading-copy-fr-of-{view.filename}"
    assert view.read_name.endswith(".pdf")
    with pytest.raises(NoReadingCopyError):
        await s.texts.copy(office.actor(ANN), case.id, ann.ref, row.id, "pt")
    late = await office.concerned(case, CLARA)
    with pytest.raises(NotCountedError):
        await s.texts.copy(office.actor(CLARA), case.id, late.ref, row.id, "de")


async def test_the_letter_to_the_lawyer_is_frozen_as_the_others(office: Office) -> None:
    """Two organisers, members who approve, a filing without an authority's clocks."""
    s = office.services
    case, ann, _ = await group(office)
    drafted = await s.letters.for_lawyer(office.actor(ORGANISER), case.id)
    await office.second(case)
    row = await office.agreed(case, s.freezing.freeze(office.actor(ORGANISER), case.id, drafted.draft))
    view, document = await s.texts.read(office.actor(ANN), case.id, ann.ref, row.id)
    assert document.startswith(b"%PDF")
    assert view.sha256 == drafted.sha256
    assert view.filename.startswith("letter-lawyer-")
    await s.texts.answer(office.actor(ANN), case.id, ann.ref, row.id, Vote.APPROVE)
    printed = await s.filings.print(office.actor(ORGANISER), case.id, row.id)
    assert printed.view.filing is not None
    assert (printed.view.filing.tally.approved, printed.view.filing.clocks) == (1, ())


async def test_from_draft_to_the_authoritys_answer(office: Office) -> None:
    """Freeze, read, approve, count, file, answer: each step is seen, and silence is never approval."""
    s = office.services
    case, ann, ben = await group(office)
    row = await frozen(office, case)
    organiser: Actor = office.actor(ORGANISER)

    view, document = await s.texts.read(office.actor(ANN), case.id, ann.ref, row.id)
    assert document.startswith(b"%PDF")
    assert (view.members, {view.number, (await seen(office, case, BEN, ben)).number}) == (2, {1, 2})
    assert view.answer is None
    await s.texts.answer(office.actor(ANN), case.id, ann.ref, row.id, Vote.OBJECT, Ground.TIMING)
    await s.texts.answer(office.actor(ANN), case.id, ann.ref, row.id, Vote.APPROVE)
    with pytest.raises(FilingOrderError):
        await s.filings.filed(organiser, case.id, row.id, office.deps.today(), "", proof=False)

    printed = await s.filings.print(office.actor(ORGANISER), case.id, row.id)
    assert hashlib.sha256(printed.document).hexdigest() == view.sha256
    assert printed.document != document
    assert printed.view.filing is not None
    assert printed.view.filing.tally == Tally(2, 1, 0)
    assert printed.view.filing.tally.silent == 1
    with pytest.raises(VoteClosedError):
        await s.texts.answer(office.actor(BEN), case.id, ben.ref, row.id, Vote.APPROVE)
    again = await s.filings.print(office.actor(ORGANISER), case.id, row.id)
    assert again.files == printed.files

    office.now += timedelta(days=10)
    day, early = office.deps.today(), office.deps.today() - timedelta(days=11)
    for wrong, error in ((day + timedelta(days=1), FutureDateError), (early, TooEarlyDateError)):
        with pytest.raises(error):
            await s.filings.filed(office.actor(ORGANISER), case.id, row.id, wrong, "x", proof=True)
    await s.filings.filed(office.actor(ORGANISER), case.id, row.id, day, "SAISINE 12", proof=True)
    status = (await seen(office, case, BEN, ben)).filing
    assert status is not None
    assert (status.filed_on, status.reference, status.proof) == (day, "SAISINE 12", True)
    await s.filings.answered(office.actor(ORGANISER), case.id, row.id, StepOutcome.REFUSED, day)
    status = (await seen(office, case, BEN, ben)).filing
    assert status is not None
    assert (status.outcome, status.answered_on) == (StepOutcome.REFUSED, day)


async def test_d9_two_organisers_at_once_freeze_once(office: Office) -> None:
    """D9: both freeze one draft at once: one text of one hash; who comes later hears when it was frozen."""
    s = office.services
    case, *_ = await group(office)
    drafted = await draft(office, case)
    await office.second(case)

    asked = await asyncio.gather(
        *(s.freezing.freeze(office.actor(who), case.id, drafted) for who in (ORGANISER, SECOND)),
        return_exceptions=True,
    )
    assert [type(found) for found in asked] == [SecondNeededError] * 2
    proposal = await waiting(office, case)
    done = await asyncio.gather(
        *(s.proposals.confirm(office.actor(who), case.id, proposal) for who in (SECOND, SECOND, ORGANISER)),
        return_exceptions=True,
    )
    assert sum(not isinstance(found, BaseException) for found in done) == 1
    assert len(await s.filings.texts(office.actor(ORGANISER), case.id)) == 1
    for who in (ORGANISER, SECOND):
        with pytest.raises(AlreadyFrozenError) as told:
            await s.freezing.freeze(office.actor(who), case.id, drafted)
        assert set(told.value.values) == {"day", "time"}


async def test_d10_an_edit_while_freezing_is_in_the_text_or_refuses_it(office: Office) -> None:
    """D10: what changed since the draft refuses the freezing; who left while it waits, fails it."""
    s = office.services
    case, *_ = await group(office)
    drafted = await draft(office, case)
    await office.concerned(case, CLARA)

    with pytest.raises(DraftChangedError):
        await s.freezing.freeze(office.actor(ORGANISER), case.id, drafted)

    fresh = await draft(office, case)
    await office.second(case)
    with pytest.raises(SecondNeededError):
        await s.freezing.freeze(office.actor(ORGANISER), case.id, fresh)
    proposal = await waiting(office, case)
    row, document = await s.freezing.waiting(office.actor(SECOND), case.id, proposal)
    assert document.startswith(b"%PDF")
    assert row.frozen_at is None
    await s.rights.erase(office.actor(CLARA), case.id)
    with pytest.raises(ProposalFailedError):
        await s.proposals.confirm(office.actor(SECOND), case.id, proposal)
    assert await s.filings.texts(office.actor(ORGANISER), case.id) == []
    assert await s.freezing.tidy() == 1
    with pytest.raises(NotFoundError):
        await s.freezing.waiting(office.actor(SECOND), case.id, proposal)


async def test_a_lone_organisers_text_is_frozen_after_a_day(office: Office) -> None:
    """Who organises alone waits a day; the clock then freezes the very bytes that waited."""
    case, ann, _ = await group(office)
    drafted = await draft(office, case)
    with pytest.raises(LoneWaitError):
        await office.services.freezing.freeze(office.actor(ORGANISER), case.id, drafted)
    assert await office.services.texts.seen(office.actor(ANN), case.id, ann.ref) == []

    office.now += timedelta(hours=24, minutes=1)
    assert await office.services.proposals.due() == 1

    assert (await seen(office, case, ANN, ann)).frozen_at is not None


async def test_h1_the_bytes_stay_and_a_change_is_found(tmp_path: Path) -> None:
    """H1: the same bytes after a restart and from a copy put back; a changed database is found on reading."""
    async with open_office(tmp_path) as office:
        case, ann, _ = await group(office)
        row = await frozen(office, case)
        _, first = await office.services.texts.read(office.actor(ANN), case.id, ann.ref, row.id)
    shutil.copy(tmp_path / "collectif.db", tmp_path / "kept.db")

    async with open_office(tmp_path) as office:
        _, second = await office.services.texts.read(office.actor(ANN), case.id, ann.ref, row.id)
    assert second == first
    for change in ("sha256 = 'x'", "pdf_enc = zeroblob(length(pdf_enc))"):
        with closing(sqlite3.connect(tmp_path / "collectif.db")) as connection:
            connection.execute(f"UPDATE frozen_letter SET {change}")
            connection.commit()
        async with open_office(tmp_path) as office:
            with pytest.raises(NotAsFrozenError):
                await office.services.texts.read(office.actor(ANN), case.id, ann.ref, row.id)
            with pytest.raises(NotAsFrozenError):
                await office.services.filings.print(office.actor(ORGANISER), case.id, row.id)
        shutil.copy(tmp_path / "kept.db", tmp_path / "collectif.db")
    async with open_office(tmp_path) as office:
        _, third = await office.services.texts.read(office.actor(ANN), case.id, ann.ref, row.id)
        assert third == first
        # The program itself cannot change it either.
        with pytest.raises(StoreError):
            async with office.deps.store.transaction() as tx:
                await tx._connection.execute(sa.text("UPDATE frozen_letter SET version = 9"))


async def test_only_those_counted_read_and_answer(office: Office) -> None:
    """A later member sees the status alone; who left, nothing of the text; a stranger is refused."""
    s = office.services
    case, ann, ben = await group(office)
    row = await frozen(office, case)
    late = await office.concerned(case, CLARA)

    assert not (await seen(office, case, CLARA, late)).counted
    for act in (
        s.texts.read(office.actor(CLARA), case.id, late.ref, row.id),
        s.texts.answer(office.actor(CLARA), case.id, late.ref, row.id, Vote.APPROVE),
    ):
        with pytest.raises(NotCountedError):
            await act
    with pytest.raises(NotFoundError):
        await s.texts.read(office.actor(CLARA), case.id, ann.ref, row.id)
    await s.texts.answer(office.actor(BEN), case.id, ben.ref, row.id, Vote.APPROVE)
    await s.rights.leave(office.actor(BEN), case.id, ben.ref)
    with pytest.raises(WithdrawnError):
        await s.texts.read(office.actor(BEN), case.id, ben.ref, row.id)
    (view,) = await s.filings.texts(office.actor(ORGANISER), case.id)
    assert view.tally == Tally(2, 0, 0, gone=1)  # who approved and then left has not approved
    for who in (ANN, OUTSIDER):
        with pytest.raises(NotAllowedError):
            await s.filings.print(office.actor(who), case.id, row.id)


async def test_a_later_text_shows_what_changed(office: Office) -> None:
    """The next text of the same letter lists the paragraphs that went and came; the earlier one is over."""
    s = office.services
    case, ann, _ = await group(office)
    first = await frozen(office, case)
    await office.concerned(case, CLARA)
    second = await frozen(office, case)

    view, before, found = await s.texts.changes(office.actor(ANN), case.id, ann.ref, second.id)

    assert (view.latest, before is not None and before.id) == (True, first.id)
    assert {change.added for change in found} == {True, False}
    assert any("3" in change.text for change in found if change.added)
    with pytest.raises(ReplacedError):
        await s.texts.answer(office.actor(ANN), case.id, ann.ref, first.id, Vote.APPROVE)
    with pytest.raises(ReplacedError):
        await s.filings.print(office.actor(ORGANISER), case.id, first.id)
