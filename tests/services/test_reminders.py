"""Reminders: who asked is told of a date once, by a knock that says nothing; stopping works at once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.access import Actor
from bot.domain.codes import Purpose, StepKind
from bot.domain.errors import NotAllowedError, NotFoundError
from bot.domain.frozen import Ground, NoteRefusedError, Objections, ReasonNeededError, Vote
from bot.domain.member import MemberFile, Step
from bot.domain.reminders import DIGEST, Reminder
from bot.services.entries import NEW
from bot.services.reminding import KNOCK
from bot.services.views import CaseView
from bot.text import LANGUAGES, tr
from tests.frozen import frozen_text
from tests.services.office import ALL_CONSENTS, ANN, BEN, ORGANISER, OUTSIDER, Office, open_office

AGREED = ALL_CONSENTS | {Purpose.CONTACT}


@dataclass
class Group:
    """A case with two members, of whom one agreed to direct messages, and whom the bot knocked for."""

    office: Office
    case: CaseView
    ann: MemberFile
    ben: MemberFile
    knocked: list[int] = field(default_factory=list)

    async def turn(self, at: datetime | None = None) -> list[int]:
        """Let the clock tell people; return for whom the bot knocked."""
        if at is not None:
            self.office.now = at
        self.knocked.clear()
        self.office.services.reminding.knock = self._knock
        await self.office.services.reminding.turn()
        return list(self.knocked)

    async def _knock(self, user_id: int, text: str) -> None:
        assert text in {tr(KNOCK, language) for language in LANGUAGES}
        self.knocked.append(user_id)

    async def seen(self, who: int, member: MemberFile) -> dict[str, Reminder]:
        """What the member can be reminded of, by key."""
        actor = self.office.actor(who)
        return {r.key: r for r in await self.office.services.reminders.seen(actor, self.case.id, member.ref)}

    async def asked_for(self, who: int, member: MemberFile, key: str) -> None:
        """Ask to be reminded."""
        await self.office.services.reminders.ask(self.office.actor(who), self.case.id, member.ref, key)

    async def waiting(self, who: int, member: MemberFile) -> list[str]:
        """What the member was told of and has not looked at."""
        actor = self.office.actor(who)
        found = await self.office.services.reminders.waiting(actor, self.case.id, member.ref)
        return [one.key for one in found]


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[Group]:
    """The group, at noon."""
    async with open_office(tmp_path) as office:
        case = await office.case()
        ann = await office.concerned(case, consents=AGREED)
        yield Group(office, case, ann, await office.concerned(case, BEN))


async def _request(group: Group) -> str:
    """An access request of Ann's; returns what stands for the answer that is due."""
    day = group.office.deps.today()
    step = Step(NEW, "INC-2025-01", StepKind.ACCESS_REQUEST, day, organisation="lab-one")
    before = await group.seen(ANN, group.ann)
    await group.office.services.entries.add_step(group.office.actor(ANN), group.case.id, group.ann.ref, step)
    (key,) = set(await group.seen(ANN, group.ann)) - set(before)
    return key


async def test_who_asked_is_told_once_and_across_a_restart(group: Group, tmp_path: Path) -> None:
    """An overdue answer is told on the day after, once; a bot that starts anew tells it no second time."""
    key = await _request(group)
    await group.asked_for(ANN, group.ann, key)
    due = (await group.seen(ANN, group.ann))[key].day
    after = datetime(due.year, due.month, due.day, 12, tzinfo=UTC) + timedelta(days=1)

    assert await group.turn() == []
    assert await group.turn(after - timedelta(days=1)) == []
    assert await group.turn(after - timedelta(hours=9)) == []  # at night nobody is told
    assert await group.turn(after) == [ANN]
    assert await group.waiting(ANN, group.ann) == [key]
    assert await group.turn(after + timedelta(days=1)) == []
    await group.office.deps.store.close()
    await group.office.deps.shreds.close()
    async with open_office(tmp_path) as office:
        again = Group(office, group.case, group.ann, group.ben)
        assert await again.turn(after + timedelta(days=2)) == []
        assert await again.waiting(ANN, group.ann) == [key]
        await office.services.reminders.look(office.actor(ANN), group.case.id, group.ann.ref)
        assert await again.waiting(ANN, group.ann) == []


async def test_the_digest_comes_on_the_first_and_without_consent_nobody_knocks(group: Group) -> None:
    """Each month once, nothing new included; who agreed to no direct message finds it at the next look."""
    await group.asked_for(ANN, group.ann, DIGEST)
    await group.asked_for(BEN, group.ben, DIGEST)

    assert await group.turn() == []
    assert await group.turn(datetime(2026, 12, 1, 12, tzinfo=UTC)) == [ANN]
    assert await group.waiting(BEN, group.ben) == [DIGEST]
    assert await group.turn(datetime(2026, 12, 2, 12, tzinfo=UTC)) == []
    # The bot was off on the first of the month.
    assert await group.turn(datetime(2027, 1, 3, 12, tzinfo=UTC)) == [ANN]


