"""A world to act in: the real bot on its own directory, servers, people, a record of what they saw."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self, cast

import discord
from simcord import HttpLogEntry, MemberActor, UserHandle

from bot.app import App, build, utc_now
from bot.demo.people import Person, Seen, Server
from bot.demo.simulator import SimulatedDiscord
from bot.settings import Settings
from bot.ui.client import CollectifBot
from bot.ui.pace import Pace
from bot.vault import RootKey, Vault
from bot.web.server import Page

# Ids as Discord gives them (snowflakes), fixed so that the settings can allow servers before the bot starts.
HOME, OTHER, BARRED = 1_000_000_000_000_000_101, 1_000_000_000_000_000_202, 1_000_000_000_000_000_303
CODE_VALID = timedelta(days=7)
FREE_PORT = "127.0.0.1:0"
# What Discord asks of people to whom it shows /case, and what it calls somebody who may do everything.
TEAM = discord.Permissions(manage_guild=True)
ADMINISTRATOR = discord.Permissions(administrator=True)


@dataclass(frozen=True)
class Sight:
    """Who saw what: one entry for each interaction."""

    person: Person
    seen: Seen


class _Failures(logging.Handler):
    """Keeps what the bot logged as an error: an apology on somebody's screen is one of them."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        fields = getattr(record, "collectif_fields", {})
        self.lines.append(f"{record.getMessage()} {fields}")


class World:
    """The bot, running; `start` makes one and `stop` ends it and raises what the bot raised."""

    def __init__(self, settings: Settings, app: App, simulation: SimulatedDiscord) -> None:
        self.settings = settings
        self.app = app
        self.simulation = simulation
        self.sights: list[Sight] = []
        self.page: Page | None = None
        self._failures = _Failures()
        logging.getLogger("collectif").addHandler(self._failures)
        self.home = self._server("Patients", HOME)
        self.other = self._server("Other patients", OTHER)
        self.barred = self._server("Strangers", BARRED)

    @classmethod
    async def start(cls, directory: Path, **settings: Any) -> Self:
        """Make the data directory and its root key, start the bot, and let it register its commands.

        The home and the other server are allowed unless `settings` say otherwise; the third never is.
        """
        data = directory / "data"
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (data / "root.key").exists():
            RootKey.create(data / "root.key")
        chosen = Settings(
            **{"data_dir": data, "allowed_servers": (HOME, OTHER), "page_listen": FREE_PORT, **settings}
        )
        holder: list[SimulatedDiscord] = []
        # The bot looks at the clock while it starts; the simulated one begins at that very moment.
        app = await build(chosen, clock=lambda: holder[0].now() if holder else utc_now())
        holder.append(SimulatedDiscord(_unhurried(app)))
        world = cls(chosen, app, holder[0])
        await world.simulation.start()
        return world

    async def stop(self) -> None:
        """Stop the bot; raises what it raised and nobody has looked at."""
        logging.getLogger("collectif").removeHandler(self._failures)
        await self._close_page()
        await self.simulation.shutdown()
        await self.app.close()
        self.simulation.raise_new_errors()

    async def restart(self) -> None:
        """End the bot and start another one on the same directory; Discord goes on as it was."""
        had_page = self.page is not None
        await self._close_page()
        await self.app.close()
        self.app = await build(self.settings, clock=self.now)
        await self.simulation.restart_bot(_unhurried(self.app))
        if had_page:
            await self.open_page()

    async def open_page(self) -> str:
        """Serve the sealed page on a free port of this machine and return its address."""
        self.page = self.app.page(self.settings)
        return await self.page.start()

    async def _close_page(self) -> None:
        if self.page is not None:
            await self.page.stop()
            self.page = None

    # ------------------------------------------------------------------- people

    def person(
        self,
        name: str,
        locale: str = "fr",
        *,
        server: Server | None = None,
        shown_as: str | None = None,
        rights: discord.Permissions | None = None,
    ) -> Person:
        """Bring a new account into a server (the home server unless told otherwise)."""
        user = self.simulation.create_user(name, global_name=shown_as)
        self.simulation.locales[user.id] = locale
        return self._join(user, server or self.home, locale, rights)

    def joins(self, person: Person, server: Server, rights: discord.Permissions | None = None) -> Person:
        """Bring an account that exists into another server as well."""
        user = person.actor.user if isinstance(person.actor, MemberActor) else person.actor
        return self._join(user, server, person.locale, rights)

    def in_direct_messages(self, person: Person) -> Person:
        """The same account, talking to the bot in direct messages."""
        user = person.actor.user if isinstance(person.actor, MemberActor) else person.actor
        return Person(self.simulation, user, user.dm_channel, person.locale, self._remember)

    def leaves(self, person: Person) -> None:
        """The account leaves its server."""
        assert isinstance(person.actor, MemberActor)
        person.actor.guild.remove_member(person.actor)

    def _join(
        self, user: UserHandle, server: Server, locale: str, rights: discord.Permissions | None
    ) -> Person:
        roles = []
        if rights is not None:
            roles = [server.guild.create_role(f"role of {user.name}", permissions=rights)]
        member = server.guild.add_member(user, roles=roles)
        return Person(self.simulation, member, server.channel, locale, self._remember)

    def _remember(self, person: Person, seen: Seen) -> None:
        self.sights.append(Sight(person, seen))

    def _server(self, name: str, guild_id: int) -> Server:
        guild = self.simulation.create_guild(name, id=guild_id)
        return Server(guild, guild.create_text_channel("collectif"))

    # ------------------------------------------------------------------ the rest

    def organiser_code(self, valid: timedelta = CODE_VALID) -> str:
        """Print a one-time code as the operator would with `collectif organiser-code`."""
        return Vault(RootKey.load(self.settings.root_key)).organiser_code(self.now(), valid)

    def now(self) -> datetime:
        """The instant in the simulated Discord, which is also the bot's."""
        return self.simulation.now()

    async def panel(self, reader: Person) -> Seen:
        """Look at the bot's newest public message in the reader's channel."""
        shown = [m for m in reader.channel.history() if not m.flags.ephemeral and m.author.bot]
        return await reader.read(shown[-1])

    @property
    def failures(self) -> list[str]:
        """What the bot logged as errors so far; may be cleared by who expected them."""
        return self._failures.lines

    @property
    def bot(self) -> CollectifBot:
        """The running Discord client."""
        return cast(CollectifBot, self.simulation.bot)

    def command_names(self) -> set[str]:
        """The slash commands that Discord knows of the bot, with their subcommands."""
        return set(self.simulation.command_paths())

    @property
    def requests(self) -> Sequence[HttpLogEntry]:
        """Every request that the bot has sent to Discord."""
        return self.simulation.http_requests


def _unhurried(app: App) -> CollectifBot:
    """The bot without a limit on how fast one person acts: a play is faster than anybody reads.

    Nor does it look at the clock while it answers: in the simulation a second goes by when nothing happens,
    and each timer that goes off makes the simulator look at every task.
    """
    client = app.client()
    client.router.pace = Pace(most=None)
    client.router.patience = None
    return client
