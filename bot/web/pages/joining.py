"""Joining on the page: by the case's invitation, without Discord, or by a link that chat gave."""

from typing import Any

from aiohttp import web

from bot.domain.access import Actor
from bot.domain.codes import Capacity, CaseStatus, Purpose
from bot.domain.errors import AlreadyDoneError, BadReceiptError, CaseClosedError, NotAdultError
from bot.domain.marks import N_
from bot.services.enrolment import Registered
from bot.services.page import NOBODY, Arrival, Welcome
from bot.services.resuming import Known, Sender
from bot.services.views import Registration
from bot.web.answers import Answers
from bot.web.fields import country
from bot.web.forms import Choice, Form, Group, Line, Option, Part, form
from bot.web.pages.figures import shown
from bot.web.routing import TOKEN, Access, get, post
from bot.web.turns import Gate
from bot.web.visit import SESSION, VISIT, Visit, preferred

# How somebody answers whether a registration that this browser sent before was theirs.
MINE = "mine"
# Who has waited so many seconds is told of the other ways in.
LONG = 60
ARRIVED = N_(
    "This link was used already: a registration was saved with it. To open your page, ask for a new link in "
    "the chat with /me."
)
PLACED = N_(
    "This link was used already: a registration was saved with it. If it was not yours, ask the organisers "
    "for a new link."
)


async def _welcome(visit: Visit) -> Welcome:
    """Return what the invitation in the address shows, and speak its language."""
    found = await visit.services.page.welcome(visit.argument("token"), preferred(visit.request, visit.site))
    visit.language = found.notice.language
    return found


async def landing(visit: Visit) -> web.Response:
    """Say what this is; nothing is stored of whoever reads it."""
    found = await _welcome(visit)
    figures = await visit.services.statistics.invited(found.case.id)
    return visit.show(
        "landing",
        case=found.case,
        figures_shown=shown(visit, found.case, figures),
        notice=found.notice,
        base=f"/c/{visit.argument('token')}",
        open=found.case.status is CaseStatus.OPEN,
        enter=True,
    )


# ------------------------------------------------------------------------- registering


def registration_form(
    visit: Visit, found: Welcome, action: str, capacities: tuple[Capacity, ...] = tuple(Capacity)
) -> Form:
    """Ask for whom, the consents (each its own tick, all off) and the countries."""
    titles = {
        Capacity.SELF: visit.tr("Myself: I am 18 or over"),
        Capacity.CHILD: visit.tr("A minor child I represent"),
        Capacity.PROTECTED_ADULT: visit.tr("A protected adult I represent"),
    }
    whom = tuple(Option(c, titles[c]) for c in capacities)
    adult = Option(
        "yes", visit.tr("I am 18 or over. If I register somebody else, I am their legal representative.")
    )
    return form(
        action,
        visit.tr("Register"),
        [
            Choice("capacity", visit.tr("Whom do you register?"), whom, style="radio"),
            Choice("adult", visit.tr("Who I am"), (adult,), many=True, style="boxes"),
            consent_boxes(visit, found, frozenset()),
            *places(visit, found, None, None),
        ],
        hidden={"notice": found.notice.version, "turn": ""},
    )


def consent_boxes(
    visit: Visit, found: Welcome, given: frozenset[Purpose], *, required: bool = True
) -> Choice:
    """One tick a purpose, each with its whole sentence; none is set unless the person set it before."""
    sentences = found.notice.consents
    return Choice(
        "consents",
        visit.tr("What I agree to"),
        tuple(Option(p, sentences[p]) for p in Purpose if p in sentences),
        visit.tr("Only the first is needed to register. Each other one is your free choice."),
        frozenset(str(p.value) for p in given),
        required=required,
        many=True,
        style="boxes",
    )


def places(visit: Visit, found: Welcome, residence: str | None, work: str | None) -> list[Part]:
    """The two countries that decide which authority the complaint goes to."""
    pack = found.case.pack
    return [
        Group(
            visit.tr("Countries"),
            (
                country(visit, pack, "residence", visit.tr("Country of residence"), residence),
                country(
                    visit,
                    pack,
                    "work",
                    visit.tr("Country of work, if it is another"),
                    work,
                    required=False,
                ),
            ),
            visit.tr(
                "They decide which authority your complaint goes to: first the country where you live, then "
                "the one where you work."
            ),
        )
    ]


