"""The page of one incident and the forms behind it."""

from typing import Literal

from bot.domain.codes import Answer, CaseStatus, KnownBy, LeakCategory
from bot.domain.member import Involvement, MemberFile
from bot.domain.pack import Incident
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.entries import back
from bot.ui.fields import APART, ASKED_FIRST, chosen, codes, day, known_statuses, organisations
from bot.ui.forms import MOST_OPTIONS, Choice, Form, Option, Words, form
from bot.ui.hub import summary
from bot.ui.layout import Page, Press, Tone, danger, primary
from bot.ui.markup import plain
from bot.ui.speech import Speaker


def incident_page(
    speaker: Speaker, case: CaseView, member: MemberFile, incident: Incident, note: str = ""
) -> Page:
    """Show what the pack and the member say of an incident, and the next thing to answer first."""
    page = Page(Tone.DONE if note else Tone.PLAIN).text(
        note,
        f"### {plain(case.pack.say(incident.title, speaker.language))}",
        _known(speaker, incident),
    )
    found = member.involvement(incident.id)
    page.text("\n".join([f"**{summary(speaker, case, member, incident)}**", *_details(speaker, found)]))
    page.text(_leaked(speaker, member, incident))
    if case.status is CaseStatus.OPEN:
        _answers(page, speaker, case, member, incident)
    has_any = found is not None or any(e.incident == incident.id for e in member.exposures)
    delete = doors.INCIDENT_DELETE.id(case.id, member.ref, incident.id)
    return page.row(
        danger(speaker.tr("Delete my answers"), delete) if has_any else None, back(speaker, case, member.ref)
    )


def _answers(page: Page, speaker: Speaker, case: CaseView, member: MemberFile, incident: Incident) -> None:
    found = member.involvement(incident.id)
    at = (case.id, member.ref, incident.id)
    if found is not None and found.concerned is Answer.YES:
        page.row(
            primary(speaker.tr("What leaked"), doors.LEAKED.id(*at)),
            Press(speaker.tr("More, optional"), doors.LEAKED_MORE.id(*at)),
            Press(speaker.tr("Correct how it concerns me"), doors.INCIDENT_YES.id(*at)),
            Press(speaker.tr("It does not concern me"), doors.INCIDENT_NO.id(*at)),
        )
        _many_organisations(page, speaker, case, member, incident)
        return
    page.text(f"**{speaker.tr('Does this incident concern you?')}**").row(
        primary(speaker.tr("Yes"), doors.INCIDENT_YES.id(*at)),
        Press(speaker.tr("No"), doors.INCIDENT_NO.id(*at)),
        Press(speaker.tr("I don't know"), doors.INCIDENT_UNKNOWN.id(*at)),
    )


