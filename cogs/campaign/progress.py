"""A case in exact figures, for its organisers: references and numbers, no person."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from bot.domain.codes import Answer, LeakCategory, Purpose
from bot.domain.figures import Figures, IncidentFigures
from bot.services.views import CaseView, Progress
from bot.text import pair
from bot.ui import doors
from bot.ui.layout import Page, Press
from bot.ui.markup import plain
from bot.ui.speech import Speaker

Code = TypeVar("Code", bound=StrEnum)
Counts = Sequence[tuple[StrEnum, int]]


def progress_page(speaker: Speaker, case: CaseView, progress: Progress, at: int) -> Page:
    """Draw one of the pages: an overview, one a incident, then contacts, consequences and steps."""
    texts = [
        _overview(speaker, case, progress),
        *(_incident(speaker, case, i) for i in progress.figures.incidents),
        _contacts(speaker, progress.figures),
        _consequences(speaker, progress.figures),
    ]
    at = min(at, len(texts) - 1)
    page = Page().text(f"### {speaker.tr('Progress')} ({at + 1}/{len(texts)})", texts[at])
    page.text(f"-# {speaker.tr('Exact figures, for organisers only. Do not publish them.')}")
    return page.row(
        Press(speaker.tr("Previous page"), doors.CASE_PROGRESS.id(case.id, str(at - 1))) if at else None,
        Press(speaker.tr("Next page"), doors.CASE_PROGRESS.id(case.id, str(at + 1)))
        if at < len(texts) - 1
        else None,
    )


def _overview(speaker: Speaker, case: CaseView, progress: Progress) -> str:
    names = {a.id: a.short_name for a in case.pack.authorities}
    figures = progress.figures
    lines = [
        _line(speaker, speaker.tr("Registered"), progress.registered),
        _line(speaker, speaker.tr("Left"), progress.withdrawn),
        _line(speaker, speaker.tr("Files with nothing missing"), progress.complete),
        *(
            _line(speaker, speaker.tr("Agreed to the complaint to {authority}", authority=names.get(a, a)), n)
            for a, n in progress.by_authority.items()
        ),
        _line(speaker, speaker.tr("Without a competent authority"), progress.unrouted),
        f"**{speaker.tr('Consents')}**",
        *_counted(speaker, progress.consents, Purpose),
        f"**{speaker.tr('Country of residence')}**",
        *(_line(speaker, speaker.country(c), n) for c, n in sorted(figures.residence.items())),
    ]
    return "\n".join(lines)


def _incident(speaker: Speaker, case: CaseView, figures: IncidentFigures) -> str:
    title = plain(case.pack.say(case.pack.incident(figures.incident).title, speaker.language))
    lines = [
        f"**{title}**",
        _line(speaker, speaker.tr("Members concerned"), figures.concerned),
        *(
            _line(speaker, speaker.organisation(case.pack, o), n)
            for o, n in sorted(figures.organisations.items())
        ),
        f"**{speaker.tr('Told personally by the organisation:')}**",
        *_counted(speaker, figures.notices, Answer),
        f"**{speaker.tr('Leaked: yes / no / don’t know')}**",
    ]
    for category in LeakCategory:
        counts = [found.get(category, 0) for found in (figures.yes, figures.no, figures.unknown)]
        if any(counts):
            lines.append(_line(speaker, speaker.label(category), " / ".join(map(str, counts))))
    return "\n".join(lines)


def _contacts(speaker: Speaker, figures: Figures) -> str:
    blocks: tuple[tuple[str, Counts], ...] = (
        (speaker.tr("Channel"), sorted(figures.channels.items())),
        (speaker.tr("Pretext"), sorted(figures.pretexts.items())),
        (speaker.tr("They asked for:"), sorted(figures.asked_for.items())),
        (speaker.tr("What came of it:"), sorted(figures.outcomes.items())),
        (speaker.tr("Reported to:"), sorted(figures.reported_to.items())),
    )
    lines = [
        _line(speaker, speaker.tr("Suspicious contacts"), figures.scam_contacts),
        _line(speaker, speaker.tr("Members with contacts"), figures.members_with_scams),
        f"- {speaker.tr('Loss:')} {speaker.money(figures.scam_loss_cents)}",
    ]
    for title, counts in blocks:
        if counts:
            lines += [f"**{title}**", *(_line(speaker, speaker.label(code), n) for code, n in counts)]
    return "\n".join(lines)


def _consequences(speaker: Speaker, figures: Figures) -> str:
    lines = [f"**{speaker.tr('Consequences')}**"]
    for head, found in figures.harms.items():
        parts = [speaker.trn("{n} member", "{n} members", found.members)]
        parts += [speaker.money(found.amount_cents)] if found.amount_cents else []
        parts += [speaker.hours(found.minutes)] if found.minutes else []
        lines.append(_line(speaker, speaker.label(head), " · ".join(parts)))
    lines.append(f"**{speaker.tr('Steps taken by members')}**")
    for (kind, outcome), n in sorted(figures.steps.items()):
        lines.append(_line(speaker, f"{speaker.label(kind)} · {speaker.label(outcome)}", n))
    return "\n".join(lines)


def _counted(speaker: Speaker, counts: Mapping[Code, int], order: Iterable[Code]) -> list[str]:
    return [_line(speaker, speaker.label(code), counts.get(code, 0)) for code in order]


def _line(speaker: Speaker, label: str, said: object) -> str:
    return f"- {pair(label, said, speaker.language)}"
