"""Public figures in words: the same sections for chat and page, in a person's language."""

from dataclasses import dataclass

from bot import text
from bot.domain.codes import Answer, Channel, HarmHead, LeakCategory, Pretext, StepKind
from bot.domain.marks import N_
from bot.domain.pack import Pack
from bot.domain.public_figures import Cell, PublicFigures, Topic

TITLES = {
    Topic.RESIDENCE: N_("Country of residence"),
    Topic.INCIDENT: N_("Concerned by it"),
    Topic.ORGANISATION: N_("Organisation"),
    Topic.NOTICE: N_("Told personally by the organisation"),
    Topic.LEAKED: N_("Leaked, as members say"),
    Topic.CONTACTED: N_("Had suspicious contacts"),
    Topic.CHANNEL: N_("Contacted by"),
    Topic.PRETEXT: N_("Pretext"),
    Topic.HARM: N_("Consequences"),
    Topic.STEP: N_("Steps taken by members"),
}
_CODES = {
    Topic.NOTICE: Answer,
    Topic.LEAKED: LeakCategory,
    Topic.CHANNEL: Channel,
    Topic.PRETEXT: Pretext,
    Topic.HARM: HarmHead,
    Topic.STEP: StepKind,
}
NONE_YET = N_(
    "No public figures yet: they appear when at least 20 members have agreed to be counted, and change once "
    "a week at most."
)
HOW = N_(
    "Members who agreed to be counted, as of {day}; the same for everybody, replaced once a week at most. "
    "Rounded down to steps of five. What fewer than ten said is left out, and sometimes more, so that "
    "nothing can be worked out about one person."
)


@dataclass(frozen=True)
class Line:
    """One figure with its name."""

    label: str
    members: int


@dataclass(frozen=True)
class FigureSection:
    """The figures of one question."""

    title: str
    lines: tuple[Line, ...]


def sections(figures: PublicFigures, pack: Pack, language: str) -> list[FigureSection]:
    """Return what is published, question by question; questions without a figure are left out."""
    found = [_section(figures, Topic.RESIDENCE, None, pack, language)]
    for incident in pack.incidents:
        found += [
            _section(figures, topic, incident.id, pack, language)
            for topic in (Topic.INCIDENT, Topic.ORGANISATION, Topic.NOTICE, Topic.LEAKED)
        ]
    rest = (Topic.CONTACTED, Topic.CHANNEL, Topic.PRETEXT, Topic.HARM, Topic.STEP)
    found += [_section(figures, topic, None, pack, language) for topic in rest]
    return [section for section in found if section.lines]


def explained(figures: PublicFigures, language: str) -> str:
    """Say whom the figures are about and how they are made."""
    return text.tr(HOW, language, day=figures.as_of)


def _section(
    figures: PublicFigures, topic: Topic, incident: str | None, pack: Pack, language: str
) -> FigureSection:
    title = text.tr(TITLES[topic], language)
    if incident is not None and len(pack.incidents) > 1:
        title = f"{pack.say(pack.incident(incident).title, language)} · {title}"
    cells = figures.of(topic, incident)
    return FigureSection(title, tuple(Line(_label(c, pack, language), c.members) for c in cells))


def _label(cell: Cell, pack: Pack, language: str) -> str:
    if cell.topic is Topic.RESIDENCE:
        return text.country_name(cell.code, language)
    if cell.topic is Topic.ORGANISATION:
        return next((o.name for o in pack.organisations if o.id == cell.code), cell.code)
    if cell.topic in _CODES:
        return text.label(_CODES[cell.topic](cell.code), language)
    return text.tr(N_("Members"), language)
