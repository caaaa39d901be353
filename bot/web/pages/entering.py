"""In and out: the one-time link, the session it is exchanged for, the language, the way out."""

from aiohttp import web

from bot.domain.errors import InvalidInputError
from bot.text import LANGUAGES
from bot.web.routing import TOKEN, Access, get, post
from bot.web.visit import LANGUAGE, SESSION, Visit


async def link(visit: Visit) -> web.Response:
    """Show what the link opens; looking changes nothing, since chat clients look before people do."""
    token = visit.argument("token")
    language = await visit.services.page.look(token)
    if not visit.has_chosen:
        visit.language = language
    return visit.show("link", token=token)


async def open_link(visit: Visit) -> web.Response:
    """Use the link up and open a session."""
    session = await visit.services.page.exchange(visit.posted.text("token"), replaces=visit.former)
    if visit.has_chosen:
        chooser = session.actor(visit.language, visit.request_id())
        await visit.services.enrol.set_language(chooser, session.case_id, visit.language)
        visit.set_cookie(LANGUAGE, None)
    visit.set_cookie(SESSION, session.token)
    return visit.go("/my")


async def home(visit: Visit) -> web.Response:
    """Lead on to the person whom this account registered first."""
    return visit.go(f"/my/{visit.members[0].ref}")


async def set_language(visit: Visit) -> web.Response:
    """Keep the language that the person chose."""
    language = visit.posted.text("language")
    if language not in LANGUAGES:
        raise InvalidInputError
    await visit.services.enrol.set_language(visit.actor(), visit.case_id, language)
    visit.set_cookie(LANGUAGE, None)
    return visit.go("/my")


async def sign_out(visit: Visit) -> web.Response:
    """End the account's sessions."""
    await visit.services.page.sign_out(visit.account)
    visit.site.parcels.drop(visit.account.account_id)
    return closed(visit, visit.tr("Your page is closed."))


def closed(
    visit: Visit, title: str, *paragraphs: str, ticket: object = None, returns: bool = True
) -> web.Response:
    """Show the last page of a session that has just ended: a receipt to save, and the way back if any."""
    visit.session, visit.members = None, []
    visit.set_cookie(SESSION, None)
    return visit.show("closed", title=title, paragraphs=paragraphs, ticket=ticket, returns=returns)


async def start(visit: Visit) -> web.Response:
    """Say what this is to somebody who came without a link; it names no case."""
    return visit.show("start")


ROUTES = (
    get("/", start, Access.ANYONE),
    get(f"/l/{TOKEN}", link, Access.ANYONE),
    post("/l", open_link, Access.ANYONE),
    get("/my", home),
    post("/my/language", set_language),
    post("/my/close", sign_out),
)
