"""A member's own letters: made while the name is in memory, saved once, kept nowhere."""

from typing import Any

from aiohttp import web

from bot.web.answers import Answers
from bot.web.forms import Choice, Form, Line, Option, form
from bot.web.pages.handing import check_room, hand_over, save
from bot.web.pages.who import contact_parts, identity_parts, read_who
from bot.web.routing import REF, get, post
from bot.web.visit import Visit

# Two forms stand on one page, so the same question has two names.
_OWN_BLANK, _OWN_NAMED = "own_blank", "own_named"


async def letters(visit: Visit) -> web.Response:
    """Offer the letters with the name filled in, or with blank fields."""
    return visit.show("letters", form=_named_form(visit), blank=_blank_form(visit), **_values(visit))


def _blank_form(visit: Visit) -> Form:
    return form(
        f"/my/{visit.ref}/letters/blank",
        visit.tr("Make my letters with blank fields"),
        [_owned(visit, _OWN_BLANK)],
    )


def _owned(visit: Visit, name: str) -> Choice:
    """Ask whether the letters are their member's own; until then each page says that it is a draft."""
    return Choice(
        name,
        visit.tr("Draft mark"),
        (Option("lift", visit.tr("I have read my letters and every sentence is mine: leave the mark out.")),),
        visit.tr(
            "Each page is marked as a draft. Read them first, and correct in your file what is not right."
        ),
        required=False,
        many=True,
        style="boxes",
    )


def _confirmed(answers: Answers, name: str) -> bool:
    return answers.value(name) is not None


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
        [*identity_parts(visit, member), birth, *contact_parts(visit, member), _owned(visit, _OWN_NAMED)],
    )


def _values(visit: Visit) -> dict[str, Any]:
    return {"title": visit.tr("My letters"), "back": f"/my/{visit.ref}"}


async def make_blank(visit: Visit) -> web.Response:
    """Make the letters with blank fields for the pen."""
    answers = Answers(visit, _blank_form(visit), visit.posted.fields)
    check_room(visit)
    files = await visit.services.letters.own(
        visit.actor(), visit.case_id, visit.ref, confirmed=_confirmed(answers, _OWN_BLANK)
    )
    return visit.show("parcel", **hand_over(visit, files))


async def make_named(visit: Visit) -> web.Response:
    """Make the letters with the name that was typed; it is forgotten with this answer."""
    answers = visit.ask("letters", _named_form(visit), blank=_blank_form(visit), **_values(visit))
    who = read_who(visit, answers)
    check_room(visit)
    files = await visit.services.letters.own(
        visit.actor(), visit.case_id, visit.ref, who, confirmed=_confirmed(answers, _OWN_NAMED)
    )
    return visit.show("parcel", **hand_over(visit, files))


ROUTES = (
    get(f"/my/{REF}/letters", letters),
    post(f"/my/{REF}/letters/blank", make_blank),
    post(f"/my/{REF}/letters/named", make_named),
    post("/my/letters/save", save),
)
