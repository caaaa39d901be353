"""Forms as values: declared once, drawn by one template, and the measure of what may come back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Given = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Option:
    """One thing to choose."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Line:
    """A field to type into."""

    id: str
    label: str
    hint: str = ""
    value: str = ""
    limit: int = 120
    required: bool = True
    kind: Literal["text", "email", "tel"] = "text"
    keyboard: Literal["text", "numeric", "decimal"] = "text"
    autocomplete: str = "off"
    rows: int = 1  # more than one: several lines
    short: bool = False  # dates, amounts, codes


@dataclass(frozen=True)
class Choice:
    """A field to choose in: a menu, radio buttons (one) or checkboxes (any number)."""

    id: str
    label: str
    options: tuple[Option, ...]
    hint: str = ""
    chosen: frozenset[str] = frozenset()
    required: bool = True
    many: bool = False
    style: Literal["menu", "radio", "boxes", "inline"] = "menu"
    empty: str = ""  # first line of a menu in which nothing needs to be chosen


@dataclass(frozen=True)
class Upload:
    """A file to hand in."""

    id: str
    label: str
    hint: str = ""
    accept: str = ""


Field = Line | Choice | Upload


@dataclass(frozen=True)
class Group:
    """Fields that belong together, under a heading of their own."""

    title: str
    fields: tuple[Field, ...]
    hint: str = ""


Part = Field | Group


@dataclass(frozen=True)
class Form:
    """What a form asks, where it is sent and what its button says."""

    action: str
    submit: str
    parts: tuple[Part, ...]
    hidden: Mapping[str, str] = field(default_factory=dict)
    danger: bool = False

    @property
    def fields(self) -> dict[str, Field]:
        """The fields by their id, those in groups too."""
        found: dict[str, Field] = {}
        for part in self.parts:
            inner = part.fields if isinstance(part, Group) else (part,)
            found |= {f.id: f for f in inner}
        return found

    @property
    def multipart(self) -> bool:
        """Whether a file goes with it."""
        return any(isinstance(f, Upload) for f in self.fields.values())

    def filled(self, given: Given) -> "Form":
        """Return the form with these answers in it; what does not fit a field is left out."""
        return replace(self, parts=tuple(_filled(part, given) for part in self.parts))


def form(
    action: str,
    submit: str,
    parts: Iterable[Part | None],
    *,
    hidden: Mapping[str, str] | None = None,
    danger: bool = False,
) -> Form:
    """Build a form, leaving out the parts that do not apply here."""
    return Form(action, submit, tuple(p for p in parts if p is not None), dict(hidden or {}), danger)


def _filled(part: Part, given: Given) -> Part:
    if isinstance(part, Group):
        return replace(part, fields=tuple(_with(f, given) for f in part.fields))
    return _with(part, given)


def _with(found: Field, given: Given) -> Field:
    if isinstance(found, Upload):
        return found
    values = given.get(found.id, ())
    if isinstance(found, Line):
        return replace(found, value="".join(values[:1])[: found.limit])
    return replace(found, chosen=frozenset(values) & {o.value for o in found.options})
