"""Flood control: the gate by itself, and in front of joining."""

import pytest

from bot.web.turns import GRACE, LONGEST, CrowdedError, Gate, Wait


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


def test_a_burst_passes_and_the_rest_wait_in_order() -> None:
    """As many as the burst allows pass at once; the next ones wait their turn, each a step longer."""
    gate = Gate(per_minute=60, at_once=3, clock=Clock())

    assert [gate.pass_or_wait("") for _ in range(3)] == [None, None, None]
    assert [waiting(gate.pass_or_wait("")).seconds for _ in range(3)] == [1, 2, 3]


def test_a_turn_passes_when_it_has_come_and_once() -> None:
    """A note is good from its turn on, once, and not for ever; a forged one is none."""
    clock = Clock()
    gate = Gate(per_minute=60, at_once=1, clock=clock)
    gate.pass_or_wait("")
    note = waiting(gate.pass_or_wait("")).note

    assert waiting(gate.pass_or_wait(note)).note == note
    clock.now += 2
    assert gate.pass_or_wait(note) is None
    gate.pass_or_wait("")
    assert waiting(gate.pass_or_wait(note)).note != note
    late = waiting(gate.pass_or_wait("")).note
    clock.now += GRACE + 100
    gate.pass_or_wait("")
    gate.pass_or_wait("")
    assert waiting(gate.pass_or_wait(late)).note != late
    assert waiting(Gate(60, 0, clock).pass_or_wait(f"{clock.now - 1:.3f}.aaaa.bbbb")).note


def test_the_queue_has_an_end() -> None:
    """A queue longer than half an hour takes nobody more, and opens again when it has shrunk."""
    clock = Clock()
    gate = Gate(per_minute=60, at_once=1, clock=clock)
    for _ in range(int(LONGEST)):
        gate.pass_or_wait("")

    gate.pass_or_wait("")
    with pytest.raises(CrowdedError):
        gate.pass_or_wait("")
    clock.now += LONGEST + 60
    assert gate.pass_or_wait("") is None


def test_used_notes_are_forgotten() -> None:
    """What the gate remembers stays bounded by what passes in its grace."""
    clock = Clock()
    gate = Gate(per_minute=600, at_once=1, clock=clock)
    for _ in range(2000):
        found = gate.pass_or_wait("")
        clock.now += 0.2
        if found is not None:
            gate.pass_or_wait(found.note)
    clock.now += 2 * GRACE
    note = None
    while note is None:
        note = gate.pass_or_wait("")
    clock.now += 5
    gate.pass_or_wait(note.note)
    assert len(gate._used) <= 1
