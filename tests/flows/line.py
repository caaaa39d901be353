"""The line between the bot and the simulated Discord, as a real one: sockets that break, limits, errors.

discord.py's own way of sending answers is put back in place of the simulator's, and speaks to a server on
this machine, which breaks the line as told and else does what the simulator would have done.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any

import aiohttp
from aiohttp import web
from discord.webhook.async_ import AsyncWebhookAdapter
from simcord.backend.errors import BackendError
from simcord.http import router
from simcord.http.client import _path_of

from bot.demo.world import World


class Fault(StrEnum):
    """What becomes of one request."""

    RESET = "reset"  # the line breaks before Discord has read it
    LOST = "lost"  # Discord has done it, and the line breaks before it says so
    SLOW = "slow"  # no answer in time
    LIMITED = "limited"  # 429: again in a moment
    FAILED = "failed"  # 502


class Line:
    """Faults to come, one a request, and what was asked."""

    def __init__(self, world: World) -> None:
        self.faults: list[Fault] = []
        self.asked: Counter[str] = Counter()
        self._backend = world.simulation.backend

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Do what Discord does, or the next fault."""
        body = await request.json()
        path = _path_of(request.path)
        self.asked[path.rsplit("/", 1)[-1]] += 1
        fault = self.faults.pop(0) if self.faults else None
        if fault is Fault.LIMITED:
            body = {"message": "limited", "retry_after": 0.05, "global": False}
            return _json(body, 429, {"Via": "1.1 test", "Retry-After": "1"})
        if fault is Fault.FAILED:
            return _json({"message": "bad gateway"}, 502)
        if fault is Fault.SLOW:
            await asyncio.sleep(0.5)
        if fault in (Fault.RESET, Fault.SLOW):
            return self._broken(request)
        try:
            done = router.dispatch(self._backend, request.method, path, json=body, params=dict(request.query))
        except BackendError as error:
            return _json({"message": error.message, "code": error.code}, error.status)
        return self._broken(request) if fault is Fault.LOST else _json(done)

    def _broken(self, request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()


def _json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """As Discord sends it: discord.py reads no body whose type also names an encoding."""
    sent = {**(headers or {}), "Content-Type": "application/json"}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=sent)


@asynccontextmanager
async def real_line(world: World) -> AsyncIterator[Line]:
    """Let the bot's answers go over a real line for a while."""
    line = Line(world)
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", line.answer)
    # No connection is kept: the simulator would wait until the timers that close idle ones have run.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, keepalive_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    here = f"http://127.0.0.1:{runner.addresses[0][1]}"
    closing, patience = aiohttp.TCPConnector(force_close=True), aiohttp.ClientTimeout(total=0.4)
    session = aiohttp.ClientSession(connector=closing, timeout=patience)
    sending = AsyncWebhookAdapter()  # type: ignore[no-untyped-call]
    replaced = world.simulation._webhook_adapter

    async def request(route: Any, **rest: Any) -> Any:
        route.url = here + "/api/v10" + _path_of(route.url)
        return await sending.request(route, **{**rest, "session": session})

    replaced.request = request
    try:
        yield line
    finally:
        del replaced.request
        await session.close()
        await runner.cleanup()
