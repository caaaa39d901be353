"""E5, E7, P2: what is somebody else's and what does not exist cost the same work, statement for statement.

That the answers are the same in words, `test_permissions.py` shows; how long a person waits must not tell
them apart either.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.domain.access import Actor
from bot.domain.errors import DomainError
from tests.keyholder import KeyHolder
from tests.services.conftest import office
from tests.services.handing import built, handed_in
from tests.services.office import ANN, BEN, ORGANISER, OTHER_SERVER, OUTSIDER, Office
from tests.services.sealing import opened
from tests.statements import counted

__all__ = ["office"]  # a fixture, used here as well

NOWHERE = "0" * 26


async def told(
    office: Office, act: Callable[[Actor], Awaitable[object]], actor: Actor
) -> tuple[str, list[str]]:
    """What the caller is told, and what it took."""
    with counted(office) as statements, pytest.raises(DomainError) as caught:
        await act(actor)
    return type(caught.value).__name__, statements


async def test_e5_another_members_things_cost_what_missing_ones_cost(office: Office) -> None:
    """E5: a reference of somebody else and one that nobody has: same refusal, same statements."""
    case = await office.case()
    ann, _ = await office.member(case, ANN), await office.member(case, BEN)
    entries, lanes, rights = office.services.entries, office.services.lanes, office.services.rights

    for act in (entries.file, lanes.standing, rights.leave, rights.erase):
        results = [
            await told(office, lambda who, ref=ref, act=act: act(who, case.id, ref), office.actor(BEN))
            for ref in (ann.ref, "P-00000")
        ]
        assert results[0] == results[1], act


async def test_e7_a_case_of_another_server_costs_what_no_case_costs(office: Office) -> None:
    """E7: from server B the case of server A and a case that never was: same refusal, same statements."""
    case = await office.case()
    await office.case(OTHER_SERVER, OUTSIDER)
    ann = await office.member(case, ANN)
    s = office.services
    acts: list[Callable[[Actor, str], Awaitable[object]]] = [
        lambda who, case_id: s.cases.view(who, case_id),
        lambda who, case_id: s.cases.progress(who, case_id),
        lambda who, case_id: s.entries.file(who, case_id, ann.ref),
        lambda who, case_id: s.proposals.waiting(who, case_id),
        lambda who, case_id: s.dossiers.build(who, case_id, NOWHERE),
    ]

    for act in acts:
        for user in (OUTSIDER, ORGANISER, ANN):
            results = [
                await told(
                    office,
                    lambda who, case_id=case_id, act=act: act(who, case_id),
                    office.actor(user, OTHER_SERVER),
                )
                for case_id in (case.id, NOWHERE)
            ]
            assert results[0] == results[1]
            assert results[0][0] == "NotFoundError"


async def test_p2_bad_links_cost_the_same(office: Office) -> None:
    """P2: an expired, used, replaced, foreign, cut or invented link: one refusal, the same statements.

    So it is for a member's own link and for a dossier's, looked at and used; foreign is a link of the other
    kind, and one whose account is another's shows nothing either once it is replaced.
    """
    page, dossiers = office.services.page, office.services.dossiers
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    await handed_in(office, case, BEN, lane, "Łukasz Canary")
    first, second = await built(office, case, lane), await built(office, case, lane)

    async def own(user_id: int) -> str:
        return await page.link(office.actor(user_id), case.id)

    async def handed(dossier_id: str) -> str:
        return await dossiers.link(office.actor(ORGANISER), case.id, dossier_id)

    used, replaced = await own(BEN), await own(ANN)
    expired = await own(ANN)
    taken, former = await handed(first.id), await handed(second.id)
    late = await handed(second.id)
    await page.exchange(used)
    parcel = await dossiers.fetch(taken)
    parcel.close()  # it broke off: the dossier is there, its link is not good any more
    office.now += timedelta(days=3, minutes=1)
    own_good, dossier_good = await own(BEN), await handed(first.id)
    invented = "x" * len(expired)
    bad = {
        "own": [expired, used, replaced, expired[:-3], own_good[:-1], invented, dossier_good, "", "é"],
        "dossier": [late, taken, former, late[:-3], dossier_good[:-1], invented, own_good, "", "é"],
    }
    acts: list[tuple[str, Callable[[str], Awaitable[object]]]] = [
        ("own", page.look),
        ("own", page.exchange),
        ("dossier", dossiers.look),
        ("dossier", dossiers.fetch),
    ]

    for kind, act in acts:
        results = []
        for token in bad[kind]:
            with counted(office) as statements, pytest.raises(DomainError) as caught:
                await act(token)
            results.append((type(caught.value).__name__, statements))
        assert [r for r in results if r != results[0]] == [], act
        assert results[0][1]

    assert await page.look(own_good) == "en"
    assert (await dossiers.look(dossier_good)).id == first.id
