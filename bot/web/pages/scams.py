"""Suspicious contacts: what kind they were and what came of them, in codes."""

from datetime import date

from bot.domain.codes import AskedFor, Channel, LeakCategory, Pretext, ReportedTo, ScamOutcome
from bot.domain.member import EntryId, ScamContact
from bot.web.answers import Answers
from bot.web.fields import amount, chosen, codes, day
from bot.web.forms import Choice, Form, Group, form
from bot.web.pages.entries import Kind, Pages, Titles
from bot.web.visit import Visit


def _titles(visit: Visit) -> Titles:
    return Titles(
        many=visit.tr("Suspicious contacts"),
        lead=visit.tr(
            "Calls, messages and letters since the breach that look like fraud. No number and no name is "
            "recorded, only what kind of contact it was."
        ),
        add=visit.tr("Add a contact"),
        one=visit.tr("Suspicious contact"),
        all=visit.tr("All contacts"),
    )


def _form(visit: Visit, path: str, scam: ScamContact | None) -> Form:
    return form(
        path,
        visit.tr("Save"),
        [
            Choice(
                "channel",
                visit.tr("How did they reach you?"),
                codes(visit, Channel),
                chosen=chosen(scam.channel if scam else None),
                empty=visit.tr("Please choose"),
            ),
            Choice(
                "pretext",
                visit.tr("Who or what did they claim to be?"),
                codes(visit, Pretext),
                chosen=chosen(scam.pretext if scam else None),
                empty=visit.tr("Please choose"),
            ),
            day(visit, "on", visit.tr("When?"), scam.happened_on if scam else None, required=True),
            Choice(
                "knew",
                visit.tr("What did they know about you?"),
                codes(visit, LeakCategory),
                visit.tr("Choose kinds of data only. Leave empty if they knew nothing."),
                chosen(*(scam.knew if scam else ())),
                required=False,
                many=True,
                style="boxes",
            ),
            Choice(
                "asked",
                visit.tr("What did they ask for?"),
                codes(visit, AskedFor),
                chosen=chosen(*(scam.asked_for if scam else ())),
                required=False,
                many=True,
                style="boxes",
            ),
            Group(
                visit.tr("What came of it"),
                (
                    Choice(
                        "outcome",
                        visit.tr("What did you do, what happened?"),
                        codes(visit, ScamOutcome),
                        visit.tr("Many people fall for this: it is no fault of yours."),
                        chosen(scam.outcome if scam else None),
                        required=False,
                        empty=visit.tr("Please choose"),
                    ),
                    amount(visit, "loss", visit.tr("Money lost, if any"), scam.loss_cents if scam else None),
                    Choice(
                        "reported",
                        visit.tr("Where did you report it?"),
                        codes(visit, ReportedTo),
                        chosen=chosen(*(scam.reported_to if scam else ())),
                        required=False,
                        many=True,
                        style="boxes",
                    ),
                ),
            ),
        ],
    )


def _read(visit: Visit, answers: Answers, entry: EntryId) -> ScamContact:
    earliest = min(incident.earliest for incident in visit.here.pack.incidents)
    on: date | None = answers.day("on", today=visit.services.page.today(), earliest=earliest)
    loss = answers.cents("loss")
    channel, pretext = answers.one("channel", Channel), answers.one("pretext", Pretext)
    answers.check()
    assert on is not None
    assert channel is not None
    assert pretext is not None
    return ScamContact(
        id=entry,
        channel=channel,
        pretext=pretext,
        happened_on=on,
        knew=answers.many("knew", LeakCategory),
        asked_for=answers.many("asked", AskedFor),
        outcome=answers.one("outcome", ScamOutcome),
        loss_cents=loss,
        reported_to=answers.many("reported", ReportedTo),
    )


SCAMS = Kind[ScamContact](
    name="scams",
    titles=_titles,
    of=lambda member: sorted(member.scams, key=lambda s: (s.happened_on, s.id), reverse=True),
    row=lambda visit, s: (
        f"{visit.label(s.channel)} – {visit.label(s.pretext)}",
        visit.date(s.happened_on),
    ),
    form=_form,
    read=_read,
    add=lambda service, v, scam: service.add_scam(v.actor(), v.case_id, v.ref, scam),
    amend=lambda service, v, scam: service.amend_scam(v.actor(), v.case_id, v.ref, scam),
    delete=lambda service, v, entry: service.delete_scam(v.actor(), v.case_id, v.ref, entry),
)
ROUTES = Pages(SCAMS).routes()
