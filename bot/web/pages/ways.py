"""What each route asks for and what of it is there, and documents made on demand, on the page."""

from dataclasses import dataclass

from aiohttp import web

from bot.domain.codes import LetterKind, PaperKind, Route
from bot.domain.readiness import Item, ItemState, RouteReadiness
from bot.domain.routing import authority_for
from bot.services.route_words import ASKS, LEAD, caveat, clock_lines, standing
from bot.web.forms import Form, form
from bot.web.pages.handing import check_room, hand_over
from bot.web.routing import REF, get, post
from bot.web.visit import Visit

PAPER = "{paper:" + "|".join(PaperKind) + "}"
_MOST_CLOCKS = 8


@dataclass(frozen=True)
class Way:
    """One route as the page draws it."""

    name: str
    asks: str
    standing: str
    items: tuple[tuple[str, str, str], ...]  # what, how it stands in words, tone
    clocks: tuple[str, ...]
    letters: bool  # whether the member's letters are what it asks for
    papers: tuple[Form, ...]


async def ways(visit: Visit) -> web.Response:
    """Show every route."""
    found = await visit.services.routes.readiness(visit.reader, visit.case_id, visit.ref)
    calendar = await visit.services.routes.has_calendar(visit.reader, visit.case_id, visit.ref)
    return visit.show(
        "ways",
        title=visit.tr("What is there, what is missing"),
        lead=visit.tr(LEAD),
        only_a_lawyer=caveat(visit, [clock for route in found for clock in route.clocks]),
        ways=[_way(visit, route) for route in found],
        calendar=_paper(visit, PaperKind.CALENDAR) if calendar else None,
    )


async def make(visit: Visit) -> web.Response:
    """Make one kind of document with blank fields, and offer it for one download."""
    check_room(visit)
    kind = PaperKind(visit.argument("paper"))
    files = await visit.services.routes.make(visit.actor(), visit.case_id, visit.ref, kind)
    return visit.show("parcel", **hand_over(visit, files))


def _way(visit: Visit, route: RouteReadiness) -> Way:
    return Way(
        name=_name(visit, route.route),
        asks=visit.tr(ASKS[route.route]),
        standing=standing(visit, route),
        items=tuple(_item(visit, item) for item in route.items),
        clocks=tuple(clock_lines(visit, visit.here.pack, route.clocks, _MOST_CLOCKS)),
        letters=any(isinstance(kind, LetterKind) for kind in route.documents),
        papers=tuple(_paper(visit, kind) for kind in route.documents if isinstance(kind, PaperKind)),
    )


def _item(visit: Visit, item: Item) -> tuple[str, str, str]:
    said = {
        ItemState.THERE: (visit.tr("recorded"), "done"),
        ItemState.MISSING: (visit.tr("missing"), "open"),
        ItemState.PEN: (visit.tr("by pen on the document"), "plain"),
    }
    return (visit.tr(item.text), *said[item.state])


def _paper(visit: Visit, kind: PaperKind) -> Form:
    return form(f"/my/{visit.ref}/ways/{kind}", visit.label(kind), [])


def _name(visit: Visit, route: Route) -> str:
    member = visit.member
    authority = authority_for(visit.here.pack, member.residence, member.work)
    named = route is Route.AUTHORITY and authority
    return f"{visit.label(route)} ({authority.short_name})" if named and authority else visit.label(route)


ROUTES = (get(f"/my/{REF}/ways", ways), post(f"/my/{REF}/ways/{PAPER}", make))
