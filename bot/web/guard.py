"""What stands before every page: the right host, the right proxy, the right form, a session if one is due."""

import secrets
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext, suppress

from aiohttp import web
from aiohttp.web import RequestPayloadError

from bot import logs
from bot.domain.errors import (
    AlreadyDoneError,
    BusyError,
    DomainError,
    DossierLinkError,
    InvalidInputError,
    LinkError,
    NotAllowedError,
    NotFoundError,
    NotRegisteredError,
)
from bot.domain.marks import N_
from bot.services.halting import HaltedError
from bot.text import LANGUAGES
from bot.web.answers import UnfinishedError
from bot.web.places import TRY_AGAIN, NoPlaceError
from bot.web.posted import TooMuchError, read
from bot.web.routing import Access, Route
from bot.web.site import LOOPBACK, SITE, Site, within
from bot.web.unsent import unsent
from bot.web.visit import LANGUAGE, SESSION, Page, Visit

STRANGE = N_(
    "This form is out of date or was not sent from this page. Go back, reload the page and try again."
)
TOO_LARGE = N_("This is larger than what can be taken in. Nothing was saved.")
TOO_SLOW = N_("Sending took too long. Nothing was saved; please try again.")
NOWHERE = N_("There is no such page.")
FULL = N_(
    "Several files are coming in at this moment. Yours was not taken, and nothing was saved: please wait "
    "half a minute, go back and send it again."
)
FAILED = N_(
    "Something went wrong on our side; we are sorry. Please try again. If it happens again, tell an "
    "organiser this reference: {reference}."
)

STATUS: dict[type[DomainError], int] = {
    LinkError: 404,
    NotFoundError: 404,
    NotRegisteredError: 404,
    NotAllowedError: 403,
    AlreadyDoneError: 409,
    BusyError: 503,
    HaltedError: 503,
}


class ForgedError(Exception):
    """A POST that did not come from a form of this page in this browser."""


class WrongHostError(Exception):
    """A request for another name, or around the proxy."""


Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def answering(route: Route) -> Answer:
    """Return the aiohttp handler of a route: guards, the page, and words for whatever goes wrong."""

    async def handle(request: web.Request) -> web.StreamResponse:
        visit = Visit(request, request.app[SITE])
        try:
            await _let_pass(visit, route)
            with _place(visit, route):
                await _take_in(visit, route)
                return await route.handler(visit)
        except web.HTTPException:
            raise
        except Exception as error:
            return _answer(visit, error, route)

    return handle


def _place(visit: Visit, route: Route) -> AbstractContextManager[None]:
    """A place for a file on its way in, where the route takes one; raises NoPlaceError."""
    return visit.site.places.hold(visit.account.account_id) if route.file_bytes else nullcontext()


async def _let_pass(visit: Visit, route: Route) -> None:
    """Decide what can be decided before a body is read."""
    request = visit.request
    if lang := request.query.get("lang"):
        visit.set_cookie(LANGUAGE, lang if lang in LANGUAGES else None)
    if request.method == "POST":
        check_origin(request, visit.site)
    if route.access is Access.MEMBER:
        try:
            await _let_in(visit)
        except (LinkError, NotRegisteredError):
            await _keep_typed(visit, route)
            raise
    if route.before is not None:
        await route.before(visit)


async def _take_in(visit: Visit, route: Route) -> None:
    """Read what was sent, and make sure that it was a form of this page in this browser."""
    if visit.request.method == "POST":
        visit.posted = await read(visit.request, route.file_bytes)
        if not visit.signed(visit.posted.text("csrf")):
            raise ForgedError


async def _keep_typed(visit: Visit, route: Route) -> None:
    """Read a form whose session is over, only to give back what was typed; it goes nowhere else."""
    if visit.request.method == "POST" and not route.file_bytes:
        with suppress(InvalidInputError, TooMuchError, TimeoutError):
            visit.posted = await read(visit.request, 0)


async def _let_in(visit: Visit) -> None:
    """Load the session and what it belongs to; raises LinkError."""
    token = visit.request.cookies.get(visit.site.cookie(SESSION), "")
    visit.session = await visit.services.page.session(token)
    visit.case = await visit.services.cases.view(visit.reader, visit.case_id)
    visit.members = await visit.services.enrol.members(visit.reader, visit.case_id)
    if not visit.members:
        raise LinkError
    visit.language = await visit.services.enrol.language(visit.reader, visit.case_id)


# ------------------------------------------------------------------------- where from


