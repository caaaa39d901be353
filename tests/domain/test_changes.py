"""What a later text changes, as people read it."""

from bot.domain.changes import Change, changes

BEFORE = "I. Facts\n\n1. The leak was in July.\n\n2. Two members complain.\n\n- a list\n"


def test_a_moved_number_is_no_change() -> None:
    """A paragraph put in before others changes nothing but itself, though every number after it moves."""
    after = "I. Facts\n\n1. New first.\n\n2. The leak was in July.\n\n3. Two members complain.\n\n- a list\n"

    assert changes(BEFORE, after) == (Change(True, "New first."),)
    assert changes(BEFORE, BEFORE) == ()


def test_what_is_rewritten_goes_and_comes() -> None:
    """A paragraph written anew is shown as gone, then as new; what was taken out is gone."""
    after = "I. Facts\n\n1. The leak was in July.\n\n2. Three members complain.\n"

    assert changes(BEFORE, after) == (
        Change(False, "Two members complain."),
        Change(False, "- a list"),
        Change(True, "Three members complain."),
    )
