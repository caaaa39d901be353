"""Registering, dependants, consents, receipt codes."""

import asyncio
import re

import pytest

from bot.domain.codes import Capacity, MemberStatus, Purpose
from bot.domain.errors import (
    AlreadyRegisteredError,
    BadReceiptError,
    ConsentMissingError,
    DomainError,
    InvalidInputError,
    NotAdultError,
    NoticeChangedError,
    NotRegisteredError,
    TooManyError,
)
from tests.services.office import ALL_CONSENTS, ANN, BEN, CONFIG, ORGANISER, OUTSIDER, Office
from tests.statements import counted


async def test_registering_gives_a_random_reference(office: Office) -> None:
    """A registration has a pseudonym of the agreed form and exactly the consents ticked."""
    case = await office.case()

    member = await office.member(case)

    assert re.fullmatch(r"P-[0-9A-HJKMNP-TV-Z]{5}", member.ref)
    assert member.consents == ALL_CONSENTS
    assert member.status is MemberStatus.REGISTERED


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"adult": False}, NotAdultError),
        ({"consents": frozenset({Purpose.COMPLAINT})}, ConsentMissingError),
        ({"notice_version": "0" * 64}, NoticeChangedError),
        ({"residence": "XX"}, InvalidInputError),
        ({"work": "fr"}, InvalidInputError),
        ({"language": "xx"}, InvalidInputError),
        ({"consents": frozenset({Purpose.REGISTER, Purpose.LAWYER})}, InvalidInputError),
    ],
)
async def test_refused_registration_stores_nothing(
    office: Office, changes: dict[str, object], refusal: type[DomainError]
) -> None:
    """Whatever a registration lacks, the refusal leaves no trace of the person."""
    case = await office.case()

    with pytest.raises(refusal):
        await office.member(case, **changes)

    assert await office.services.enrol.members(office.actor(ANN), case.id) == []
    with pytest.raises(NotRegisteredError):
        await office.services.entries.file(office.actor(ANN), case.id, "P-00000")


async def test_changed_notice_asks_again(office: Office) -> None:
    """Consent is bound to the words shown: when the controller changes, the old form is refused."""
    case = await office.case()
    form = await office.form(case)
    other = CONFIG.__class__(controller_name="Somebody Else", controller_contact="x@example.org")
    await office.services.cases.configure(office.actor(ORGANISER), case.id, other)

    with pytest.raises(NoticeChangedError):
        await office.services.enrol.register(office.actor(ANN), case.id, form)


async def test_double_click_registers_once(office: Office) -> None:
    """Two presses of Join by one person give one registration, and the second is told so."""
    case = await office.case()
    form = await office.form(case)
    register = office.services.enrol.register

    results = await asyncio.gather(
        *(register(office.actor(ANN), case.id, form) for _ in range(5)), return_exceptions=True
    )

    assert sum(isinstance(r, AlreadyRegisteredError) for r in results) == 4
    assert len(await office.services.enrol.members(office.actor(ANN), case.id)) == 1


async def test_many_at_once_stay_apart(office: Office) -> None:
    """Forty people who register at the same moment get forty references and their own countries."""
    case = await office.case()
    forms = {user: await office.form(case, residence="FR" if user % 2 else "LU") for user in range(40)}

    members = await asyncio.gather(
        *(office.services.enrol.register(office.actor(u), case.id, f) for u, f in forms.items())
    )

    assert len({m.ref for m in members}) == 40
    for user, member in enumerate(members):
        own = await office.services.enrol.members(office.actor(user), case.id)
        assert [member.ref] == [m.ref for m in own]
        assert own[0].residence == ("FR" if user % 2 else "LU")


async def test_dependants_have_their_own_file(office: Office) -> None:
    """One account registers a child beside itself; each has a reference, and a limit holds."""
    case = await office.case()
    mine = await office.member(case)
    child = await office.member(case, capacity=Capacity.CHILD, residence="LU")

    own = await office.services.enrol.members(office.actor(ANN), case.id)

    assert [m.ref for m in own] == [mine.ref, child.ref]
    for _ in range(8):
        await office.member(case, capacity=Capacity.PROTECTED_ADULT)
    with pytest.raises(TooManyError):
        await office.member(case, capacity=Capacity.CHILD)


async def test_others_cannot_reach_a_member(office: Office) -> None:
    """Another member's reference is refused like one that does not exist; the owner still succeeds."""
    case = await office.case()
    mine = await office.member(case)
    await office.member(case, BEN)
    answers = []
    for ref in (mine.ref, "P-ZZZZZ"):
        with pytest.raises(DomainError) as caught:
            await office.services.entries.file(office.actor(BEN), case.id, ref)
        answers.append((type(caught.value), caught.value.values))

    assert answers[0] == answers[1]
    assert (await office.services.entries.file(office.actor(ANN), case.id, mine.ref)).ref == mine.ref


