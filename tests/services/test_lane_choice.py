"""A member's choice of recipient: its consent, what changing it undoes, what the notice says."""

import pytest

from bot.domain.codes import CaseStatus, Purpose
from bot.domain.errors import (
    BadAnswerError,
    CaseClosedError,
    InvalidInputError,
    LaneNotChosenError,
    LinkError,
    NoLaneError,
    NotFoundError,
    NoticeChangedError,
    NotRegisteredError,
    WithdrawnError,
)
from bot.domain.sealing import LaneKind
from bot.services.views import CaseView
from bot.storage import ConsentRow
from tests.keyholder import KeyHolder
from tests.services.office import ANN, BEN, ORGANISER, OTHER_SERVER, OUTSIDER, Office
from tests.services.sealing import chosen, named, opened, proved, readable, sealed


async def ledger(office: Office, member_id: str) -> list[ConsentRow]:
    """The entries about passing the member's file on."""
    async with office.deps.store.reading() as tx:
        return [c for c in await tx.consents.history(member_id) if c.purpose is Purpose.LAWYER]


async def words(office: Office, case: CaseView) -> str:
    """Everything that the notice says, consents included."""
    notice = await office.services.notice.notice(office.actor(OUTSIDER), case.id, "en")
    lines = [line for heading, paragraphs in notice.sections for line in (heading, *paragraphs)]
    return "\n".join([notice.short, *lines, *notice.consents.values(), *notice.lanes.values()])


async def test_choosing_is_a_consent_of_its_own(office: Office) -> None:
    """The ledger holds who receives the file, and the hash of the very text; the other consents stay."""
    case = await office.case()
    lane = await opened(office, case, KeyHolder())
    member = await office.member(case)
    notice = await office.services.notice.notice(office.actor(ANN), case.id, "en")

    await chosen(office, case, ANN, member.ref, lane.id)

    (entry,) = await ledger(office, member.id)
    assert (entry.given, entry.recipient, entry.text_sha256) == (True, lane.id, notice.version)
    after = await office.services.entries.file(office.actor(ANN), case.id, member.ref)
    assert after.consents == member.consents | {Purpose.LAWYER}
    standing = await office.services.lanes.standing(office.actor(ANN), case.id, member.ref)
    assert standing.chosen is not None
    assert standing.chosen.id == lane.id


async def test_choosing_the_same_again_says_nothing_new(office: Office) -> None:
    """A second click adds no entry and deletes nothing; a changed text is agreed to anew."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    member = await office.member(case)
    await chosen(office, case, ANN, member.ref, lane.id)
    record = await sealed(office, case, member)

    await chosen(office, case, ANN, member.ref, lane.id)
    same = await ledger(office, member.id)
    await opened(office, case, KeyHolder(), lane_name="Cabinet Deux")  # the notice names one more
    await chosen(office, case, ANN, member.ref, lane.id)

    assert len(same) == 1
    assert [(c.given, c.recipient) for c in await ledger(office, member.id)] == [(True, lane.id)] * 2
    assert await readable(office, lane.id, holder) == {record}


async def test_only_what_somebody_can_open_is_chosen(office: Office) -> None:
    """A recipient without a proved key, of another case, or of nowhere cannot be chosen."""
    case, there = await office.case(), await office.case(OTHER_SERVER, BEN)
    unproved = await named(office, case, KeyHolder())
    member = await office.member(case)
    foreign = await office.services.lanes.add_holder(
        office.actor(BEN, OTHER_SERVER),
        there.id,
        lane_name="Là-bas",
        holder_name="Me Loin",
        public_key=KeyHolder().public,
    )

    with pytest.raises(NoLaneError):
        await chosen(office, case, ANN, member.ref, unproved.lane_id)
    for lane_id in (foreign.lane_id, "0" * 26, ""):
        with pytest.raises(NotFoundError):
            await chosen(office, case, ANN, member.ref, lane_id)

    assert await ledger(office, member.id) == []
    with pytest.raises(LaneNotChosenError):
        await sealed(office, case, member)


async def test_the_text_agreed_to_is_the_one_in_force(office: Office) -> None:
    """When a key-holder joins between reading and agreeing, nothing is chosen."""
    case, one = await office.case(), KeyHolder()
    lane = await opened(office, case, one)
    member = await office.member(case)
    notice = await office.services.notice.notice(office.actor(ANN), case.id, "en")
    two = KeyHolder()
    found = await named(office, case, two, lane_id=lane.id, name="Me Deux")
    await proved(office, case, two, found)

    with pytest.raises(NoticeChangedError):
        await office.services.lanes.choose(
            office.actor(ANN), case.id, member.ref, lane.id, notice.version, "en"
        )

    assert await ledger(office, member.id) == []


async def test_each_recipient_reads_its_own_members_only(office: Office) -> None:
    """What one member seals for one recipient, the other recipient's key-holder cannot open."""
    case, one, two = await office.case(), KeyHolder(), KeyHolder()
    first, second = await opened(office, case, one), await opened(office, case, two, lane_name="Cabinet Deux")
    ann, ben = await office.member(case), await office.member(case, BEN)
    await chosen(office, case, ANN, ann.ref, first.id)
    await chosen(office, case, BEN, ben.ref, second.id)

    records = await sealed(office, case, ann), await sealed(office, case, ben)

    assert await readable(office, first.id, one) == {records[0]}
    assert await readable(office, second.id, two) == {records[1]}
    assert await readable(office, first.id, two) == await readable(office, second.id, one) == set()