def read_registration(visit: Visit, answers: Answers) -> Registration:
    """Return what was ticked and chosen; raises UnfinishedError, NotAdultError."""
    capacity = answers.one("capacity", Capacity)
    consents = answers.many("consents", Purpose)
    if Purpose.REGISTER not in consents:
        told = visit.tr("Without the first consent we may not store anything about you.")
        answers.fail("consents", told, instead=True)
    if answers.value("adult") is None:
        answers.fail("adult", visit.refusal(NotAdultError()), instead=True)
    answers.check()
    assert capacity is not None  # required, so checked
    return Registration(
        capacity=capacity,
        adult=True,
        consents=consents,
        notice_version=visit.posted.text("notice"),
        language=visit.language,
        residence=answers.value("residence") or "",
        work=answers.value("work"),
    )


def _values(visit: Visit, found: Welcome, back: str) -> dict[str, Any]:
    if found.case.status is CaseStatus.CLOSED:
        raise CaseClosedError
    return {"title": visit.tr("Register"), "notice": found.notice, "back": back}


async def register_page(visit: Visit) -> web.Response:
    """Show the registration form."""
    found, base = await _welcome(visit), f"/c/{visit.argument('token')}"
    if found.case.status is CaseStatus.CLOSED:
        return visit.go(base)  # which says so
    asked = registration_form(visit, found, f"{base}/register")
    return visit.show("register", form=asked, **_values(visit, found, base))


async def register(visit: Visit) -> web.Response:
    """Register without Discord; the receipt code is shown this once."""
    found, base = await _welcome(visit), f"/c/{visit.argument('token')}"
    asked = registration_form(visit, found, f"{base}/register")
    answers = visit.ask("register", asked, **_values(visit, found, base))
    registration = read_registration(visit, answers)
    # Whoever is registered already does not stand in the queue for the answer they missed.
    if before := await _sent_before(visit, found, registration, f"{base}/register"):
        return before
    if waiting := _turn(visit, visit.site.joining, f"{base}/register"):
        return waiting
    try:
        registered = await visit.services.enrol.register_invited(
            visit.argument("token"), registration, visit.request_id(), _sender(visit)
        )
    except AlreadyDoneError:  # the first of two at once was a moment earlier
        if before := await _sent_before(visit, found, registration, f"{base}/register"):
            return before
        raise
    return _registered(visit, found, registered)


def _sender(visit: Visit) -> Sender:
    return Sender(visit.seed, visit.posted.text("once"))


async def _sent_before(
    visit: Visit, found: Welcome, registration: Registration, action: str
) -> web.Response | None:
    """Let in whoever sent this very form before and never saw the answer; None where nobody waits for one.

    A form that was opened anew is asked about first: somebody else may sit at this browser now.
    """
    mine = visit.posted.text(MINE)
    known = await visit.services.enrol.known(found.case.id, registration, _sender(visit))
    if known is Known.FORM or (known is Known.ANSWERS and mine == "yes"):
        resumed = await visit.services.enrol.resume(found.case.id, registration, _sender(visit), known)
        return _registered(visit, found, resumed, again=True) if resumed else None
    if known is None or mine == "no":
        return None
    kept = {n: v for n, v in visit.posted.fields.items() if n not in ("csrf", "once", MINE)}
    return visit.show("sent", 409, action=action, kept=kept, same=known is Known.ANSWERS)


def _registered(visit: Visit, found: Welcome, now: Registered, *, again: bool = False) -> web.Response:
    """Open the page of a fresh registration and show its receipt code, this once."""
    visit.session, visit.case, visit.members = now.session, found.case, [now.member]
    visit.set_cookie(SESSION, now.session.token)
    visit.set_cookie(VISIT, None)
    return visit.show("registered", member=now.member, code=now.code, again=again)


# ---------------------------------------------------------------------- coming back in


def _enter_form(visit: Visit, action: str) -> Form:
    return form(
        action,
        visit.tr("Open my file"),
        [
            Line(
                "code",
                visit.tr("Receipt code"),
                visit.tr("Five groups of four letters and digits; hyphens and capitals do not matter."),
                limit=40,
            )
        ],
        hidden={"turn": ""},
    )


