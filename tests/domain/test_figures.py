"""The figures of letters, recounted in another way than the program counts them."""

import random
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.codes import (
    Answer,
    AskedFor,
    Channel,
    HarmHead,
    LeakCategory,
    Pretext,
    ReportedTo,
    ScamOutcome,
    StepKind,
    StepOutcome,
)
from bot.domain.figures import HarmFigures
from bot.domain.member import EntryId, MemberFile, ScamContact
from tests.domain.figures import count
from tests.domain.generated import INCIDENTS, members


def tally(values: list[object]) -> dict[object, int]:
    """How often each value occurs, by looking for each value that occurs."""
    return {value: sum(1 for other in values if other == value) for value in values}


@given(members)
def test_incidents_count_only_the_members_they_concern(people: list[MemberFile]) -> None:
    """Organisation, notice and answers count for members concerned, in that incident alone."""
    figures = count(INCIDENTS, people)

    assert [i.incident for i in figures.incidents] == list(INCIDENTS)
    for found in figures.incidents:
        concerned, organisations, notices = 0, [], []
        answers: dict[Answer, list[object]] = {answer: [] for answer in Answer}
        for person in people:
            for involvement in person.involvements:
                if involvement.incident == found.incident and involvement.concerned == "yes":
                    concerned += 1
                    notices.append(involvement.notice)
                    organisations += [involvement.organisation] * (involvement.organisation is not None)
                    for exposure in person.exposures:
                        if exposure.incident == found.incident:
                            answers[exposure.answer].append(exposure.category)
        assert found.concerned == concerned
        assert found.organisations == tally(list(organisations))
        assert found.notices == tally(list(notices))
        assert (found.yes, found.no, found.unknown) == tuple(
            tally(answers[a]) for a in (Answer.YES, Answer.NO, Answer.UNKNOWN)
        )


@given(members)
def test_scam_contacts_are_counted_contact_by_contact(people: list[MemberFile]) -> None:
    """Channels, pretexts, their table, months, what was known, asked, reported, lost: each contact once."""
    figures = count(INCIDENTS, people)
    contacts: list[ScamContact] = []
    for person in people:
        contacts += person.scams

    assert figures.scam_contacts == len(contacts)
    assert figures.members_with_scams == len([p for p in people if len(p.scams) > 0])
    assert sum(figures.channels.values()) == sum(figures.pretexts.values()) == len(contacts)
    for channel in Channel:
        assert figures.channels.get(channel, 0) == len([c for c in contacts if c.channel == channel])
        for pretext in Pretext:
            both = [c for c in contacts if (c.channel, c.pretext) == (channel, pretext)]
            assert figures.scam_table.get((channel, pretext), 0) == len(both)
    for pretext in Pretext:
        assert figures.pretexts.get(pretext, 0) == len([c for c in contacts if c.pretext == pretext])
    for asked in AskedFor:
        assert figures.asked_for.get(asked, 0) == len([c for c in contacts if asked in c.asked_for])
    for outcome in ScamOutcome:
        assert figures.outcomes.get(outcome, 0) == len([c for c in contacts if c.outcome == outcome])
    for place in ReportedTo:
        assert figures.reported_to.get(place, 0) == len([c for c in contacts if place in c.reported_to])
    for category in LeakCategory:
        assert figures.knew.get(category, 0) == len([c for c in contacts if category in c.knew])
    assert figures.scam_loss_cents == sum(c.loss_cents for c in contacts if c.loss_cents is not None)


@given(members)
def test_months_are_in_order_and_complete(people: list[MemberFile]) -> None:
    """Each contact falls in the month of its day; the months come in the order of time."""
    figures = count(INCIDENTS, people)
    contacts = [contact for person in people for contact in person.scams]

    assert list(figures.scam_months) == sorted(figures.scam_months)
    assert sum(figures.scam_months.values()) == len(contacts)
    for month, number in figures.scam_months.items():
        year, of_year = map(int, month.split("-"))
        inside = [c for c in contacts if (c.happened_on.year, c.happened_on.month) == (year, of_year)]
        assert number == len(inside) > 0


@given(members)
def test_harms_are_summed_by_head(people: list[MemberFile]) -> None:
    """A member with two entries of one head is one member with two entries; amounts and times add up."""
    figures = count(INCIDENTS, people)

    for head in HarmHead:
        entries = amount = minutes = touched = 0
        for person in people:
            own = [harm for harm in person.harms if harm.head == head]
            touched += 1 if own else 0
            for harm in own:
                entries += 1
                amount += harm.amount_cents if harm.amount_cents is not None else 0
                minutes += harm.minutes if harm.minutes is not None else 0
        expected = HarmFigures(touched, entries, amount, minutes) if entries else None
        assert figures.harms.get(head) == expected


@given(members)
def test_members_residences_and_steps_are_counted(people: list[MemberFile]) -> None:
    """Everybody has one residence; a step counts by kind and by what came of it."""
    figures = count(INCIDENTS, people)

    assert figures.members == len(people)
    assert figures.residence == tally([person.residence for person in people])
    for kind in StepKind:
        for outcome in StepOutcome:
            found = [s for p in people for s in p.steps if s.kind == kind and s.outcome == outcome]
            assert figures.steps.get((kind, outcome), 0) == len(found)


@given(members, st.integers())
def test_the_order_of_members_changes_nothing(people: list[MemberFile], seed: int) -> None:
    """Figures say nothing about who came first."""
    shuffled = random.Random(seed).sample(people, len(people))

    assert count(INCIDENTS, shuffled) == count(INCIDENTS, people)


@given(members)
def test_one_more_contact_adds_one(people: list[MemberFile]) -> None:
    """A new contact raises its own figures by one and its loss by its amount, and no other figure."""
    if not people:
        return
    before = count(INCIDENTS, people)
    contact = ScamContact(
        EntryId("new"),
        Channel.SMS,
        Pretext.PARCEL,
        date(2026, 3, 31),
        loss_cents=1234,
        outcome=ScamOutcome.PAID,
    )
    first = people[0]

    after = count(INCIDENTS, [replace(first, scams=(*first.scams, contact)), *people[1:]])

    assert after.scam_contacts == before.scam_contacts + 1
    assert after.scam_months["2026-03"] == before.scam_months.get("2026-03", 0) + 1
    assert after.scam_loss_cents == before.scam_loss_cents + 1234
    assert after.incidents == before.incidents
    assert (after.harms, after.steps, after.members) == (before.harms, before.steps, before.members)


def test_nobody_gives_zeros() -> None:
    """An empty case has its incidents, each with nothing in it."""
    figures = count(INCIDENTS, [])

    assert (figures.members, figures.scam_contacts, figures.scam_loss_cents) == (0, 0, 0)
    assert [(i.concerned, i.yes) for i in figures.incidents] == [(0, {})] * len(INCIDENTS)
