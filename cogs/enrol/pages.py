"""The pages and the form of joining."""

from collections.abc import Sequence

from bot.domain.codes import Capacity, MemberStatus
from bot.domain.countries import COUNTRIES
from bot.domain.member import MemberFile
from bot.services.views import CaseView, Notice
from bot.ui import doors
from bot.ui.choosing import reference
from bot.ui.consents import consent_boxes, consent_words
from bot.ui.context import NONE
from bot.ui.forms import Choice, Form, Option, Words, form
from bot.ui.layout import Page, Press, primary
from bot.ui.markup import plain
from bot.ui.places import country_choice
from bot.ui.speech import Speaker


def join_page(
    speaker: Speaker,
    case: CaseView,
    notice: Notice,
    members: Sequence[MemberFile],
    language: str,
    country: str,
) -> Page:
    """Ask who is registered, below the short notice; somebody registered already may add dependants."""
    mine = next((m for m in members if m.capacity is Capacity.SELF), None)
    registered = mine is not None and mine.status is MemberStatus.REGISTERED
    page = Page().text(f"### {plain(case.title(speaker.language))}", plain(notice.short))
    if registered and mine is not None:
        page.text(speaker.tr("You are registered: {reference}.", reference=reference(mine.ref)))
    if country in COUNTRIES:
        page.text(speaker.tr("Country of residence: {country}", country=speaker.country(country)))
    page.text(f"**{speaker.tr('Whom do you register?')}**")

    def opens(capacity: Capacity) -> str:
        return doors.JOIN_OPEN.id(case.id, language, country, capacity)

    page.row(
        None if registered else primary(speaker.tr("Myself: I am 18 or over"), opens(Capacity.SELF)),
        Press(speaker.tr("A minor child I represent"), opens(Capacity.CHILD)),
        Press(speaker.tr("A protected adult I represent"), opens(Capacity.PROTECTED_ADULT)),
        None if registered else Press(speaker.tr("I am under 18"), doors.JOIN_MINOR.id(case.id, language)),
    )
    return page.row(
        Press(speaker.tr("Read the whole notice"), doors.NOTICE.id(case.id, language, "0")),
        Press(speaker.tr("My country is not in the form"), doors.JOIN_COUNTRIES.id(case.id, language)),
        Press(speaker.tr("Open my file"), doors.ME.id(case.id, NONE)) if members else None,
    )


def join_form(
    speaker: Speaker,
    case: CaseView,
    notice: Notice,
    capacity: Capacity,
    country: str,
    work: str | None = None,
) -> Form:
    """Consents, each with its own tick and all off, then the two countries."""
    represents = capacity is not Capacity.SELF
    title = speaker.tr("Register someone I represent") if represents else speaker.tr("Register")
    return form(
        title,
        [
            Words(consent_words(notice)),
            consent_boxes(speaker, notice, frozenset()),
            country_choice(
                speaker,
                case.pack,
                "residence",
                speaker.tr("Country of residence"),
                chosen=None,
                extra=country,
            ),
            country_choice(
                speaker,
                case.pack,
                "work",
                speaker.tr("Country of work, if it is another"),
                chosen=work,
                required=False,
            ),
            _representative(speaker) if represents else None,
        ],
    )


def _representative(speaker: Speaker) -> Choice:
    return Choice(
        "adult",
        speaker.tr("Who I am"),
        (Option("yes", speaker.tr("I am 18 or over and their legal representative")),),
        required=False,
        many=True,
        style="boxes",
    )
