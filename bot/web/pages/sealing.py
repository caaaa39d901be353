"""Name, address, own words, senders: taken in, checked, sealed, and never shown again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.domain.codes import Capacity
from bot.domain.errors import LaneNotChosenError
from bot.domain.identity import (
    Checked,
    Problems,
    check_contact,
    check_identity,
    check_senders,
    check_statement,
    encode,
    field_of,
)
from bot.domain.member import MemberFile
from bot.domain.sealing import SealedField
from bot.web.answers import Answers
from bot.web.fields import country
from bot.web.forms import Form, Group, Line, Part, form
from bot.web.pages.hub import SEALED
from bot.web.routing import REF, get, post
from bot.web.visit import Visit
from bot.web.words import Words


@dataclass(frozen=True)
class Receipt:
    """What a receipt says of a sealed field: which, when, its fingerprint. Not what is in it."""

    title: str
    at: datetime
    sha256: str
    version: int
    path: str


async def _standing(visit: Visit) -> str:
    """Return who will be able to read what is sealed now; raises LaneNotChosenError."""
    standing = await visit.services.lanes.standing(visit.reader, visit.case_id, visit.ref)
    if standing.chosen is None:
        raise LaneNotChosenError
    return standing.chosen.name


# ---------------------------------------------------------------------- name and address


def identity_parts(words: Words, member: MemberFile) -> list[Part]:
    """Ask who the member is; a representative is asked for dependants only."""
    represented = member.capacity is not Capacity.SELF
    name = words.tr("First name and surname of the person concerned") if represented else ""
    parts: list[Part] = [
        Line(
            "full_name",
            name or words.tr("First name and surname"),
            words.tr("As in official papers, accents included."),
            limit=120,
            autocomplete="off" if represented else "name",
        )
    ]
    if represented:
        label = words.tr("Your own first name and surname, as their representative")
        parts.append(Line("guardian_name", label, limit=120, autocomplete="name"))
    return parts


def contact_parts(visit: Visit, member: MemberFile) -> list[Part]:
    """Ask where letters and answers reach the member."""
    return [
        Group(
            visit.tr("Postal address"),
            (
                Line(
                    "street",
                    visit.tr("Street and number"),
                    limit=330,
                    rows=2,
                    autocomplete="street-address",
                ),
                Line("postcode", visit.tr("Postcode"), limit=12, short=True, autocomplete="postal-code"),
                Line("city", visit.tr("Town"), limit=80, autocomplete="address-level2"),
                country(visit, visit.here.pack, "country", visit.tr("Country"), member.residence),
            ),
        ),
        Group(
            visit.tr("How to reach you"),
            (
                Line(
                    "email",
                    visit.tr("E-mail address"),
                    limit=254,
                    required=False,
                    kind="email",
                    autocomplete="email",
                ),
                Line(
                    "phone",
                    visit.tr("Telephone"),
                    limit=30,
                    required=False,
                    kind="tel",
                    autocomplete="tel",
                ),
            ),
            visit.tr("One of the two is enough."),
        ),
    ]


def _identity_form(visit: Visit, member: MemberFile) -> Form:
    return form(f"/my/{member.ref}/identity", visit.tr("Seal"), identity_parts(visit, member))


def _contact_form(visit: Visit, member: MemberFile) -> Form:
    return form(f"/my/{member.ref}/contact", visit.tr("Seal"), contact_parts(visit, member))


async def identity(visit: Visit) -> web.Response:
    """Ask for the name."""
    return await _ask(visit, SealedField.IDENTITY, _identity_form(visit, visit.member))


async def contact(visit: Visit) -> web.Response:
    """Ask for the address."""
    return await _ask(visit, SealedField.CONTACT, _contact_form(visit, visit.member))


async def seal_identity(visit: Visit) -> web.Response:
    """Check and seal the name."""
    member = visit.member
    answers = await _answers(visit, SealedField.IDENTITY, _identity_form(visit, member))
    typed = {name: answers.text(name) for name in ("full_name", "guardian_name")}
    checked = check_identity(typed, today=visit.services.page.today(), capacity=member.capacity)
    return await _seal(visit, checked, answers)


async def seal_contact(visit: Visit) -> web.Response:
    """Check and seal the address."""
    answers = await _answers(visit, SealedField.CONTACT, _contact_form(visit, visit.member))
    return await _seal(visit, check_contact(typed_contact(answers)), answers)


def typed_contact(answers: Answers) -> dict[str, str]:
    """What was typed into the fields of an address."""
    typed = {name: answers.text(name) for name in ("street", "postcode", "city", "email", "phone")}
    return {**typed, "country": answers.value("country") or ""}


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


def _senders_form(visit: Visit, member: MemberFile) -> Form:
    lines = tuple(
        Line(
            scam.id,
            f"{visit.label(scam.channel)}: {visit.label(scam.pretext)} · {visit.date(scam.happened_on)}",
            limit=500,
            required=False,
        )
        for scam in sorted(member.scams, key=lambda s: (s.happened_on, s.id), reverse=True)
    )
    return form(f"/my/{member.ref}/senders", visit.tr("Seal"), lines)


async def statement(visit: Visit) -> web.Response:
    """Ask for the member's own words."""
    return await _ask(visit, SealedField.STATEMENT, _statement_form(visit))


