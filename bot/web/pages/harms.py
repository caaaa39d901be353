"""Consequences of the breach: which, how much, since when."""

from bot.domain.codes import HarmHead, Proof
from bot.domain.member import EntryId, Harm
from bot.web.answers import Answers
from bot.web.fields import amount, chosen, codes, day, duration
from bot.web.forms import Choice, Form, form
from bot.web.pages.entries import Kind, Pages, Titles
from bot.web.visit import Visit


def _titles(visit: Visit) -> Titles:
    return Titles(
        many=visit.tr("Consequences for me"),
        lead=visit.tr(
            "Money, time, fear, loss of control: what the breach did to you. A breach alone is not yet "
            "damage; show what it changed for you. Keep the proof with you, or seal a copy of it."
        ),
        add=visit.tr("Add a consequence"),
        one=visit.tr("Consequence of the breach"),
        all=visit.tr("All consequences"),
    )


def _form(visit: Visit, path: str, harm: Harm | None) -> Form:
    return form(
        path,
        visit.tr("Save"),
        [
            Choice(
                "head",
                visit.tr("What kind?"),
                codes(visit, HarmHead),
                chosen=chosen(harm.head if harm else None),
                empty=visit.tr("Please choose"),
            ),
            amount(visit, "amount", visit.tr("Amount, if any"), harm.amount_cents if harm else None),
            duration(visit, "time", visit.tr("Time spent, if any"), harm.minutes if harm else None),
            day(visit, "since", visit.tr("Since when?"), harm.since if harm else None),
            Choice(
                "proof",
                visit.tr("Can you show it?"),
                codes(visit, Proof),
                chosen=chosen(harm.proof if harm else None),
                style="radio",
            ),
        ],
    )


def _read(visit: Visit, answers: Answers, entry: EntryId) -> Harm:
    earliest = min(incident.earliest for incident in visit.here.pack.incidents)
    cents, minutes = answers.cents("amount"), answers.minutes("time")
    since = answers.day("since", today=visit.services.page.today(), earliest=earliest)
    head = answers.one("head", HarmHead)
    answers.check()
    assert head is not None  # required, so checked
    return Harm(entry, head, cents, minutes, since, answers.one("proof", Proof) or Proof.NONE_YET)


def _figures(visit: Visit, harm: Harm) -> str:
    parts = []
    if harm.amount_cents is not None:
        parts.append(visit.money(harm.amount_cents))
    if harm.minutes is not None:
        parts.append(visit.hours(harm.minutes))
    if harm.since is not None:
        parts.append(visit.tr("since {day}", day=harm.since))
    return " · ".join([*parts, f"{visit.tr('Proof:')} {visit.label(harm.proof)}"])


_ORDER = list(HarmHead)
HARMS = Kind[Harm](
    name="harms",
    titles=_titles,
    of=lambda member: sorted(member.harms, key=lambda h: (_ORDER.index(h.head), h.id)),
    row=lambda visit, h: (visit.label(h.head), _figures(visit, h)),
    form=_form,
    read=_read,
    add=lambda service, v, harm: service.add_harm(v.actor(), v.case_id, v.ref, harm),
    amend=lambda service, v, harm: service.amend_harm(v.actor(), v.case_id, v.ref, harm),
    delete=lambda service, v, entry: service.delete_harm(v.actor(), v.case_id, v.ref, entry),
)
ROUTES = Pages(HARMS).routes()
