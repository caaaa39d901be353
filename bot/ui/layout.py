"""Pages as Discord draws them: text, sections with a button, rows of buttons, menus, files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

import discord
from discord import ui

from bot.ui.forms import Option
from bot.ui.markup import fit

# Discord's limits for a message made of components.
MOST_TEXT, MOST_COMPONENTS, MOST_BUTTONS, MOST_OPTIONS = 4000, 40, 5, 25
BUTTON, PLACEHOLDER, OPTION, DESCRIPTION = 80, 150, 100, 100


class Tone(Enum):
    """The colour of a page's edge."""

    PLAIN = 0x5B6EE1
    DONE = 0x2E8B57
    CAUTION = 0xD98E04
    REFUSED = 0xB3403A


@dataclass(frozen=True)
class Press:
    """A button."""

    label: str
    custom_id: str
    style: discord.ButtonStyle = discord.ButtonStyle.secondary


@dataclass(frozen=True)
class Link:
    """A button that opens an address in the person's browser."""

    label: str
    url: str


def primary(label: str, custom_id: str) -> Press:
    """The button that most people want here."""
    return Press(label, custom_id, discord.ButtonStyle.primary)


def danger(label: str, custom_id: str) -> Press:
    """A button whose effect cannot be undone."""
    return Press(label, custom_id, discord.ButtonStyle.danger)


class Page:
    """A message under construction; what would not fit Discord's limits is cut or refused here."""

    def __init__(self, tone: Tone = Tone.PLAIN) -> None:
        self._tone = tone
        self._items: list[ui.Item[ui.LayoutView]] = []
        self._left = MOST_TEXT

    def text(self, *paragraphs: str) -> "Page":
        """Add paragraphs, set apart but for what follows a heading; empty ones are left out."""
        shown = [p for p in paragraphs if p]
        gaps = ["\n" if p.startswith("#") else "\n\n" for p in shown]
        written = self._room("".join(p + gap for p, gap in zip(shown, gaps, strict=True)).rstrip())
        if written:
            self._items.append(ui.TextDisplay(written))
        return self

    def section(self, text: str, press: Press) -> "Page":
        """Add a paragraph with a button beside it."""
        written = self._room(text)
        if written:
            self._items.append(ui.Section(ui.TextDisplay(written), accessory=_button(press)))
        return self

    def row(self, *presses: Press | Link | None) -> "Page":
        """Add buttons side by side, in rows of five."""
        shown = [press for press in presses if press is not None]
        for start in range(0, len(shown), MOST_BUTTONS):
            buttons = [_button(press) for press in shown[start : start + MOST_BUTTONS]]
            self._items.append(ui.ActionRow(*buttons))
        return self

    def menu(self, custom_id: str, placeholder: str, options: Sequence[Option]) -> "Page":
        """Add a menu in which one thing is chosen; nothing is added for no options."""
        if options:
            select: ui.Select[ui.LayoutView] = ui.Select(
                custom_id=custom_id,
                placeholder=fit(placeholder, PLACEHOLDER),
                options=[_option(o) for o in options[:MOST_OPTIONS]],
            )
            self._items.append(ui.ActionRow(select))
        return self

    def rule(self) -> "Page":
        """Add a line between two parts."""
        self._items.append(ui.Separator())
        return self

    def file(self, name: str) -> "Page":
        """Add an attached file by its name."""
        self._items.append(ui.File(f"attachment://{name}"))
        return self

    def then(self, other: "Page") -> "Page":
        """Add another page's parts below this one's."""
        self._items.extend(other._items)
        self._left -= MOST_TEXT - other._left
        return self

    def view(self) -> ui.LayoutView:
        """Draw the page; the object only serialises, discord.py keeps nothing of it.

        Raises ValueError for more components or text than Discord takes, or one custom_id twice.
        """
        view = ui.LayoutView(timeout=None)
        view.add_item(ui.Container(*self._items, accent_colour=self._tone.value))
        view.stop()
        parts = [item for item in view.walk_children() if isinstance(item, ui.Button | ui.Select)]
        ids = [item.custom_id for item in parts if item.custom_id]
        if len(set(ids)) < len(ids):
            raise ValueError("the same custom_id twice on one page")
        if view.total_children_count > MOST_COMPONENTS or view.content_length() > MOST_TEXT:
            raise ValueError("page too large for one message")
        return view

    def _room(self, text: str) -> str:
        written = fit(text, self._left) if self._left > 1 else ""
        self._left -= len(written)
        return written


def split(paragraphs: Iterable[str], limit: int = MOST_TEXT - 500) -> list[str]:
    """Put paragraphs together into texts of at most `limit` characters, without tearing one apart."""
    texts: list[str] = []
    for paragraph in paragraphs:
        piece = fit(paragraph, limit)
        if texts and len(texts[-1]) + len(piece) + 1 <= limit:
            texts[-1] = f"{texts[-1]}\n{piece}"
        else:
            texts.append(piece)
    return texts


def _button(press: Press | Link) -> ui.Button[ui.LayoutView]:
    if isinstance(press, Link):
        return ui.Button(label=fit(press.label, BUTTON), url=press.url)
    return ui.Button(label=fit(press.label, BUTTON), custom_id=press.custom_id, style=press.style)


def _option(option: Option) -> discord.SelectOption:
    return discord.SelectOption(
        label=fit(option.label, OPTION),
        value=option.value,
        description=fit(option.hint, DESCRIPTION) or None,
    )
