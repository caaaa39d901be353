"""Figures from counts that were made in parts: each part is a count by key, and parts add up."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from bot.domain.codes import (
    Answer,
    AskedFor,
    Channel,
    HarmHead,
    LeakCategory,
    Pretext,
    ReportedTo,
    ScamOutcome,
    StepKind,
    StepOutcome,
)
from bot.domain.figures import Figures, HarmFigures, IncidentFigures
from bot.domain.member import MemberFile

# What is counted, then under what: ("notice", incident, answer), ("residence", country) …
Key = tuple[str, ...]
Tally = Counter[Key]
Code = TypeVar("Code", bound=StrEnum)


def under(counts: Mapping[Key, int], *beginning: str) -> dict[str, int]:
    """The counts whose key begins so, by the one part that follows."""
    return {rest[0]: n for rest, n in _under(counts, beginning) if len(rest) == 1}


def figures_of(incidents: Sequence[str], counts: Mapping[Key, int]) -> Figures:
    """Return the figures of counts, incident by incident in the given order."""
    table = {
        (Channel(rest[0]), Pretext(rest[1])): n for rest, n in _under(counts, ("contact",)) if len(rest) == 2
    }
    return Figures(
        members=sum(under(counts, "residence").values()),
        residence=under(counts, "residence"),
        incidents=tuple(_incident(incident, counts) for incident in incidents),
        scam_contacts=sum(table.values()),
        members_with_scams=counts.get(("contacted",), 0),
        scam_months=dict(sorted(under(counts, "month").items())),
        channels=_summed((channel, n) for (channel, _), n in table.items()),
        pretexts=_summed((pretext, n) for (_, pretext), n in table.items()),
        scam_table=table,
        asked_for=_coded(AskedFor, counts, "asked_for"),
        outcomes=_coded(ScamOutcome, counts, "outcome"),
        reported_to=_coded(ReportedTo, counts, "reported_to"),
        knew=_coded(LeakCategory, counts, "knew"),
        scam_loss_cents=counts.get(("loss",), 0),
        harms={HarmHead(head): _harm(head, counts) for head in sorted(under(counts, "harm"))},
        steps={
            (StepKind(rest[0]), StepOutcome(rest[1])): n
            for rest, n in _under(counts, ("step",))
            if len(rest) == 2
        },
    )


def _incident(incident: str, counts: Mapping[Key, int]) -> IncidentFigures:
    notices = _coded(Answer, counts, "notice", incident)
    return IncidentFigures(
        incident=incident,
        concerned=sum(notices.values()),  # each who is concerned has one answer, unknown among them
        organisations=under(counts, "organisation", incident),
        notices=notices,
        yes=_coded(LeakCategory, counts, "leaked", incident, Answer.YES),
        no=_coded(LeakCategory, counts, "leaked", incident, Answer.NO),
        unknown=_coded(LeakCategory, counts, "leaked", incident, Answer.UNKNOWN),
    )


def _harm(head: str, counts: Mapping[Key, int]) -> HarmFigures:
    return HarmFigures(
        members=counts[("harm_members", head)],
        entries=counts[("harm", head)],
        amount_cents=counts.get(("harm_cents", head), 0),
        minutes=counts.get(("harm_minutes", head), 0),
    )


def _coded(codes: type[Code], counts: Mapping[Key, int], *beginning: str) -> dict[Code, int]:
    return {codes(text): n for text, n in under(counts, *beginning).items()}


def _summed(pairs: Iterator[tuple[Code, int]]) -> dict[Code, int]:
    found: Counter[Code] = Counter()
    for code, n in pairs:
        found[code] += n
    return dict(found)


def _under(counts: Mapping[Key, int], beginning: tuple[str, ...]) -> Iterator[tuple[Key, int]]:
    length = len(beginning)
    return ((key[length:], n) for key, n in counts.items() if n and key[:length] == beginning)


def tally_of(member: MemberFile) -> Tally:
    """What one member adds to the counts that `figures_of` reads."""
    counts: Tally = Counter([("residence", member.residence)])
    for found in member.involvements:
        if found.concerned is not Answer.YES:
            continue
        counts[("notice", found.incident, found.notice)] += 1
        if found.organisation:
            counts[("organisation", found.incident, found.organisation)] += 1
        counts.update(
            ("leaked", e.incident, e.answer, e.category)
            for e in member.exposures
            if e.incident == found.incident
        )
    if member.scams:
        counts[("contacted",)] += 1
    for scam in member.scams:
        counts[("contact", scam.channel, scam.pretext)] += 1
        counts[("month", f"{scam.happened_on:%Y-%m}")] += 1
        counts[("loss",)] += scam.loss_cents or 0
        if scam.outcome:
            counts[("outcome", scam.outcome)] += 1
        counts.update(("asked_for", code) for code in scam.asked_for)
        counts.update(("reported_to", code) for code in scam.reported_to)
        counts.update(("knew", code) for code in scam.knew)
    counts.update(("harm_members", head) for head in {h.head for h in member.harms})
    for harm in member.harms:
        counts[("harm", harm.head)] += 1
        counts[("harm_cents", harm.head)] += harm.amount_cents or 0
        counts[("harm_minutes", harm.head)] += harm.minutes or 0
    counts.update(("step", step.kind, step.outcome) for step in member.steps)
    return counts
