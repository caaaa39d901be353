"""The group's frozen letters on the page: reading, approving or objecting, and what became of them."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.domain.changes import Change
from bot.domain.errors import NotFoundError
from bot.domain.frozen import Ground, Vote
from bot.services.frozen_views import TextView
from bot.services.text_words import (
    ANSWER_KEPT,
    LEAD,
    NOTHING_YET,
    TITLE,
    digest,
    heading,
    own_answer,
    status,
)
from bot.services.texts import NOTE
from bot.web.forms import Choice, Form, Line, Option, form
from bot.web.routing import ENTRY, REF, get, post
from bot.web.visit import Visit


@dataclass(frozen=True)
class Letter:
    """One frozen text as the page draws it."""

    heading: str
    answer: str
    status: tuple[str, ...]
    sha256: str
    read: str  # where it is read; nothing where the text does not count the member
    copy: str  # its reading copy in the reader's language; nothing where the text is in it
    changes: str
    approve: Form | None
    object_to: str  # where an objection is given, while answers are open


async def group(visit: Visit) -> web.Response:
    """Show every text, and what each month brought."""
    return await _show(visit)


async def _show(visit: Visit, note: str = "") -> web.Response:
    texts = visit.services.texts
    views = await texts.seen(visit.reader, visit.case_id, visit.ref)
    return visit.show(
        "group",
        title=visit.tr(TITLE),
        lead=visit.tr(LEAD),
        nothing="" if views else visit.tr(NOTHING_YET),
        letters=[_letter(visit, view) for view in views],
        months=digest(visit, views, texts.today()),
        note=note,
        object=Vote.OBJECT,
    )


async def read(visit: Visit) -> web.StreamResponse:
    """Hand over what members read of the text, the same to everybody whom it counts."""
    entry = visit.argument("entry")
    view, data = await visit.services.texts.read(visit.reader, visit.case_id, visit.ref, entry)
    return visit.save(data, view.read_name, "application/pdf")


async def changes(visit: Visit) -> web.Response:
    """Show what a text changes in the one before it."""
    entry = visit.argument("entry")
    found = await visit.services.texts.changes(visit.reader, visit.case_id, visit.ref, entry)
    view, before, changed = found
    if before is None:
        lead = visit.tr("It is the first text in this language: there is nothing to compare it with.")
    else:
        lead = visit.tr("Compared with text {version}:", version=before.version)
    return visit.show("changes", title=heading(visit, view), lead=lead, changes=_said(visit, changed))


async def approve(visit: Visit) -> web.Response:
    """Keep an approval."""
    entry = visit.argument("entry")
    await visit.services.texts.answer(visit.actor(), visit.case_id, visit.ref, entry, Vote.APPROVE)
    return await _show(visit, visit.tr(ANSWER_KEPT))


async def ask_why(visit: Visit) -> web.Response:
    """Ask whoever objects why."""
    entry = visit.argument("entry")
    views = await visit.services.texts.seen(visit.reader, visit.case_id, visit.ref)
    if not any(view.id == entry for view in views):
        raise NotFoundError
    return visit.show("form", **_why(visit, entry))


async def object_to(visit: Visit) -> web.Response:
    """Keep an objection with its reason."""
    entry = visit.argument("entry")
    answers = visit.ask("form", **_why(visit, entry))
    ground, note = answers.one("ground", Ground), answers.text("note")
    answers.check()
    texts = visit.services.texts
    await texts.answer(visit.actor(), visit.case_id, visit.ref, entry, Vote.OBJECT, ground, note)
    return await _show(visit, visit.tr(ANSWER_KEPT))


def _why(visit: Visit, entry: str) -> dict[str, Any]:
    reasons = tuple(Option(ground, visit.label(ground)) for ground in Ground)
    asked = form(
        f"/my/{visit.ref}/group/{entry}/object",
        visit.label(Vote.OBJECT),
        [
            Choice("ground", visit.tr("Why?"), reasons, style="radio"),
            Line(
                "note",
                visit.tr("A note to the organisers (you may leave it empty)"),
                hint=visit.tr(
                    "Only the organisers of this case read it, without seeing that it is yours. Write no "
                    "name and nothing about your health."
                ),
                limit=NOTE,
                required=False,
                rows=3,
            ),
        ],
    )
    lead = [visit.tr("Organisers see how many chose which reason, never who.")]
    back = f"/my/{visit.ref}/group"
    return {
        "title": visit.label(Vote.OBJECT),
        "lead": lead,
        "form": asked,
        "back": back,
        "back_text": visit.tr(TITLE),
    }


def _letter(visit: Visit, view: TextView) -> Letter:
    at = f"/my/{visit.ref}/group/{view.id}"
    return Letter(
        heading=heading(visit, view),
        answer=own_answer(visit, view),
        status=tuple(status(visit, visit.here.pack, view)),
        sha256=view.sha256 if view.counted else "",
        read=f"{at}/text" if view.counted else "",
        copy=f"{at}/copy" if view.counted and view.language != visit.language else "",
        changes=f"{at}/changes" if view.counted and view.version > 1 else "",
        approve=form(f"{at}/approve", visit.label(Vote.APPROVE), []) if view.open else None,
        object_to=f"{at}/object" if view.open else "",
    )


def _said(visit: Visit, found: tuple[Change, ...]) -> list[tuple[str, str]]:
    """Each paragraph with the word for what became of it; colour alone would not say it to everybody."""
    words = {True: visit.tr("New:"), False: visit.tr("Gone:")}
    return [(words[change.added], change.text) for change in found]


async def copy(visit: Visit) -> web.StreamResponse:
    """Hand the reading copy over, in the reader's language."""
    entry = visit.argument("entry")
    name, data = await visit.services.texts.copy(
        visit.reader, visit.case_id, visit.ref, entry, visit.language
    )
    return visit.save(data, name, "application/pdf")


ROUTES = (
    get(f"/my/{REF}/group", group),
    get(f"/my/{REF}/group/{ENTRY}/text", read),
    get(f"/my/{REF}/group/{ENTRY}/copy", copy),
    get(f"/my/{REF}/group/{ENTRY}/changes", changes),
    post(f"/my/{REF}/group/{ENTRY}/approve", approve),
    get(f"/my/{REF}/group/{ENTRY}/object", ask_why),
    post(f"/my/{REF}/group/{ENTRY}/object", object_to),
)
