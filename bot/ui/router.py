"""From an interaction to its handler, with no state between the two.

discord.py keeps views and open forms in memory by custom_id, whoever answers; here nothing is kept. The
custom_id says which door, the services say whether it opens.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

import discord

from bot.domain.errors import AlreadyDoneError, DomainError, NotFoundError, SecretKeyError
from bot.domain.marks import N_
from bot.services.registry import Services
from bot.services.views import CaseView
from bot.ui import doors, ids, payload, replies
from bot.ui.context import NONE, Context
from bot.ui.doors import Door
from bot.ui.drafts import Drafts, Seen
from bot.ui.errors import ErrorDoor
from bot.ui.forms import Form
from bot.ui.pace import Pace
from bot.ui.way import check_scope

Handler = Callable[..., Awaitable[None]]
Builder = Callable[..., Awaitable[Form]]
MARK = "__collectif_door__"
# Discord waits three seconds for the first answer, and the line takes its part of them.
PATIENCE = 1.5
# From so many at the same time on, everybody is acknowledged before anything more is done for one of them:
# each takes some 10 ms of the processor, and those in front share the commit of those behind them.
CROWD = 8


# Buttons of a crowd that are answered by a page, so that they may be acknowledged before: a window of a form
# must be the first answer, and comes as soon as it can.
_PAGES = frozenset(
    door.name for door in (doors.JOIN, doors.ABOUT, doors.NOTICE, doors.ME, doors.RECEIPT, doors.RECEIPT_NEW)
)


# Doors that show the notice or check which one was shown: it is read as one comes in.
_NOTICED = frozenset(
    door.name for door in (doors.JOIN, doors.ABOUT, doors.NOTICE, doors.JOIN_OPEN, doors.JOIN_FORM)
)


class ExpiredError(DomainError):
    """A button or form of another version of the bot, or one that no version ever made."""

    text = N_("This button or form is out of date. Use /me to go on; nothing was changed.")


class NotInServerError(DomainError):
    """Somebody acts where no case can be."""

    text = N_("This works in the server of your group only.")


class IncompleteError(Exception):
    """A door without a handler, or a command that is not in the table: the bot must not start."""


@dataclass(frozen=True)
class ActionRoute:
    """A button or menu and what answers it."""

    door: Door
    handler: Handler

    @property
    def name(self) -> str:
        """The door's name in custom_ids."""
        return self.door.name


@dataclass(frozen=True)
class FormRoute:
    """A form: how it is built, again and again alike, and what takes its answers."""

    door: Door
    build: Builder
    submit: Handler

    @property
    def name(self) -> str:
        """The door's name in custom_ids."""
        return self.door.name


def pressed(door: Door) -> Callable[[Handler], Handler]:
    """Mark a method that answers a button or menu: `(ctx, *arguments)`."""
    return _mark("pressed", door.name)


def builds(door: Door) -> Callable[[Builder], Builder]:
    """Mark a method that builds a form: `(ctx, *arguments) -> Form`."""
    return _mark("builds", door.name)


def receives(door: Door) -> Callable[[Handler], Handler]:
    """Mark a method that takes a form's answers: `(ctx, answers, *arguments)`."""
    return _mark("receives", door.name)


def starts(command: str) -> Callable[[Handler], Handler]:
    """Mark a method that goes on after a case and a person are chosen: `(ctx, case, ref)`."""
    return _mark("starts", command)


def _mark(kind: str, name: str) -> Callable[[Any], Any]:
    def mark(method: Any) -> Any:
        setattr(method, MARK, (kind, name))
        return method

    return mark


