"""Receipts of ways out: shown at once, and kept in memory for one download, since the session may be over."""

import secrets
from dataclasses import dataclass

from aiohttp import web

from bot.services.receipts import Receipt, as_text, told
from bot.web.pages.entering import closed
from bot.web.pages.handing import GONE
from bot.web.parcels import Document, Ticket
from bot.web.routing import Access, post
from bot.web.visit import SESSION, Visit

_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Claim:
    """What the form that saves a receipt carries; whoever lacks one of the three gets nothing."""

    owner: str
    parcel: str
    key: str


async def give(visit: Visit, title: str, receipt: Receipt, *, ends: bool = False) -> web.Response:
    """Show the receipt of an act that ended every session; go on in a new one unless nothing is left."""
    lines = told(receipt, visit.language, visit.services.rights.limits)
    lines.append(visit.tr("Receipt {number}", number=receipt.number))
    if not ends:
        await renewed(visit)
    visit.site.parcels.drop(visit.account.account_id)
    ticket = _wait(visit, receipt)
    if ends:
        return closed(visit, title, *lines, ticket=ticket, returns=not receipt.account)
    return visit.show("erased", title=title, paragraphs=lines, ticket=ticket)


async def renewed(visit: Visit) -> None:
    """Go on in a new session after an act that ended every session of the account."""
    visit.site.parcels.drop(visit.account.account_id)
    visit.session = await visit.services.page.renew(visit.account)
    visit.set_cookie(SESSION, visit.session.token)


def _wait(visit: Visit, receipt: Receipt) -> Claim | None:
    config = visit.here.config
    written = as_text(
        receipt,
        visit.language,
        visit.services.rights.limits,
        visit.here.title(visit.language),
        f"{config.controller_name}, {config.controller_contact}",
    )
    owner = f"receipt:{secrets.token_hex(16)}"
    document = Document(f"receipt-{receipt.number}.txt", _TEXT, written.encode())
    ticket = visit.site.parcels.put(owner, [document])
    return Claim(owner, ticket.parcel, ticket.key) if ticket else None


async def save(visit: Visit) -> web.Response:
    """Hand a receipt out, once; it needs no session, since an erased account has none."""
    text = visit.posted.text
    owner, ticket = text("owner"), Ticket(text("parcel"), text("key"))
    document = visit.site.parcels.take(owner, ticket, 0) if owner.startswith("receipt:") else None
    if document is None:
        return visit.show("refused", 410, text=visit.tr(GONE), home=False)
    return visit.save(document.data, document.filename, document.media_type)


ROUTES = (post("/receipt", save, Access.ANYONE),)
