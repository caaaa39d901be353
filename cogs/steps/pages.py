"""The list, the entry and the form of a step taken."""

from bot.domain.codes import CaseStatus, StepKind, StepOutcome
from bot.domain.member import MemberFile, Step
from bot.domain.pack import Incident
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.context import NONE
from bot.ui.entries import Listing, Row, back, listing_page
from bot.ui.fields import chosen, codes, day, organisations
from bot.ui.forms import Choice, Form, Option, form
from bot.ui.layout import Page, Press, Tone, danger, primary
from bot.ui.markup import bullets, plain
from bot.ui.speech import Speaker


def list_page(speaker: Speaker, case: CaseView, member: MemberFile, at: int, note: str = "") -> Page:
    """Draw the list, latest first."""
    listing = Listing(
        title=speaker.tr("Steps I have taken"),
        lead=speaker.tr(
            "Requests, complaints and reports you sent yourself. Record a step when you have sent it, and "
            "again when an answer comes: an answer that never comes counts too."
        ),
        add=primary(speaker.tr("Add a step"), doors.STEP_NEW.id(case.id, member.ref, NONE)),
        list_door=doors.STEPS,
        select_door=doors.STEP_SELECT,
    )
    steps = sorted(member.steps, key=lambda s: (s.sent_on, s.id), reverse=True)
    rows = [
        Row(s.id, speaker.label(s.kind), f"{speaker.date(s.sent_on)} · {speaker.label(s.outcome)}")
        for s in steps
    ]
    return listing_page(speaker, case, member.ref, listing, rows, at, note)


def entry_page(speaker: Speaker, case: CaseView, ref: str, step: Step, note: str = "") -> Page:
    """Show one step."""
    page = Page(Tone.DONE if note else Tone.PLAIN).text(note, f"### {speaker.label(step.kind)}")
    title = plain(case.pack.say(case.pack.incident(step.incident).title, speaker.language))
    lines = [title]
    if step.organisation:
        lines.append(f"{speaker.tr('To:')} {speaker.organisation(case.pack, step.organisation)}")
    lines.append(speaker.tr("Sent: {day}", day=step.sent_on))
    answered = f" · {speaker.date(step.answered_on)}" if step.answered_on else ""
    lines.append(f"{speaker.tr('Answer:')} {speaker.label(step.outcome)}{answered}")
    page.text(bullets(lines))
    at = (case.id, ref, step.id)
    open_case = case.status is CaseStatus.OPEN
    return page.row(
        Press(speaker.tr("Correct, add the answer"), doors.STEP_EDIT.id(*at)) if open_case else None,
        danger(speaker.tr("Delete"), doors.STEP_DELETE.id(*at)),
        Press(speaker.tr("Add another"), doors.STEP_NEW.id(case.id, ref, NONE)) if open_case else None,
        Press(speaker.tr("All steps"), doors.STEPS.id(case.id, ref, "0")),
        back(speaker, case, ref),
    )


def which_incident(speaker: Speaker, case: CaseView, ref: str, kind: str) -> Page:
    """Ask which incident a step is about."""
    options = [Option(i.id, case.pack.say(i.title, speaker.language)) for i in case.pack.incidents]
    page = Page().text(speaker.tr("Which incident is the step about?"))
    page.menu(doors.STEP_PICK.id(case.id, ref, kind), speaker.tr("Choose an incident"), options)
    return page.row(back(speaker, case, ref))


def step_form(speaker: Speaker, case: CaseView, incident: Incident, step: Step | None, kind: str) -> Form:
    """What was sent, to whom, when, and what came of it."""
    start = step.kind if step else next((k for k in StepKind if k == kind), None)
    return form(
        speaker.tr("Step I have taken"),
        [
            Choice("kind", speaker.tr("What did you send?"), codes(speaker, StepKind), chosen=chosen(start)),
            organisations(
                speaker,
                case.pack.choices(incident.id),
                step.organisation if step else None,
                speaker.tr("To which organisation, if to one?"),
            ),
            day(
                speaker,
                "on",
                speaker.tr("When did you send it?"),
                step.sent_on if step else None,
                required=True,
            ),
            Choice(
                "outcome",
                speaker.tr("What answer came?"),
                codes(speaker, StepOutcome),
                chosen=chosen(step.outcome if step else StepOutcome.WAITING),
            ),
            day(
                speaker,
                "answered_on",
                speaker.tr("When did the answer come?"),
                step.answered_on if step else None,
                required=False,
            ),
        ],
    )
