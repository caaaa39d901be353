"""Public figures as a case publishes them: once a week, the same for everybody, of those who agreed."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.access import Actor
from bot.domain.codes import MemberStatus, Purpose
from bot.domain.errors import NotAllowedError, NotFoundError, ServerNotAllowedError
from bot.domain.member import AccountId, EntryId, MemberFile, MemberId, new_id
from bot.domain.public_figures import PublicFigures
from bot.services.erasing import erase_there
from bot.services.views import CaseView
from bot.storage import AccountRow, ConsentRow
from tests.services.crowd import _member
from tests.services.office import (
    ANN,
    FORBIDDEN_SERVER,
    ORGANISER,
    OTHER_SERVER,
    OUTSIDER,
    Office,
    open_office,
)

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+00:00")


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """Services on the Monday morning of a week."""
    async with open_office(tmp_path) as opened:
        opened.now = MONDAY
        yield opened


async def agree(office: Office, case: CaseView, count: int, *, given: bool = True) -> list[MemberFile]:
    """Register members at once who agree to statistics, or who do not."""
    members = [_member(office.now) for _ in range(count)]
    async with office.deps.store.transaction() as tx:
        for member in members:
            account = AccountId(new_id())
            await tx.accounts.add(AccountRow(account, case.id, "fr", office.now))  # type: ignore[arg-type]
            await tx.members.add(member, account, case.id)
            if given:
                await tx.consents.add(consent(office, case, member.id, given=True))
    return members


async def erase(office: Office, members: list[MemberFile]) -> None:
    """Erase members as they would themselves."""
    for member in members:
        async with office.deps.store.transaction() as tx:
            there = await tx.members.whereabouts(member.id)
            assert there is not None
            await erase_there(office.deps, tx, there)
        office.deps.shreds.unfinished.pop(member.id, None)


def consent(office: Office, case: CaseView, member: MemberId, *, given: bool) -> ConsentRow:
    """An entry of the ledger about statistics."""
    return ConsentRow(
        EntryId(new_id()), member, case.id, Purpose.STATISTICS, given, "v", "0" * 64, "fr", office.now
    )


async def seen(office: Office, case: CaseView, actor: Actor | None = None) -> PublicFigures | None:
    """What somebody in the case's server sees."""
    return await office.services.statistics.figures(actor or office.actor(OUTSIDER), case.id)


async def next_week(office: Office) -> None:
    """Let a week go by and the chore run."""
    office.now += timedelta(days=7)
    await office.services.statistics.publish()


async def test_l3_nothing_changes_before_the_next_snapshot(office: Office) -> None:
    """L3: who joins, withdraws or erases between two snapshots changes nothing that is shown."""
    case = await office.case()
    members = await agree(office, case, 24)
    await office.services.statistics.publish()
    before = await seen(office, case)
    assert before is not None
    assert before.members == 20

    office.now += timedelta(days=2)
    await agree(office, case, 30)
    async with office.deps.store.transaction() as tx:
        await tx.members.set_status(members[0].id, MemberStatus.WITHDRAWN, office.now)
        await tx.members.delete(members[1].id)
    await office.services.statistics.publish()
    assert await seen(office, case) == before

    await next_week(office)
    after = await seen(office, case)
    assert after is not None
    assert after.members == 50  # 24 + 30 - 2, rounded down


async def test_l1_a_week_is_decided_once_even_for_nothing(office: Office) -> None:
    """L1, L3: the twentieth member who joins on a Wednesday makes no figures appear on that Wednesday."""
    case = await office.case()
    await agree(office, case, 19)
    await office.services.statistics.publish()
    assert await seen(office, case) is None

    office.now += timedelta(days=2)
    await agree(office, case, 1)
    await office.services.statistics.publish()
    assert await seen(office, case) is None

    await next_week(office)
    assert await seen(office, case) is not None


async def test_one_who_joins_a_quiet_week_does_not_stand_out(office: Office) -> None:
    """L6: a set is replaced only when ten or more came or went, so two weeks compared tell of nobody."""
    case = await office.case()
    await agree(office, case, 24)
    await office.services.statistics.publish()
    first = await seen(office, case)
    office.now += timedelta(hours=1)

    await agree(office, case, 9)
    await next_week(office)
    assert await seen(office, case) == first

    await agree(office, case, 1)
    await next_week(office)
    later = await seen(office, case)
    assert later is not None
    assert (later.members, later.as_of) == (30, (MONDAY + timedelta(days=14)).date())


async def test_only_those_who_agreed_are_counted(office: Office) -> None:
    """Without the consent for statistics, or after it was withdrawn, nobody counts."""
    case = await office.case()
    await agree(office, case, 40, given=False)
    members = await agree(office, case, 20)
    async with office.deps.store.transaction() as tx:
        await tx.consents.add(consent(office, case, members[0].id, given=False))

    await office.services.statistics.publish()

    assert await seen(office, case) is None


