"""What members record: adding, correcting, deleting, and the rules that the database itself keeps."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.codes import Answer, Channel, KnownBy, LeakCategory, Pretext, Proof, StepOutcome
from bot.domain.errors import NotFoundError
from bot.domain.member import EntryId, Exposure, Involvement, MemberFile, ScamContact
from bot.storage import ConstraintError, Store, Tx
from tests.storage.sample import (
    EXPOSURE,
    FEBRUARY,
    HARM,
    INVOLVEMENT,
    JULY,
    SCAM,
    STEP,
    add_case,
    add_full_member,
    add_member,
)


async def _file(tx: Tx, member: MemberFile) -> MemberFile:
    found = await tx.members.by_ref("CASE", member.ref)
    assert found is not None
    return found[0]


async def test_an_answer_about_an_incident_is_replaced(store: Store) -> None:
    """The second answer about an incident stands in place of the first, its gaps too."""
    bare = Involvement(JULY, Answer.UNKNOWN)
    other = Involvement(FEBRUARY, Answer.NO)
    async with store.transaction() as tx:
        await add_case(tx)
        member = await add_member(tx)
        for answer in (INVOLVEMENT, other, bare):
            await tx.entries.put_involvement(member.id, answer)

        assert (await _file(tx, member)).involvements == (other, bare)


async def test_only_the_categories_given_are_replaced(store: Store) -> None:
    """Answers to some categories leave the others of the incident, and other incidents, as they were."""
    name = Exposure(JULY, LeakCategory.ID_NAME, Answer.YES, KnownBy.SCAM)
    february = replace(EXPOSURE, incident=FEBRUARY)
    changed = Exposure(JULY, LeakCategory.HE_RESULT, Answer.UNKNOWN)
    async with store.transaction() as tx:
        await add_case(tx)
        member = await add_member(tx)
        await tx.entries.put_exposures(member.id, JULY, [name, EXPOSURE])
        await tx.entries.put_exposures(member.id, FEBRUARY, [february])
        await tx.entries.put_exposures(member.id, JULY, [changed])
        await tx.entries.put_exposures(member.id, JULY, [])

        assert (await _file(tx, member)).exposures == (february, changed, name)


async def test_deleting_an_incident_leaves_the_other_one(store: Store) -> None:
    """All answers, categories and steps of one incident go; those of the other and the rest stay."""
    async with store.transaction() as tx:
        await add_case(tx)
        member, neighbour = await add_full_member(tx), await add_full_member(tx)
        await tx.entries.put_involvement(member.id, replace(INVOLVEMENT, incident=FEBRUARY))
        await tx.entries.delete_incident(member.id, JULY)

        file = await _file(tx, member)
        assert [i.incident for i in file.involvements] == [FEBRUARY]
        assert (file.exposures, file.steps) == ((), ())
        assert (len(file.scams), len(file.harms)) == (1, 1)
        beside = await _file(tx, neighbour)
        assert (len(beside.involvements), len(beside.exposures), len(beside.steps)) == (1, 1, 1)


async def test_an_entry_without_optional_answers_comes_back_so(store: Store) -> None:
    """What was not answered is read back as not answered."""
    bare = ScamContact(EntryId("BARE"), Channel.CALL, Pretext.OTHER, date(2024, 2, 29))
    async with store.transaction() as tx:
        await add_case(tx)
        member = await add_member(tx)
        await tx.entries.add_scam(member.id, bare)

        assert (await _file(tx, member)).scams == (bare,)


async def test_entries_are_replaced_in_their_place(store: Store) -> None:
    """A corrected entry keeps its place among the others and takes every new answer."""
    scam = replace(SCAM, knew=frozenset(), outcome=None, loss_cents=None, channel=Channel.CALL)
    harm = replace(HARM, amount_cents=None, proof=Proof.WITNESS)
    step = replace(STEP, incident=FEBRUARY, outcome=StepOutcome.FULL, organisation=None)
    async with store.transaction() as tx:
        await add_case(tx)
        member = await add_member(tx)
        for number in ("1", "2"):
            await tx.entries.add_scam(member.id, replace(SCAM, id=EntryId("S" + number)))
            await tx.entries.add_harm(member.id, replace(HARM, id=EntryId("H" + number)))
            await tx.entries.add_step(member.id, replace(STEP, id=EntryId("T" + number)))

        assert await tx.entries.put_scam(member.id, replace(scam, id=EntryId("S1")))
        assert await tx.entries.put_harm(member.id, replace(harm, id=EntryId("H1")))
        assert await tx.entries.put_step(member.id, replace(step, id=EntryId("T1")))

        file = await _file(tx, member)
        assert file.scams == (replace(scam, id=EntryId("S1")), replace(SCAM, id=EntryId("S2")))
        assert file.harms == (replace(harm, id=EntryId("H1")), replace(HARM, id=EntryId("H2")))
        assert file.steps == (replace(step, id=EntryId("T1")), replace(STEP, id=EntryId("T2")))


async def test_an_entry_is_deleted_once(store: Store) -> None:
    """Deleting says whether there was something, and leaves the rest."""
    async with store.transaction() as tx:
        await add_case(tx)
        member = await add_full_member(tx)
        file = await _file(tx, member)

        assert await tx.entries.delete_scam(member.id, file.scams[0].id)
        assert await tx.entries.delete_harm(member.id, file.harms[0].id)
        assert await tx.entries.delete_step(member.id, file.steps[0].id)
        assert not await tx.entries.delete_scam(member.id, file.scams[0].id)
        assert not await tx.entries.delete_harm(member.id, file.harms[0].id)
        assert not await tx.entries.delete_step(member.id, file.steps[0].id)
        assert (await _file(tx, member)).involvements == (INVOLVEMENT,)


async def test_somebody_elses_entry_cannot_be_changed(store: Store) -> None:
    """Another member's entry id changes and deletes nothing; its owner's does."""
    async with store.transaction() as tx:
        await add_case(tx)
        owner, thief = await add_full_member(tx), await add_full_member(tx)
        before = await _file(tx, owner)
        scam, harm, step = before.scams[0], before.harms[0], before.steps[0]

        assert not await tx.entries.put_scam(thief.id, replace(scam, loss_cents=1))
        assert not await tx.entries.put_harm(thief.id, replace(harm, amount_cents=1))
        assert not await tx.entries.put_step(thief.id, replace(step, organisation=None))
        assert not await tx.entries.delete_scam(thief.id, scam.id)
        assert not await tx.entries.delete_harm(thief.id, harm.id)
        assert not await tx.entries.delete_step(thief.id, step.id)
        assert await _file(tx, owner) == before

        assert await tx.entries.delete_scam(owner.id, scam.id)


async def test_an_incident_that_the_case_lacks_is_refused(store: Store) -> None:
    """No entry can name an incident that is not the case's own."""
    async with store.transaction() as tx:
        await add_case(tx)
        member = await add_member(tx)

    stray = "INC-1999-01"
    with pytest.raises(ConstraintError):
        async with store.transaction() as tx:
            await tx.entries.put_involvement(member.id, replace(INVOLVEMENT, incident=stray))
    with pytest.raises(ConstraintError):
        async with store.transaction() as tx:
            await tx.entries.put_exposures(member.id, stray, [replace(EXPOSURE, incident=stray)])
    with pytest.raises(ConstraintError):
        async with store.transaction() as tx:
            await tx.entries.add_step(member.id, replace(STEP, incident=stray))
    with pytest.raises(ValueError, match="another incident"):
        async with store.transaction() as tx:
            await tx.entries.put_exposures(member.id, FEBRUARY, [EXPOSURE])


