"""People in the simulated Discord: what they do, and what they see in answer."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord
from simcord import ChannelHandle, GuildHandle, InteractionResult, MemberActor, UserHandle

from bot.demo.screen import Control, Message, NothingLikeThatError, Seen, fields_of, look
from bot.demo.simulator import Delivery, SimulatedDiscord

__all__ = ["Control", "Message", "NothingLikeThatError", "Person", "Seen", "Server"]

Watcher = Callable[["Person", Seen], None]


@dataclass
class Person:
    """Somebody with a Discord account, a client language and, in a server, a membership."""

    simulation: SimulatedDiscord
    actor: MemberActor | UserHandle
    channel: ChannelHandle
    locale: str
    watch: Watcher
    interactions: int = field(default=0)

    @property
    def id(self) -> int:
        """The account's snowflake."""
        return self.actor.id

    async def command(self, name: str, **options: Any) -> Seen:
        """Use a slash command as the client lets them; `name` may hold a subcommand."""
        if isinstance(self.actor, UserHandle):
            return await self._act(self.actor.slash(name, **options))
        return await self._act(self.actor.slash(self.channel, name, **options))

    async def press(self, seen: Seen, action: str, *args: str) -> Seen:
        """Press the button with this action."""
        message, control = seen.find(action, *args)
        return await self._act(self.actor.click(message.handle, custom_id=control.custom_id))

    async def choose(self, seen: Seen, action: str, values: Sequence[Any], *args: str) -> Seen:
        """Choose values in the menu with this action."""
        message, control = seen.find(action, *args)
        return await self._act(self.actor.select(message.handle, values, custom_id=control.custom_id))

    async def fill(self, seen: Seen, values: Mapping[str, Any]) -> Seen:
        """Fill and send the form that the last interaction opened; keys are the fields' custom_ids."""
        if seen.form is None or seen.result is None:
            raise NothingLikeThatError(f"no form is open: {seen.text[:300]}")
        return await self._act(self.actor.submit_modal(seen.result, dict(values)))

    async def read(self, message: discord.Message) -> Seen:
        """Look at a message of the channel, such as the panel."""
        return Seen(None, (await look(message),))

    async def raw(self, *deliveries: Delivery, pauses: Sequence[int] = ()) -> list[Seen]:
        """Send built interactions at once; see `SimulatedDiscord.deliver`."""
        results = await self.simulation.deliver(*deliveries, pauses=pauses)
        self.interactions += len(deliveries)
        return [await self._see(result) for result in results]

    async def _act(self, doing: Awaitable[InteractionResult]) -> Seen:
        self.interactions += 1
        return await self._see(await doing)

    async def _see(self, result: InteractionResult) -> Seen:
        shown = [result.response, *result.followups]
        messages = [await look(m) for m in shown if m is not None]
        seen = Seen(result, tuple(messages), result.modal, tuple(fields_of(result.modal)))
        self.watch(self, seen)
        return seen


@dataclass(frozen=True)
class Server:
    """A Discord server with one channel that everybody sees."""

    guild: GuildHandle
    channel: ChannelHandle
