"""Reading what a submitted form brings back: untrusted, and worth no more than what was offered.

Discord's clients keep to a form's limits; nothing says that a sender does. Wrong types, fields that the
form does not have, answers that were not offered and text beyond its limit refuse the whole form.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from bot.domain.errors import InvalidInputError
from bot.domain.inputs import clean_line, parse_amount, parse_date, parse_hours
from bot.ui.forms import Choice, Field, Form, Line, Raw

Code = TypeVar("Code", bound=StrEnum)

_LABEL, _TEXT_DISPLAY = 18, 10
_TYPES = {"line": 4, "menu": 3, "radio": 21, "boxes": 22}


class Answers:
    """The answers of one form, already known to be of those offered."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw

    def values(self, field: str) -> frozenset[str]:
        """What was chosen in a field; empty when nothing was."""
        answer = self.raw.get(field, ())
        return frozenset(answer) if isinstance(answer, tuple) else frozenset({answer} - {""})

    def value(self, field: str) -> str | None:
        """The one thing chosen in a field, or None."""
        return next(iter(self.values(field)), None)

    def one(self, field: str, code: type[Code]) -> Code:
        """The chosen code; raises InvalidInputError when nothing was chosen."""
        found = self.maybe(field, code)
        if found is None:
            raise InvalidInputError
        return found

    def maybe(self, field: str, code: type[Code]) -> Code | None:
        """The chosen code, or None."""
        value = self.value(field)
        return None if value is None else code(value)

    def many(self, field: str, code: type[Code]) -> frozenset[Code]:
        """The chosen codes."""
        return frozenset(code(value) for value in self.values(field))

    def text(self, field: str) -> str:
        """What was typed, without surrounding space."""
        answer = self.raw.get(field, "")
        return answer.strip() if isinstance(answer, str) else ""

    def line(self, field: str, limit: int) -> str:
        """A typed line, cleaned; raises InvalidInputError when nothing printable is left."""
        return clean_line(self.text(field), limit=limit)

    def day(self, field: str) -> date | None:
        """A typed date, or None for an empty field; whether it is plausible the service decides."""
        typed = self.text(field)
        return parse_date(typed, today=date.max, earliest=date.min) if typed else None

    def needed_day(self, field: str) -> date:
        """A typed date; raises BadDateError for an empty field too."""
        return parse_date(self.text(field), today=date.max, earliest=date.min)

    def cents(self, field: str) -> int | None:
        """A typed amount in cents, or None for an empty field."""
        typed = self.text(field)
        return parse_amount(typed) if typed else None

    def minutes(self, field: str) -> int | None:
        """A typed duration in minutes, or None for an empty field."""
        typed = self.text(field)
        return parse_hours(typed) if typed else None


def read(form: Form, components: object) -> Answers:
    """Return the form's answers; raises InvalidInputError for anything that the form did not offer."""
    found: dict[str, str | tuple[str, ...]] = {}
    fields = form.fields
    for name, kind, value in _submitted(components):
        field = fields.get(name)
        if field is None or name in found:
            raise InvalidInputError
        found[name] = _answer(field, kind, value)
    # Clients send every field, empty or not: one that is missing is no answer, and must not erase one.
    for name, field in fields.items():
        if name not in found or (field.required and not found[name]):
            raise InvalidInputError
    return Answers(found)


def salvage(form: Form, components: object) -> Raw:
    """Return what of a refused form can be shown to its author again; never raises."""
    kept: dict[str, str | tuple[str, ...]] = {}
    try:
        for name, kind, value in _submitted(components):
            field = form.fields.get(name)
            if field is not None:
                kept[name] = _answer(field, kind, value)
    except InvalidInputError:
        pass
    return kept


def _submitted(components: object) -> Iterator[tuple[str, object, object]]:
    """Yield id, component type and value of every submitted field."""
    if not isinstance(components, list):
        raise InvalidInputError
    for part in components:
        if not isinstance(part, Mapping):
            raise InvalidInputError
        if part.get("type") == _TEXT_DISPLAY:
            continue
        inner = part.get("component")
        if part.get("type") != _LABEL or not isinstance(inner, Mapping):
            raise InvalidInputError
        name = inner.get("custom_id")
        if not isinstance(name, str):
            raise InvalidInputError
        yield name, inner.get("type"), inner.get("values") if "values" in inner else inner.get("value")


def _answer(field: Field, kind: object, value: object) -> str | tuple[str, ...]:
    if kind != _TYPES["line" if isinstance(field, Line) else field.style]:
        raise InvalidInputError
    if isinstance(field, Line):
        if not isinstance(value, str) or len(value) > field.limit:
            raise InvalidInputError
        return value
    return _chosen(field, value)


def _chosen(field: Choice, value: object) -> tuple[str, ...]:
    if field.style == "radio":
        value = [] if value is None else [value]
    if not isinstance(value, list) or len(value) > field.most:
        raise InvalidInputError
    offered = {option.value for option in field.options}
    if not all(isinstance(v, str) and v in offered for v in value) or len(set(value)) != len(value):
        raise InvalidInputError
    return tuple(value)
