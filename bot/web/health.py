"""Health and metrics for the operator's own monitoring, on loopback only: counts and ages, of no person."""

import asyncio
import math
import resource
import shutil
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot import __version__, logs

# The format that Prometheus reads (prometheus.io/docs/instrumenting/exposition_formats).
CONTENT_TYPE = "text/plain; version=0.0.4"
# How often the event loop is asked how late it is, in seconds.
_BEAT = 1.0


@dataclass(frozen=True)
class Probe:
    """How the parts of the bot are asked; none of them may take long."""

    readable: Callable[[], Awaitable[bool]]  # the database answers
    ready: Callable[[], bool]  # Discord's gateway is connected
    latency: Callable[[], float]  # of the gateway, in seconds; may be no number
    backup_age: Callable[[], float | None]  # in seconds; None without backups
    data_dir: Path


class Health:
    """The endpoints `/health` and `/metrics`; `port` is known once it serves."""

    def __init__(self, probe: Probe, listen: str) -> None:
        self._probe = probe
        host, _, port = listen.rpartition(":")
        self._host, self._wanted = host.strip("[]"), int(port)
        self._since = time.time()
        self._lag = 0.0
        self._runner: web.AppRunner | None = None
        self._beat: asyncio.Task[None] | None = None
        self.port = 0

    async def start(self) -> None:
        """Serve; raises OSError when the address cannot be used."""
        app = web.Application()
        app.router.add_get("/health", self._health)
        app.router.add_get("/metrics", self._metrics)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._wanted).start()
        self.port = self._runner.addresses[0][1]
        self._beat = asyncio.create_task(self._watch_the_loop())

    async def stop(self) -> None:
        """Stop serving; safe to call twice."""
        if self._beat is not None:
            self._beat.cancel()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _health(self, request: web.Request) -> web.Response:
        store, discord = await self._probe.readable(), self._probe.ready()
        body = {"store": store, "discord": discord, "version": __version__}
        return web.json_response(body, status=200 if store and discord else 503)

    async def _metrics(self, request: web.Request) -> web.Response:
        readable = await self._probe.readable()
        text = "".join(f"{line}\n" for line in self._lines(readable=readable))
        return web.Response(body=text.encode(), headers={"Content-Type": CONTENT_TYPE})

    def _lines(self, *, readable: bool) -> Iterator[str]:
        yield from _metric("info", "gauge", 1, "Version of the program.", version=__version__)
        yield from _metric("start_time_seconds", "gauge", self._since, "When the process started.")
        yield from _metric("store_readable", "gauge", int(readable), "Whether the database answers.")
        yield from _metric(
            "discord_ready", "gauge", int(self._probe.ready()), "Whether Discord is connected."
        )
        latency = self._probe.latency()
        if math.isfinite(latency):
            yield from _metric("discord_latency_seconds", "gauge", latency, "Of Discord's gateway.")
        yield from _metric("event_loop_lag_seconds", "gauge", self._lag, "How late the last beat was.")
        if (age := self._probe.backup_age()) is not None:
            yield from _metric("backup_age_seconds", "gauge", age, "Age of the newest whole backup.")
        free = shutil.disk_usage(self._probe.data_dir).free
        yield from _metric("disk_free_bytes", "gauge", free, "Room where the data lies.")
        # Kibibytes on Linux, bytes on macOS (getrusage(2)).
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        yield from _metric("peak_memory_bytes", "gauge", peak, "Most memory that the process ever held.")
        yield "# HELP collectif_events_total Events in the log, by name and level."
        yield "# TYPE collectif_events_total counter"
        for (event, level), count in sorted(logs.counted().items()):
            yield f'collectif_events_total{{event="{event}",level="{level}"}} {count}'

    async def _watch_the_loop(self) -> None:
        while True:
            began = time.monotonic()
            await asyncio.sleep(_BEAT)
            self._lag = max(0.0, time.monotonic() - began - _BEAT)


def _metric(name: str, kind: str, value: float, text: str, **labels: str) -> Iterator[str]:
    shown = ",".join(f'{label}="{content}"' for label, content in labels.items())
    yield f"# HELP collectif_{name} {text}"
    yield f"# TYPE collectif_{name} {kind}"
    yield f"collectif_{name}{{{shown}}} {value}" if shown else f"collectif_{name} {value}"
