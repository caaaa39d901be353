"""Serving the page: an aiohttp application in the bot's own process, behind the operator's proxy."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from bot import logs
from bot.services.registry import Services
from bot.web.guard import NOWHERE, WrongHostError, answering, check_host
from bot.web.routes import ROUTES
from bot.web.site import SITE, Address, Site, networks
from bot.web.visit import Visit

STATIC = Path(__file__).parent / "static"
LOOPBACK = "127.0.0.1"
# Idle and half-open connections are dropped after so many seconds; a slow header is one of them.
IDLE_SECONDS = 30
SHUTDOWN_SECONDS = 5
# How often letters that nobody fetched are looked for.
TIDY_SECONDS = 60

Next = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), payment=(), publickey-credentials-get=(), usb=()"
    ),
    "X-Robots-Tag": "noindex, nofollow",
    "Server": "collectif",
}
# Two years, as browsers' preload lists ask for.
HSTS = "max-age=63072000; includeSubDomains"


def headers_for(site: Site) -> dict[str, str]:
    """The headers of every answer, errors included."""
    return HEADERS | ({"Strict-Transport-Security": HSTS} if site.address.secure else {})


class Page:
    """The running page. `address` is where people reach it, as their browsers name it."""

    def __init__(
        self,
        services: Services,
        *,
        zone: ZoneInfo,
        url: str = "",
        listen: str = f"{LOOPBACK}:0",
        proxies: tuple[str, ...] = (),
        idle: float = IDLE_SECONDS,
        tidy: float = TIDY_SECONDS,
    ) -> None:
        self._services = services
        self._zone = zone
        self._url = url
        self._host, _, port = listen.rpartition(":")
        self._port = int(port)
        self._proxies = networks(proxies)
        self._idle, self._tidy = idle, tidy
        self._runner: _Runner | None = None
        self._tidying: asyncio.Task[None] | None = None
        self.site: Site | None = None

    @property
    def address(self) -> str:
        """The page's public address; known once it runs."""
        assert self.site is not None
        return self.site.address.url

    @property
    def port(self) -> int:
        """The port at which it waits."""
        assert self._runner is not None
        return int(self._runner.addresses[0][1])

    async def start(self) -> str:
        """Begin to serve and return the address; without one of its own, that of the port it got."""
        site = Site(self._services, Address(self._url), self._proxies, self._zone)
        self._runner = _Runner(
            application(site),
            access_log=None,
            keepalive_timeout=self._idle,
            shutdown_timeout=SHUTDOWN_SECONDS,
        )
        self._runner.site = site
        await self._runner.setup()
        tcp = web.TCPSite(self._runner, self._host.strip("[]"), self._port)
        await tcp.start()
        if not self._url:
            host, port = self._runner.addresses[0][:2]
            name = f"[{host}]" if ":" in host else host
            site.address = Address(f"http://{name}:{port}")
        self.site = site
        self._tidying = asyncio.create_task(_tidy(site, self._tidy))
        self._services.page.serve_at(site.address.url)
        logs.event("page_serving")
        return site.address.url

    async def stop(self) -> None:
        """Stop serving; requests under way get a few seconds to end."""
        self._services.page.serve_at(None)
        if self._tidying is not None:
            self._tidying.cancel()
            self._tidying = None
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


async def _tidy(site: Site, every: float) -> None:
    """Forget letters that nobody fetched in time, until cancelled."""
    while True:
        await asyncio.sleep(every)
        site.parcels.tidy()


def application(site: Site) -> web.Application:
    """Return the application with all routes of the table and nothing else."""
    app = web.Application(middlewares=[_gatekeeper], handler_args={})
    app[SITE] = site
    app.on_response_prepare.append(_put_headers)
    for route in ROUTES:
        app.router.add_route(route.method, route.path, answering(route))
    app.router.add_get("/static/{name:[a-z.-]+}", _static)
    return app


@web.middleware
async def _gatekeeper(request: web.Request, handler: Next) -> web.StreamResponse:
    """Check where a request came from; answer in words what no route answers."""
    site = request.app[SITE]
    response: web.StreamResponse
    try:
        check_host(request, site)
        response = await handler(request)
    except WrongHostError:
        logs.event("page_refused", level=logs.WARNING, action="host")
        response = web.Response(status=421, text="Ask for this page by its public address.\n")
    except web.HTTPException as error:
        response = _nothing_here(request, site, error)
    return response


async def _put_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(headers_for(request.app[SITE]))


def _nothing_here(request: web.Request, site: Site, error: web.HTTPException) -> web.Response:
    visit = Visit(request, site)
    response = visit.show("refused", error.status, text=visit.tr(NOWHERE), home=False)
    if allowed := error.headers.get("Allow"):
        response.headers["Allow"] = allowed
    return response


_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}


async def _static(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    known = {path.name: path for path in STATIC.iterdir()}
    if name not in known:
        raise web.HTTPNotFound
    data = await asyncio.to_thread(known[name].read_bytes)
    return web.Response(body=data, content_type=_TYPES[known[name].suffix], charset="utf-8")


# ------------------------------------------------------ requests that never become one


class _Connection(web.RequestHandler):
    """Answers what cannot be read as HTTP with the same headers and without quoting it."""

    site: Site

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        logs.event("page_refused", level=logs.WARNING, action="malformed", code=status)
        response = web.Response(status=status, text="This request cannot be read.\n")
        response.headers.update(headers_for(self.site))
        response.force_close()
        return response


class _Server(web.Server):
    """The low-level server, with our kind of connection. The only place that knows aiohttp's inner names."""

    site: Site

    def __call__(self) -> web.RequestHandler:
        connection = _Connection(self, loop=self._loop, **self._kwargs)
        connection.site = self.site
        return connection


class _Runner(web.AppRunner):
    site: Site

    async def _make_server(self) -> web.Server:
        usual = await super()._make_server()
        server = _Server(usual.request_handler, request_factory=usual.request_factory, **usual._kwargs)
        server.site = self.site
        return server
