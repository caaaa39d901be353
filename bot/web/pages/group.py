"""The group's frozen letters on the page: reading, approving or objecting, and what became of them."""

from dataclasses import dataclass

from aiohttp import web

from bot.domain.changes import Change
from bot.domain.frozen import Vote
from bot.services.frozen_views import TextView
from bot.services.text_words import LEAD, NOTHING_YET, TITLE, digest, heading, own_answer, status
from bot.web.forms import Form, form
from bot.web.routing import ENTRY, REF, get, post
from bot.web.visit import Visit

VOTE = "{vote:" + "|".join(Vote) + "}"


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
    votes: tuple[Form, ...]


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
    )


async def read(visit: Visit) -> web.StreamResponse:
    """Hand the text over, the same bytes as to everybody whom it counts."""
    entry = visit.argument("entry")
    view, data = await visit.services.texts.read(visit.reader, visit.case_id, visit.ref, entry)
    return visit.save(data, view.filename, "application/pdf")


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


async def answer(visit: Visit) -> web.Response:
    """Keep an answer."""
    entry, vote = visit.argument("entry"), Vote(visit.argument("vote"))
    await visit.services.texts.answer(visit.actor(), visit.case_id, visit.ref, entry, vote)
    return await _show(
        visit, visit.tr("Saved. You can change it until the answers are counted for the authority.")
    )


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
        votes=tuple(form(f"{at}/{vote}", visit.label(vote), []) for vote in Vote) if view.open else (),
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
    post(f"/my/{REF}/group/{ENTRY}/{VOTE}", answer),
)
