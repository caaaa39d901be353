"""Forms as values: declared once, drawn as a Discord modal, and the measure of what may come back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import discord
from discord import ui

from bot.ui.markup import fit

# Discord's limits (modal, label, options).
TITLE, LABEL, DESCRIPTION, OPTION, PLACEHOLDER = 45, 45, 100, 100, 100
MOST_PARTS, MOST_OPTIONS, MOST_BOXES = 5, 25, 10
MOST_WORDS = 4000

Raw = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Option:
    """One thing to choose."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Words:
    """Text between the fields."""

    text: str


@dataclass(frozen=True)
class Line:
    """A field to type into; used for dates, amounts, times, codes and a case's public settings only."""

    id: str
    label: str
    hint: str = ""
    example: str = ""
    value: str = ""
    limit: int = 40
    required: bool = True
    several_lines: bool = False


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
    style: Literal["menu", "radio", "boxes"] = "menu"

    @property
    def most(self) -> int:
        """How many options may be chosen at once."""
        return len(self.options) if self.many else 1


Field = Line | Choice
Part = Words | Field


@dataclass(frozen=True)
class Form:
    """A title and up to five parts."""

    title: str
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.parts) <= MOST_PARTS:
            raise ValueError("a form has one to five parts")
        for part in self.parts:
            if isinstance(part, Choice):
                _check_options(part)

    @property
    def fields(self) -> dict[str, Field]:
        """The fields by their id."""
        return {part.id: part for part in self.parts if not isinstance(part, Words)}

    def filled(self, raw: Raw) -> "Form":
        """Return the form with these answers in it; what does not fit a field is left out."""
        return replace(self, parts=tuple(_filled(part, raw) for part in self.parts))

    def modal(self, custom_id: str) -> ui.Modal:
        """Draw the form; the object only serialises, discord.py keeps nothing of it."""
        modal = ui.Modal(title=fit(self.title, TITLE), custom_id=custom_id)
        for part in self.parts:
            modal.add_item(_draw(part))
        modal.stop()
        return modal


def form(title: str, parts: Iterable[Part | None]) -> Form:
    """Build a form, leaving out the parts that do not apply here."""
    return Form(title, tuple(part for part in parts if part is not None))


def _check_options(choice: Choice) -> None:
    values = [option.value for option in choice.options]
    most = MOST_OPTIONS if choice.style == "menu" else MOST_BOXES
    least = 2 if choice.style == "radio" else 1
    if not least <= len(values) <= most or len(set(values)) != len(values):
        raise ValueError(f"field {choice.id}: {len(values)} options, or one twice")


def _filled(part: Part, raw: Raw) -> Part:
    if isinstance(part, Words) or part.id not in raw:
        return part
    answer = raw[part.id]
    if isinstance(part, Line):
        return replace(part, value=answer[: part.limit]) if isinstance(answer, str) else part
    given = {answer} if isinstance(answer, str) else set(answer)
    return replace(part, chosen=frozenset(given & {option.value for option in part.options}))


def _draw(part: Part) -> ui.Item[ui.Modal]:
    if isinstance(part, Words):
        return ui.TextDisplay(fit(part.text, MOST_WORDS))
    draw = {"menu": _menu, "radio": _radio, "boxes": _boxes}
    component = _line(part) if isinstance(part, Line) else draw[part.style](part)
    hint = fit(part.hint, DESCRIPTION) or None
    return ui.Label(text=fit(part.label, LABEL), description=hint, component=component)


def _line(part: Line) -> ui.Item[ui.Modal]:
    long = discord.TextStyle.paragraph if part.several_lines else discord.TextStyle.short
    return ui.TextInput(
        custom_id=part.id,
        style=long,
        placeholder=fit(part.example, PLACEHOLDER) or None,
        default=part.value or None,
        required=part.required,
        max_length=part.limit,
    )


def _menu(part: Choice) -> ui.Item[ui.Modal]:
    return ui.Select(
        custom_id=part.id,
        required=part.required,
        min_values=1 if part.required else 0,
        max_values=part.most,
        options=[
            discord.SelectOption(
                label=fit(o.label, OPTION),
                value=o.value,
                description=fit(o.hint, DESCRIPTION) or None,
                default=o.value in part.chosen,
            )
            for o in part.options
        ],
    )


def _radio(part: Choice) -> ui.Item[ui.Modal]:
    return ui.RadioGroup(
        custom_id=part.id,
        required=part.required,
        options=[
            discord.RadioGroupOption(
                label=fit(o.label, OPTION),
                value=o.value,
                description=fit(o.hint, DESCRIPTION) or None,
                default=o.value in part.chosen,
            )
            for o in part.options
        ],
    )


def _boxes(part: Choice) -> ui.Item[ui.Modal]:
    return ui.CheckboxGroup(
        custom_id=part.id,
        required=part.required,
        min_values=1 if part.required else 0,
        max_values=part.most,
        options=[
            discord.CheckboxGroupOption(
                label=fit(o.label, OPTION),
                value=o.value,
                description=fit(o.hint, DESCRIPTION) or None,
                default=o.value in part.chosen,
            )
            for o in part.options
        ],
    )