async def test_consents_are_withdrawn_one_by_one(office: Office) -> None:
    """Withdrawing one consent keeps the others and the ledger keeps both lines; the first cannot go so."""
    case = await office.case()
    member = await office.member(case)
    keep = frozenset({Purpose.STATISTICS})

    await office.services.enrol.set_consents(office.actor(ANN), case.id, member.ref, keep, "any")

    after = await office.services.entries.file(office.actor(ANN), case.id, member.ref)
    assert after.consents == {Purpose.REGISTER, Purpose.STATISTICS}
    async with office.deps.store.reading() as tx:
        history = await tx.consents.history(member.id)
    assert [(r.purpose, r.given) for r in history if r.purpose is Purpose.COMPLAINT] == [
        (Purpose.COMPLAINT, True),
        (Purpose.COMPLAINT, False),
    ]


async def test_new_consent_needs_the_text_in_force(office: Office) -> None:
    """A consent cannot be given to words that were not shown."""
    case = await office.case()
    member = await office.member(case, consents=frozenset({Purpose.REGISTER}))

    with pytest.raises(NoticeChangedError):
        await office.services.enrol.set_consents(office.actor(ANN), case.id, member.ref, ALL_CONSENTS, "old")


async def test_receipt_code_brings_a_member_back(office: Office) -> None:
    """A new Discord account recovers the registration with the code; the former one loses it."""
    case = await office.case()
    member = await office.member(case)
    code = await office.services.enrol.receipt(office.actor(ANN), case.id)

    back = await office.services.enrol.recover(office.actor(BEN), case.id, code.lower().replace("-", " "))

    assert [m.ref for m in back] == [member.ref]
    assert (await office.services.entries.file(office.actor(BEN), case.id, member.ref)).ref == member.ref
    assert await office.services.enrol.members(office.actor(ANN), case.id) == []


async def test_new_receipt_replaces_the_old(office: Office) -> None:
    """I14: only the newest code works; an old, a cut and no code have one answer, and no slow hash is run."""
    case = await office.case()
    await office.member(case)
    old = await office.services.enrol.receipt(office.actor(ANN), case.id)
    new = await office.services.enrol.receipt(office.actor(ANN), case.id)

    for wrong in (old, new[:-1], "", "💥"):
        with pytest.raises(BadReceiptError):
            await office.services.enrol.recover(office.actor(BEN), case.id, wrong)
    assert len(await office.services.enrol.recover(office.actor(BEN), case.id, new)) == 1


async def test_receipt_does_not_merge_two_people(office: Office) -> None:
    """Somebody who has a registration of their own cannot take another one over."""
    case = await office.case()
    await office.member(case)
    mine = await office.member(case, BEN)
    code = await office.services.enrol.receipt(office.actor(ANN), case.id)

    with pytest.raises(AlreadyRegisteredError):
        await office.services.enrol.recover(office.actor(BEN), case.id, code)

    own = await office.services.enrol.members(office.actor(BEN), case.id)
    assert [mine.ref] == [m.ref for m in own]


async def test_language_choice_is_kept_for_members_only(office: Office) -> None:
    """A member's language stays; a stranger's choice leaves nothing behind."""
    case = await office.case()
    await office.member(case)

    await office.services.enrol.set_language(office.actor(ANN), case.id, "de")
    await office.services.enrol.set_language(office.actor(OUTSIDER), case.id, "de")

    assert await office.services.enrol.language(office.actor(ANN), case.id) == "de"
    assert await office.services.enrol.language(office.actor(OUTSIDER), case.id) == "en"


async def test_places_can_be_corrected(office: Office) -> None:
    """A corrected country of residence is what counts from then on."""
    case = await office.case()
    member = await office.member(case, residence="FR")

    await office.services.enrol.set_places(office.actor(ANN), case.id, member.ref, "BE", "LU")

    after = await office.services.entries.file(office.actor(ANN), case.id, member.ref)
    assert (after.residence, after.work) == ("BE", "LU")


async def test_m1_a_join_takes_few_statements_however_many_are_there(office: Office) -> None:
    """M1: registering sends the database no statement that another one makes needless."""
    case = await office.case()
    form = await office.form(case)
    await office.services.enrol.register(office.actor(BEN), case.id, form)

    with counted(office) as seen:
        await office.services.enrol.register(office.actor(ANN), case.id, form)

    assert len(seen) <= 13, seen
    with counted(office) as seen:
        await office.services.enrol.receipt(office.actor(ANN), case.id)
    assert len(seen) <= 13, seen