async def test_changing_deletes_what_was_sealed_for_the_former(office: Office) -> None:
    """The former consent is withdrawn, its records go, the new one is given; others keep theirs."""
    case, one, two = await office.case(), KeyHolder(), KeyHolder()
    first, second = await opened(office, case, one), await opened(office, case, two, lane_name="Cabinet Deux")
    ann, ben = await office.member(case), await office.member(case, BEN)
    await chosen(office, case, ANN, ann.ref, first.id)
    await chosen(office, case, BEN, ben.ref, first.id)
    await sealed(office, case, ann)
    bens = await sealed(office, case, ben)

    dropped = await chosen(office, case, ANN, ann.ref, second.id)

    assert dropped == 1
    assert [(c.given, c.recipient) for c in await ledger(office, ann.id)] == [
        (True, first.id),
        (False, first.id),
        (True, second.id),
    ]
    assert await readable(office, first.id, one) == {bens}
    new = await sealed(office, case, ann)
    assert await readable(office, second.id, two) == {new}
    after = await office.services.entries.file(office.actor(ANN), case.id, ann.ref)
    assert Purpose.LAWYER in after.consents


async def test_changing_ends_page_sessions(office: Office) -> None:
    """The account's sessions end with a change or withdrawal of the choice; a first choice ends none."""
    case = await office.case()
    first = await opened(office, case, KeyHolder())
    second = await opened(office, case, KeyHolder(), lane_name="Cabinet Deux")
    member = await office.member(case)
    page = office.services.page

    async def session() -> str:
        return (await page.exchange(await page.link(office.actor(ANN), case.id))).token

    token = await session()
    await chosen(office, case, ANN, member.ref, first.id)
    assert (await page.session(token)).token == token
    await chosen(office, case, ANN, member.ref, second.id)
    with pytest.raises(LinkError):
        await page.session(token)
    token = await session()
    await office.services.lanes.choose(office.actor(ANN), case.id, member.ref, None)
    with pytest.raises(LinkError):
        await page.session(token)


async def test_withdrawing_works_in_a_closed_case_too(office: Office) -> None:
    """Choosing needs an open case; withdrawing does not, and leaves nothing sealed."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    member = await office.member(case)
    await chosen(office, case, ANN, member.ref, lane.id)
    await sealed(office, case, member)
    await office.services.cases.close(office.actor(ORGANISER), case.id)

    dropped = await office.services.lanes.choose(office.actor(ANN), case.id, member.ref, None)
    again = await office.services.lanes.choose(office.actor(ANN), case.id, member.ref, None)

    assert (dropped, again) == (1, 0)
    assert await readable(office, lane.id, holder) == set()
    assert [c.given for c in await ledger(office, member.id)] == [True, False]
    with pytest.raises(CaseClosedError):
        await chosen(office, case, ANN, member.ref, lane.id)
    assert (await office.services.cases.view(office.actor(ANN), case.id)).status is CaseStatus.CLOSED


async def test_leaving_withdraws_the_choice(office: Office) -> None:
    """Who leaves the case sends nothing to anybody: choice and sealed records go, the ledger says to whom."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    member = await office.member(case)
    await chosen(office, case, ANN, member.ref, lane.id)
    await sealed(office, case, member)

    await office.services.rights.leave(office.actor(ANN), case.id, member.ref)

    assert [(c.given, c.recipient) for c in await ledger(office, member.id)] == [
        (True, lane.id),
        (False, lane.id),
    ]
    assert await readable(office, lane.id, holder) == set()
    with pytest.raises(WithdrawnError):
        await chosen(office, case, ANN, member.ref, lane.id)
    back = await office.member(case)
    assert Purpose.LAWYER not in back.consents
    assert (await office.services.lanes.standing(office.actor(ANN), case.id, back.ref)).chosen is None


