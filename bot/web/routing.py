"""Routes as values: method, address, who may come, what it may bring. The table is what the laws walk."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

from bot.web.visit import Visit

Handler = Callable[[Visit], Awaitable[web.StreamResponse]]

# What may stand in an address: a token, a reference, codes of the case. Anything else is another page.
TOKEN = "{token:[A-Za-z0-9_-]{16,400}}"  # noqa: S105 - the shape of one
REF = "{ref:P-[0-9A-HJKMNP-TV-Z]{5}}"
ENTRY = "{entry:[0-9A-HJKMNP-TV-Z]{26}}"
INCIDENT = "{incident:[A-Za-z0-9-]{1,40}}"


class Access(StrEnum):
    """Who may ask for a page before any service is asked."""

    ANYONE = "anyone"
    MEMBER = "member"  # with a session; whose member it is, the services decide


@dataclass(frozen=True)
class Route:
    """One address and what answers it."""

    method: str
    path: str
    handler: Handler
    access: Access
    file_bytes: int = 0  # how large a file it takes; none by default
    before: Callable[[Visit], Awaitable[None]] | None = None  # refuses before any of the file is read

    @property
    def name(self) -> str:
        """The handler's name, for the log."""
        return getattr(self.handler, "__name__", "page")


def get(path: str, handler: Handler, access: Access = Access.MEMBER) -> Route:
    """A page that only shows."""
    return Route("GET", path, handler, access)


def post(
    path: str,
    handler: Handler,
    access: Access = Access.MEMBER,
    *,
    file_bytes: int = 0,
    before: Callable[[Visit], Awaitable[None]] | None = None,
) -> Route:
    """A form's way in: the only kind of route that changes anything."""
    return Route("POST", path, handler, access, file_bytes, before)
