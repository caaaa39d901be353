"""What stands on a member's page beside their file: the same as its parts alone, and for themselves only."""

import pytest

from bot.domain.errors import NotFoundError, NotRegisteredError
from bot.services.home import Home
from tests.keyholder import KeyHolder
from tests.services.conftest import office
from tests.services.office import ANN, BEN, ORGANISER, OUTSIDER, Office
from tests.services.sealing import opened
from tests.statements import counted

__all__ = ["office"]  # a fixture, used here as well


async def test_e5_the_page_is_read_at_once_and_by_its_member_alone(office: Office) -> None:
    """E5: one read gives what four gave, in a few statements; somebody else's page does not exist."""
    case = await office.case()
    await opened(office, case, KeyHolder())
    ann, _ = await office.member(case, ANN), await office.member(case, BEN)
    s, actor = office.services, office.actor(ANN)

    with counted(office) as statements:
        home = await s.home.look(actor, case.id, ann)

    assert home == Home(
        standing=await s.lanes.standing(actor, case.id, ann.ref),
        acts=await s.proposals.seen(actor, case.id),
        due=await s.retention.due(actor, case.id),
        waiting=await s.reminders.waiting(actor, case.id, ann.ref),
    )
    assert home.standing.offered
    assert len([st for st in statements if not st.startswith("BEGIN")]) <= 11
    with pytest.raises(NotFoundError):
        await s.home.look(office.actor(BEN), case.id, ann)
    for user in (OUTSIDER, ORGANISER):
        with pytest.raises(NotRegisteredError):
            await s.home.look(office.actor(user), case.id, ann)


async def test_the_notice_is_put_together_anew_when_something_in_it_changes(office: Office) -> None:
    """The notice that is kept for the next reader is not shown any more once a recipient can be chosen."""
    case = await office.case()
    before = await office.services.notice.notice(office.actor(ANN), case.id, "fr")
    again = await office.services.notice.notice(office.actor(BEN), case.id, "fr")
    await opened(office, case, KeyHolder())
    after = await office.services.notice.notice(office.actor(ANN), case.id, "fr")

    assert again is before
    assert after.version != before.version
    assert after.lanes
