"""What members record, correct and delete."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.codes import (
    Answer,
    AskedFor,
    Channel,
    HarmHead,
    KnownBy,
    LeakCategory,
    Pretext,
    Proof,
    ReportedTo,
    ScamOutcome,
    StepKind,
    StepOutcome,
)
from bot.domain.errors import (
    ContradictionError,
    DomainError,
    FutureDateError,
    InvalidInputError,
    NotFoundError,
    NothingContradictionError,
    NoticeContradictionError,
    TooEarlyDateError,
    TooManyError,
)
from bot.domain.member import Harm, Involvement, ScamContact, Step
from bot.services import entries as entries_module
from bot.services.entries import NEW
from bot.services.gaps import gaps
from tests.services.office import ANN, BEN, Office

NAME, RESULT, BANK = LeakCategory.ID_NAME, LeakCategory.HE_RESULT, LeakCategory.FI_BANK
SCAM = ScamContact(
    NEW,
    Channel.SMS,
    Pretext.PARCEL,
    date(2025, 3, 1),
    frozenset({NAME}),
    frozenset({AskedFor.CARD}),
    ScamOutcome.PAID,
    12_050,
    frozenset({ReportedTo.BANK}),
)
HARM = Harm(NEW, HarmHead.M_FIN, 12_050, 90, date(2025, 3, 2), Proof.DOCUMENT)
STEP = Step(
    NEW,
    "INC-2025-01",
    StepKind.ACCESS_REQUEST,
    date(2025, 3, 3),
    "lab-one",
    StepOutcome.PARTIAL,
    date(2025, 4, 1),
)


async def test_everything_recorded_is_shown(office: Office) -> None:
    """The file gives back each entry exactly as recorded."""
    case = await office.case()
    member = await office.concerned(case)
    entries, ref = office.services.entries, member.ref
    scam_id = await entries.add_scam(office.actor(ANN), case.id, ref, SCAM)
    harm_id = await entries.add_harm(office.actor(ANN), case.id, ref, HARM)
    step_id = await entries.add_step(office.actor(ANN), case.id, ref, STEP)

    shown = await entries.file(office.actor(ANN), case.id, ref)

    assert shown.scams == (replace(SCAM, id=scam_id),)
    assert shown.harms == (replace(HARM, id=harm_id),)
    assert shown.steps == (replace(STEP, id=step_id),)


async def test_categories_are_yes_no_or_unknown(office: Office) -> None:
    """Asked and unticked means "don't know"; what was not asked keeps its former answer."""
    case = await office.case()
    member = await office.concerned(case)

    async def answer(yes: set[LeakCategory], no: set[LeakCategory], asked: set[LeakCategory]) -> None:
        await office.services.entries.put_exposures(
            office.actor(ANN),
            case.id,
            member.ref,
            "INC-2025-01",
            yes=frozenset(yes),
            no=frozenset(no),
            asked=frozenset(asked),
            known_by=KnownBy.NOTICE,
        )

    await answer({NAME}, {BANK}, {NAME, BANK, RESULT})
    await answer({BANK}, set(), {BANK})

    shown = await office.services.entries.file(office.actor(ANN), case.id, member.ref)
    assert {e.category: e.answer for e in shown.exposures} == {
        NAME: Answer.YES,
        RESULT: Answer.UNKNOWN,
        BANK: Answer.YES,
    }
    with pytest.raises(ContradictionError):
        await answer({NAME}, {NAME}, {NAME})
    with pytest.raises(InvalidInputError):
        await answer({RESULT}, set(), {NAME})


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"incident": "INC-1999-01"}, NotFoundError),
        ({"organisation": "host"}, NotFoundError),
        ({"organisation": "lab-two"}, NotFoundError),
        ({"learned_on": date(2025, 1, 9)}, TooEarlyDateError),
        ({"learned_on": date(2026, 11, 25)}, FutureDateError),
        ({"notice_on": date(2024, 1, 1)}, TooEarlyDateError),
        ({"learned_how": KnownBy.NOTICE, "notice": Answer.NO}, NoticeContradictionError),
    ],
)
async def test_impossible_involvement_is_refused(
    office: Office, change: dict[str, object], refusal: type[DomainError]
) -> None:
    """An unknown incident, another incident's laboratory or an impossible date changes nothing."""
    case = await office.case()
    member = await office.concerned(case)
    wrong = replace(member.involvements[0], **change)  # type: ignore[arg-type]

    with pytest.raises(refusal):
        await office.services.entries.put_involvement(office.actor(ANN), case.id, member.ref, wrong)

    after = await office.services.entries.file(office.actor(ANN), case.id, member.ref)
    assert after.involvements == member.involvements


@pytest.mark.parametrize(
    ("entry", "refusal"),
    [
        (replace(SCAM, happened_on=date(2026, 11, 25)), FutureDateError),
        (replace(SCAM, happened_on=date(2020, 1, 1)), TooEarlyDateError),
        (replace(SCAM, loss_cents=-1), InvalidInputError),
        (replace(SCAM, asked_for=frozenset({AskedFor.NOTHING, AskedFor.OTP})), NothingContradictionError),
        (replace(HARM, amount_cents=10**15), InvalidInputError),
        (replace(HARM, minutes=-5), InvalidInputError),
        (replace(STEP, answered_on=date(2025, 3, 2)), TooEarlyDateError),
        (replace(STEP, organisation="lab-two"), NotFoundError),
    ],
)
async def test_impossible_entries_are_refused(
    office: Office, entry: ScamContact | Harm | Step, refusal: type[DomainError]
) -> None:
    """Impossible dates and amounts are refused and leave the file as it was."""
    case = await office.case()
    member = await office.concerned(case)
    service = office.services.entries
    add = {ScamContact: service.add_scam, Harm: service.add_harm, Step: service.add_step}[type(entry)]

    with pytest.raises(refusal):
        await add(office.actor(ANN), case.id, member.ref, entry)  # type: ignore[operator]

    after = await service.file(office.actor(ANN), case.id, member.ref)
    assert (after.scams, after.harms, after.steps) == ((), (), ())