async def test_stopping_works_at_once_and_nothing_of_it_is_kept(group: Group) -> None:
    """What was stopped is told no more, even while nothing new is taken in; an erasure takes all along."""
    await group.asked_for(ANN, group.ann, DIGEST)
    await group.asked_for(BEN, group.ben, DIGEST)
    reminders = group.office.services.reminders

    await reminders.stop(group.office.actor(ANN), group.case.id, group.ann.ref)
    await group.office.services.rights.erase(group.office.actor(BEN), group.case.id)

    assert await group.turn(datetime(2026, 12, 1, 12, tzinfo=UTC)) == []
    async with group.office.deps.store.reading() as tx:
        assert await tx.reminders.of_case(group.case.id) == []


async def test_an_organiser_is_reminded_of_the_groups_dates_alone(group: Group) -> None:
    """Silence and appeal after the group's filing can be asked for by organisers, by nobody else, by key."""
    office, case = group.office, group.case
    row = await frozen_text(office.deps, case.id, [group.ann, group.ben], "fr-one")
    organiser = office.actor(ORGANISER)
    await office.services.filings.print(organiser, case.id, row.id)
    day = office.deps.today()
    await office.services.filings.filed(office.actor(ORGANISER), case.id, row.id, day, "", proof=True)
    reminders = office.services.reminders
    found = await reminders.of_group(office.actor(ORGANISER), case.id)
    dates = [one for one in found if one.clock]
    assert dates

    await reminders.ask_for_group(office.actor(ORGANISER), case.id, dates[0].key)
    for who in (ANN, OUTSIDER):
        with pytest.raises(NotAllowedError):
            await reminders.ask_for_group(office.actor(who), case.id, dates[0].key)
    with pytest.raises(NotFoundError):
        await reminders.ask_for_group(office.actor(ORGANISER), case.id, "0" * 26)
    with pytest.raises(NotFoundError):
        await reminders.ask(office.actor(BEN), case.id, group.ann.ref, DIGEST)

    end = dates[0].day
    noon = datetime(end.year, end.month, end.day, 12, tzinfo=UTC) + timedelta(days=1)
    assert await group.turn(noon) == [ORGANISER]
    assert await group.turn(noon + timedelta(days=1)) == []


def test_j6_the_knock_says_nothing_in_any_language() -> None:
    """J6: no case, organisation, date, member or health word on a lock screen."""
    for language in LANGUAGES:
        said = tr(KNOCK, language)
        assert said.startswith("Collectif")
        assert len(said) < 90
        assert not any(c.isdigit() or c == "/" for c in said)


async def test_an_objection_has_a_reason_and_a_note_for_organisers_alone(group: Group) -> None:
    """No objection without a reason; organisers see figures and notes of nobody.

    Approving forgets both, and who has left is not counted.
    """
    office, case, ann = group.office, group.case, group.ann
    row = await frozen_text(office.deps, case.id, [ann, group.ben], "fr-one")
    texts, filings = office.services.texts, office.services.filings

    async def object_to(who: int, member: MemberFile, *why: object) -> None:
        actor: Actor = office.actor(who)
        await texts.answer(actor, case.id, member.ref, row.id, Vote.OBJECT, *why)  # type: ignore[arg-type]

    with pytest.raises(ReasonNeededError):
        await object_to(ANN, ann)
    with pytest.raises(NoteRefusedError):
        await object_to(ANN, ann, Ground.OTHER, "FR14 2004 1010 0505 0001 3M02 606")
    await object_to(ANN, ann, Ground.FACT_WRONG, "the  second date\n is wrong")
    await object_to(BEN, group.ben, Ground.FACT_WRONG)

    found = await filings.objections(office.actor(ORGANISER), case.id, row.id)
    expected = Objections(((Ground.FACT_WRONG, 2),), ((Ground.FACT_WRONG, "the second date is wrong"),))
    assert found == expected
    with pytest.raises(NotAllowedError):
        await filings.objections(office.actor(BEN), case.id, row.id)
    await texts.answer(office.actor(ANN), case.id, ann.ref, row.id, Vote.APPROVE)
    found = await filings.objections(office.actor(ORGANISER), case.id, row.id)
    assert found == Objections(((Ground.FACT_WRONG, 1),))
    await office.services.rights.leave(office.actor(BEN), case.id, group.ben.ref)
    assert await filings.objections(office.actor(ORGANISER), case.id, row.id) == Objections()
