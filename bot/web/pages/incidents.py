"""How an incident concerns the member, and which of their data leaked."""

from typing import Any

from aiohttp import web

from bot.domain.codes import Answer, CategoryStatus, KnownBy, LeakCategory
from bot.domain.errors import NotFoundError
from bot.domain.member import Involvement, MemberFile
from bot.domain.pack import Incident
from bot.web.answers import Answers
from bot.web.fields import APART, ASKED_FIRST, chosen, codes, day, organisation
from bot.web.forms import Choice, Form, Group, Option, form
from bot.web.pages.asking import question
from bot.web.routing import INCIDENT, REF, get, post
from bot.web.visit import Visit

# In which order categories are asked: what is known to have leaked first.
_ORDER = (
    CategoryStatus.CONFIRMED,
    CategoryStatus.PRESS,
    CategoryStatus.NOT_REPORTED,
    CategoryStatus.EXCLUDED,
)


def _incident(visit: Visit) -> Incident:
    wanted = visit.argument("incident")
    if wanted not in [i.id for i in visit.here.pack.incidents]:
        raise NotFoundError
    return visit.here.pack.incident(wanted)


def _path(visit: Visit, incident: Incident, page: str = "") -> str:
    return f"/my/{visit.ref}/incidents/{incident.id}{page}"


def _title(visit: Visit, incident: Incident) -> str:
    return visit.here.pack.say(incident.title, visit.language)


async def _file(visit: Visit) -> MemberFile:
    return await visit.services.entries.file(visit.reader, visit.case_id, visit.ref)


# --------------------------------------------------------------------------- concerned?


def _incident_form(visit: Visit, incident: Incident, old: Involvement | None) -> Form:
    return form(
        _path(visit, incident),
        visit.tr("Save"),
        [
            Choice(
                "concerned",
                visit.tr("Does this incident concern you?"),
                codes(visit, Answer),
                chosen=chosen(old.concerned if old else None),
                style="radio",
            ),
            Group(
                visit.tr("If it concerns you"),
                tuple(
                    field
                    for field in (
                        organisation(
                            visit,
                            visit.here.pack.choices(incident.id),
                            old.organisation if old else None,
                            visit.tr("Which organisation was it?"),
                        ),
                        Choice(
                            "how",
                            visit.tr("How did you learn of it?"),
                            codes(visit, KnownBy),
                            chosen=chosen(old.learned_how if old else None),
                            required=False,
                            empty=visit.tr("Please choose"),
                        ),
                        day(
                            visit,
                            "on",
                            visit.tr("When did you learn of it?"),
                            old.learned_on if old else None,
                            hint=visit.tr("Time limits may depend on this day."),
                        ),
                        Choice(
                            "notice",
                            visit.tr("Were you told personally?"),
                            codes(visit, Answer),
                            visit.tr("By a letter or message from the organisation to you."),
                            chosen(old.notice if old else None),
                            required=False,
                            style="radio",
                        ),
                        day(visit, "notice_on", visit.tr("If so, when?"), old.notice_on if old else None),
                    )
                    if field is not None
                ),
            ),
        ],
    )


async def _incident_values(visit: Visit, incident: Incident, member: MemberFile) -> dict[str, Any]:
    dated = (
        visit.tr("Happened: {when}", when=incident.occurred_from) if incident.occurred_from else "",
        visit.tr("Announced: {when}", when=incident.announced) if incident.announced else "",
    )
    has_any = member.involvement(incident.id) is not None or any(
        e.incident == incident.id for e in member.exposures
    )
    return {
        "title": _title(visit, incident),
        "tab": visit.tr("How it concerns me"),  # a browser's tabs and history name no case
        "lead": [" · ".join(part for part in dated if part)],
        "back": f"/my/{visit.ref}",
        "remove": _path(visit, incident, "/delete") if has_any else "",
        "remove_text": visit.tr("Delete my answers"),
    }


async def incident(visit: Visit) -> web.Response:
    """Ask whether and how the incident concerns the member."""
    found, member = _incident(visit), await _file(visit)
    asked = _incident_form(visit, found, member.involvement(found.id))
    return visit.show("form", form=asked, **await _incident_values(visit, found, member))