async def test_entries_are_corrected_and_deleted_by_their_owner_only(office: Office) -> None:
    """Another member can neither change nor delete an entry, even with its id; the owner can."""
    case = await office.case()
    mine = await office.concerned(case)
    theirs = await office.concerned(case, BEN)
    service = office.services.entries
    entry_id = await service.add_scam(office.actor(ANN), case.id, mine.ref, SCAM)
    changed = replace(SCAM, id=entry_id, loss_cents=1)

    for ref in (theirs.ref, mine.ref):
        with pytest.raises(NotFoundError):
            await service.amend_scam(office.actor(BEN), case.id, ref, changed)
        with pytest.raises(NotFoundError):
            await service.delete_scam(office.actor(BEN), case.id, ref, entry_id)
    before = await service.file(office.actor(ANN), case.id, mine.ref)
    await service.amend_scam(office.actor(ANN), case.id, mine.ref, changed)
    after = await service.file(office.actor(ANN), case.id, mine.ref)
    await service.delete_scam(office.actor(ANN), case.id, mine.ref, entry_id)
    last = await service.file(office.actor(ANN), case.id, mine.ref)

    assert [before.scams[0].loss_cents, after.scams[0].loss_cents] == [12_050, 1]
    assert last.scams == ()


async def test_deleting_an_incident_empties_it_only(office: Office) -> None:
    """Clearing one incident's answers leaves the other incident as it was."""
    case = await office.case()
    member = await office.concerned(case)
    june = Involvement("INC-2025-06", Answer.YES, "lab-two")
    service = office.services.entries
    await service.put_involvement(office.actor(ANN), case.id, member.ref, june)
    for incident in ("INC-2025-01", "INC-2025-06"):
        await service.put_exposures(
            office.actor(ANN),
            case.id,
            member.ref,
            incident,
            yes=frozenset({NAME}),
            no=frozenset(),
            asked=frozenset({NAME}),
            known_by=None,
        )

    await service.delete_incident(office.actor(ANN), case.id, member.ref, "INC-2025-01")

    after = await service.file(office.actor(ANN), case.id, member.ref)
    assert [i.incident for i in after.involvements] == ["INC-2025-06"]
    assert {e.incident for e in after.exposures} == {"INC-2025-06"}


async def test_concurrent_entries_stay_with_their_owners(office: Office) -> None:
    """Fifty entries of two people, sent at once, end up fifty, each with its own author."""
    case = await office.case()
    refs = {u: (await office.concerned(case, u)).ref for u in (ANN, BEN)}
    service = office.services.entries

    await asyncio.gather(
        *(
            service.add_scam(office.actor(u), case.id, refs[u], replace(SCAM, loss_cents=u * 1000 + n))
            for n in range(25)
            for u in (ANN, BEN)
        )
    )

    for user in (ANN, BEN):
        own = await service.file(office.actor(user), case.id, refs[user])
        assert {s.loss_cents for s in own.scams} == {user * 1000 + n for n in range(25)}


async def test_number_of_entries_is_limited(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """One account cannot fill the disk: past the limit an entry is refused with the limit named."""
    monkeypatch.setattr(entries_module, "MAX_ENTRIES", 2)
    case = await office.case()
    member = await office.concerned(case)
    for _ in range(2):
        await office.services.entries.add_harm(office.actor(ANN), case.id, member.ref, HARM)

    with pytest.raises(TooManyError) as caught:
        await office.services.entries.add_harm(office.actor(ANN), case.id, member.ref, HARM)

    assert caught.value.values == {"limit": 2}


async def test_gaps_say_what_is_missing_in_order(office: Office) -> None:
    """What is missing shrinks as the member answers, and nothing is left for a complete file."""
    case = await office.case()
    member = await office.member(case)
    service = office.services.entries
    first = [(g.code, g.incident) for g in gaps(case, member)]
    await service.put_involvement(
        office.actor(ANN), case.id, member.ref, Involvement("INC-2025-01", Answer.YES)
    )
    await service.put_involvement(
        office.actor(ANN), case.id, member.ref, Involvement("INC-2025-06", Answer.NO)
    )
    half = await service.file(office.actor(ANN), case.id, member.ref)

    assert first == [("involvement", "INC-2025-01"), ("involvement", "INC-2025-06")]
    assert [g.code for g in gaps(case, half)] == ["organisation", "learned_on", "categories"]


async def test_police_and_bank_are_no_step_towards_an_organisation(office: Office) -> None:
    """A complaint to the police names no laboratory: the letter would read as a complaint against it."""
    case = await office.case()
    member = await office.concerned(case)
    for kind in (StepKind.POLICE_COMPLAINT, StepKind.BANK_CONTEST, StepKind.ACCESS_REQUEST):
        step = replace(STEP, kind=kind)
        await office.services.entries.add_step(office.actor(ANN), case.id, member.ref, step)

    after = await office.services.entries.file(office.actor(ANN), case.id, member.ref)

    assert [s.organisation for s in after.steps] == [None, None, "lab-one"]
