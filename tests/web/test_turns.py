"""Flood control: the gate by itself, under floods that a clock drives."""

import pytest

from bot.web.turns import CALM, LEAST, LIFE, Gate, Wait


class Clock:
    """A clock that goes when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def waiting(found: Wait | None) -> Wait:
    """The wait, which there must be."""
    assert found is not None
    return found


def test_p9_a_burst_passes_and_the_rest_wait() -> None:
    """P9: as many as the burst allows pass at once; the next ones get a ticket and are told how long."""
    gate = Gate(per_minute=60, at_once=3, clock=Clock())

    assert [gate.pass_or_wait("") for _ in range(3)] == [None, None, None]
    assert {waiting(gate.pass_or_wait("")).seconds for _ in range(3)} == {int(LEAST)}


def test_p9_a_ticket_passes_when_it_is_old_enough_and_once() -> None:
    """P9: a ticket is good once it was kept long enough, once, and not for ever; a forged one is none."""
    clock = Clock()
    gate = Gate(per_minute=60, at_once=1, clock=clock)
    gate.pass_or_wait("")
    note = waiting(gate.pass_or_wait("")).note
    forged = f"{clock.now - 100:.3f}.aaaa.bbbb"

    clock.now += LEAST - 1
    early = waiting(gate.pass_or_wait(note))
    assert (early.note, early.seconds, early.waited) == (note, 1, int(LEAST) - 1)
    assert waiting(gate.pass_or_wait(forged)).note != forged
    clock.now += 1
    assert gate.pass_or_wait(note) is None
    clock.now += 5
    assert waiting(gate.pass_or_wait(note)).note != note
    late = waiting(gate.pass_or_wait("")).note
    clock.now += LIFE + 1
    gate.pass_or_wait("")
    assert waiting(gate.pass_or_wait(late)).note != late
    assert waiting(Gate(60, 1, clock).pass_or_wait(forged) or gate.pass_or_wait("")).note != forged


def test_p9_people_pass_at_once_again_after_the_flood() -> None:
    """P9: a while after the last one was sent to wait, nobody needs a ticket."""
    clock = Clock()
    gate = Gate(per_minute=60, at_once=2, clock=clock)
    while gate.pass_or_wait("") is None:
        pass
    clock.now += CALM / 2
    waiting(gate.pass_or_wait(""))
    clock.now += CALM + 1

    assert gate.pass_or_wait("") is None


@pytest.mark.parametrize("knocks", [5, 200])
def test_p9_a_newcomer_gets_through_a_flood_that_only_knocks(knocks: int) -> None:
    """P9: however many a second knock and go: who waits and comes back passes within a minute."""
    clock = Clock()
    gate = Gate(per_minute=60, at_once=30, clock=clock)
    passed = []
    ticket, due, came = "", 0.0, 0.0
    for second in range(600):
        for _ in range(knocks):
            gate.pass_or_wait("")
        if second % 60 == 30:
            came, ticket, due = clock.now, waiting(gate.pass_or_wait("")).note, 0.0
        elif ticket and clock.now >= due:
            found = gate.pass_or_wait(ticket)
            if found is None:
                passed.append(clock.now - came)
                ticket = ""
            else:
                due = clock.now + found.seconds + 5  # people are not quick
        clock.now += 1.0

    assert len(passed) == 10
    assert max(passed) < 60


def test_p9_who_waited_longest_goes_first() -> None:
    """P9: against requests that come back all the time, a ticket older than theirs goes before them."""
    clock = Clock()
    gate = Gate(per_minute=60, at_once=10, clock=clock)
    while gate.pass_or_wait("") is None:
        pass
    person = waiting(gate.pass_or_wait("")).note
    clock.now += 5
    robots = [waiting(gate.pass_or_wait("")).note for _ in range(500)]
    due, tries = clock.now + LEAST, 0
    while True:
        robots = [n for n in robots if gate.pass_or_wait(n) is not None]
        if clock.now >= due:
            found = gate.pass_or_wait(person)
            tries += 1
            if found is None:
                break
            due = clock.now + found.seconds + 1
        clock.now += 0.5

    assert tries <= 3
    assert len(robots) > 400


def test_p9_a_place_that_is_kept_and_not_taken_goes_to_others() -> None:
    """P9: tickets that show themselves once and never come back hold nobody up for long."""
    clock = Clock()
    gate = Gate(per_minute=60, at_once=10, clock=clock)
    while gate.pass_or_wait("") is None:
        pass
    old = waiting(gate.pass_or_wait("")).note
    clock.now += 100
    for _ in range(50):
        gate.pass_or_wait("")
    young = waiting(gate.pass_or_wait("")).note
    clock.now += LEAST
    while gate.pass_or_wait(young) is None:
        young = waiting(gate.pass_or_wait("")).note
        clock.now += LEAST
        gate.pass_or_wait(old)
        break
    clock.now += LEAST

    assert gate.pass_or_wait(young) is None


def test_p9_what_the_gate_remembers_is_bounded() -> None:
    """P9: knocks leave nothing behind; used tickets are kept as long as they could be used again."""
    clock = Clock()
    gate = Gate(per_minute=600, at_once=1, clock=clock)
    for _ in range(20_000):
        gate.pass_or_wait("")
    assert len(gate._used) == 0
    for _ in range(50):
        note = waiting(gate.pass_or_wait("")).note
        clock.now += LEAST
        assert gate.pass_or_wait(note) is None
        gate.pass_or_wait("")
    assert len(gate._used) == 50
    clock.now += LIFE
    gate.pass_or_wait("")
    assert len(gate._used) == 0