async def save_incident(visit: Visit) -> web.Response:
    """Record how the incident concerns the member."""
    found, member = _incident(visit), await _file(visit)
    asked = _incident_form(visit, found, member.involvement(found.id))
    answers = visit.ask("form", asked, **await _incident_values(visit, found, member))
    today = visit.services.page.today()
    learned = answers.day("on", today=today, earliest=found.earliest)
    told = answers.day("notice_on", today=today, earliest=found.earliest)
    concerned = answers.one("concerned", Answer)
    answers.check()
    assert concerned is not None  # required, so checked
    new = Involvement(found.id, concerned)
    if concerned is Answer.YES:
        new = Involvement(
            incident=found.id,
            concerned=concerned,
            organisation=answers.value("organisation"),
            learned_how=answers.one("how", KnownBy),
            learned_on=learned,
            notice=answers.one("notice", Answer) or Answer.UNKNOWN,
            notice_on=told,
        )
    await visit.services.entries.put_involvement(visit.actor(), visit.case_id, visit.ref, new)
    asked_before = any(e.incident == found.id for e in member.exposures)
    goes_on = concerned is Answer.YES and not asked_before
    return visit.go(_path(visit, found, "/data") if goes_on else f"/my/{visit.ref}")


# ----------------------------------------------------------------------------- what leaked


def _data_form(visit: Visit, incident: Incident, member: MemberFile) -> Form:
    given = {e.category: e.answer for e in member.exposures if e.incident == incident.id}
    known = next((e.known_by for e in member.exposures if e.incident == incident.id and e.known_by), None)

    def field(category: LeakCategory) -> Choice:
        return Choice(
            category,
            visit.label(category),
            tuple(Option(a, visit.label(a)) for a in Answer),
            visit.label(incident.status(category)),
            chosen(given.get(category)),
            required=False,
            style="inline",
        )

    first = sorted(ASKED_FIRST, key=lambda c: _ORDER.index(incident.status(c)))
    return form(
        _path(visit, incident, "/data"),
        visit.tr("Save"),
        [
            Group(
                visit.tr("What leaked"),
                tuple(field(c) for c in first),
                visit.tr(
                    "Below each kind of data stands what is publicly known. What you leave open counts as "
                    "“don't know”."
                ),
            ),
            Choice(
                "known_by",
                visit.tr("How do you know?"),
                codes(visit, KnownBy),
                chosen=chosen(known),
                required=False,
                empty=visit.tr("Please choose"),
            ),
            Group(
                visit.tr("More, optional"),
                tuple(field(c) for c in APART),
                visit.tr("Answer only if you wish."),
            ),
        ],
    )


def _data_values(visit: Visit, incident: Incident) -> dict[str, Any]:
    return {
        "title": _title(visit, incident),
        "tab": visit.tr("Kinds of data"),
        "back": _path(visit, incident),
        "back_text": visit.tr("Back"),
    }


async def data(visit: Visit) -> web.Response:
    """Ask which data leaked, as the member knows it."""
    found = _incident(visit)
    asked = _data_form(visit, found, await _file(visit))
    return visit.show("form", form=asked, **_data_values(visit, found))


async def save_data(visit: Visit) -> web.Response:
    """Record which data leaked; the optional kinds only if one of them was answered."""
    found = _incident(visit)
    asked = _data_form(visit, found, await _file(visit))
    answers = visit.ask("form", asked, **_data_values(visit, found))
    answers.check()
    apart = frozenset(APART) if any(answers.value(c) for c in APART) else frozenset()
    shown = frozenset(ASKED_FIRST) | apart
    await visit.services.entries.put_exposures(
        visit.actor(),
        visit.case_id,
        visit.ref,
        found.id,
        yes=_answered(answers, shown, Answer.YES),
        no=_answered(answers, shown, Answer.NO),
        asked=shown,
        known_by=answers.one("known_by", KnownBy),
    )
    return visit.go(f"/my/{visit.ref}")


def _answered(answers: Answers, shown: frozenset[LeakCategory], answer: Answer) -> frozenset[LeakCategory]:
    return frozenset(c for c in shown if answers.value(c) == answer)


# -------------------------------------------------------------------------------- deleting


async def ask_delete(visit: Visit) -> web.Response:
    """Ask before deleting."""
    found = _incident(visit)
    text = visit.tr("Delete all your answers about this incident? They cannot be brought back.")
    return question(visit, text, _path(visit, found, "/delete"), visit.tr("Delete"), _path(visit, found))


async def delete(visit: Visit) -> web.Response:
    """Delete everything recorded about the incident."""
    await visit.services.entries.delete_incident(visit.actor(), visit.case_id, visit.ref, _incident(visit).id)
    return visit.go(f"/my/{visit.ref}")


_AT = f"/my/{REF}/incidents/{INCIDENT}"
ROUTES = (
    get(_AT, incident),
    post(_AT, save_incident),
    get(f"{_AT}/data", data),
    post(f"{_AT}/data", save_data),
    get(f"{_AT}/delete", ask_delete),
    post(f"{_AT}/delete", delete),
)
