"""Reading submitted forms: only what was offered, of the right kind, within its limit, once."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InvalidInputError
from bot.ui.forms import Choice, Form, Line, Option, Words
from bot.ui.payload import read, salvage

AB = (Option("a", "A"), Option("b", "B"))
FORM = Form(
    "Form",
    (
        Words("Read this."),
        Line("line", "Line", limit=20),
        Choice("menu", "Menu", AB, required=False, many=True),
        Choice("radio", "Radio", AB, required=False, style="radio"),
        Choice("boxes", "Boxes", AB, required=False, many=True, style="boxes"),
    ),
)
GOOD: dict[str, dict[str, Any]] = {
    "line": {"type": 4, "custom_id": "line", "value": "16/07/2021"},
    "menu": {"type": 3, "custom_id": "menu", "values": ["a"]},
    "radio": {"type": 21, "custom_id": "radio", "value": "b"},
    "boxes": {"type": 22, "custom_id": "boxes", "values": ["a", "b"]},
}
ONLY_TEXT = {"type": 10, "id": 1}


def sent(**changed: Any) -> list[Any]:
    """The good answers with some changed; None leaves a field out."""
    fields = {**GOOD, **changed}
    return [ONLY_TEXT, *({"type": 18, "component": field} for field in fields.values() if field is not None)]


def test_good_answers_are_read() -> None:
    """Every kind of field comes back as what was chosen or typed."""
    answers = read(FORM, sent())

    assert answers.text("line") == "16/07/2021"
    assert answers.values("menu") == {"a"}
    assert answers.value("radio") == "b"
    assert answers.values("boxes") == {"a", "b"}


def test_optional_fields_may_be_empty() -> None:
    """Nothing chosen is an answer where nothing is required."""
    empty = {"type": 21, "custom_id": "radio", "value": None}

    none = {**GOOD["boxes"], "values": []}
    answers = read(FORM, sent(menu={**GOOD["menu"], "values": []}, radio=empty, boxes=none))

    assert answers.value("menu") is None
    assert answers.value("radio") is None
    assert answers.values("boxes") == frozenset()


@pytest.mark.parametrize(
    "line",
    ["x" * 200_000, "x" * 21, None, 7, True, ["16/07/2021"], {"value": "x"}, 1.5],
    ids=lambda value: type(value).__name__ + str(len(value) if isinstance(value, str) else ""),
)
def test_text_of_another_kind_or_beyond_its_limit_is_refused(line: object) -> None:
    """A library enforces no limit: 200,000 characters arrive as they were sent."""
    with pytest.raises(InvalidInputError):
        read(FORM, sent(line={**GOOD["line"], "value": line}))


@pytest.mark.parametrize(
    "values", [None, "a", 1, ["c"], ["a", "a"], ["a", "b", "a"], [None], [["a"]], [{"a": 1}], {"a": "b"}]
)
def test_a_choice_that_was_not_offered_is_refused(values: object) -> None:
    """Only offered values, each once, in a list."""
    with pytest.raises(InvalidInputError):
        read(FORM, sent(menu={**GOOD["menu"], "values": values}))


@pytest.mark.parametrize("value", ["c", 1, ["a"], {"a": 1}, ""])
def test_a_radio_answer_that_was_not_offered_is_refused(value: object) -> None:
    """One of the offered values, or none."""
    with pytest.raises(InvalidInputError):
        read(FORM, sent(radio={**GOOD["radio"], "value": value}))


@pytest.mark.parametrize(
    "components",
    [
        None,
        {},
        "components",
        7,
        [None],
        ["x"],
        [{"type": 18}],
        [{"type": 18, "component": None}],
        [{"type": 18, "component": {"type": 4, "value": "x"}}],
        [{"type": 18, "component": {"type": 4, "custom_id": 7, "value": "x"}}],
        [{"type": 1, "components": [{"type": 4, "custom_id": "line", "value": "x"}]}],
        [],
    ],
)
def test_a_payload_of_another_shape_is_refused(components: object) -> None:
    """Nothing is guessed from a malformed payload, and a required field cannot be missing."""
    with pytest.raises(InvalidInputError):
        read(FORM, components)
    assert salvage(FORM, components) == {}


@pytest.mark.parametrize("field", list(GOOD))
def test_a_missing_field_is_refused(field: str) -> None:
    """Clients send every field, so a missing one must not count as "nothing chosen" and erase an answer."""
    with pytest.raises(InvalidInputError):
        read(FORM, sent(**{field: None}))


def test_an_extra_field_is_refused() -> None:
    """A form that does not hold a field does not take one."""
    with pytest.raises(InvalidInputError):
        read(FORM, sent(extra={"type": 4, "custom_id": "admin", "value": "yes"}))


def test_a_field_given_twice_is_refused() -> None:
    """There is no rule which of two answers would count."""
    with pytest.raises(InvalidInputError):
        read(FORM, [*sent(), {"type": 18, "component": GOOD["line"]}])


def test_a_field_of_another_component_is_refused() -> None:
    """A menu's answer cannot come from a text field."""
    with pytest.raises(InvalidInputError):
        read(FORM, sent(menu={"type": 4, "custom_id": "menu", "value": "a"}))


def test_a_refused_form_keeps_what_was_right() -> None:
    """What comes before the fault can be shown to its author again, and fits the form."""
    kept = salvage(FORM, sent(boxes={**GOOD["boxes"], "values": ["nonsense"]}))

    assert kept == {"line": "16/07/2021", "menu": ("a",), "radio": ("b",)}
    filled = FORM.filled(kept).fields
    assert isinstance(filled["line"], Line)
    assert filled["line"].value == "16/07/2021"
    assert isinstance(filled["menu"], Choice)
    assert filled["menu"].chosen == {"a"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "component", "custom_id", "value", "values", "x"]), inner, max_size=5
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_whatever_is_sent_is_read_or_refused(components: object) -> None:
    """No payload makes the reader fail in another way."""
    salvage(FORM, components)
    try:
        read(FORM, components)
    except InvalidInputError:
        return
