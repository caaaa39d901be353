"""A member's own letters: made while the name is in memory, saved once, kept nowhere."""

from typing import Any

from aiohttp import web

from bot.web.forms import Form, Line, form
from bot.web.pages.handing import hand_over, save
from bot.web.pages.who import contact_parts, identity_parts, read_who
from bot.web.routing import REF, get, post
from bot.web.visit import Visit


async def letters(visit: Visit) -> web.Response:
    """Offer the letters with the name filled in, or with blank fields."""
    return visit.show("letters", form=_named_form(visit), blank=_blank_form(visit), **_values(visit))


def _blank_form(visit: Visit) -> Form:
    return form(f"/my/{visit.ref}/letters/blank", visit.tr("Make my letters with blank fields"), [])


def _named_form(visit: Visit) -> Form:
    member = visit.member
    birth = Line(
        "birth_date",
        visit.tr("Date of birth"),
        visit.tr(
            "Only if an organisation needs it to find your file: it goes into the access requests and "
            "nowhere else. Day/month/year."
        ),
        limit=20,
        required=False,
        short=True,
        autocomplete="bday",
    )
    return form(
        f"/my/{member.ref}/letters/named",
        visit.tr("Make my letters with my name"),
        [*identity_parts(visit, member), birth, *contact_parts(visit, member)],
    )


def _values(visit: Visit) -> dict[str, Any]:
    return {"title": visit.tr("My letters"), "back": f"/my/{visit.ref}"}


async def make_blank(visit: Visit) -> web.Response:
    """Make the letters with blank fields for the pen."""
    files = await visit.services.letters.own(visit.actor(), visit.case_id, visit.ref)
    return visit.show("parcel", **hand_over(visit, files))


async def make_named(visit: Visit) -> web.Response:
    """Make the letters with the name that was typed; it is forgotten with this answer."""
    answers = visit.ask("letters", _named_form(visit), blank=_blank_form(visit), **_values(visit))
    who = read_who(visit, answers)
    files = await visit.services.letters.own(visit.actor(), visit.case_id, visit.ref, who)
    return visit.show("parcel", **hand_over(visit, files))


ROUTES = (
    get(f"/my/{REF}/letters", letters),
    post(f"/my/{REF}/letters/blank", make_blank),
    post(f"/my/{REF}/letters/named", make_named),
    post("/my/letters/save", save),
)
