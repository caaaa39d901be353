"""Own letters and collective drafts, through the services and the real renderer."""

import asyncio

import pytest

from bot.domain.codes import Edition, FilingMode, LetterKind, Purpose
from bot.domain.errors import (
    LetterRefusedError,
    NoMembersError,
    NotAllowedError,
    NotFoundError,
    WithdrawnError,
)
from tests.services.office import ANN, BEN, ORGANISER, Office


async def test_own_letters_come_without_page_or_key(office: Office) -> None:
    """A member gets complaint, access request and kit; what is to be sent is recorded, copies are not."""
    case = await office.case()
    member = await office.concerned(case)

    files = await office.services.letters.own(office.actor(ANN), case.id, member.ref)

    kinds = {f.kind for f in files}
    assert {LetterKind.INDIVIDUAL_COMPLAINT, LetterKind.ACCESS_REQUEST, LetterKind.FILING_KIT} <= kinds
    assert all(f.data.startswith(b"%PDF-") for f in files if f.media_type == "application/pdf")
    async with office.deps.store.reading() as tx:
        recorded = await tx.letters.of_member(member.id)
    assert sorted(r.sha256 for r in recorded) == sorted(f.sha256 for f in files if not f.copy_of)


async def test_own_letters_name_what_is_missing(office: Office) -> None:
    """Without a concerning incident or a competent authority there is no letter but a reason."""
    case = await office.case()
    member = await office.member(case, residence="JP")

    with pytest.raises(LetterRefusedError) as caught:
        await office.services.letters.own(office.actor(ANN), case.id, member.ref)

    assert len(caught.value.values["missing"]) == 2  # type: ignore[arg-type]


async def test_no_letters_after_leaving(office: Office) -> None:
    """Who left gets no letter in the group's framework."""
    case = await office.case()
    member = await office.concerned(case)
    await office.services.rights.leave(office.actor(ANN), case.id, member.ref)

    with pytest.raises(WithdrawnError):
        await office.services.letters.own(office.actor(ANN), case.id, member.ref)


async def test_collective_letter_counts_only_who_agreed(office: Office) -> None:
    """Two who agreed make a letter; one without that consent, one elsewhere and one gone do not count."""
    case = await office.case()
    refs = [(await office.concerned(case, u)).ref for u in (ANN, BEN)]
    silent = await office.concerned(case, 1004, consents=frozenset({Purpose.REGISTER}))
    away = await office.concerned(case, 1005, residence="LU")

    letter = await office.services.letters.collective(
        office.actor(ORGANISER), case.id, "fr-one", FilingMode.INDIVIDUAL
    )

    assert letter.edition is Edition.WORKING
    assert letter.data.startswith(b"%PDF-")
    progress = await office.services.cases.progress(office.actor(ORGANISER), case.id)
    assert progress.by_authority["fr-one"] == len(refs)
    assert {silent.ref, away.ref}.isdisjoint(refs)


async def test_collective_letter_needs_two(office: Office) -> None:
    """One person is no collective: the refusal says how many are needed and how many there are."""
    case = await office.case()
    await office.concerned(case)

    with pytest.raises(NoMembersError) as caught:
        await office.services.letters.collective(
            office.actor(ORGANISER), case.id, "fr-one", FilingMode.INDIVIDUAL
        )

    assert caught.value.values == {"needed": 2, "present": 1}


async def test_members_cannot_draft(office: Office) -> None:
    """Only organisers draft; a member is refused and an unknown authority or language is not found."""
    case = await office.case()
    for user in (ANN, BEN):
        await office.concerned(case, user)
    draft = office.services.letters.collective

    with pytest.raises(NotAllowedError):
        await draft(office.actor(ANN), case.id, "fr-one", FilingMode.INDIVIDUAL)
    with pytest.raises(NotFoundError):
        await draft(office.actor(ORGANISER), case.id, "nobody", FilingMode.INDIVIDUAL)
    with pytest.raises(NotFoundError):
        await draft(office.actor(ORGANISER), case.id, "fr-one", FilingMode.INDIVIDUAL, "de")
    async with office.deps.store.reading() as tx:
        last = [(r.action, r.result) for r in await tx.audit.all()][-1]
    assert last == ("draft_letter", "refused")


async def test_drafts_are_numbered_one_by_one(office: Office) -> None:
    """Two organisers who draft at once get two versions, never the same number twice."""
    case = await office.case()
    for user in (ANN, BEN):
        await office.concerned(case, user)
    draft = office.services.letters.collective

    await asyncio.gather(
        *(draft(office.actor(ORGANISER), case.id, "fr-one", FilingMode.ALERT) for _ in range(2))
    )

    async with office.deps.store.reading() as tx:
        versions = [r.version for r in await tx.letters.of_case(case.id)]
    assert sorted(versions) == [1, 2]
