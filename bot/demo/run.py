"""`collectif try`: play, tell, and leave the bot open; the door that the command line uses."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bot import logs
from bot.cli.exits import CommandError, Exit
from bot.demo.hand import DemoError
from bot.demo.play import played
from bot.demo.result import DemoResult
from bot.demo.stage import leave_open
from bot.demo.summary import tell_summary
from bot.packs import PackError


def run_demo(*, out: Path, pack: Path | None, once: bool, as_json: bool, everything: bool = False) -> int:
    """Run the demonstration and return the exit code; `once` ends it before the preview.

    With `as_json`, stdout carries one JSON object and nothing else; everything for people goes to stderr.
    """
    logs.configure(level="WARNING", libraries=logs.ERROR)
    console = Console(stderr=as_json)
    try:
        result = asyncio.run(
            _until_told(perform(out, pack, console=console, once=once, everything=everything))
        )
    except asyncio.CancelledError:
        return Exit.INTERRUPTED
    except PackError as error:
        raise CommandError(str(error), Exit.REFUSED) from error
    except DemoError as error:
        raise CommandError(f"the demonstration stopped: {error}", Exit.UNEXPECTED) from error
    if as_json:
        sys.stdout.write(result.as_json() + "\n")
    return Exit.OK


async def _until_told(play: Coroutine[Any, Any, DemoResult]) -> DemoResult:
    # Also when told to stop, the temporary folder with the play's database is to be removed.
    playing = asyncio.ensure_future(play)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, playing.cancel)
    return await playing


async def perform(
    out: Path, pack: Path | None, *, console: Console, once: bool = True, everything: bool = False
) -> DemoResult:
    """Play the demonstration into a folder and tell it to the console; returns figures and ledger."""
    console.print("Playing a case with fictitious patients in a simulated Discord; no network is used.")
    with _progress(console) as progress:
        task = progress.add_task("Starting the bot", total=None)

        def tell(what: str, done: int, of: int) -> None:
            # Without a terminal nothing moves: one line a scene instead.
            if not console.is_terminal and progress.tasks[0].description != what:
                console.print(f"{what} ...")
            progress.update(task, description=what, completed=done, total=of)

        async with played(out, pack, tell, everything=everything) as stage:
            progress.stop()
            tell_summary(console, stage.result)
            if not once:
                await leave_open(stage, console)
    return stage.result


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True
    )
