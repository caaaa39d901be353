"""The organisers' figures: exact at every moment, however they were counted before."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import update

from bot.domain.codes import Answer, HarmHead, MemberStatus, Purpose
from bot.domain.member import EntryId, Harm, Involvement, new_id
from bot.domain.routing import authority_for
from bot.services import counting
from bot.services.gaps import gaps
from bot.services.views import CaseView, Progress
from bot.storage.tables import member
from tests.domain.figures import count
from tests.services.office import ANN, BEN, ORGANISER, Office


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count a few members as half a million are counted."""
    monkeypatch.setattr(counting, "_WIDTHS", ())


async def looked(office: Office, case: CaseView) -> Progress:
    """What an organiser sees, held against the members' files."""
    seen = await office.services.cases.progress(office.actor(ORGANISER), case.id)
    async with office.deps.store.reading() as tx:
        members = await tx.members.in_case(case.id)
        left = await tx.members.in_case(case.id, MemberStatus.WITHDRAWN)
    pack = case.pack
    places = [(authority_for(pack, m.residence, m.work), m.consents) for m in members]
    assert seen.figures == count([i.id for i in pack.incidents], members)
    assert (seen.registered, seen.withdrawn) == (len(members), len(left))
    assert seen.complete == sum(1 for m in members if not gaps(case, m))
    assert seen.unrouted == sum(1 for found, _ in places if found is None)
    assert seen.by_authority == {
        a.id: sum(1 for found, agreed in places if found == a and Purpose.COMPLAINT in agreed)
        for a in pack.authorities
    }
    assert seen.consents == {p: n for p in Purpose if (n := sum(p in agreed for _, agreed in places))}
    return seen


async def test_m1_figures_are_never_stale(office: Office) -> None:
    """M1: what joins, changes, leaves or is erased is in the very next figures, by whatever way it came."""
    case = await office.case()
    assert (await looked(office, case)).registered == 0
    ann = await office.concerned(case, ANN)
    ben = await office.member(case, BEN, residence="PT")
    assert (await looked(office, case)).unrouted == 1
    entries, rights = office.services.entries, office.services.rights

    harm = Harm(EntryId(new_id()), HarmHead.N_TIME, 1200, 30)
    await entries.add_harm(office.actor(ANN), case.id, ann.ref, harm)
    assert (await looked(office, case)).figures.harms[HarmHead.N_TIME].amount_cents == 1200
    second = Involvement("INC-2025-06", Answer.NO)
    await entries.put_involvement(office.actor(ANN), case.id, ann.ref, second)
    await looked(office, case)
    await rights.leave(office.actor(BEN), case.id, ben.ref)
    assert (await looked(office, case)).withdrawn == 1

    await rights.erase(office.actor(ANN), case.id)
    after = await looked(office, case)
    assert (after.registered, after.withdrawn, after.figures.harms) == (0, 1, {})


async def test_m1_a_change_during_the_count_is_counted(office: Office) -> None:
    """M1: who joins or erases between two slices is in the figures as the last slice finds them."""
    case = await office.case()
    for number in range(12):
        await office.member(case, 2000 + number)
    rights = office.services.rights

    changes = [rights.erase(office.actor(2000 + n), case.id) for n in range(3)]
    joins = [office.member(case, 3000 + n) for n in range(3)]
    await asyncio.gather(looked_at(office, case), *changes, *joins)

    assert (await looked(office, case)).registered == 12


async def looked_at(office: Office, case: CaseView) -> None:
    """Look while others act."""
    await office.services.cases.progress(office.actor(ORGANISER), case.id)


async def test_an_undone_change_changes_no_figure(office: Office) -> None:
    """What a transaction did and took back is in no count."""
    case = await office.case()
    await office.concerned(case)
    before = await looked(office, case)

    with suppress(ZeroDivisionError):
        async with office.deps.store.transaction() as tx:
            (one,) = await tx.members.in_case(case.id)
            await tx.members.delete(one.id)
            raise ZeroDivisionError

    assert await looked(office, case) == before


async def test_a_change_that_names_nobody_makes_all_counts_void(office: Office) -> None:
    """A statement that changes files without naming whose is answered by counting everybody again."""
    case = await office.case()
    await office.concerned(case)
    await looked(office, case)

    async with office.deps.store.transaction() as tx:
        await tx.members._connection.execute(update(member).values(residence="LU"))

    assert (await looked(office, case)).figures.residence == {"LU": 1}
