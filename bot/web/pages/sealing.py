"""Name, address, own words, senders: taken in, checked, sealed, and never shown again."""

import contextlib
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from bot import logs
from bot.domain.access import Actor
from bot.domain.codes import CaseStatus
from bot.domain.errors import AlreadyDoneError, BusyError, DomainError, LaneNotChosenError
from bot.domain.identity import (
    Checked,
    Problems,
    check_contact,
    check_senders,
    check_statement,
    encode,
    field_of,
)
from bot.domain.marks import N_
from bot.domain.member import MemberFile
from bot.domain.sealing import SealedField
from bot.services.views import LaneView
from bot.web.answers import Answers
from bot.web.fields import chosen
from bot.web.forms import Choice, Form, Line, Option, Part, form
from bot.web.pages.asking import question
from bot.web.pages.handing import CrowdedError, check_room, hand_over
from bot.web.pages.hub import SEALED
from bot.web.pages.who import contact_parts, identity_parts, read_who, typed_contact
from bot.web.routing import REF, Handler, get, post
from bot.web.visit import Visit


@dataclass(frozen=True)
class Receipt:
    """What a receipt says of a sealed field: which, when, its fingerprint. Not what is in it."""

    title: str
    at: datetime
    sha256: str


# Said beside the receipt of what was sealed.
LATER = N_("Your letters could not be made just now. You can make them at any time under “My letters”.")
# What a receipt calls the records of one page.
PARTS = {SealedField.IDENTITY: N_("First name and surname"), SealedField.CONTACT: N_("Postal address")}


async def sealed_for(visit: Visit) -> LaneView:
    """Return who is able to read what is sealed, or was before they were closed; LaneNotChosenError."""
    standing = await visit.services.lanes.standing(visit.reader, visit.case_id, visit.ref)
    if standing.chosen is None:
        raise LaneNotChosenError
    return standing.chosen


def shut(visit: Visit, recipient: LaneView) -> bool:
    """Whether the page asks for nothing, because the recipient was closed.

    What was sent before that became known is refused with what was typed beside it, not taken away.
    """
    return visit.request.method == "GET" and not recipient.open


# ---------------------------------------------------------------------- name and address


def _identity_form(visit: Visit, member: MemberFile) -> Form:
    ready = any(member.concerned_by(i.id) for i in visit.here.pack.incidents)
    wish = Choice(
        "letters",
        visit.tr("My letters"),
        (Option("yes", visit.tr("Also make my letters with this name and address, to save at once.")),),
        chosen=chosen("yes" if ready else None),
        required=False,
        many=True,
        style="boxes",
    )
    return form(
        f"/my/{member.ref}/identity",
        visit.tr("Seal"),
        [*identity_parts(visit, member), *contact_parts(visit, member), wish],
    )


def _contact_form(visit: Visit, member: MemberFile) -> Form:
    return form(f"/my/{member.ref}/contact", visit.tr("Seal"), contact_parts(visit, member))


async def _file(visit: Visit) -> MemberFile:
    return await visit.services.entries.file(visit.reader, visit.case_id, visit.ref)


async def identity(visit: Visit) -> web.Response:
    """Ask for name and address."""
    return await _ask(visit, SealedField.IDENTITY, _identity_form(visit, await _file(visit)))


async def contact(visit: Visit) -> web.Response:
    """Ask for a new address."""
    return await _ask(visit, SealedField.CONTACT, _contact_form(visit, visit.member))


async def seal_identity(visit: Visit) -> web.Response:
    """Check and seal name and address; while they are in memory, make the letters that need them."""
    answers = await _answers(visit, SealedField.IDENTITY, _identity_form(visit, await _file(visit)))
    who = read_who(visit, answers)
    await _put(visit, *who)
    path = f"/my/{visit.ref}/identity/receipt"
    if answers.value("letters") is None:
        return visit.go(path)
    # What was sealed is sealed: whatever happens from here on, the answer is the receipt.
    try:
        check_room(visit)
        files = await visit.services.letters.own(_actor(visit, "letters", who), visit.case_id, visit.ref, who)
        handed = hand_over(visit, files)
    except AlreadyDoneError:
        return visit.go(path)
    except CrowdedError as error:
        handed = {"refused": visit.refusal(error)}
    except BusyError:
        handed = {"refused": visit.tr(LATER)}
    except DomainError as error:
        handed = {"refused": visit.refusal(error)}
    except Exception as error:
        logs.failure("page_failed", error, incident=secrets.token_hex(4), action="letters")
        handed = {"refused": visit.tr(LATER)}
    return await _receipt(visit, SealedField.IDENTITY, **handed)