async def test_l5_every_surface_shows_the_same(office: Office) -> None:
    """L5: chat, the page, the invitation and what an organiser posts are one and the same figures."""
    case = await office.case()
    await agree(office, case, 33)
    member = await office.member(case)
    await office.services.statistics.publish()
    statistics = office.services.statistics
    async with office.deps.store.reading() as tx:
        found = await tx.members.by_ref(case.id, member.ref)
    assert found is not None
    session = Actor(0, None, "en", "page:1", found[1])

    shown = [
        await seen(office, case),
        await seen(office, case, office.actor(ANN)),
        await seen(office, case, office.actor(ORGANISER)),
        await seen(office, case, session),
        await statistics.invited(case.id),
        await statistics.to_post(office.actor(ORGANISER), case.id),
    ]

    assert shown[0] is not None
    assert all(figures == shown[0] for figures in shown)


async def test_l5_posting_is_the_organisers_and_audited(office: Office) -> None:
    """L5: what is posted is what is published anyway; who may post, and that they did, is in the trail."""
    case = await office.case()

    with pytest.raises(NotAllowedError):
        await office.services.statistics.to_post(office.actor(OUTSIDER), case.id)
    assert await office.services.statistics.to_post(office.actor(ORGANISER), case.id) is None

    async with office.deps.store.reading() as tx:
        lines = [(r.action, r.result) for r in await tx.audit.all()]
    assert lines[-2:] == [("post_figures", "refused"), ("post_figures", "done")]


async def test_l7_of_other_servers_cases_there_are_no_figures(office: Office) -> None:
    """L7: another server's case, published or not, and one that never was get the same answer."""
    case = await office.case()
    await agree(office, case, 40)
    await office.services.statistics.publish()
    elsewhere = office.actor(OUTSIDER, OTHER_SERVER)

    for case_id in (case.id, new_id()):
        with pytest.raises(NotFoundError):
            await office.services.statistics.figures(elsewhere, case_id)
    with pytest.raises(ServerNotAllowedError):
        await office.services.statistics.figures(office.actor(ANN, FORBIDDEN_SERVER), case.id)


async def test_a_clock_set_back_publishes_nothing_twice(office: Office) -> None:
    """Figures of a later week stay when the clock returns to an earlier one."""
    case = await office.case()
    await agree(office, case, 24)
    await office.services.statistics.publish()
    first = await seen(office, case)

    office.now -= timedelta(days=30)
    await agree(office, case, 40)
    await office.services.statistics.publish()

    assert await seen(office, case) == first


async def test_a_closed_case_keeps_its_last_figures(office: Office) -> None:
    """After the end nothing new is counted."""
    case = await office.case()
    await agree(office, case, 24)
    await office.services.statistics.publish()
    first = await seen(office, case)
    await agree(office, case, 40)
    await office.services.cases.close(office.actor(ORGANISER), case.id)

    await next_week(office)

    assert await seen(office, case) == first


async def test_l1_figures_do_not_outlive_those_who_erased(office: Office) -> None:
    """L1: with ten fewer the set is made anew; below twenty it is withdrawn; only a new one comes back."""
    case = await office.case()
    members = await agree(office, case, 40)
    await office.services.statistics.publish()
    await erase(office, members[:9])
    await next_week(office)
    assert (await seen(office, case)).members == 40  # type: ignore[union-attr]
    await erase(office, members[9:11])
    await next_week(office)
    assert (await seen(office, case)).members == 25  # type: ignore[union-attr]

    await erase(office, members[11:21])
    await next_week(office)
    assert await seen(office, case) is None
    await agree(office, case, 3)
    await next_week(office)
    assert await seen(office, case) is None  # what was shown before, less this, would be about three people
    await agree(office, case, 7)
    await next_week(office)
    assert (await seen(office, case)).members == 25  # type: ignore[union-attr]


async def test_l1_a_closed_case_withdraws_figures_too(office: Office) -> None:
    """L1: after the end nothing new is counted, but figures of too few go; with the registrations all go."""
    case = await office.case()
    members = await agree(office, case, 30)
    await office.services.statistics.publish()
    await office.services.cases.close(office.actor(ORGANISER), case.id)
    await erase(office, members[:10])
    await next_week(office)
    assert (await seen(office, case)).members == 30  # type: ignore[union-attr]
    await erase(office, members[10:11])
    await next_week(office)
    assert await seen(office, case) is None

    while await office.services.retention.turn() == 0:
        office.now += timedelta(days=6)
    async with office.deps.store.reading() as tx:
        assert await tx.figures.latest(case.id) is None
