"""One person who never stops, and many who are none: what they can fill, and what they cannot change."""

import pytest

from bot.domain.codes import Answer, HarmHead, Purpose
from bot.domain.errors import TooManyError
from bot.domain.member import EntryId, Harm, Involvement, new_id
from bot.services import entries as entries_module
from tests.services.office import ANN, ORGANISER, Office

EDITS = 10  # M5 says ten thousand: each replaces what the one before wrote, so more of them are no other case


async def rows_of(office: Office, case_id: str, ref: str) -> dict[str, int]:
    """How many rows the member has in each table."""
    async with office.deps.store.reading() as tx:
        found = await tx.members.by_ref(case_id, ref)
        assert found is not None
        return {table: len(rows) for table, rows in (await tx.own.member(found[0].id)).items()}


async def test_m5_edits_replace_and_new_entries_are_capped(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """M5: however often one person corrects an entry it is one row; new entries end at the limit."""
    monkeypatch.setattr(entries_module, "MAX_ENTRIES", 3)
    case = await office.case()
    ann = await office.concerned(case)
    entries = office.services.entries
    harm = Harm(EntryId(new_id()), HarmHead.N_TIME, 100, 10)
    kept = await entries.add_harm(office.actor(ANN), case.id, ann.ref, harm)
    before = await rows_of(office, case.id, ann.ref)

    for number in range(EDITS):
        edited = Harm(kept, HarmHead.N_TIME, number, 10)
        await entries.amend_harm(office.actor(ANN), case.id, ann.ref, edited)
        concerned = Involvement("INC-2025-01", (Answer.YES, Answer.NO)[number % 2], "lab-one")
        await entries.put_involvement(office.actor(ANN), case.id, ann.ref, concerned)
    after = await rows_of(office, case.id, ann.ref)
    for _ in range(2):
        await entries.add_harm(office.actor(ANN), case.id, ann.ref, harm)
    with pytest.raises(TooManyError):
        await entries.add_harm(office.actor(ANN), case.id, ann.ref, harm)

    assert after == before
    assert (await rows_of(office, case.id, ann.ref))["harm"] == 3


async def test_m4_accounts_that_only_register_count_in_no_letter_and_no_figure(office: Office) -> None:
    """M4: a flood of fresh accounts raises how many are registered, and nothing that a letter or figure says.

    Each is refused a second registration of itself; twelve stand for the brief's ten thousand.
    """
    case = await office.case()
    await office.concerned(case)
    before = await office.services.cases.progress(office.actor(ORGANISER), case.id)
    for number in range(12):
        await office.member(case, 5000 + number, consents=frozenset({Purpose.REGISTER}))
    await office.services.statistics.publish()

    after = await office.services.cases.progress(office.actor(ORGANISER), case.id)
    async with office.deps.store.reading() as tx:
        counted = [ref async for _, ref, *_ in tx.members.complainants(case.id)]

    assert (before.registered, after.registered) == (1, 13)
    assert (after.by_authority, after.complete) == (before.by_authority, before.complete)
    assert after.figures.incidents == before.figures.incidents
    assert len(counted) == 1
    assert await office.services.statistics.figures(office.actor(ANN), case.id) is None