def check_host(request: web.Request, site: Site) -> None:
    """Refuse another name than the page's, and cleartext from anybody but the proxy or this machine.

    Whoever is no configured proxy may claim what they like in X-Forwarded headers: nobody reads it.
    """
    peer = request.transport.get_extra_info("peername")[0] if request.transport else None
    proxied = within(peer, site.proxies)
    host = request.headers.getall("Host", [])
    forwarded = request.headers.getall("X-Forwarded-Host", []) if proxied else []
    if len(host) != 1 or any(name.lower() != site.address.host for name in forwarded or host):
        raise WrongHostError
    encrypted = proxied and request.headers.getall("X-Forwarded-Proto", []) == ["https"]
    if not (encrypted if site.address.secure else within(peer, LOOPBACK)):
        raise WrongHostError


def check_origin(request: web.Request, site: Site) -> None:
    """Refuse a POST that another site made this browser send.

    With `no-referrer` browsers send `Origin: null` for our own forms too, so a null origin is decided by
    Sec-Fetch-Site where the browser sends it, and by the form's token in any case.
    """
    origins = request.headers.getall("Origin", [])
    fetched = request.headers.getall("Sec-Fetch-Site", [])
    if any(o not in (site.address.url, "null") for o in origins):
        raise ForgedError
    if any(f != "same-origin" for f in fetched) or len(origins) > 1 or len(fetched) > 1:
        raise ForgedError


# ------------------------------------------------------------------------- what to say


def _answer(visit: Visit, error: Exception, route: Route) -> web.StreamResponse:
    if isinstance(error, UnfinishedError):
        return visit.show_again(error.errors, form=error.form)
    if isinstance(error, DomainError):
        return _refuse(visit, error, route)
    simple = {ForgedError: (403, STRANGE), TooMuchError: (413, TOO_LARGE), TimeoutError: (408, TOO_SLOW)}
    # A registration that is sent again after it opened a session comes with the session's cookie. Beside a
    # link or a code it may be another person's session, who had this browser before: nobody is led there.
    registers = route.access is Access.MEMBER or route.name in ("register", "arrive")
    known = registers and visit.site.cookie(SESSION) in visit.request.cookies
    for kind, (status, sentence) in simple.items():
        if isinstance(error, kind):
            text = visit.tr(sentence)
            return unsent(visit, status, text, known) or visit.show("refused", status, text=text, home=known)
    if isinstance(error, NoPlaceError):
        response = visit.show("refused", 503, text=visit.tr(FULL), home=True)
        response.headers["Retry-After"] = str(TRY_AGAIN)
        return response
    if isinstance(error, ConnectionError | RequestPayloadError):
        return web.Response(status=400)  # they hung up: nobody reads this, and nothing happened
    reference = secrets.token_hex(4)
    logs.failure("page_failed", error, incident=reference, action=route.name)
    text = visit.tr(FAILED, reference=reference)
    if visit.page is not None and visit.page.form is not None:
        return _again(visit, visit.page, text, 500)
    return visit.show("refused", 500, text=text, home=visit.session is not None)


def _refuse(visit: Visit, error: DomainError, route: Route) -> web.StreamResponse:
    """Say no: beside the form when there is one, else on a page of its own."""
    ended = isinstance(error, LinkError | NotRegisteredError)
    if ended and route.access is Access.MEMBER:
        return no_session(visit)
    if visit.page is not None and not isinstance(error, AlreadyDoneError | NotFoundError | LinkError):
        return visit.show_again({}, visit.refusal(error))
    status = next((s for kind, s in STATUS.items() if isinstance(error, kind)), 422)
    shown = error if not ended or isinstance(error, DossierLinkError) else LinkError()
    home = visit.session is not None or isinstance(error, AlreadyDoneError)
    return visit.show("refused", status, text=visit.refusal(shown), home=home)


def _again(visit: Visit, page: Page, text: str, status: int) -> web.Response:
    visit.page = page
    response = visit.show_again({}, text)
    response.set_status(status)
    return response


def no_session(visit: Visit) -> web.Response:
    """Say that the way in is a new link; strict cookies do not follow a link in a chat, so offer to go on."""
    visit.session = None
    visit.case, visit.members = None, []
    from_elsewhere = visit.request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
    may_go_on = from_elsewhere and visit.request.method == "GET"
    if not may_go_on and visit.site.cookie(SESSION) in visit.request.cookies:
        visit.set_cookie(SESSION, None)
    text = visit.refusal(LinkError())
    return unsent(visit, 404, text, False) or visit.show("refused", 404, text=text, home=may_go_on)
