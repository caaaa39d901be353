"""The simulated Discord: the one module that touches simcord's private names.

simcord runs the real bot against an in-memory Discord. Five things that it leaves out matter to this
project, and each is closed here: the language of a person's client, the server that an installation
belongs to, the ordinary attachment limit, a clock that starts now, and two deliveries in flight at once.
Two that it has are made cheaper: its list of callbacks, which it searches from the start for each that ran,
and its copies of what is sent, which took most of the time of an interaction.
A release of simcord or discord.py other than the one these were checked against stops the import.
"""

import asyncio
import copy
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import discord
import simcord
from discord import app_commands
from simcord import (
    Env,
    InteractionResult,
    MemberActor,
    ResponseMessage,
    UserHandle,
    components,
    gateway,
    results,
)
from simcord import interactions as _wire
from simcord._modal import _modal_submit_nodes
from simcord._runtime import _WorkState
from simcord.backend import serializers
from simcord.components import validate_modal
from simcord.http import router

from bot.domain.errors import DomainError

CHECKED_VERSIONS = {"simcord": "3.2.1", "discord.py": "2.7.1"}
# Discord's limit for a file in a server without boosts; simcord says 25 MiB.
ATTACHMENT_LIMIT = 10 * 1024 * 1024
# simcord looks every 50 ms whether the bot is at rest; a millisecond makes a flow 20 times faster.
LOOK_EVERY_SECONDS = 0.001
# An action on a slow, shared machine may render several PDFs before the bot is at rest again.
AT_REST_WITHIN_SECONDS = 120.0

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
_CALLBACK = "/callback"
# Of the kinds of a first answer, those after which the answer is still to come.
_ACKNOWLEDGEMENTS = (5, 6)


class SimulatorVersionError(ImportError):
    """The installed simulator is not the one that the private names below belong to."""


def check_versions() -> None:
    """Stop, with one readable line, when simcord or discord.py is another release.

    Raises:
        SimulatorVersionError: naming what was found and what is needed.
    """
    found = {"simcord": simcord.__version__, "discord.py": discord.__version__}
    for name, wanted in CHECKED_VERSIONS.items():
        if found[name] != wanted:
            raise SimulatorVersionError(
                f"the demonstration needs {name} {wanted}, found {found[name]}: "
                "install the locked requirements, or check bot/demo/simulator.py against the new release"
            )


check_versions()

Actor = MemberActor | UserHandle


@dataclass(frozen=True)
class Delivery:
    """One interaction as Discord would deliver it: built, not yet sent."""

    payload: dict[str, Any]
    result: InteractionResult


_UNCHANGING = frozenset({str, int, bool, float, type(None)})


def _copied(value: Any) -> Any:
    """Return a copy that shares nothing with the original; of plain JSON in a fraction of the time."""
    kind = type(value)
    if kind is dict:
        return {key: _copied(inner) for key, inner in value.items()}
    if kind is list:
        return [_copied(inner) for inner in value]
    return value if kind in _UNCHANGING else copy.deepcopy(value)


for _module in (gateway, router):
    _module.copy = SimpleNamespace(deepcopy=_copied)  # type: ignore[attr-defined]
for _module in (components, results):
    _module.deepcopy = _copied  # type: ignore[attr-defined]


class _Callbacks:
    """The simulator's list of callbacks; one that ran is found by its identity, however many wait."""

    def __init__(self, records: Iterable[Any] = ()) -> None:
        self._held = {id(record): record for record in records}

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._held.values()))

    def append(self, record: Any) -> None:
        self._held[id(record)] = record

    def remove(self, record: Any) -> None:
        if self._held.pop(id(record), None) is None:
            raise ValueError

    def clear(self) -> None:
        self._held.clear()


class _Work(_WorkState):
    """What the simulator waits for; whatever list of callbacks it is given becomes one that is quick."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, _Callbacks(value) if name == "callbacks" else value)


class _TimedLog(list[Any]):
    """The simulator's list of HTTP calls, which also notes when each interaction was answered."""

    def __init__(self, clock: "_AnswerClock") -> None:
        super().__init__()
        self._clock = clock

    def append(self, entry: Any) -> None:
        super().append(entry)
        parts = entry.path.split("/")
        if entry.path.startswith("/interactions/") and entry.path.endswith(_CALLBACK):
            self._clock.answered(parts[2], acknowledged=entry.json["type"] in _ACKNOWLEDGEMENTS)
        elif entry.path.startswith("/webhooks/"):
            self._clock.followed(parts[3])