async def enter_page(visit: Visit) -> web.Response:
    """Ask for the receipt code."""
    await _welcome(visit)
    base = f"/c/{visit.argument('token')}"
    return visit.show(
        "form",
        form=_enter_form(visit, f"{base}/enter"),
        title=visit.tr("I am registered already"),
        back=base,
        back_text=visit.tr("Back"),
    )


async def enter(visit: Visit) -> web.Response:
    """Open a session with a receipt code."""
    await _welcome(visit)
    base = f"/c/{visit.argument('token')}"
    answers = visit.ask(
        "form",
        _enter_form(visit, f"{base}/enter"),
        title=visit.tr("I am registered already"),
        back=base,
        back_text=visit.tr("Back"),
    )
    answers.check()
    try:
        session = await visit.services.page.enter(
            visit.argument("token"), answers.text("code"), replaces=visit.former
        )
    except BadReceiptError:
        # Only wrong codes queue: a flood of guesses must not keep those out who hold a right one.
        if waiting := _turn(visit, visit.site.entering, f"{base}/enter"):
            return waiting
        raise
    visit.set_cookie(SESSION, session.token)
    visit.set_cookie(VISIT, None)
    return visit.go("/my")


def _turn(visit: Visit, gate: Gate, action: str) -> web.Response | None:
    """Let the visitor pass, or show the queue with everything they filled in."""
    wait = gate.pass_or_wait(visit.posted.text("turn"))
    if wait is None:
        return None
    kept = {n: v for n, v in visit.posted.fields.items() if n not in ("turn", "csrf", "once")}
    long = wait.waited >= LONG and gate is visit.site.joining
    response = visit.show(
        "queue", 503, action=action, kept=kept, wait=wait, long=long, once=visit.posted.text("once")
    )
    response.headers["Retry-After"] = str(wait.seconds)
    return response


# ------------------------------------------- by a joining link, from chat or from an organiser


async def arrival_page(visit: Visit) -> web.Response:
    """Show what the case is and the registration form to somebody with a link; nothing changes yet."""
    token = visit.argument("token")
    found, _ = await visit.services.page.arriving(token, preferred(visit.request, visit.site))
    visit.language = found.notice.language
    asked = registration_form(visit, found, f"/j/{token}")
    return visit.show("register", form=asked, **_values(visit, found, ""))


async def arrive(visit: Visit) -> web.Response:
    """Register the person whom chat sent; the account is theirs in chat too. Nobody here waits in a queue."""
    token = visit.argument("token")
    found, arrival = await visit.services.page.arriving(token, preferred(visit.request, visit.site))
    visit.language = found.notice.language
    answers = visit.ask(
        "register", registration_form(visit, found, f"/j/{token}"), **_values(visit, found, "")
    )
    registration = read_registration(visit, answers)
    if arrival.user_id == NOBODY:
        return await _placed(visit, found, arrival, registration)
    actor = Actor(arrival.user_id, None, visit.language, f"page:arrival:{arrival.number}")
    try:
        _, session = await visit.services.enrol.register_arriving(actor, arrival.case_id, registration)
    except AlreadyDoneError:
        return visit.show("refused", 409, text=visit.tr(ARRIVED), home=True)
    visit.set_cookie(SESSION, session.token)
    visit.set_cookie(VISIT, None)
    return visit.go("/my")


async def _placed(visit: Visit, found: Welcome, link: Arrival, registration: Registration) -> web.Response:
    """Register somebody with an organiser's personal link; whose answer was lost gets it again."""
    action = f"/j/{visit.argument('token')}"
    if before := await _sent_before(visit, found, registration, action):
        return before
    try:
        registered = await visit.services.enrol.register_placed(link, registration, _sender(visit))
    except AlreadyDoneError:
        before = await _sent_before(visit, found, registration, action)
        return before or visit.show("refused", 409, text=visit.tr(PLACED), home=False)
    return _registered(visit, found, registered)


ROUTES = (
    get(f"/c/{TOKEN}", landing, Access.ANYONE),
    get(f"/c/{TOKEN}/register", register_page, Access.ANYONE),
    post(f"/c/{TOKEN}/register", register, Access.ANYONE),
    get(f"/c/{TOKEN}/enter", enter_page, Access.ANYONE),
    post(f"/c/{TOKEN}/enter", enter, Access.ANYONE),
    get(f"/j/{TOKEN}", arrival_page, Access.ANYONE),
    post(f"/j/{TOKEN}", arrive, Access.ANYONE),
)