async def test_the_other_consents_do_not_touch_the_choice(office: Office) -> None:
    """Ticking and unticking the other consents neither gives nor withdraws the one to pass the file on."""
    case = await office.case()
    lane = await opened(office, case, KeyHolder())
    member = await office.member(case)
    notice = await office.services.notice.notice(office.actor(ANN), case.id, "en")
    tick = office.services.enrol.set_consents

    await tick(
        office.actor(ANN), case.id, member.ref, frozenset({Purpose.REGISTER, Purpose.LAWYER}), notice.version
    )
    assert await ledger(office, member.id) == []
    await chosen(office, case, ANN, member.ref, lane.id)
    await tick(office.actor(ANN), case.id, member.ref, frozenset({Purpose.REGISTER}), notice.version)

    assert [c.given for c in await ledger(office, member.id)] == [True]
    with pytest.raises(InvalidInputError):
        await office.member(case, BEN, consents=frozenset({Purpose.REGISTER, Purpose.LAWYER}))


async def test_nobody_chooses_for_another(office: Office) -> None:
    """Another's reference is not found, an outsider is not registered, and nothing changes."""
    case = await office.case()
    lane = await opened(office, case, KeyHolder())
    member = await office.member(case)
    await office.member(case, BEN)

    with pytest.raises(NotFoundError):
        await chosen(office, case, BEN, member.ref, lane.id)
    for user in (OUTSIDER, ORGANISER):
        with pytest.raises(NotRegisteredError):
            await chosen(office, case, user, member.ref, lane.id)
    with pytest.raises(NotFoundError):
        await office.services.lanes.standing(office.actor(BEN), case.id, member.ref)

    assert await ledger(office, member.id) == []


async def test_without_recipients_the_notice_says_nothing_of_sealing(office: Office) -> None:
    """A case in which nobody can open anything promises nothing about it."""
    case = await office.case()
    before = await words(office, case)
    found = await named(office, case, KeyHolder())

    assert "seal" not in before.lower()
    assert await words(office, case) == before
    with pytest.raises(BadAnswerError):
        await office.services.lanes.prove(office.actor(ORGANISER), case.id, found.holder_id, "x")
    assert await words(office, case) == before


async def test_the_notice_names_who_can_open(office: Office) -> None:
    """Each recipient with its kind and proved key-holders stands in the notice, with a consent of its own."""
    case, one = await office.case(), KeyHolder()
    found = await named(office, case, one, lane_name="Cabinet <Un>", name="Me {Un}")
    await proved(office, case, one, found)
    await named(office, case, KeyHolder(), lane_id=found.lane_id, name="Me Pas Encore")
    second = await named(
        office, case, two := KeyHolder(), lane_name="Les amis", name="Olga", kind=LaneKind.ASSOCIATION
    )
    await proved(office, case, two, second)

    notice = await office.services.notice.notice(office.actor(OUTSIDER), case.id, "fr")
    said = await words(office, case)

    assert "Cabinet <Un> (Lawyer). Can be opened by: Me {Un}." in said
    assert "Les amis (Association). Can be opened by: Olga." in said
    assert "Me Pas Encore" not in said
    assert notice.lanes.keys() == {found.lane_id, second.lane_id}
    assert "Cabinet <Un>" in notice.lanes[found.lane_id]
    assert "Les amis" not in notice.lanes[found.lane_id]


async def test_an_organiser_who_holds_a_key_is_told_of(office: Office) -> None:
    """The notice does not say that organisers see no name where one of them can open files."""
    case, holder = await office.case(), KeyHolder()
    assert "They do not see your name" in await words(office, case)

    found = await named(office, case, holder, lane_name="Le bureau", name="Olivia", kind=LaneKind.ORGANISER)
    await proved(office, case, holder, found)

    said = await words(office, case)
    assert "They do not see your name" not in said
    assert "An organiser who is named below" in said