class _AnswerClock:
    """Real time from delivery to first answer and to the whole; `perf_counter` is not replaced by simcord."""

    def __init__(self) -> None:
        self._delivered: dict[str, tuple[float, str]] = {}
        self._acknowledged: dict[str, float] = {}  # by token
        self.seconds: list[float] = []
        self.whole: list[float] = []
        self._awaited: tuple[int, asyncio.Event] | None = None

    def await_answers(self, count: int) -> asyncio.Event:
        """Return what is set once there are so many answers in all, acknowledgements not counted."""
        self._awaited = (count, asyncio.Event())
        return self._awaited[1]

    def delivered(self, interaction_id: str, token: str) -> None:
        self._delivered.setdefault(interaction_id, (time.perf_counter(), token))

    def answered(self, interaction_id: str, *, acknowledged: bool) -> None:
        started, token = self._delivered.pop(interaction_id, (None, ""))
        if started is not None:
            self.seconds.append(time.perf_counter() - started)
            self._acknowledged[token] = started
            if not acknowledged:
                self.followed(token)

    def followed(self, token: str) -> None:
        started = self._acknowledged.pop(token, None)
        if started is not None:
            self.whole.append(time.perf_counter() - started)
            if self._awaited is not None and len(self.whole) >= self._awaited[0]:
                self._awaited[1].set()


@dataclass(frozen=True)
class Rush:
    """What came of interactions sent at once, and the seconds until each was acknowledged and answered."""

    results: list[InteractionResult]
    acknowledged: list[float]
    answered: list[float]
    seconds: float


