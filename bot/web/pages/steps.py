"""Steps that the member took: requests, complaints, and what came of them."""

from bot.domain.codes import StepKind, StepOutcome
from bot.domain.member import EntryId, Step
from bot.web.answers import Answers
from bot.web.fields import chosen, codes, day
from bot.web.forms import Choice, Form, Option, form
from bot.web.pages.entries import Kind, Pages, Titles
from bot.web.visit import Visit


def _titles(visit: Visit) -> Titles:
    return Titles(
        many=visit.tr("Steps I have taken"),
        lead=visit.tr(
            "Requests, complaints and reports you sent yourself. Record a step when you have sent it, and "
            "again when an answer comes: an answer that never comes counts too."
        ),
        add=visit.tr("Add a step"),
        one=visit.tr("Step I have taken"),
        all=visit.tr("All steps"),
    )


def _form(visit: Visit, path: str, step: Step | None) -> Form:
    pack = visit.here.pack
    incidents = tuple(Option(i.id, pack.say(i.title, visit.language)) for i in pack.incidents)
    only = incidents[0].value if len(incidents) == 1 else None
    known = {o.id: o.name_in(visit.language) for i in pack.incidents for o in pack.choices(i.id)}
    organisations = tuple(Option(key, name) for key, name in known.items())
    which = Choice(
        "organisation",
        visit.tr("To which organisation, if to one?"),
        organisations,
        chosen=chosen(step.organisation if step else None),
        required=False,
        empty=visit.tr("None of these"),
    )
    return form(
        path,
        visit.tr("Save"),
        [
            Choice(
                "incident",
                visit.tr("Which incident is the step about?"),
                incidents,
                chosen=chosen(step.incident if step else only),
                style="radio",
            ),
            Choice(
                "kind",
                visit.tr("What did you send?"),
                codes(visit, StepKind),
                chosen=chosen(step.kind if step else None),
                empty=visit.tr("Please choose"),
            ),
            which if organisations else None,
            day(
                visit, "on", visit.tr("When did you send it?"), step.sent_on if step else None, required=True
            ),
            Choice(
                "outcome",
                visit.tr("What answer came?"),
                codes(visit, StepOutcome),
                chosen=chosen(step.outcome if step else StepOutcome.WAITING),
            ),
            day(
                visit,
                "answered_on",
                visit.tr("When did the answer come?"),
                step.answered_on if step else None,
            ),
        ],
    )


def _read(visit: Visit, answers: Answers, entry: EntryId) -> Step:
    pack, today = visit.here.pack, visit.services.page.today()
    incident = next((i for i in pack.incidents if i.id == answers.value("incident")), None)
    earliest = incident.earliest if incident else min(i.earliest for i in pack.incidents)
    sent = answers.day("on", today=today, earliest=earliest)
    answered = answers.day("answered_on", today=today, earliest=sent or earliest)
    organisation = answers.value("organisation")
    if incident and organisation and organisation not in [o.id for o in pack.choices(incident.id)]:
        answers.fail("organisation", visit.tr("This organisation is not one of this incident."))
    kind, outcome = answers.one("kind", StepKind), answers.one("outcome", StepOutcome)
    answers.check()
    assert incident is not None
    assert sent is not None
    assert kind is not None
    assert outcome is not None
    return Step(entry, incident.id, kind, sent, organisation, outcome, answered)


def _detail(visit: Visit, step: Step) -> str:
    parts = [visit.date(step.sent_on), visit.label(step.outcome)]
    if step.organisation:
        parts.insert(0, visit.organisation(visit.here.pack, step.organisation))
    return " · ".join(parts)


STEPS = Kind[Step](
    name="steps",
    titles=_titles,
    of=lambda member: sorted(member.steps, key=lambda s: (s.sent_on, s.id), reverse=True),
    row=lambda visit, s: (visit.label(s.kind), _detail(visit, s)),
    form=_form,
    read=_read,
    add=lambda service, v, step: service.add_step(v.actor(), v.case_id, v.ref, step),
    amend=lambda service, v, step: service.amend_step(v.actor(), v.case_id, v.ref, step),
    delete=lambda service, v, entry: service.delete_step(v.actor(), v.case_id, v.ref, entry),
)
ROUTES = Pages(STEPS).routes()
