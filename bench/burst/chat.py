"""The burst in the simulated Discord: the real bot, and one whose callbacks are empty."""

import gc
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import discord

from bench.burst.wave import Wave
from bot.demo.people import Person, Seen
from bot.demo.simulator import Delivery, SimulatedDiscord
from bot.demo.world import World
from bot.ui.layout import Page, Press
from tests.scene import Scene, registration

# What somebody does from the panel to the receipt code; two of the steps save something.
STEPS = ("join", "open the form", "register", "ask for a code", "receipt code")
SAVES = (2, 4)


async def real(folder: Path, people: int) -> list[Wave]:
    """Let everybody go from the panel to the receipt code, all at the same step at the same time."""
    world = await World.start(folder)
    scene = await Scene.begin(world)
    crowd = [world.person(f"p{n}") for n in range(people)]
    simulation, answers = world.simulation, registration("FR", None, ("register", "complaint"))

    def press(seen: Sequence[Seen], action: str, *arguments: str) -> list[Delivery]:
        found = [s.find(action, *arguments) for s in seen]
        return [
            simulation.component(person.actor, message.handle, control.custom_id)
            for person, (message, control) in zip(crowd, found, strict=True)
        ]

    waves: list[Wave] = []
    try:
        seen = await _step(simulation, waves, crowd, press([scene.panel] * people, "join"))
        seen = await _step(simulation, waves, crowd, press(seen, "join.open", "self"))
        filled = [simulation.modal(p.actor, _shown(s), answers) for p, s in zip(crowd, seen, strict=True)]
        seen = await _step(simulation, waves, crowd, filled)
        seen = await _step(simulation, waves, crowd, press(seen, "receipt"))
        await _step(simulation, waves, crowd, press(seen, "receipt.new"))
        assert not world.failures, world.failures[:1]
    finally:
        await world.stop()
    return waves


def _shown(seen: Seen) -> Any:
    assert seen.form is not None, seen.text
    return seen.result


async def _step(
    simulation: SimulatedDiscord, waves: list[Wave], crowd: Sequence[Person], deliveries: list[Delivery]
) -> list[Seen]:
    wave, results = await _deliver(simulation, deliveries)
    waves.append(wave)
    seen = [await person._see(result) for person, result in zip(crowd, results, strict=True)]
    assert not any(s.refused for s in seen), next(s.text for s in seen if s.refused)
    return seen


async def _deliver(simulation: SimulatedDiscord, deliveries: list[Delivery]) -> tuple[Wave, list[Any]]:
    # The simulator keeps whatever was ever sent: a collection in the middle would look through all of it.
    gc.collect()
    gc.freeze()
    rush = await simulation.rush(*deliveries)
    return Wave(tuple(rush.answered), rush.seconds, tuple(rush.acknowledged)), rush.results


class _Empty(discord.Client):
    """A bot whose callbacks do nothing but answer, with a word or with a page that was drawn before."""

    def __init__(self, *, pages: bool) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.small: discord.ui.LayoutView | None = _page(1).view() if pages else None
        self.large: discord.ui.LayoutView | None = _page(6).view() if pages else None

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        data: Mapping[str, Any] = cast(Mapping[str, Any], interaction.data or {})
        view = self.large if data.get("custom_id") == "v1:large" else self.small
        if view is None:
            await interaction.response.send_message("ok", ephemeral=True)
        else:
            await interaction.response.send_message(view=view, ephemeral=True)


def _page(sections: int) -> Page:
    """A page as large as those of joining are: the one after a registration has six sections."""
    page = Page().text("x" * 300)
    for n in range(sections):
        page.section("x" * 60, Press("Open", f"v1:open:{n}"))
    return page.row(*(Press("Something to press", f"v1:go:{n}") for n in range(9 if sections > 1 else 5)))


async def empty(people: int, *, pages: bool = False) -> list[Wave]:
    """Let everybody press a button of a bot that does nothing, as often as a journey has steps.

    With `pages` its answers are as large as the real bot's: what the simulation and discord.py take for them.
    """
    simulation = SimulatedDiscord(_Empty(pages=pages))
    guild = simulation.create_guild("Patients")
    channel = guild.create_text_channel("collectif")
    await simulation.start()
    try:
        crowd = [guild.add_member(simulation.create_user(f"p{n}")) for n in range(people)]
        bot_channel = simulation.bot.get_channel(channel.id)
        assert isinstance(bot_channel, discord.TextChannel)
        message = await bot_channel.send("panel")
        waves = []
        for step in range(len(STEPS)):
            name = "v1:large" if step == SAVES[0] else "v1:small"
            presses = [simulation.component(member, message, name) for member in crowd]
            waves.append((await _deliver(simulation, presses))[0])
    finally:
        await simulation.shutdown()
    return waves
