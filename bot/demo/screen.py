"""What a person sees: messages, buttons, menus and forms, read from what the bot sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from simcord import InteractionResult, ResponseMessage

from bot.demo.simulator import raw_components
from bot.ui.layout import Tone

BUTTON, TEXT, LABEL = 2, 10, 18
SELECTS = frozenset({3, 5, 6, 7, 8})


class NothingLikeThatError(LookupError):
    """What the person was to press, choose or fill is not on their screen."""


@dataclass(frozen=True)
class Control:
    """A button, a menu or a form's field, as the client shows it."""

    custom_id: str
    kind: int
    label: str
    options: tuple[str, ...] = ()
    disabled: bool = False
    required: bool = True

    @property
    def action(self) -> str:
        """The action part of `v1:<action>:<arg>:…`; the whole custom_id for another form of id."""
        parts = self.custom_id.split(":")
        return parts[1] if len(parts) > 1 else self.custom_id

    @property
    def args(self) -> tuple[str, ...]:
        """The arguments after the action."""
        return tuple(self.custom_id.split(":")[2:])


@dataclass(frozen=True)
class Message:
    """One message as it stood when the person saw it."""

    handle: ResponseMessage | discord.Message
    text: str
    ephemeral: bool
    controls: tuple[Control, ...]
    files: dict[str, bytes]
    edge: int | None = None  # the colour of the page's edge
    links: tuple[str, ...] = ()  # the addresses that its buttons open in a browser


@dataclass(frozen=True)
class Seen:
    """All that one interaction brought before the person's eyes."""

    result: InteractionResult | None
    messages: tuple[Message, ...]
    form: dict[str, Any] | None = None
    fields: tuple[Control, ...] = ()

    @property
    def text(self) -> str:
        """Every word of the answer, and of the form that opened."""
        return "\n".join([*(m.text for m in self.messages), *_texts_of_form(self.form)])

    @property
    def controls(self) -> tuple[Control, ...]:
        """Every button and menu of the answer."""
        return tuple(c for m in self.messages for c in m.controls)

    @property
    def files(self) -> dict[str, bytes]:
        """Every file of the answer by its name."""
        return {name: data for m in self.messages for name, data in m.files.items()}

    @property
    def links(self) -> tuple[str, ...]:
        """Every address that a button of the answer opens."""
        return tuple(link for m in self.messages for link in m.links)

    @property
    def refused(self) -> bool:
        """Whether the bot said no: its refusals have an edge of their own colour."""
        return any(m.edge == Tone.REFUSED.value for m in self.messages)

    @property
    def private(self) -> bool:
        """Whether nobody else could see any of it."""
        return all(m.ephemeral for m in self.messages)

    def offers(self, action: str, *args: str) -> bool:
        """Whether a control with this action (and these among its arguments) is there to be used."""
        return bool(self._matching(action, args))

    def find(self, action: str, *args: str) -> tuple[Message, Control]:
        """The one control with this action and these among its arguments.

        Raises:
            NothingLikeThatError: none, or more than one; the message lists what is there.
        """
        found = self._matching(action, args)
        if len(found) != 1:
            there = ", ".join(c.custom_id for c in self.controls) or "nothing"
            what = f"form {self.form['custom_id']}" if self.form else there
            raise NothingLikeThatError(
                f"{len(found)} of {action!r} {args!r}; there is {what}: {self.text[:300]}"
            )
        return found[0]

    def _matching(self, action: str, args: Sequence[str]) -> list[tuple[Message, Control]]:
        return [
            (message, control)
            for message in self.messages
            for control in message.controls
            if control.action == action and set(args) <= set(control.args) and not control.disabled
        ]


async def look(handle: ResponseMessage | discord.Message) -> Message:
    """Read a message as it stands now, files included."""
    roots = raw_components(handle)
    components = list(walk(roots))
    files = {a.filename: await a.read() for a in handle.attachments}
    embeds = [str(text) for e in handle.embeds for text in _texts_of_embed(e)]
    texts = [handle.content, *embeds, *(c["content"] for c in components if c.get("type") == TEXT)]
    ephemeral = handle.ephemeral if isinstance(handle, ResponseMessage) else handle.flags.ephemeral
    return Message(
        handle=handle,
        text="\n".join(t for t in texts if t),
        ephemeral=bool(ephemeral),
        controls=tuple(_control(c) for c in components if _pressable(c)),
        files=files,
        edge=next((c["accent_color"] for c in components if c.get("accent_color") is not None), None),
        links=tuple(c["url"] for c in components if c.get("type") == BUTTON and c.get("url")),
    )


def walk(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Every component of a message or form, depth first."""
    for component in components:
        yield component
        inner = [*component.get("components", ()), component.get("component"), component.get("accessory")]
        yield from walk([child for child in inner if child])


def _pressable(component: Mapping[str, Any]) -> bool:
    kind = component.get("type")
    return bool(component.get("custom_id")) and (kind == BUTTON or kind in SELECTS)


def _control(component: Mapping[str, Any], label: str = "") -> Control:
    return Control(
        custom_id=component["custom_id"],
        kind=component["type"],
        label=component.get("label") or component.get("placeholder") or label,
        options=tuple(o["value"] for o in component.get("options") or ()),
        disabled=bool(component.get("disabled")),
        required=bool(component.get("required", True)),
    )


def fields_of(form: Mapping[str, Any] | None) -> Iterator[Control]:
    """The fields of an opened form."""
    for part in (form or {}).get("components", ()):
        inner = part.get("component") if part.get("type") == LABEL else None
        for component in [inner] if inner else part.get("components", ()):
            yield _control(component, part.get("label", ""))


def _texts_of_form(form: Mapping[str, Any] | None) -> Iterator[str]:
    if form is None:
        return
    yield form["title"]
    for component in walk(form["components"]):
        for key in ("content", "label", "description", "placeholder"):
            if component.get(key):
                yield str(component[key])
        for option in component.get("options") or ():
            yield from (str(option[k]) for k in ("label", "description") if option.get(k))


def _texts_of_embed(embed: discord.Embed) -> Iterator[str]:
    yield from (t for t in (embed.title, embed.description, embed.footer.text, embed.author.name) if t)
    for part in embed.fields:
        yield f"{part.name}\n{part.value}"
