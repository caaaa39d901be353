"""Frozen texts in words, the same in chat and on the page: how a text stands, and what each month brought."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.domain.calendar_days import add_months
from bot.domain.codes import StepOutcome
from bot.domain.frozen import Objections, Tally
from bot.domain.marks import N_
from bot.domain.moments import written_day
from bot.domain.pack import Pack
from bot.services.frozen_views import FilingView, TextView
from bot.services.route_words import Tongue, clock_lines
from bot.text import fmt_month, pair

TITLE = N_("The group's letters")
LEAD = N_(
    "What the group writes to an authority. Read the text that counts you, then say whether you approve it. "
    "Saying nothing is not approving. You see figures of others, never who they are."
)
COPY_BESIDE = N_(
    "With it comes a reading copy in your language. Your answer is for the text itself, which alone is sent."
)
NOTHING_YET = N_("No text has been frozen yet. Organisers draft it; you will be asked before it is filed.")
ANSWER_KEPT = N_("Saved. You can change it until the answers are counted for the authority.")
UNCOUNTED = N_("This text was made without you: your answer is not asked for.")
_MONTHS, _MOST_CLOCKS = 3, 3
_AWAITED = frozenset({StepOutcome.WAITING, StepOutcome.NO_ANSWER})


def heading(tongue: Tongue, view: TextView) -> str:
    """Name the text."""
    return tongue.tr("Text {version} of the letter to {authority}", version=view.version, authority=view.name)


def own_answer(tongue: Tongue, view: TextView) -> str:
    """Say what the member answered, and whether it can still change."""
    if not view.counted:
        return tongue.tr(UNCOUNTED)
    number = tongue.tr("Your number in its annex: {number}.", number=view.number)
    if view.answer is not None:
        said = tongue.tr("Your answer: {answer}.", answer=tongue.label(view.answer))
    elif view.open:
        said = tongue.tr("You have not answered: that is no approval.")
    else:
        said = tongue.tr("You did not answer: you are not among those who approved.")
    return f"{number} {said}"


def status(tongue: Tongue, pack: Pack, view: TextView) -> list[str]:
    """Say in a few lines how the text stands and which days follow."""
    lines = []
    if view.frozen_at is not None:
        day = written_day(view.frozen_at)
        lines.append(tongue.tr("Frozen on {day}: it does not change any more.", day=day))
    if view.filing is None:
        if not view.latest:
            lines.append(tongue.tr("A later text has replaced it."))
        return lines
    filing = view.filing
    lines.append(counted(tongue, filing.tally, filing.printed_on))
    if filing.filed_on is None:
        return [*lines, tongue.tr("It has not been filed yet.")]
    lines.append(tongue.tr("Filed on {day}.", day=filing.filed_on))
    if filing.reference:
        lines.append(tongue.tr("The authority's number: {reference}.", reference=filing.reference))
    lines.append(
        tongue.tr("A proof of filing is kept.") if filing.proof else tongue.tr("No proof of filing is kept.")
    )
    lines.append(_reply(tongue, view, filing))
    return [*lines, *clock_lines(tongue, pack, filing.clocks, _MOST_CLOCKS)]


def counted(tongue: Tongue, tally: Tally, on: date) -> str:
    """Say how many of how many approved, when it was counted for the authority."""
    said = tongue.tr(
        "Counted on {day}: {approved} of {members} approved, {objected} objected, {silent} said nothing.",
        day=on,
        approved=tally.approved,
        members=tally.members,
        objected=tally.objected,
        silent=tally.silent,
    )
    return _with_gone(tongue, said, tally)


def so_far(tongue: Tongue, tally: Tally) -> str:
    """Say the same while answers still come in; for organisers."""
    said = tongue.tr(
        "So far {approved} of {members} approved, {objected} objected, {silent} said nothing.",
        approved=tally.approved,
        members=tally.members,
        objected=tally.objected,
        silent=tally.silent,
    )
    return _with_gone(tongue, said, tally)


def _with_gone(tongue: Tongue, said: str, tally: Tally) -> str:
    if not tally.gone:
        return said
    return f"{said} {tongue.tr('No longer taking part: {gone}.', gone=tally.gone)}"


def objections(tongue: Tongue, found: Objections) -> list[str]:
    """Say why members object, for organisers: figures, then the notes, of nobody in particular."""
    lines = [pair(tongue.label(ground), n, tongue.language) for ground, n in found.grounds]
    return lines + [f"{tongue.label(ground)} – {note}" for ground, note in found.notes]


def digest(tongue: Tongue, views: Sequence[TextView], today: date) -> list[tuple[str, list[str]]]:
    """Say what each of the last months brought, the newest first; “nothing new” is said too."""
    events = sorted((event for view in views for event in _events(tongue, view)), reverse=True)
    months = []
    for back in range(_MONTHS):
        first = add_months(today.replace(day=1), -back)
        lines = [said for day, said in events if (day.year, day.month) == (first.year, first.month)]
        month = fmt_month(f"{first:%Y-%m}", tongue.language)
        months.append((month, lines or [tongue.tr("Nothing new.")]))
    return months


def _events(tongue: Tongue, view: TextView) -> Iterator[tuple[date, str]]:
    name = heading(tongue, view)
    if view.frozen_at is not None:
        yield _event(tongue, written_day(view.frozen_at), tongue.tr("{letter}: frozen.", letter=name))
    if (filing := view.filing) is None:
        return
    yield _event(tongue, filing.printed_on, tongue.tr("{letter}: answers counted.", letter=name))
    if filing.filed_on:
        yield _event(tongue, filing.filed_on, tongue.tr("{letter}: filed.", letter=name))
    if filing.answered_on:
        said = tongue.tr("{letter}: the authority answered.", letter=name)
        yield _event(tongue, filing.answered_on, f"{said} {tongue.label(filing.outcome)}.")


def _event(tongue: Tongue, day: date, said: str) -> tuple[date, str]:
    return day, f"{tongue.date(day)} · {said}"


def _reply(tongue: Tongue, view: TextView, filing: FilingView) -> str:
    if filing.outcome in _AWAITED or filing.answered_on is None:
        return tongue.tr("{authority} has not answered yet.", authority=view.name)
    return tongue.tr(
        "{authority} answered on {day}: {outcome}.",
        authority=view.name,
        day=filing.answered_on,
        outcome=tongue.label(filing.outcome),
    )
