"""Asking who a member is and where letters reach them, for sealing and for letters alike."""

from bot.domain.codes import Capacity
from bot.domain.identity import Contact, Identity, Problems, check_contact, check_identity
from bot.domain.member import MemberFile
from bot.web.answers import Answers
from bot.web.fields import country
from bot.web.forms import Group, Line, Part
from bot.web.visit import Visit
from bot.web.words import Words


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
    email = Line(
        "email",
        visit.tr("E-mail address"),
        limit=254,
        required=False,
        kind="email",
        autocomplete="email",
    )
    phone = Line("phone", visit.tr("Telephone"), limit=30, required=False, kind="tel", autocomplete="tel")
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
        Group(visit.tr("How to reach you"), (email, phone), visit.tr("One of the two is enough.")),
    ]


def typed_contact(answers: Answers) -> dict[str, str]:
    """What was typed into the fields of an address."""
    typed = {name: answers.text(name) for name in ("street", "postcode", "city", "email", "phone")}
    return {**typed, "country": answers.value("country") or ""}


def read_who(visit: Visit, answers: Answers) -> tuple[Identity, Contact]:
    """Return who the member is and where they live; raises UnfinishedError with all that is wrong.

    A value that the page did not ask for is not taken, whoever sends it: no sealed record has a birth date.
    """
    asked = visit.page_fields.intersection(("full_name", "guardian_name", "birth_date"))
    typed = {name: answers.text(name) for name in asked}
    identity = check_identity(
        typed,
        today=visit.services.page.today(),
        capacity=visit.member.capacity,
        birth_date=bool(typed.get("birth_date")),
    )
    contact = check_contact(typed_contact(answers))
    for checked in (identity, contact):
        if isinstance(checked, Problems):
            for name, sentence in checked.items():
                answers.fail(name, visit.tr(sentence))
    if isinstance(identity, Problems) or isinstance(contact, Problems):
        raise answers.unfinished()
    answers.check()
    return identity, contact
