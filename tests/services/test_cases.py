"""Opening, configuring, organising and closing a case."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.codes import CaseStatus, Purpose
from bot.domain.errors import (
    AlreadyDoneError,
    BadCodeError,
    CaseClosedError,
    CaseExistsError,
    DomainError,
    InvalidInputError,
    LastOrganiserError,
    NoCaseHereError,
    NotAllowedError,
    NotFoundError,
    ServerNotAllowedError,
)
from bot.services.audit import Auditor
from tests.services.office import (
    ANN,
    BEN,
    CONFIG,
    FORBIDDEN_SERVER,
    ORGANISER,
    OTHER_SERVER,
    OUTSIDER,
    SERVER,
    Office,
)


async def test_code_opens_one_case(office: Office) -> None:
    """A one-time code opens a case once; used again it opens nothing."""
    code = office.code()
    create = office.services.cases.create

    case = await create(office.actor(ORGANISER), code, "small", CONFIG, "en")

    assert case.status is CaseStatus.OPEN
    with pytest.raises(BadCodeError):
        await create(office.actor(OUTSIDER, OTHER_SERVER), code, "small", CONFIG, "en")
    with pytest.raises(NoCaseHereError):
        await office.services.cases.here(office.actor(OUTSIDER, OTHER_SERVER))


async def test_expired_code_opens_nothing(office: Office) -> None:
    """A code is refused once its time is over."""
    code = office.code()
    office.now += timedelta(days=8)

    with pytest.raises(BadCodeError):
        await office.services.cases.create(office.actor(ORGANISER), code, "small", CONFIG, "en")


async def test_mistyped_code_opens_nothing(office: Office) -> None:
    """One wrong character makes a code worthless."""
    code = office.code()
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")

    for bad in (wrong, "", "nonsense", "é" * 40):
        with pytest.raises(BadCodeError):
            await office.services.cases.create(office.actor(ORGANISER), bad, "small", CONFIG, "en")


async def test_unlisted_server_opens_nothing(office: Office) -> None:
    """A server that the settings do not list can do nothing at all, code or not."""
    actor = office.actor(ORGANISER, FORBIDDEN_SERVER)

    with pytest.raises(ServerNotAllowedError):
        await office.services.cases.create(actor, office.code(), "small", CONFIG, "en")
    with pytest.raises(ServerNotAllowedError):
        await office.services.cases.here(office.actor(ORGANISER, None))


async def test_one_open_case_a_server(office: Office) -> None:
    """A second case waits until the first is closed; then both can be reached, newest first."""
    first = await office.case()
    with pytest.raises(CaseExistsError):
        await office.case()
    office.now += timedelta(minutes=1)
    await office.services.cases.close(office.actor(ORGANISER), first.id)

    second = await office.case()

    here = await office.services.cases.here(office.actor(ANN))
    assert [second.id, first.id] == [case.id for case in here]


async def test_unknown_pack_is_refused_and_keeps_the_code(office: Office) -> None:
    """A refused creation has no effect: the code still works."""
    code = office.code()
    with pytest.raises(DomainError):
        await office.services.cases.create(office.actor(ORGANISER), code, "no-such", CONFIG, "en")

    case = await office.services.cases.create(office.actor(ORGANISER), code, "small", CONFIG, "en")

    assert case.pack.id == "small"


@pytest.mark.parametrize(
    "config",
    [
        replace(CONFIG, controller_name=" "),
        replace(CONFIG, controller_contact=""),
        replace(CONFIG, retention_months=0),
        replace(CONFIG, retention_months=121),
    ],
)
async def test_case_needs_a_controller(office: Office, config: object) -> None:
    """Nobody opens a case without saying who answers for its data and for how long."""
    with pytest.raises(InvalidInputError):
        await office.services.cases.create(
            office.actor(ORGANISER),
            office.code(),
            "small",
            config,
            "en",  # type: ignore[arg-type]
        )


async def test_organisers_only_and_at_once(office: Office) -> None:
    """E9: a stranger is refused, a named organiser succeeds, and one who was removed is refused at once."""
    case = await office.case()
    cases = office.services.cases
    with pytest.raises(NotAllowedError):
        await cases.progress(office.actor(BEN), case.id)

    await cases.add_organiser(office.actor(ORGANISER), case.id, BEN)
    assert (await cases.progress(office.actor(BEN), case.id)).registered == 0
    await office.agreed(case, cases.remove_organiser(office.actor(ORGANISER), case.id, BEN))

    with pytest.raises(NotAllowedError):
        await cases.progress(office.actor(BEN), case.id)


async def test_last_organiser_stays(office: Office) -> None:
    """E12: a case cannot lose its last organiser, not even by stepping down."""
    case = await office.case()

    with pytest.raises(LastOrganiserError):
        await office.services.cases.remove_organiser(office.actor(ORGANISER), case.id, ORGANISER)


async def test_foreign_case_does_not_exist(office: Office) -> None:
    """E7: from another server a case is as absent as one that never was, even for its own organiser."""
    case = await office.case()

    for server, case_id in ((OTHER_SERVER, case.id), (SERVER, "0" * 26)):
        with pytest.raises(NotFoundError):
            await office.services.cases.view(office.actor(ORGANISER, server), case_id)
        with pytest.raises(NotFoundError):
            await office.services.cases.close(office.actor(ORGANISER, server), case_id)


async def test_closed_case_takes_no_entries(office: Office) -> None:
    """A closed case refuses registrations and entries; reading, leaving and erasing go on."""
    case = await office.case()
    member = await office.concerned(case)
    form = await office.form(case)
    await office.services.cases.close(office.actor(ORGANISER), case.id)

    with pytest.raises(CaseClosedError):
        await office.services.enrol.register(office.actor(BEN), case.id, form)
    with pytest.raises(CaseClosedError):
        await office.services.entries.put_exposures(
            office.actor(ANN),
            case.id,
            member.ref,
            "INC-2025-01",
            yes=frozenset(),
            no=frozenset(),
            asked=frozenset(),
            known_by=None,
        )
    assert (await office.services.entries.file(office.actor(ANN), case.id, member.ref)).ref == member.ref
    receipt = await office.services.rights.erase(office.actor(ANN), case.id)
    assert receipt.refs == (member.ref,)


async def test_progress_counts_exactly(office: Office) -> None:
    """Progress gives exact figures by authority and by consent, and counts who has left apart."""
    case = await office.case()
    await office.concerned(case, ANN, residence="FR")
    await office.concerned(case, BEN, residence="LU", consents=frozenset({Purpose.REGISTER}))
    await office.concerned(case, 1004, residence="BE", work="LU")
    gone = await office.member(case, 1005, residence="FR")
    await office.services.rights.leave(office.actor(1005), case.id, gone.ref)

    progress = await office.services.cases.progress(office.actor(ORGANISER), case.id)

    assert (progress.registered, progress.withdrawn) == (3, 1)
    assert progress.by_authority == {"fr-one": 1, "lu-two": 1}
    assert progress.unrouted == 0
    assert progress.consents[Purpose.REGISTER] == 3
    assert progress.figures.incidents[0].concerned == 3


async def test_every_privileged_act_and_refusal_leaves_one_line(office: Office) -> None:
    """The trail holds one line an act and one a refusal, in order, chained, naming nobody."""
    case = await office.case()
    with pytest.raises(NotAllowedError):
        await office.services.cases.close(office.actor(OUTSIDER), case.id)
    await office.services.cases.panel(office.actor(ORGANISER), case.id)
    await office.member(case)

    async with office.deps.store.reading() as tx:
        rows = await tx.audit.all()
        broken = await Auditor(office.deps.vault, tx).broken_at()

    assert [(r.action, r.result) for r in rows] == [
        ("create_case", "done"),
        ("close_case", "refused"),
        ("post_panel", "done"),
        ("register", "done"),
    ]
    assert broken is None
    assert not any(str(ANN) in repr(r) or str(OUTSIDER) in repr(r) for r in rows)


async def test_same_interaction_has_one_effect(office: Office) -> None:
    """The same interaction delivered twice at once registers once and says so once."""
    case = await office.case()
    form = await office.form(case)
    register = office.services.enrol.register

    results = await asyncio.gather(
        *(register(office.actor(ANN, request="same"), case.id, form) for _ in range(2)),
        return_exceptions=True,
    )

    assert sorted(type(r).__name__ for r in results) == [AlreadyDoneError.__name__, "MemberFile"]
