"""Who may talk to the desk: the page that this start opened, on this machine, and nobody else.

Every answer carries the same headers. Three things stand between a foreign page and a dossier: the Host must
be the address that was given out (a name that an attacker points at this machine is not), requests
from another origin are refused, and whatever reads or changes anything needs the secret that only the page
holds.
"""

import hmac
import secrets

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot import logs

SECRET_HEADER = "X-Desk-Secret"  # noqa: S105 - the header's name
_BYTES = 24  # 192 bits

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Server": "collectif",
}
# Paths that hold nothing of a dossier: the empty page itself and its parts.
_OPEN = frozenset({"/", "/desk.js", "/desk.css", "/mark.svg"})


class Guard:
    """The address and the secrets of one start."""

    def __init__(self) -> None:
        self.host = ""  # with port; known once the desk listens
        self.code = secrets.token_urlsafe(_BYTES)  # in the address that is opened
        self._secret = ""  # what the page that came last sends with every request

    @property
    def address(self) -> str:
        """Where to point the browser. The part after # is sent to nobody, not even to the desk."""
        return f"http://{self.host}/#{self.code}"

    def begin(self, code: str) -> str | None:
        """Return a new secret for whoever knows the code of the address; an earlier one stops. Else None."""
        if not hmac.compare_digest(code.encode(), self.code.encode()):
            return None
        self._secret = secrets.token_urlsafe(_BYTES)
        return self._secret

    def allows(self, request: web.Request) -> bool:
        """Whether the request may be answered at all."""
        origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
        own = f"http://{self.host}"
        if request.headers.getall("Host", []) != [self.host] or origin not in (None, own):
            return False
        if request.path in _OPEN:
            return request.method == "GET"
        return site in (None, "same-origin") and (request.path == "/begin" or self._knows(request))

    def _knows(self, request: web.Request) -> bool:
        given = request.headers.get(SECRET_HEADER, "")
        return bool(self._secret) and hmac.compare_digest(given.encode(), self._secret.encode())


def guarded(guard: Guard) -> Middleware:
    """The middleware that refuses everything else before it is read."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not guard.allows(request):
            logs.event("desk_refused", level=logs.WARNING)
            return web.Response(status=403, text="This address belongs to another window.\n")
        try:
            return await handler(request)
        except web.HTTPException as error:
            return web.Response(status=error.status, text=f"{error.reason}\n")

    return check


async def put_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Give every answer the same headers."""
    response.headers.update(HEADERS)