class Router:
    """All doors and their handlers; answers every button, menu and form that Discord delivers."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.errors = ErrorDoor()
        self.drafts = Drafts()
        self.seen = Seen()
        self.pace = Pace()
        # Seconds before somebody is acknowledged without an answer; None where time is only played.
        self.patience: float | None = PATIENCE
        self.crowd = CROWD
        self._running = 0
        self._waiting: set[discord.Interaction[Any]] = set()  # not acknowledged, and could be
        self._found: dict[tuple[str, str], Any] = {}

    # --------------------------------------------------------------- what there is

    def add(self, feature: object) -> None:
        """Take over a feature's marked methods; raises IncompleteError when a door is answered twice."""
        for name in dir(feature):
            method = getattr(feature, name)
            mark = getattr(method, MARK, None)
            if mark is None:
                continue
            if mark in self._found:
                raise IncompleteError(f"{mark[1]} is answered twice")
            self._found[mark] = method

    def actions(self) -> list[ActionRoute]:
        """Every button and menu."""
        return [ActionRoute(d, self._found["pressed", d.name]) for d in doors.COMPONENTS.values()]

    def forms(self) -> list[FormRoute]:
        """Every form."""
        return [self._form(d) for d in doors.FORMS.values()]

    def start(self, command: str) -> Handler:
        """What goes on after a case and a person are chosen; raises ExpiredError for an unknown command."""
        try:
            handler: Handler = self._found["starts", command]
        except KeyError:
            raise ExpiredError from None
        return handler

    def check(self, commands: Iterable[str]) -> None:
        """Raise IncompleteError unless every door has its handler and every command stands in the table."""
        needed = {("pressed", name) for name in doors.COMPONENTS}
        needed |= {(kind, name) for name in doors.FORMS for kind in ("builds", "receives")}
        lost = sorted(name for kind, name in needed if (kind, name) not in self._found)
        odd = sorted(set(commands) ^ set(doors.COMMANDS))
        if lost or odd:
            raise IncompleteError(f"no handler: {lost}; commands not as listed: {odd}")

    # ------------------------------------------------------------------ what happens

    def context(self, interaction: discord.Interaction[Any]) -> Context:
        """Return what a handler works with."""
        return Context(interaction, self.services, self)

    def foreign(self, interaction: discord.Interaction[Any]) -> bool:
        """Whether nobody or a program sent it, or it comes from a message that this bot did not write.

        Discord delivers none of these; whoever could forge one learns nothing, not even a refusal.
        """
        message, me, user = interaction.message, interaction.client.user, interaction.user
        if not isinstance(user, discord.User | discord.Member):  # left out by a delivery that is not whole
            return True
        return user.bot or (message is not None and me is not None and message.author.id != me.id)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answer a button, a menu or a form; never raises."""
        kinds = (discord.InteractionType.component, discord.InteractionType.modal_submit)
        if interaction.type not in kinds or not self.seen.first(interaction.id) or self.foreign(interaction):
            return
        ctx = self.context(interaction)
        is_form = interaction.type is discord.InteractionType.modal_submit
        replies.be_patient(interaction, self.patience)
        self._running += 1
        try:
            self.pace.enter(interaction.user.id)
            if is_form or self._where(ctx) in _PAGES:
                self._waiting.add(interaction)
            if self._running > self.crowd:
                await self._acknowledge(interaction)
            await (self._submit(ctx) if is_form else self._press(ctx))
        except Exception as error:
            await self.errors.answer(ctx, error, self._where(ctx))
        finally:
            self._running -= 1
            self._waiting.discard(interaction)
            replies.stop_waiting(interaction)

    async def _acknowledge(self, newest: discord.Interaction[Any]) -> None:
        """Acknowledge everybody who may wait and was not yet acknowledged, the newest before they go on."""
        waiting, self._waiting = self._waiting, set()
        for interaction in waiting - {newest}:
            replies.acknowledge_soon(interaction)
        if newest in waiting:
            await replies.acknowledge(newest)

    async def open(
        self, ctx: Context, door: Door, arguments: tuple[str, ...], *, again: bool = False
    ) -> None:
        """Open a form; `again` fills in what its author answered before, if that is still known."""
        custom_id = door.id(*arguments)
        form = await self._form(door).build(ctx, *await self._arguments(ctx, door, arguments))
        kept = self.drafts.get((ctx.interaction.user.id, custom_id)) if again else None
        await ctx.pop_up((form.filled(kept) if kept else form).modal(custom_id))

    async def follow(self, ctx: Context, custom_id: str) -> None:
        """Go on as if this button had been pressed."""
        name, arguments = ids.split(custom_id) or ("", ())
        await self._go(ctx, name, arguments)

    async def _press(self, ctx: Context) -> None:
        name, arguments = self._read(ctx)
        if name == doors.AGAIN:
            await self._reopen(ctx, arguments)
        else:
            await self._go(ctx, name, arguments)

    async def _go(self, ctx: Context, name: str, arguments: tuple[str, ...]) -> None:
        door = doors.COMPONENTS.get(name)
        if door is None or door.read(arguments) is None:
            raise ExpiredError
        await self._found["pressed", name](ctx, *await self._arguments(ctx, door, arguments))

    async def _reopen(self, ctx: Context, arguments: tuple[str, ...]) -> None:
        door = doors.FORMS.get(arguments[0]) if arguments else None
        if door is None or door.read(arguments[1:]) is None:
            raise ExpiredError
        await self.open(ctx, door, arguments[1:], again=True)

    async def _submit(self, ctx: Context) -> None:
        name, arguments = self._read(ctx)
        door = doors.FORMS.get(name)
        if door is None or door.read(arguments) is None:
            raise ExpiredError
        components = ctx.data.get("components")
        route = self._form(door)
        values = await self._arguments(ctx, door, arguments)
        form = await route.build(ctx, *values)
        try:
            await route.submit(ctx, payload.read(form, components), *values)
        except (AlreadyDoneError, SecretKeyError):  # nothing to do again; nothing that may be kept
            raise
        except Exception as error:
            self.drafts.put((ctx.interaction.user.id, door.id(*arguments)), payload.salvage(form, components))
            again = ids.compose(doors.AGAIN, (name, *arguments))
            await self.errors.answer(ctx, error, name, again)

    def _read(self, ctx: Context) -> tuple[str, tuple[str, ...]]:
        if ctx.interaction.guild_id is None:
            raise NotInServerError
        found = ids.split(ctx.data.get("custom_id"))
        if found is None:
            raise ExpiredError
        return found

    async def _arguments(self, ctx: Context, door: Door, arguments: tuple[str, ...]) -> list[Any]:
        """Turn arguments into case, own member and incident; a language is spoken, not passed."""
        values: list[Any] = []
        case: CaseView | None = None
        given = list(zip(door.arguments, arguments, strict=True))
        spoken = () if door is doors.SET_LANGUAGE else (ids.LANGUAGE_OR_OWN, ids.LANGUAGE)
        for kind, argument in given:  # first, so that what is read is read in it
            if kind in spoken and argument != NONE:
                ctx.speak(argument)
        for kind, argument in given:
            if kind in spoken:
                continue
            if kind is ids.CASE:
                case = await ctx.enter(argument, noticed=door.name in _NOTICED)
                check_scope(case, door)
                values.append(case)
            elif kind is ids.INCIDENT:
                values.append(_incident(case, argument))
            elif kind is ids.REF:
                # Before anything is shown: somebody else's member is as absent as one that does not exist.
                assert case is not None  # the grammar puts the case first
                values.append(await ctx.own(case.id, argument))
            elif kind is not ids.NONCE:
                values.append(argument)
        return values

    def _form(self, door: Door) -> FormRoute:
        return FormRoute(door, self._found["builds", door.name], self._found["receives", door.name])

    def _where(self, ctx: Context) -> str:
        found = ids.split(ctx.data.get("custom_id"))
        known = found is not None and (found[0] in doors.COMPONENTS or found[0] in doors.FORMS)
        return found[0] if found and known else "unknown"


def _incident(case: CaseView | None, incident_id: str) -> Any:
    if case is None or incident_id not in [i.id for i in case.pack.incidents]:
        raise NotFoundError
    return case.pack.incident(incident_id)
