"""Values lose what could disturb a page and keep every visible character."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.letters.clean import CUT, MAX_MARKS, MAX_VALUE, clean

NAMES = ["O’Brien", "Łukasz", "Nguyễn", "山田", "محمد", "Björk Guðmundsdóttir", "X", "d'Aguesseau-Ménard"]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_scripts_stay_as_they_are(name: str) -> None:
    """A legitimate name comes through unchanged."""
    assert clean(name) == name


@pytest.mark.parametrize(
    ("dirty", "kept"),
    [
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("gnp\u202eexe", "gnpexe"),
        ("a\u200bb\ufeffc\u2066d\u00ade", "abcde"),
        ("line\nbreak\u2028here\tand\x0b\x85there", "line break here and there"),
        ("\ue000\ue010\ue001", ""),
        ("lone \ud83d end", "lone \ufffd end"),
        ("tag\U000e0041s", "tags"),
        ("  spaces   within  ", "spaces within"),
    ],
)
def test_what_is_invisible_goes(dirty: str, kept: str) -> None:
    """Controls, direction marks, zero-width and private-use characters are taken out."""
    assert clean(dirty) == kept


def test_text_is_composed() -> None:
    """A letter and its accent become one character."""
    assert clean("e\u0301") == "é"


def test_marks_are_capped() -> None:
    """One base keeps few combining marks, so that nothing is drawn over the lines around it."""
    assert clean("x" + "\u0335" * 160) == "x" + "\u0335" * MAX_MARKS


def test_a_long_value_is_cut_visibly() -> None:
    """A value beyond the limit says that it was cut; one at the limit is whole."""
    assert clean("a" * MAX_VALUE) == "a" * MAX_VALUE
    assert clean("a" * (MAX_VALUE + 1)) == "a" * MAX_VALUE + CUT


@given(st.text())
@example("0\r\x1b\x850")  # what is dropped stood between two spaces
def test_cleaning_never_fails_and_settles(text: str) -> None:
    """Any text can be cleaned; cleaning twice changes nothing; nothing private or unpaired is left."""
    once = clean(text)

    assert clean(once) == once
    assert not any(unicodedata.category(c) in {"Co", "Cs"} or (ord(c) < 32) for c in once)
