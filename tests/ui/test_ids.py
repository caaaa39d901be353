"""The grammar of custom_ids."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui import doors, ids
from bot.ui.doors import Door

EVERY_DOOR = [*doors.COMPONENTS.values(), *doors.FORMS.values()]
LONGEST = {
    "capacity": "protected_adult",
    "step": "breach_question",
    "incident": "INC-2021-02a",
    "page": "999",
    "pack": "a" * 48,
    "command": "a" * 12,
    "country": "FR",
    "language": "fr",
    "language_or_own": "fr",
    "ref_or_all": "P-00000",
}


@pytest.mark.parametrize("door", EVERY_DOOR, ids=lambda door: door.name)
def test_a_custom_id_comes_back_as_it_was_made(door: Door) -> None:
    """Splitting what was composed gives the same door and arguments, and it fits Discord's limit."""
    arguments = tuple(LONGEST.get(kind.name, kind.sample) for kind in door.arguments)

    custom_id = door.id(*arguments)
    found = ids.split(custom_id)

    assert found == (door.name, arguments)
    assert door.read(found[1]) == arguments
    assert len(custom_id) + len("again:") <= ids.LONGEST


@pytest.mark.parametrize(
    "custom_id",
    [
        None,
        7,
        ["v1:me"],
        "",
        "v1",
        "v1:",
        "v2:me:-",
        "V1:me:-",
        " v1:me",
        "v1:me:\N{FULLWIDTH DIGIT ONE}",
        "v1:me:\u202e",
        "v1:" + "a" * 98,
    ],
)
def test_what_is_no_custom_id_of_ours_is_none(custom_id: object) -> None:
    """Another version, another type, other characters or too many of them name no door."""
    assert ids.split(custom_id) is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ids.CASE, "0" * 25),
        (ids.CASE, "0" * 27),
        (ids.CASE, "o" * 26),
        (ids.REF, "P-7KQ4"),
        (ids.REF, "P-7KQ4M\n"),
        (ids.REF, "P-7KQ4I"),
        (ids.PAGE, "-1"),
        (ids.PAGE, "9223372036854775808"),
        (ids.PAGE, "\N{ARABIC-INDIC DIGIT ONE}"),
        (ids.PAGE, "\N{FULLWIDTH DIGIT ONE}"),
        (ids.INCIDENT, "INC-2021-2"),
        (ids.COUNTRY, "fr"),
        (ids.PACK, "../etc/passwd"),
        (ids.LANGUAGE, "xx"),
        (ids.CAPACITY, "owner"),
    ],
)
def test_an_argument_of_another_shape_is_refused(kind: ids.Kind, value: str) -> None:
    """No other digits, no sign, no path, no wrong length."""
    assert not kind.accepts(value)


@given(st.text(alphabet=string.printable, max_size=120))
def test_no_text_makes_the_grammar_fail(text: str) -> None:
    """Whatever arrives, the answer is a door with arguments that may be read, or nothing."""
    found = ids.split(text)

    if found is not None:
        door = (doors.COMPONENTS | doors.FORMS).get(found[0])
        assert door is None or door.read(found[1]) in (None, found[1])


def test_every_sample_names_nothing() -> None:
    """A door's sample is well formed, so that a test can knock at every door with it."""
    assert [door.name for door in EVERY_DOOR if not door.sample.startswith(f"v1:{door.name}")] == []


def test_an_argument_that_does_not_fit_makes_no_custom_id() -> None:
    """A button cannot be built with something typed in its custom_id."""
    with pytest.raises(ValueError, match="grammar"):
        doors.ME.id("0" * 26, "Jean Dupont")