async def test_an_entry_of_nobody_is_refused(store: Store) -> None:
    """An entry needs a member that exists."""
    async with store.transaction() as tx:
        with pytest.raises(NotFoundError):
            await tx.entries.put_involvement("NONE", INVOLVEMENT)
        with pytest.raises(NotFoundError):
            await tx.entries.add_step("NONE", STEP)
    with pytest.raises(ConstraintError):
        async with store.transaction() as tx:
            await tx.entries.add_harm("NONE", HARM)


async def test_a_negative_amount_is_refused_by_the_database(store: Store) -> None:
    """An amount below zero cannot be stored, whoever forgot to check it."""
    async with store.transaction() as tx:
        await add_case(tx)
        member = await add_member(tx)

    with pytest.raises(ConstraintError):
        async with store.transaction() as tx:
            await tx.entries.add_harm(member.id, replace(HARM, amount_cents=-1))
    with pytest.raises(ConstraintError):
        async with store.transaction() as tx:
            await tx.entries.add_scam(member.id, replace(SCAM, loss_cents=-1))


async def test_sql_in_a_value_is_stored_as_text(store: Store) -> None:
    """E15: a value that looks like SQL is a value."""
    evil = "x'); DROP TABLE member; --"
    async with store.transaction() as tx:
        await add_case(tx)
        member = await add_member(tx)
        await tx.entries.put_involvement(member.id, replace(INVOLVEMENT, organisation=evil))

        assert (await _file(tx, member)).involvements[0].organisation == evil