class SimulatedDiscord(Env):
    """simcord's environment, with languages, installations, limits, clock and races as Discord has them."""

    def __init__(self, bot: discord.Client, *, now: datetime | None = None) -> None:
        super().__init__(bot, settle_timeout=AT_REST_WITHIN_SECONDS)
        self.locales: dict[int, str] = {}
        self.deliveries = 0
        self._work = _Work()
        self._answers = _AnswerClock()
        self.backend.http_requests = _TimedLog(self._answers)
        self.backend.clock._epoch = now or datetime.now(UTC)
        self.backend.bot_user.name = "Collectif"
        self._plain_emit = self.backend.emit
        self.backend.emit = self._emit  # type: ignore[method-assign]

    @property
    def answer_seconds(self) -> list[float]:
        """Real seconds from each delivery to the bot's first answer, in order."""
        return list(self._answers.seconds)

    def _emit(self, event: str, payload: Mapping[str, Any]) -> None:
        if event == "INTERACTION_CREATE":
            payload = self._as_discord(dict(payload))
            self.deliveries += 1
            self._answers.delivered(payload["id"], payload["token"])
        self._plain_emit(event, payload)

    def _as_discord(self, payload: dict[str, Any]) -> dict[str, Any]:
        user = payload.get("user") or payload["member"]["user"]
        payload["locale"] = self.locales.get(int(user["id"]), "en-US")
        payload["attachment_size_limit"] = ATTACHMENT_LIMIT
        # A test may say that somebody brought the app along; simcord leaves this empty.
        if payload.get("guild_id") and not payload["authorizing_integration_owners"]:
            payload["authorizing_integration_owners"] = {"0": payload["guild_id"]}
        return payload

    async def _settle_internal(
        self,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature that simcord calls
        idle: float = LOOK_EVERY_SECONDS,
        dispatch: str | None = None,
        _deadline: float | None = None,
    ) -> None:
        await super()._settle_internal(
            timeout=timeout, idle=min(idle, LOOK_EVERY_SECONDS), dispatch=dispatch, _deadline=_deadline
        )

    def _record_error(self, error: BaseException) -> None:
        # The tree answers these: somebody was refused and told why. simcord sees them before it does.
        refused = isinstance(error, app_commands.CommandInvokeError) and isinstance(
            error.original, DomainError
        )
        if not refused:
            super()._record_error(error)

    # ------------------------------------------------------------ raw deliveries

    def command(
        self,
        actor: Actor,
        channel: Any,
        name: str,
        options: Sequence[Any] = (),
        resolved: Mapping[str, Any] | None = None,
    ) -> Delivery:
        """Build a slash command that skips Discord's own permission and option checks."""
        path = name.split()
        root = self.backend.find_command(path[0], _guild_id(actor)) or {"id": str(self.backend.snowflake())}
        nested: list[Any] = list(options)
        for part in reversed(path[1:]):
            nested = [{"name": part, "type": 1, "options": nested}]
        data = {"id": root["id"], "name": path[0], "type": 1, "options": nested}
        if resolved:
            data["resolved"] = resolved
        return self._delivery(actor, COMMAND, channel.id, data)

    def component(
        self, actor: Actor, message: ResponseMessage | discord.Message, custom_id: str, values: Any = None
    ) -> Delivery:
        """Build a press or a choice with any custom_id, present on the message or forged."""
        channel_id = message.channel_id if isinstance(message, ResponseMessage) else message.channel.id
        stored = self.backend.get_message(channel_id, message.id)
        data: dict[str, Any] = {"custom_id": custom_id, "component_type": 2 if values is None else 3}
        if values is not None:
            data["values"] = values
        return self._delivery(actor, COMPONENT, channel_id, data, source=stored)

    def modal(
        self,
        actor: Actor,
        shown: InteractionResult,
        values: Mapping[str, Any],
        *,
        custom_id: str | None = None,
        components: Any = None,
    ) -> Delivery:
        """Build a form's submission: filled as a client would, or with forged id and components."""
        opened = shown._interaction
        spec = validate_modal(opened.modal)
        if components is None:
            components = _modal_submit_nodes(
                spec["components"], actor, dict(values), {}, opened.channel_id, []
            )
        data = {"custom_id": custom_id or spec["custom_id"], "components": components}
        source = None
        if opened.source_message_id is not None:
            source = self.backend.get_message(opened.channel_id, opened.source_message_id)
        return self._delivery(actor, MODAL, opened.channel_id, data, source=source)

    def form(self, actor: Actor, channel: Any, custom_id: str, components: Sequence[Any]) -> Delivery:
        """Build the submission of a form that was perhaps never opened."""
        return self._delivery(actor, MODAL, channel.id, {"custom_id": custom_id, "components": components})

    def _delivery(
        self, actor: Actor, kind: int, channel_id: int, data: dict[str, Any], source: Any = None
    ) -> Delivery:
        record, payload = _wire.base_payload(
            self.backend,
            type=kind,
            channel_id=channel_id,
            guild_id=_guild_id(actor),
            user_id=actor.id,
            data=data,
        )
        if source is not None:
            payload["message"] = dict(serializers.message_payload(self.backend, source))
            record.source_message_id = source.id
        return Delivery(payload, InteractionResult(self, record))

    async def deliver(self, *deliveries: Delivery, pauses: Sequence[int] = ()) -> list[InteractionResult]:
        """Send interactions to the bot without waiting for one to end before the next begins.

        The same `Delivery` may be given twice: Discord also delivers twice. `pauses[i]` is the number of
        turns that the event loop makes between delivery `i` and the next, to vary the interleaving.
        """
        self._begin_operation("deliver")
        try:
            for number, delivery in enumerate(deliveries):
                self.backend.emit("INTERACTION_CREATE", _copied(delivery.payload))
                for _ in range(pauses[number] if number < len(pauses) else 0):
                    await asyncio.sleep(0)
            await self._settle_internal(dispatch="INTERACTION_CREATE")
        finally:
            self._end_operation()
        return [delivery.result for delivery in deliveries]

    async def rush(self, *deliveries: Delivery) -> Rush:
        """Send interactions at once, and wait until each is answered, not only acknowledged.

        Whether the bot is at rest is looked at only afterwards: with hundreds of tasks that takes the time.
        """
        clock = self._answers
        self._begin_operation("rush")
        try:
            first, whole, began = len(clock.seconds), len(clock.whole), time.perf_counter()
            answered = clock.await_answers(whole + len(deliveries))
            for delivery in deliveries:
                self.backend.emit("INTERACTION_CREATE", _copied(delivery.payload))
            await answered.wait()  # no timer: each that goes off makes the simulator look at every task
            took = time.perf_counter() - began
            await self._settle_internal(dispatch="INTERACTION_CREATE")
        finally:
            self._end_operation()
        results = [delivery.result for delivery in deliveries]
        return Rush(results, clock.seconds[first:], clock.whole[whole:], took)

    def command_paths(self) -> list[str]:
        """Every registered slash command with its subcommands, such as `case organiser add`."""
        registered = [command for scope in self.backend.commands.values() for command in scope.values()]
        return [" ".join(path) for command in registered for path, _ in _wire.command_leaves(command)]

    # ------------------------------------------------------------------- preview

    def raise_new_errors(self) -> None:
        """Raise, as one group, what the bot raised since somebody last looked at `errors`."""
        self._raise_errors_since(self._errors_acknowledged)


def raw_components(message: ResponseMessage | discord.Message) -> list[dict[str, Any]]:
    """The components of a message as Discord sends them to clients."""
    if isinstance(message, ResponseMessage):
        return message.components
    return [dict(component.to_dict()) for component in message.components]


def _guild_id(actor: Actor) -> int | None:
    return actor.guild.id if isinstance(actor, MemberActor) else None
