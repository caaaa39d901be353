"""Leaving the bot open in a browser, with roles to play."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Coroutine
from typing import Any

import simcord
from rich.console import Console

from bot.demo.play import Stage
from bot.demo.simulator import SimulatedDiscord

# The simulated clock stands still on its own; it is moved on by what really passed.
TICK_SECONDS = 2.0


async def leave_open(stage: Stage, console: Console) -> None:
    """Show the channel in a local web page until the visitor ends it or presses Ctrl-C."""
    visitor = stage.world.person("visitor", "en-GB", shown_as="You, a patient")
    newcomer = stage.world.person("besucherin", "de", shown_as="Sie, eine Patientin")
    patient = next(p.person for p in stage.patients if p.record)
    shown = (visitor, stage.organisers.first, stage.organisers.second, patient, newcomer)
    viewers = [person.actor for person in shown]
    simulation = stage.world.simulation
    async with simulation.preview(stage.world.home.channel, viewers=viewers, layout="channel") as preview:
        console.print()
        console.print("[bold]The bot stays open in your browser[/bold] (nothing leaves this machine):")
        console.print(f"  {preview.url}", soft_wrap=True, highlight=False)
        console.print(
            "Choose who you are at the top of the page: a new patient (English or German), the organiser, or "
            "a patient who has registered. Press Join, or type /me, /scam, /my-letter, /privacy; as the "
            "organiser /case progress, /case draft, /case keys, /case dossier; the second organiser "
            "confirms with /case waiting. Links to the page on the web open on this machine, too. To "
            "stop: End preview session there, or Ctrl-C here."
        )
        await _until_closed(simulation, preview.wait_closed())


async def _until_closed(simulation: SimulatedDiscord, closed: Coroutine[Any, Any, None]) -> None:
    ended = asyncio.ensure_future(closed)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, stop.set)
    pressed = asyncio.ensure_future(stop.wait())
    ticking = asyncio.ensure_future(_tick(simulation))
    try:
        await asyncio.wait({ended, pressed}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        for task in (ended, pressed, ticking):
            task.cancel()
        await asyncio.gather(ended, pressed, ticking, return_exceptions=True)


async def _tick(simulation: SimulatedDiscord) -> None:
    last = time.perf_counter()
    while True:
        await asyncio.sleep(TICK_SECONDS)
        now = time.perf_counter()
        # While somebody's action runs, simcord refuses; the next tick makes up for it.
        with contextlib.suppress(simcord.SetupError, TimeoutError):
            await simulation.advance_time(now - last)
            last = now
