"""Letters of very many members: figures of all, a row of each in volumes that the file carries."""

import io

import pikepdf
import pytest

from bot.domain.codes import Edition, FilingMode, LetterKind, Purpose
from bot.domain.errors import LetterTooLargeError
from bot.domain.frozen import DraftChangedError
from bot.domain.proposal_errors import WaitsError
from bot.services import gathering
from bot.services.views import CaseView, LetterFile
from tests.frozen import annex_hash
from tests.letters.reading import words
from tests.services.office import ANN, BEN, ORGANISER, Office


@pytest.fixture
async def case(office: Office, monkeypatch: pytest.MonkeyPatch) -> CaseView:
    """A case with four complainants to one authority and two who are not; three are very many here."""
    monkeypatch.setattr(gathering, "MOST_IN_FULL", 2)
    monkeypatch.setattr(gathering, "_PAGE", 2)
    found = await office.case()
    for number in range(4):
        await office.concerned(found, 2000 + number)
    await office.concerned(found, ANN, residence="LU")
    await office.concerned(found, BEN, consents=frozenset({Purpose.REGISTER}))
    return found


async def draft(office: Office, case: CaseView) -> LetterFile:
    """Draft the letter."""
    asked = office.actor(ORGANISER)
    return await office.services.letters.collective(asked, case.id, "fr-one", FilingMode.INDIVIDUAL)


async def refs(office: Office, case: CaseView) -> list[str]:
    """Whom the letter counts, by reference."""
    async with office.deps.store.reading() as tx:
        return [r async for _, r, residence, _ in tx.members.complainants(case.id) if residence == "FR"]


async def test_m1_a_letter_of_very_many_lists_them_in_attached_volumes(
    office: Office, case: CaseView
) -> None:
    """M1: the letter's file carries each member by reference; none is left out, none added."""
    made = await draft(office, case)

    with pikepdf.open(io.BytesIO(made.data)) as document:
        attached = {name: spec.get_file().read_bytes() for name, spec in document.attachments.items()}
    (volume,) = (data for name, data in attached.items() if name.endswith("annex-01.pdf"))
    listed = words(volume)
    assert [ref for ref in sorted(await refs(office, case)) if ref not in listed] == []
    assert listed.count("P-") == 4
    assert "P-" not in words(made.data)
    assert (made.kind, made.edition) == (LetterKind.COLLECTIVE_COMPLAINT, Edition.WORKING)
    assert (await draft(office, case)).pages == made.pages


async def test_m1_it_is_frozen_for_those_whom_it_lists(office: Office, case: CaseView) -> None:
    """M1: a text of very many counts each of them; one who left since makes it another text."""
    made = await draft(office, case)
    with pytest.raises(WaitsError):
        await office.services.freezing.freeze(office.actor(ORGANISER), case.id, made.draft)
    async with office.deps.store.reading() as tx:
        (kept,) = [await tx.frozen.of_version(case.id, "fr-one", 1)]
        assert kept is not None
        counted = [await tx.members.ref_of(a.member_id) for a in await tx.frozen.counted(kept.id)]
    assert counted == sorted(await refs(office, case))
    assert kept.annex_sha256 == annex_hash([str(ref) for ref in counted])

    again = await draft(office, case)
    await office.services.rights.erase(office.actor(2000), case.id)
    with pytest.raises(DraftChangedError):
        await office.services.freezing.freeze(office.actor(ORGANISER), case.id, again.draft)


async def test_a_letter_that_reckons_for_each_says_how_many_it_can(
    office: Office, case: CaseView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The letter to the lawyer is refused beyond its limit, with the limit, before anything is drawn."""
    monkeypatch.setattr(gathering, "MOST_WITH_CLOCKS", 3)

    with pytest.raises(LetterTooLargeError) as refused:
        await office.services.letters.for_lawyer(office.actor(ORGANISER), case.id, "fr")

    assert refused.value.values == {"limit": 3}
