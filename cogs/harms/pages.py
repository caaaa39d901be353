"""The list, the entry and the form of a head of damage."""

from bot.domain.codes import CaseStatus, HarmHead, Proof
from bot.domain.member import Harm, MemberFile
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.entries import Listing, Row, back, listing_page
from bot.ui.fields import amount, chosen, codes, day, duration
from bot.ui.forms import Choice, Form, form
from bot.ui.layout import Page, Press, Tone, danger, primary
from bot.ui.markup import bullets
from bot.ui.speech import Speaker


def list_page(speaker: Speaker, case: CaseView, member: MemberFile, at: int, note: str = "") -> Page:
    """Draw the list in the order of the codes."""
    listing = Listing(
        title=speaker.tr("Consequences for me"),
        lead=speaker.tr(
            "Money, time, fear, loss of control: what the breach did to you. A breach alone is not yet "
            "damage; show what it changed for you. Keep the proof with you, it never enters this chat."
        ),
        add=primary(speaker.tr("Add a consequence"), doors.HARM_NEW.id(case.id, member.ref)),
        list_door=doors.HARMS,
        select_door=doors.HARM_SELECT,
    )
    order = list(HarmHead)
    harms = sorted(member.harms, key=lambda h: (order.index(h.head), h.id))
    rows = [Row(h.id, speaker.label(h.head), " · ".join(_figures(speaker, h))) for h in harms]
    return listing_page(speaker, case, member.ref, listing, rows, at, note)


def entry_page(speaker: Speaker, case: CaseView, ref: str, harm: Harm, note: str = "") -> Page:
    """Show one head of damage."""
    page = Page(Tone.DONE if note else Tone.PLAIN).text(note, f"### {speaker.label(harm.head)}")
    page.text(bullets(_figures(speaker, harm)))
    at = (case.id, ref, harm.id)
    open_case = case.status is CaseStatus.OPEN
    return page.row(
        Press(speaker.tr("Correct"), doors.HARM_EDIT.id(*at)) if open_case else None,
        danger(speaker.tr("Delete"), doors.HARM_DELETE.id(*at)),
        Press(speaker.tr("Add another"), doors.HARM_NEW.id(case.id, ref)) if open_case else None,
        Press(speaker.tr("All consequences"), doors.HARMS.id(case.id, ref, "0")),
        back(speaker, case, ref),
    )


def _figures(speaker: Speaker, harm: Harm) -> list[str]:
    parts = []
    if harm.amount_cents is not None:
        parts.append(speaker.money(harm.amount_cents))
    if harm.minutes is not None:
        parts.append(speaker.hours(harm.minutes))
    if harm.since is not None:
        parts.append(speaker.tr("since {day}", day=harm.since))
    return [*parts, f"{speaker.tr('Proof:')} {speaker.label(harm.proof)}"]


def harm_form(speaker: Speaker, harm: Harm | None) -> Form:
    """Which head, how much, how long, since when, and whether it can be shown."""
    return form(
        speaker.tr("Consequence of the breach"),
        [
            Choice(
                "head",
                speaker.tr("What kind?"),
                codes(speaker, HarmHead),
                chosen=chosen(harm.head if harm else None),
            ),
            amount(speaker, "amount", speaker.tr("Amount, if any"), harm.amount_cents if harm else None),
            duration(speaker, "time", speaker.tr("Time spent, if any"), harm.minutes if harm else None),
            day(speaker, "since", speaker.tr("Since when?"), harm.since if harm else None, required=False),
            Choice(
                "proof",
                speaker.tr("Can you show it?"),
                codes(speaker, Proof),
                chosen=chosen(harm.proof if harm else Proof.NONE_YET),
                style="radio",
            ),
        ],
    )