async def senders(visit: Visit) -> web.Response:
    """Ask for the senders of the scam contacts recorded."""
    member = await visit.services.entries.file(visit.reader, visit.case_id, visit.ref)
    return await _ask(visit, SealedField.SENDERS, _senders_form(visit, member))


async def seal_statement(visit: Visit) -> web.Response:
    """Check and seal the member's own words."""
    answers = await _answers(visit, SealedField.STATEMENT, _statement_form(visit))
    return await _seal(visit, check_statement({"statement": answers.text("statement")}), answers)


async def seal_senders(visit: Visit) -> web.Response:
    """Check and seal the senders."""
    member = await visit.services.entries.file(visit.reader, visit.case_id, visit.ref)
    answers = await _answers(visit, SealedField.SENDERS, _senders_form(visit, member))
    typed = {str(scam.id): answers.text(scam.id) for scam in member.scams}
    return await _seal(visit, check_senders(typed, scams=list(typed), region=member.residence), answers)


# ------------------------------------------------------------------------ what all share


async def _ask(visit: Visit, field: SealedField, asked: Form) -> web.Response:
    recipient = await _standing(visit)
    return visit.show(f"seal_{field}", form=asked, **await _values(visit, field, recipient))


async def _answers(visit: Visit, field: SealedField, asked: Form) -> Answers:
    recipient = await _standing(visit)
    return visit.ask(f"seal_{field}", asked, **await _values(visit, field, recipient))


async def _values(visit: Visit, field: SealedField, recipient: str) -> dict[str, Any]:
    marks = await visit.services.sealed.marks(visit.reader, visit.case_id, visit.ref)
    known = [m for m in marks if m.field is field]
    return {
        "title": visit.tr(SEALED[field][1]),
        "recipient": recipient,
        "sealed_at": known[-1].sealed_at if known else None,
        "remove": f"/my/{visit.ref}/{SEALED[field][0]}/remove",
    }


async def _seal(visit: Visit, checked: Checked | Problems, answers: Answers) -> web.Response:
    if isinstance(checked, Problems):
        for name, sentence in checked.items():
            answers.fail(name, visit.tr(sentence))
        raise answers.unfinished()
    answers.check()
    field = field_of(checked)
    await visit.services.sealed.put(visit.actor(), visit.case_id, visit.ref, field, encode(checked))
    return visit.go(f"/my/{visit.ref}/{SEALED[field][0]}/receipt")


def receipt_of(field: SealedField):  # type: ignore[no-untyped-def]
    """Return the page that says what was sealed of a field: when, and its fingerprint."""

    async def receipt(visit: Visit) -> web.Response:
        marks = await visit.services.sealed.marks(visit.reader, visit.case_id, visit.ref)
        page, title = SEALED[field]
        found = [
            Receipt(visit.tr(title), m.sealed_at, m.sha256, m.version, f"/my/{visit.ref}/{page}")
            for m in marks
            if m.field is field
        ]
        return visit.show("receipt", receipts=found, title=visit.tr(title), page=f"/my/{visit.ref}/{page}")

    return receipt


def removal_of(field: SealedField):  # type: ignore[no-untyped-def]
    """Return the pages that ask before a sealed field is removed, and remove it."""

    async def ask(visit: Visit) -> web.Response:
        page, title = SEALED[field]
        asked = form(f"/my/{visit.ref}/{page}/remove", visit.tr("Remove"), [], danger=True)
        text = visit.tr(
            "Remove what you sealed under “{field}”? It is deleted here at once. What a recipient already "
            "received is out of our reach.",
            field=visit.tr(title),
        )
        return visit.show("question", form=asked, text=text, back=f"/my/{visit.ref}/{page}")

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
