"""The simulated Discord closes the gaps that it says it closes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import discord
import pytest
import pytest_asyncio
from discord import app_commands

from bot.demo import simulator
from bot.demo.people import Person
from bot.demo.simulator import SimulatedDiscord, SimulatorVersionError

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Echo(discord.Client):
    """A bot with one command that says what it was told about the caller, one form and one button."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []

        @self.tree.command(name="who", description="Say what the interaction carries")
        async def who(interaction: discord.Interaction) -> None:
            limit, locale = interaction.filesize_limit, interaction.locale.value
            said = f"{locale} {limit} {interaction.is_guild_integration()}"
            await interaction.response.send_message(said, ephemeral=True)

        @self.tree.command(name="form", description="Open a form")
        async def form(interaction: discord.Interaction) -> None:
            modal = discord.ui.Modal(title="Form", custom_id=f"v1:form:{interaction.user.id}")
            modal.add_item(discord.ui.Label(text="Word", component=discord.ui.TextInput(custom_id="word")))
            await interaction.response.send_modal(modal)
            modal.stop()

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        if interaction.type is discord.InteractionType.modal_submit:
            word = data["components"][0]["component"]["value"]
            self.heard.append(f"{interaction.user.name} {word}")
            await interaction.response.send_message(f"{interaction.user.name}: {word}", ephemeral=True)


@pytest_asyncio.fixture
async def bot() -> AsyncIterator[Echo]:
    """The echo, before it is started."""
    yield Echo()


@pytest_asyncio.fixture
async def simulation(bot: Echo) -> AsyncIterator[SimulatedDiscord]:
    """A simulated Discord at noon, with the echo in it."""
    started = SimulatedDiscord(bot, now=NOON)
    await started.start()
    yield started
    await started.shutdown()


def somebody(simulation: SimulatedDiscord, name: str, locale: str = "en-US") -> Person:
    """A person in the simulation's only channel."""
    if not simulation.backend.guilds:
        simulation.create_guild("Guild").create_text_channel("channel")
    guild = simulation.guild
    user = simulation.create_user(name)
    simulation.locales[user.id] = locale
    return Person(simulation, guild.add_member(user), guild.channels["channel"], locale, lambda *_: None)


async def test_a_person_has_a_language_and_a_server_installation(simulation: SimulatedDiscord) -> None:
    """The bot is told the client's language, the ordinary file limit, and that a server installed it."""
    seen = await somebody(simulation, "anne", "fr").command("who")

    assert seen.text == f"fr {10 * 1024 * 1024} True"
    assert seen.private


async def test_the_clock_starts_when_told(simulation: SimulatedDiscord) -> None:
    """The simulated instant is the one given, and the bot's own ids are of that day."""
    assert simulation.now() == NOON
    assert discord.utils.snowflake_time(simulation.create_user("anne").id) == NOON


async def test_one_delivery_twice_arrives_twice(bot: Echo, simulation: SimulatedDiscord) -> None:
    """The same interaction delivered twice reaches the bot twice, under one id."""
    anne = somebody(simulation, "anne")
    shown = await anne.command("form")
    assert shown.result is not None
    delivery = simulation.modal(anne.actor, shown.result, {"word": "once"})

    await anne.raw(delivery, delivery)

    assert bot.heard == ["anne once", "anne once"]
    assert [getattr(e, "code", None) for e in simulation.errors] == [40060]  # already acknowledged


async def test_two_people_act_at_once(bot: Echo, simulation: SimulatedDiscord) -> None:
    """Two forms are in the bot's hands before either is answered, and each person sees their own answer."""
    anne, bert = somebody(simulation, "anne"), somebody(simulation, "bert")
    forms = [await anne.command("form"), await bert.command("form")]
    built = [
        simulation.modal(person.actor, form.result, {"word": word})
        for person, form, word in zip((anne, bert), forms, ("un", "deux"), strict=True)
        if form.result is not None
    ]

    answers = await anne.raw(*built)

    assert [a.text for a in answers] == ["anne: un", "bert: deux"]


async def test_answers_are_timed_by_a_clock_that_runs(simulation: SimulatedDiscord) -> None:
    """The time to the first answer is measured in real seconds, although simulated time stands still."""
    await somebody(simulation, "anne").command("who")

    (seconds,) = simulation.answer_seconds
    assert seconds > 0


def test_another_release_of_simcord_stops_the_import(monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that the private names were not checked against is refused in one readable line."""
    monkeypatch.setattr(simulator.simcord, "__version__", "4.0.0")

    with pytest.raises(SimulatorVersionError, match=r"needs simcord 3\.2\.1, found 4\.0\.0"):
        simulator.check_versions()
