"""Countries, consents, receipt code, dependants, coming back: what a registration itself consists of."""

import dataclasses
from typing import Any

from aiohttp import web

from bot.domain.codes import Capacity, Purpose
from bot.services.page import Welcome
from bot.web.forms import Form, form
from bot.web.pages.joining import consent_boxes, places, read_registration, registration_form
from bot.web.routing import REF, get, post
from bot.web.visit import Visit


async def _welcome(visit: Visit) -> Welcome:
    notice = await visit.services.notice.notice(visit.reader, visit.case_id, visit.language)
    return Welcome(visit.here, notice)


# --------------------------------------------------------------------------- countries


async def _countries_form(visit: Visit) -> Form:
    member = visit.member
    asked = places(visit, await _welcome(visit), member.residence, member.work)
    return form(f"/my/{member.ref}/countries", visit.tr("Save"), asked)


def _countries_values(visit: Visit) -> dict[str, Any]:
    return {"title": visit.tr("Countries"), "back": f"/my/{visit.ref}"}


async def countries(visit: Visit) -> web.Response:
    """Ask where the member lives and works."""
    return visit.show("form", form=await _countries_form(visit), **_countries_values(visit))


async def save_countries(visit: Visit) -> web.Response:
    """Record the countries."""
    answers = visit.ask("form", await _countries_form(visit), **_countries_values(visit))
    answers.check()
    await visit.services.enrol.set_places(
        visit.actor(), visit.case_id, visit.ref, answers.value("residence") or "", answers.value("work")
    )
    return visit.go(f"/my/{visit.ref}")


# ---------------------------------------------------------------------------- consents


async def _consents_form(visit: Visit) -> Form:
    found = await _welcome(visit)
    boxes = consent_boxes(visit, found, visit.member.consents, required=False)
    return form(
        f"/my/{visit.ref}/consents", visit.tr("Save"), [boxes], hidden={"notice": found.notice.version}
    )


def _consents_values(visit: Visit) -> dict[str, Any]:
    return {
        "title": visit.tr("Consents"),
        "back": f"/my/{visit.ref}",
        "lead": [
            visit.tr(
                "A tick that you take away is withdrawn at once. The first one ends with your registration: "
                "to withdraw it, leave or erase everything."
            )
        ],
    }


async def consents(visit: Visit) -> web.Response:
    """Show what the member agreed to."""
    return visit.show("form", form=await _consents_form(visit), **_consents_values(visit))


async def save_consents(visit: Visit) -> web.Response:
    """Record what was given and what was withdrawn."""
    answers = visit.ask("form", await _consents_form(visit), **_consents_values(visit))
    ticked = answers.many("consents", Purpose)
    answers.check()
    await visit.services.enrol.set_consents(
        visit.actor(), visit.case_id, visit.ref, ticked, visit.posted.text("notice")
    )
    wants_out = Purpose.REGISTER not in ticked
    return visit.go(f"/my/{visit.ref}/rights" if wants_out else f"/my/{visit.ref}")


# ------------------------------------------------------------------------ receipt code


async def receipt_code(visit: Visit) -> web.Response:
    """Say what the code is for before one is made."""
    asked = form("/my/receipt-code", visit.tr("Show a new code"), [])
    lead = visit.tr(
        "A receipt code brings you back to this page from your group's invitation, and to your file in chat "
        "with /recover. It is shown once; a new code replaces the old one. Whoever has the code has your "
        "file: keep it on paper."
    )
    return visit.show("form", form=asked, title=visit.tr("Receipt code"), back="/my", lead=[lead])


async def new_receipt_code(visit: Visit) -> web.Response:
    """Show a new code, this once."""
    code = await visit.services.enrol.receipt(visit.actor(), visit.case_id, keeps=visit.account.token)
    return visit.show("registered", member=None, code=code, again=False)


# -------------------------------------------------------------------------- dependants


_REPRESENTED = (Capacity.CHILD, Capacity.PROTECTED_ADULT)


async def dependant(visit: Visit) -> web.Response:
    """Show the registration form for somebody whom the member represents."""
    return await _register_page(visit, "/my/dependant", _REPRESENTED)


async def register_dependant(visit: Visit) -> web.Response:
    """Register somebody whom the member represents."""
    return await _register(visit, "/my/dependant", _REPRESENTED)


async def come_back(visit: Visit) -> web.Response:
    """Show the registration form to somebody who left."""
    return await _register_page(visit, f"/my/{visit.ref}/return", (visit.member.capacity,))


async def return_(visit: Visit) -> web.Response:
    """Bring this registration back, on new consents."""
    return await _register(visit, f"/my/{visit.ref}/return", (visit.member.capacity,), visit.ref)


async def _register_page(visit: Visit, path: str, capacities: tuple[Capacity, ...]) -> web.Response:
    found = await _welcome(visit)
    asked = registration_form(visit, found, path, capacities)
    return visit.show("register", form=asked, **_register_values(visit, found))


async def _register(
    visit: Visit, path: str, capacities: tuple[Capacity, ...], ref: str | None = None
) -> web.Response:
    found = await _welcome(visit)
    asked = registration_form(visit, found, path, capacities)
    answers = visit.ask("register", asked, **_register_values(visit, found))
    registration = dataclasses.replace(read_registration(visit, answers), ref=ref)
    member = await visit.services.enrol.register(visit.actor(), visit.case_id, registration)
    return visit.go(f"/my/{member.ref}")


def _register_values(visit: Visit, found: Welcome) -> dict[str, Any]:
    return {"title": visit.tr("Register"), "notice": found.notice, "back": "/my"}


ROUTES = (
    get(f"/my/{REF}/countries", countries),
    post(f"/my/{REF}/countries", save_countries),
    get(f"/my/{REF}/consents", consents),
    post(f"/my/{REF}/consents", save_consents),
    get("/my/receipt-code", receipt_code),
    post("/my/receipt-code", new_receipt_code),
    get("/my/dependant", dependant),
    post("/my/dependant", register_dependant),
    get(f"/my/{REF}/return", come_back),
    post(f"/my/{REF}/return", return_),
)
