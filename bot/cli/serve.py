"""`collectif run`: the bot as a service, from settings to the last interaction."""

import asyncio
import signal
from pathlib import Path

from bot import logs
from bot.cli.exits import complain
from bot.cli.hardening import harden
from bot.settings import Settings
from bot.settings_file import load


def serve(env_file: Path) -> None:
    """Serve until SIGTERM or Ctrl-C; raises SettingsError, KeyFileError and what `bot.app.run` raises."""
    settings = load(env_file)
    settings.token()  # asked for before the heavy imports, so that a missing one is told at once
    harden()
    _tell_unusable_packs(settings)
    logs.configure(level=settings.log_level, as_json=settings.log_format == "json")
    asyncio.run(_until_stopped(settings))


def _tell_unusable_packs(settings: Settings) -> None:
    """Name the operator's packs that cannot be used; the others are served all the same."""
    if settings.packs_dir is None:
        return
    from bot.packs import Library

    for broken in Library(settings.packs_dir).broken:
        for line in broken.reason.splitlines():
            complain(f"warning: {line}")


async def _until_stopped(settings: Settings) -> None:
    from bot import app

    loop = asyncio.get_running_loop()
    logs.watch(loop)
    serving = asyncio.ensure_future(app.run(settings))
    # SIGTERM is how service managers stop: end what is running, then leave with 0.
    loop.add_signal_handler(signal.SIGTERM, serving.cancel)
    try:
        await serving
    except asyncio.CancelledError:
        if not serving.cancelled():
            raise
        logs.event("stopped")
