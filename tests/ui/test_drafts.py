"""What is remembered between a refused form and its second try, and what of a delivery."""

import pytest

from bot.ui import drafts
from bot.ui.drafts import KEEP_SECONDS, Drafts, Seen

FORM = "v1:scam.form:x"


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """The present."""
        return self.now


def test_a_draft_is_its_authors_alone() -> None:
    """Another person with the same form open finds nothing."""
    kept = Drafts(Clock())

    kept.put((1, FORM), {"on": "hier"})

    assert kept.get((2, FORM)) is None
    assert kept.get((1, FORM)) == {"on": "hier"}


def test_a_draft_fades() -> None:
    """Just before its time it is there, then it is gone from memory, asked for or not."""
    clock = Clock()
    kept = Drafts(clock)
    kept.put((1, FORM), {"on": "hier"})

    clock.now = KEEP_SECONDS - 1
    assert kept.get((1, FORM)) is not None
    clock.now = KEEP_SECONDS + 1
    kept.sweep()

    assert len(kept) == 0


def test_drafts_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of refused forms pushes the oldest out and grows no further."""
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 3)
    kept = Drafts(Clock())

    for user in range(5):
        kept.put((user, FORM), {})

    assert len(kept) == 3
    assert kept.get((0, FORM)) is None


def test_a_delivery_counts_once() -> None:
    """The same interaction is new only the first time."""
    seen = Seen(Clock())

    assert seen.first(7)
    assert not seen.first(7)
    assert seen.first(8)
