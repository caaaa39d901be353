"""Running the desk: one port of this machine, one browser window, until somebody closes it."""

import asyncio
import contextlib
import signal
import time
import webbrowser
from collections.abc import AsyncIterator, Callable

from aiohttp import web

from bot import logs
from bot.desk.guard import Guard
from bot.desk.server import Routes

LOOPBACK = "127.0.0.1"
# An open dossier that nobody looks at is closed with the program.
IDLE_SECONDS = 3600
_LOOK_EVERY = 5.0


def serve(language: str | None, *, browser: bool, say: Callable[[str], None]) -> None:
    """Serve until the page's Close, Ctrl-C, or an hour without a request."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(language, browser=browser, say=say))
    say("The desk is closed; nothing of the dossier is left in memory.")


async def _serve(language: str | None, *, browser: bool, say: Callable[[str], None]) -> None:
    logs.watch(asyncio.get_running_loop())
    async with running(language) as routes:
        address = routes.guard.address
        say(f"The desk is open at {address}\nClose it on the page, or with Ctrl-C here.")
        if browser and not await asyncio.to_thread(webbrowser.open, address):
            say("No browser could be started: copy the address above into yours.")
        await routes.until_closed()


class Running(Routes):
    """Routes that know when they were last used."""

    def __init__(self, language: str | None) -> None:
        self._last = time.monotonic()
        super().__init__(Guard(), language, self._note)

    def _note(self) -> None:
        self._last = time.monotonic()

    async def until_closed(self) -> None:
        """Wait for Close, for the system's request to end, or for an hour without a request."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
            loop.add_signal_handler(signal.SIGTERM, self.closing.set)
        while not self.closing.is_set() and time.monotonic() - self._last < IDLE_SECONDS:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.closing.wait(), _LOOK_EVERY)


@contextlib.asynccontextmanager
async def running(language: str | None = None) -> AsyncIterator[Running]:
    """Serve on a free port of this machine; yields the routes, which know their address."""
    routes = Running(language)
    runner = web.AppRunner(routes.application(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, LOOPBACK, 0)
        await site.start()
        port = runner.addresses[0][1]
        routes.guard.host = f"{LOOPBACK}:{port}"
        yield routes
    finally:
        await runner.cleanup()
        await routes.state.close()