def _many_organisations(
    page: Page, speaker: Speaker, case: CaseView, member: MemberFile, incident: Incident
) -> None:
    """More organisations than a form's menu holds are offered on the page itself."""
    found = case.pack.choices(incident.id)
    if len(found) <= MOST_OPTIONS:
        return
    for n in range(0, min(len(found), MOST_OPTIONS * 6), MOST_OPTIONS):
        part = found[n : n + MOST_OPTIONS]
        custom_id = doors.INCIDENT_ORGANISATION.id(case.id, member.ref, incident.id, str(n // MOST_OPTIONS))
        names = [o.name_in(speaker.language) for o in part]
        title = f"{speaker.tr('Which organisation was it?')} {names[0]} … {names[-1]}"
        page.menu(custom_id, title, [Option(o.id, name) for o, name in zip(part, names, strict=True)])


def _known(speaker: Speaker, incident: Incident) -> str:
    dated = (
        (speaker.tr("Happened: {when}", when=incident.occurred_from) if incident.occurred_from else ""),
        (speaker.tr("Announced: {when}", when=incident.announced) if incident.announced else ""),
    )
    return " · ".join(part for part in dated if part)


def _details(speaker: Speaker, found: Involvement | None) -> list[str]:
    if found is None or found.concerned is not Answer.YES:
        return []
    lines = []
    if found.learned_how or found.learned_on:
        parts = [speaker.label(found.learned_how)] if found.learned_how else []
        parts += [speaker.date(found.learned_on)] if found.learned_on else []
        lines.append(f"{speaker.tr('Learned of it:')} {' · '.join(parts)}")
    told = speaker.label(found.notice) + (f" · {speaker.date(found.notice_on)}" if found.notice_on else "")
    lines.append(f"{speaker.tr('Told personally by the organisation:')} {told}")
    return lines


def _leaked(speaker: Speaker, member: MemberFile, incident: Incident) -> str:
    lines = []
    for answer, title in ((Answer.YES, speaker.tr("Leaked:")), (Answer.NO, speaker.tr("Did not leak:"))):
        found = frozenset(
            e.category for e in member.exposures if e.incident == incident.id and e.answer is answer
        )
        if found:
            lines.append(f"{title} {speaker.labels(found)}")
    return "\n".join(lines)


def incident_form(speaker: Speaker, case: CaseView, incident: Incident, found: Involvement | None) -> Form:
    """Ask which organisation it was, how and when the member learned of it, whether they were told."""
    old = found if found and found.concerned is Answer.YES else Involvement(incident.id, Answer.YES)
    return form(
        speaker.tr("How it concerns me"),
        [
            organisations(
                speaker,
                case.pack.choices(incident.id),
                old.organisation,
                speaker.tr("Which organisation was it?"),
            ),
            Choice(
                "how",
                speaker.tr("How did you learn of it?"),
                codes(speaker, KnownBy),
                chosen=chosen(old.learned_how),
                required=False,
            ),
            day(
                speaker,
                "on",
                speaker.tr("When did you learn of it?"),
                old.learned_on,
                required=False,
                hint=speaker.tr("Time limits may depend on this day."),
            ),
            Choice(
                "notice",
                speaker.tr("Were you told personally?"),
                codes(speaker, Answer),
                hint=speaker.tr("By a letter or message from the organisation to you."),
                chosen=chosen(found.notice if found else None),
                required=False,
                style="radio",
            ),
            day(speaker, "notice_on", speaker.tr("If so, when?"), old.notice_on, required=False),
        ],
    )


def leaked_form(speaker: Speaker, member: MemberFile, incident: Incident, *, apart: bool) -> Form:
    """Ask category by category; what is chosen in neither field counts as "don't know"."""
    asked = APART if apart else _by_status(incident)
    options = codes(speaker, asked, known_statuses(speaker, incident, asked))
    lead = (
        speaker.tr("Answer only if you wish. What you choose in neither field counts as “don't know”.")
        if apart
        else speaker.tr(
            "Below each kind of data stands what is publicly known. What you choose in neither field "
            "counts as “don't know”."
        )
    )

    def field(name: str, label: str, answer: Answer) -> Choice:
        given = frozenset(
            str(e.category.value)
            for e in member.exposures
            if e.incident == incident.id and e.answer is answer and e.category in asked
        )
        style: Literal["boxes", "menu"] = "boxes" if apart else "menu"
        return Choice(
            name,
            label,
            options,
            chosen=given,
            required=False,
            many=True,
            style=style,
        )

    known = next(
        (
            e.known_by
            for e in member.exposures
            if e.incident == incident.id and e.category in asked and e.known_by is not None
        ),
        None,
    )
    return form(
        speaker.tr("What leaked"),
        [
            Words(lead),
            field("yes", speaker.tr("Leaked: yes"), Answer.YES),
            field("no", speaker.tr("Leaked: no"), Answer.NO),
            Choice(
                "known_by",
                speaker.tr("How do you know?"),
                codes(speaker, KnownBy),
                chosen=chosen(known),
                required=False,
            ),
        ],
    )


def _by_status(incident: Incident) -> tuple[LeakCategory, ...]:
    """What is known to have leaked first, in the order of the pack's certainty."""
    order = ("confirmed", "press", "not_reported", "excluded")
    return tuple(sorted(ASKED_FIRST, key=lambda c: order.index(incident.status(c))))
