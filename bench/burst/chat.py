"""The burst in the simulated Discord: the real bot, and one whose callbacks are empty."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import discord

from bench.burst.wave import Wave
from bot.demo.people import Person, Seen
from bot.demo.simulator import Delivery, SimulatedDiscord
from bot.demo.world import World
from tests.scene import Scene, registration

# What somebody does from the panel to the receipt code; two of the steps save something.
STEPS = ("join", "open the form", "register", "ask for a code", "receipt code")
SAVES = (2, 4)


async def real(folder: Path, people: int) -> list[Wave]:
    """Let everybody go from the panel to the receipt code, all at the same step at the same time."""
    world = await World.start(folder)
    # A timer that goes off makes the simulator look at every task, again and again: the bot sets none here.
    world.bot.router.patience = None
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
    rush = await simulation.rush(*deliveries)
    return Wave(tuple(rush.answered), rush.seconds, tuple(rush.acknowledged)), rush.results


class _Empty(discord.Client):
    """A bot whose callbacks do nothing but answer."""

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("ok", ephemeral=True)


async def empty(people: int) -> list[Wave]:
    """Let everybody press a button of a bot that does nothing, as often as a journey has steps."""
    simulation = SimulatedDiscord(_Empty(intents=discord.Intents(guilds=True)))
    guild = simulation.create_guild("Patients")
    channel = guild.create_text_channel("collectif")
    await simulation.start()
    try:
        crowd = [guild.add_member(simulation.create_user(f"p{n}")) for n in range(people)]
        bot_channel = simulation.bot.get_channel(channel.id)
        assert isinstance(bot_channel, discord.TextChannel)
        message = await bot_channel.send("panel")
        waves = []
        for _ in STEPS:
            presses = [simulation.component(member, message, "v1:press") for member in crowd]
            waves.append((await _deliver(simulation, presses))[0])
    finally:
        await simulation.shutdown()
    return waves