async def seal_contact(visit: Visit) -> web.Response:
    """Check and seal the address."""
    answers = await _answers(visit, SealedField.CONTACT, _contact_form(visit, visit.member))
    return await _seal(visit, check_contact(typed_contact(answers)), answers)


# ------------------------------------------------------------------- own words, senders


def _statement_form(visit: Visit) -> Form:
    return form(
        f"/my/{visit.ref}/statement",
        visit.tr("Seal"),
        [
            Line(
                "statement",
                visit.tr("What did the breach change for you?"),
                visit.tr(
                    "At most 4000 characters. No result, no diagnosis, no social security or bank number: "
                    "nobody needs them here."
                ),
                limit=4000,
                rows=12,
            )
        ],
    )


async def _senders_form(visit: Visit, member: MemberFile) -> Form:
    """Ask for the sender of each contact; what is sealed already goes only with a tick that says so.

    All senders are one record, and nobody here can read which ones it holds: a sender added alone would
    wipe the others.
    """
    parts: list[Part] = [
        Line(
            scam.id,
            f"{visit.label(scam.channel)} – {visit.label(scam.pretext)} · {visit.date(scam.happened_on)}",
            limit=500,
            required=False,
        )
        for scam in sorted(member.scams, key=lambda s: (s.happened_on, s.id), reverse=True)
    ]
    sealed_at = await _sealed_at(visit, SealedField.SENDERS)
    if parts and sealed_at:
        sentence = visit.tr(
            "Replace all the senders that I sealed on {day}. I have typed those that shall stay once more.",
            day=visit.day(sealed_at),
        )
        parts.append(
            Choice(
                "replace",
                visit.tr("What I sealed before"),
                (Option("yes", sentence),),
                many=True,
                style="boxes",
            )
        )
    return form(f"/my/{member.ref}/senders", visit.tr("Seal"), parts)


async def statement(visit: Visit) -> web.Response:
    """Ask for the member's own words."""
    return await _ask(visit, SealedField.STATEMENT, _statement_form(visit))


async def senders(visit: Visit) -> web.Response:
    """Ask for the senders of the scam contacts recorded."""
    member = await _file(visit)
    return await _ask(visit, SealedField.SENDERS, await _senders_form(visit, member))


async def seal_statement(visit: Visit) -> web.Response:
    """Check and seal the member's own words."""
    answers = await _answers(visit, SealedField.STATEMENT, _statement_form(visit))
    return await _seal(visit, check_statement({"statement": answers.text("statement")}), answers)


async def seal_senders(visit: Visit) -> web.Response:
    """Check and seal the senders."""
    member = await _file(visit)
    answers = await _answers(visit, SealedField.SENDERS, await _senders_form(visit, member))
    typed = {str(scam.id): answers.text(scam.id) for scam in member.scams}
    return await _seal(visit, check_senders(typed, scams=list(typed), region=member.residence), answers)


# ------------------------------------------------------------------------ what all share


async def _ask(visit: Visit, field: SealedField, asked: Form) -> web.Response:
    recipient = await sealed_for(visit)
    return visit.show(f"seal_{field}", form=asked, **await _values(visit, field, recipient))


async def _answers(visit: Visit, field: SealedField, asked: Form) -> Answers:
    recipient = await sealed_for(visit)
    return visit.ask(f"seal_{field}", asked, **await _values(visit, field, recipient))


async def _values(visit: Visit, field: SealedField, recipient: LaneView) -> dict[str, Any]:
    return {
        "shut": shut(visit, recipient),
        "title": visit.tr(SEALED[field][1]),
        "recipient": recipient.name,
        "closed": visit.here.status is CaseStatus.CLOSED,
        "sealed_at": await _sealed_at(visit, field),
        "remove": f"/my/{visit.ref}/{SEALED[field][0]}/remove",
    }


