"""Handing documents out: each saved once, from the one page that holds the key to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.domain.codes import LetterKind, PaperKind
from bot.domain.errors import BusyError
from bot.domain.marks import N_
from bot.services.views import LetterFile
from bot.web.parcels import Document, Ticket
from bot.web.visit import Visit

GONE = N_(
    "This document is no longer here: it was saved already, or half an hour has passed. Make your letters "
    "again."
)


@dataclass(frozen=True)
class Waiting:
    """A document that can be saved once: what it is and what to do with it."""

    at: int
    title: str
    guide: str
    kind: str
    size: int  # kilobytes


class CrowdedError(BusyError):
    """Too many documents of other people wait to be saved: no more are made now."""

    text = N_(
        "Too many letters of other people are waiting here to be saved. Yours can be made later: try again "
        "in a few minutes, under “My letters”. Nothing of what you sealed is lost."
    )


def check_room(visit: Visit) -> None:
    """Raise CrowdedError when letters could not be handed out now, before anything is made."""
    if not visit.site.parcels.has_room(visit.account.account_id):
        raise CrowdedError


def hand_over(visit: Visit, files: Sequence[LetterFile]) -> dict[str, Any]:
    """Keep the documents for one download and return what a page needs to offer them.

    Raises CrowdedError when too many documents wait.
    """
    documents = [Document(f.filename, f.media_type, f.data) for f in files]
    ticket = visit.site.parcels.put(visit.account.account_id, documents)
    if ticket is None:
        raise CrowdedError
    waiting = [
        Waiting(at, *_guide(visit, f), kind=_kind(f), size=max(1, len(f.data) // 1024))
        for at, f in enumerate(files)
    ]
    return {"ticket": ticket, "documents": waiting}


async def save(visit: Visit) -> web.Response:
    """Hand one document out; it is gone then."""
    at = visit.posted.text("at")
    ticket = Ticket(visit.posted.text("parcel"), visit.posted.text("key"))
    number = int(at) if at.isascii() and at.isdigit() and len(at) < 4 else -1
    document = visit.site.parcels.take(visit.account.account_id, ticket, number)
    if document is None:
        return visit.show("refused", 410, text=visit.tr(GONE), home=True)
    return visit.save(document.data, document.filename, document.media_type)


def _kind(file: LetterFile) -> str:
    if file.kind is PaperKind.CALENDAR:
        return "ICS"
    return "PDF" if file.media_type == "application/pdf" else "TXT"


def _guide(visit: Visit, file: LetterFile) -> tuple[str, str]:
    if file.copy_of:
        return visit.label(file.kind), visit.tr("Reading copy in your language: do not send it.")
    if isinstance(file.kind, PaperKind):
        return _paper(visit, file, file.kind)
    if file.kind is LetterKind.INDIVIDUAL_COMPLAINT:
        name = next((a.short_name for a in visit.here.pack.authorities if a.id == file.authority), "")
        return (
            visit.tr("Your complaint to {authority}", authority=name),
            visit.tr("Sign it and file it as the kit says."),
        )
    if file.kind is LetterKind.ACCESS_REQUEST:
        to = visit.organisation(visit.here.pack, file.organisation) if file.organisation else ""
        return (
            visit.tr("Your access request to {organisation}", organisation=to),
            visit.tr(
                "Send it to the data protection officer, keep the proof of sending. An answer is due within "
                "one month."
            ),
        )
    if file.media_type.startswith("text/plain"):
        return visit.tr("Text to paste"), visit.tr("For the authority's web form.")
    return (
        visit.tr("Filing kit"),
        visit.tr("Where and how to file, what to attach, what to keep as proof."),
    )


def _paper(visit: Visit, file: LetterFile, kind: PaperKind) -> tuple[str, str]:
    if kind is PaperKind.CALENDAR:
        return visit.label(kind), visit.tr("Open it with your calendar.")
    if file.filename.startswith("guide-"):
        return visit.tr("What to do with it"), visit.tr("For you: read it first, and do not send it.")
    to = visit.organisation(visit.here.pack, file.organisation) if file.organisation else ""
    said = visit.tr("Fill in the blank fields, change what is not right, sign, and send it yourself.")
    return f"{visit.label(kind)} ({to})" if to else visit.label(kind), said
