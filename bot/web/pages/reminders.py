"""The dates that a member can be reminded of, on the page: asking, stopping, and what they were told of."""

from aiohttp import web

from bot.domain.reminders import DIGEST
from bot.services.reminder_words import (
    BY_MESSAGE,
    KEPT,
    LEAD,
    NO_LONGER,
    NO_MORE,
    ON_PAGE,
    TITLE,
    said,
    waiting,
)
from bot.services.route_words import ONLY_A_LAWYER
from bot.web.forms import Form, form
from bot.web.routing import REF, get, post
from bot.web.visit import Visit

CLOCK = "{clock:[0-9a-f]{26}|" + DIGEST + "}"


async def reminders(visit: Visit) -> web.Response:
    """Show the dates and what was told; looking counts as being told."""
    return await _show(visit)


async def _show(visit: Visit, note: str = "") -> web.Response:
    found = await visit.services.reminders.look(visit.reader, visit.case_id, visit.ref)
    pack = visit.here.pack
    written = await visit.services.reminders.knocks(visit.reader, visit.case_id, visit.ref)
    return visit.show(
        "reminders",
        title=visit.tr(TITLE),
        lead=visit.tr(LEAD),
        how=visit.tr(BY_MESSAGE if written else ON_PAGE),
        told=waiting(visit, pack, [one for one in found if one.waiting]),
        asked=[(said(visit, pack, one), _form(visit, one.key, stop=True)) for one in found if one.asked],
        offered=[(said(visit, pack, one), _form(visit, one.key)) for one in found if not one.asked],
        stop_all=form(f"/my/{visit.ref}/reminders/stop", visit.tr("Stop all reminders"), [], danger=True),
        only_a_lawyer=visit.tr(ONLY_A_LAWYER),
        note=note,
    )


def _form(visit: Visit, key: str, *, stop: bool = False) -> Form:
    at = f"/my/{visit.ref}/reminders/{key}"
    return form(f"{at}/stop", visit.tr("No longer"), []) if stop else form(at, visit.tr("Remind me"), [])


async def ask(visit: Visit) -> web.Response:
    """Remind of one date."""
    await visit.services.reminders.ask(visit.actor(), visit.case_id, visit.ref, visit.argument("clock"))
    return await _show(visit, visit.tr(KEPT))


async def stop(visit: Visit) -> web.Response:
    """Remind of one date no more."""
    await visit.services.reminders.stop(visit.actor(), visit.case_id, visit.ref, visit.argument("clock"))
    return await _show(visit, visit.tr(NO_LONGER))


async def stop_all(visit: Visit) -> web.Response:
    """Remind of nothing any more."""
    await visit.services.reminders.stop(visit.actor(), visit.case_id, visit.ref)
    return await _show(visit, visit.tr(NO_MORE))


ROUTES = (
    get(f"/my/{REF}/reminders", reminders),
    post(f"/my/{REF}/reminders/stop", stop_all),
    post(f"/my/{REF}/reminders/{CLOCK}", ask),
    post(f"/my/{REF}/reminders/{CLOCK}/stop", stop),
)