async def _sealed_at(visit: Visit, field: SealedField) -> datetime | None:
    marks = await visit.services.sealed.marks(visit.reader, visit.case_id, visit.ref)
    return next((m.sealed_at for m in reversed(marks) if m.field is field), None)


async def _seal(visit: Visit, checked: Checked | Problems, answers: Answers) -> web.Response:
    if isinstance(checked, Problems):
        for name, sentence in checked.items():
            answers.fail(name, visit.tr(sentence))
        raise answers.unfinished()
    answers.check()
    await _put(visit, checked)
    return visit.go(f"/my/{visit.ref}/{SEALED[field_of(checked)][0]}/receipt")


async def _put(visit: Visit, *checked: Checked) -> None:
    """Seal the checked values of a form, all or none; a form that is sent twice seals once.

    One that was stopped, corrected and sent again seals what it says now.
    """
    values = [(field_of(value), encode(value)) for value in checked]
    with contextlib.suppress(AlreadyDoneError):
        await visit.services.sealed.put_all(_actor(visit, "seal", checked), visit.case_id, visit.ref, values)


def _actor(visit: Visit, part: str, checked: Sequence[Checked]) -> Actor:
    """Who acts, by the form's number and what it says: other words of the same form are another act.

    Nobody tells the words by the number: the key is this process's own and is written nowhere.
    """
    said = b"\0".join(encode(value) for value in checked)
    return visit.actor(f"{part}:{hmac.new(visit.site.secret, said, hashlib.sha256).hexdigest()}")


async def _receipt(visit: Visit, field: SealedField, **more: Any) -> web.Response:
    page, title = SEALED[field]
    shown = {SealedField.IDENTITY, SealedField.CONTACT} if field is SealedField.IDENTITY else {field}
    marks = await visit.services.sealed.marks(visit.reader, visit.case_id, visit.ref)
    receipts = [
        Receipt(visit.tr(PARTS.get(m.field, title)), m.sealed_at, m.sha256) for m in marks if m.field in shown
    ]
    values = {"documents": (), "ticket": None, "refused": "", **more}
    return visit.show(
        "receipt", receipts=receipts, title=visit.tr(title), page=f"/my/{visit.ref}/{page}", **values
    )


def receipt_of(field: SealedField) -> Handler:
    """Return the page that says what was sealed of a field: when, and its fingerprint."""

    async def receipt(visit: Visit) -> web.Response:
        return await _receipt(visit, field)

    return receipt


def removal_of(field: SealedField) -> tuple[Handler, Handler]:
    """Return the pages that ask before a sealed field is removed, and remove it."""

    async def ask(visit: Visit) -> web.Response:
        page, title = SEALED[field]
        text = visit.tr(
            "Remove what you sealed under “{field}”? It is deleted here at once. What a recipient already "
            "received is out of our reach.",
            field=visit.tr(title),
        )
        at = f"/my/{visit.ref}/{page}"
        return question(visit, text, f"{at}/remove", visit.tr("Remove"), at)

    async def remove(visit: Visit) -> web.Response:
        await visit.services.sealed.drop_field(visit.actor(), visit.case_id, visit.ref, field)
        return visit.go(f"/my/{visit.ref}")

    return ask, remove


TYPED = {
    SealedField.IDENTITY: (identity, seal_identity),
    SealedField.CONTACT: (contact, seal_contact),
    SealedField.STATEMENT: (statement, seal_statement),
    SealedField.SENDERS: (senders, seal_senders),
}

ROUTES = tuple(
    route
    for field, (asks, seals) in TYPED.items()
    for removing in [removal_of(field)]
    for route in (
        get(f"/my/{REF}/{SEALED[field][0]}", asks),
        post(f"/my/{REF}/{SEALED[field][0]}", seals),
        get(f"/my/{REF}/{SEALED[field][0]}/receipt", receipt_of(field)),
        get(f"/my/{REF}/{SEALED[field][0]}/remove", removing[0]),
        post(f"/my/{REF}/{SEALED[field][0]}/remove", removing[1]),
    )
)
