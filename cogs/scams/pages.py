"""The list, the entry and the two forms of a suspicious contact."""

from bot.domain.codes import AskedFor, CaseStatus, Channel, Pretext, ReportedTo, ScamOutcome
from bot.domain.member import MemberFile, ScamContact
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.entries import Listing, Row, back, listing_page
from bot.ui.fields import APART, ASKED_FIRST, amount, chosen, codes, day
from bot.ui.forms import Choice, Form, form
from bot.ui.layout import Page, Press, Tone, danger, primary
from bot.ui.markup import bullets
from bot.ui.panel import never_asked
from bot.ui.speech import Speaker


def list_page(speaker: Speaker, case: CaseView, member: MemberFile, at: int, note: str = "") -> Page:
    """Draw the list, latest first."""
    listing = Listing(
        title=speaker.tr("Suspicious contacts"),
        lead=speaker.tr(
            "Calls, messages and letters since the breach that look like fraud. No number and no name is "
            "recorded, only what kind of contact it was."
        ),
        add=primary(speaker.tr("Add a contact"), doors.SCAM_NEW.id(case.id, member.ref)),
        list_door=doors.SCAMS,
        select_door=doors.SCAM_SELECT,
    )
    scams = sorted(member.scams, key=lambda s: (s.happened_on, s.id), reverse=True)
    rows = [Row(s.id, _title(speaker, s), speaker.date(s.happened_on)) for s in scams]
    page = listing_page(speaker, case, member.ref, listing, rows, at, note)
    return page.text(f"-# {never_asked(speaker)}")


def entry_page(speaker: Speaker, case: CaseView, ref: str, scam: ScamContact, note: str = "") -> Page:
    """Show one contact; the second form is offered first while nothing of it is answered."""
    page = Page(Tone.DONE if note else Tone.PLAIN).text(note, f"### {_title(speaker, scam)}")
    page.text(bullets(_lines(speaker, scam)))
    page.text(never_asked(speaker))
    at = (case.id, ref, scam.id)
    after = speaker.tr("What came of it")
    open_case = case.status is CaseStatus.OPEN
    page.row(
        (Press if scam.outcome else primary)(after, doors.SCAM_AFTER.id(*at)) if open_case else None,
        Press(speaker.tr("Correct"), doors.SCAM_EDIT.id(*at)) if open_case else None,
        danger(speaker.tr("Delete"), doors.SCAM_DELETE.id(*at)),
    )
    return page.row(
        Press(speaker.tr("Add another"), doors.SCAM_NEW.id(case.id, ref)) if open_case else None,
        Press(speaker.tr("All contacts"), doors.SCAMS.id(case.id, ref, "0")),
        back(speaker, case, ref),
    )


def _title(speaker: Speaker, scam: ScamContact) -> str:
    return f"{speaker.label(scam.channel)} · {speaker.label(scam.pretext)}"


def _lines(speaker: Speaker, scam: ScamContact) -> list[str]:
    lines = [speaker.date(scam.happened_on)]
    if scam.knew:
        lines.append(f"{speaker.tr('They knew:')} {speaker.labels(scam.knew)}")
    if scam.asked_for:
        lines.append(f"{speaker.tr('They asked for:')} {speaker.labels(scam.asked_for)}")
    if scam.outcome:
        lines.append(f"{speaker.tr('What came of it:')} {speaker.label(scam.outcome)}")
    if scam.loss_cents is not None:
        lines.append(f"{speaker.tr('Loss:')} {speaker.money(scam.loss_cents)}")
    if scam.reported_to:
        lines.append(f"{speaker.tr('Reported to:')} {speaker.labels(scam.reported_to)}")
    return lines


def contact_form(speaker: Speaker, scam: ScamContact | None) -> Form:
    """The first form: what kind of contact, when, what they knew and wanted."""
    return form(
        speaker.tr("Suspicious contact"),
        [
            Choice(
                "channel",
                speaker.tr("How did they reach you?"),
                codes(speaker, Channel),
                chosen=chosen(scam.channel if scam else None),
            ),
            Choice(
                "pretext",
                speaker.tr("Who or what did they claim to be?"),
                codes(speaker, Pretext),
                chosen=chosen(scam.pretext if scam else None),
            ),
            day(speaker, "on", speaker.tr("When?"), scam.happened_on if scam else None, required=True),
            Choice(
                "knew",
                speaker.tr("What did they know about you?"),
                codes(speaker, ASKED_FIRST),
                hint=speaker.tr("Choose kinds of data only. Leave empty if they knew nothing."),
                chosen=chosen(*(scam.knew if scam else ())),
                required=False,
                many=True,
            ),
            Choice(
                "asked",
                speaker.tr("What did they ask for?"),
                codes(speaker, AskedFor),
                chosen=chosen(*(scam.asked_for if scam else ())),
                required=False,
                many=True,
            ),
        ],
    )


def after_form(speaker: Speaker, scam: ScamContact) -> Form:
    """The second form: what came of it."""
    return form(
        speaker.tr("What came of it"),
        [
            Choice(
                "outcome",
                speaker.tr("What did you do, what happened?"),
                codes(speaker, ScamOutcome),
                hint=speaker.tr("Many people fall for this: it is no fault of yours."),
                chosen=chosen(scam.outcome),
                required=False,
            ),
            amount(speaker, "loss", speaker.tr("Money lost, if any"), scam.loss_cents),
            Choice(
                "reported",
                speaker.tr("Where did you report it?"),
                codes(speaker, ReportedTo),
                chosen=chosen(*scam.reported_to),
                required=False,
                many=True,
            ),
            Choice(
                "knew_more",
                speaker.tr("Did they also know this? Optional"),
                codes(speaker, APART),
                chosen=chosen(*scam.knew),
                required=False,
                many=True,
                style="boxes",
            ),
        ],
    )
