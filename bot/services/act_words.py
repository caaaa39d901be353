"""What acts of organisers are called for people: while they wait, and once they are done."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.marks import N_
from bot.domain.proposals import ProposedAct
from bot.services.proposals import ActView

# `{holder}` and `{lane}` are names that the notice gives; organisers are never named to members.
WAITING: Mapping[ProposedAct, str] = {
    ProposedAct.ADD_ORGANISER: N_("Another person is to become an organiser."),
    ProposedAct.REMOVE_ORGANISER: N_("An organiser is to be removed."),
    ProposedAct.ADD_HOLDER: N_("{holder} is to be named as a key-holder of {lane}."),
    ProposedAct.ACCEPT_HOLDER: N_(
        "{holder} is to be let in: they could then open what is sealed for {lane}."
    ),
    ProposedAct.REMOVE_HOLDER: N_("{holder} is to be removed from the key-holders of {lane}."),
    ProposedAct.CLOSE_LANE: N_("{lane} is to be closed as a recipient."),
    ProposedAct.BUILD_DOSSIER: N_("A dossier is to be built for {lane}."),
    ProposedAct.FREEZE_LETTER: N_("Text {version} of the letter to {authority} is to be frozen."),
}
DONE: Mapping[ProposedAct, str] = {
    ProposedAct.ADD_ORGANISER: N_("Another person has become an organiser."),
    ProposedAct.REMOVE_ORGANISER: N_("An organiser has stepped down or was removed."),
    ProposedAct.ADD_HOLDER: N_("{holder} was named as a key-holder of {lane}."),
    ProposedAct.ACCEPT_HOLDER: N_("{holder} was let in: they can open what is sealed for {lane}."),
    ProposedAct.REMOVE_HOLDER: N_("{holder} was removed from the key-holders of {lane}."),
    ProposedAct.CLOSE_LANE: N_("{lane} was closed as a recipient."),
    ProposedAct.BUILD_DOSSIER: N_("A dossier was ordered for {lane}."),
    ProposedAct.FREEZE_LETTER: N_(
        "Text {version} of the letter to {authority} was frozen: say whether you approve it."
    ),
}


class Speaker(Protocol):
    """Whoever says it in a person's language, in chat or on the page."""

    def tr(self, sentence: str, /, **values: object) -> str:
        """Translate a sentence."""
        ...

    def day(self, at: datetime) -> date:
        """The day of a moment, by the installation's clocks."""
        ...


def named(details: Mapping[str, str]) -> dict[str, object]:
    """What a sentence above may name; details are forgotten after thirty days, and then nothing is named."""
    return {name: details.get(name, "") for name in ("holder", "lane", "version", "authority")}


def told(speaker: Speaker, acts: Sequence[ActView]) -> list[str]:
    """Say one line an act, what waits first."""
    waiting = [_line(speaker, act) for act in acts if not act.done]
    return waiting + [_line(speaker, act) for act in acts if act.done]


def _line(speaker: Speaker, act: ActView) -> str:
    names = named(act.details)
    if act.done:
        return f"{speaker.tr('On {day}:', day=speaker.day(act.at))} {speaker.tr(DONE[act.act], **names)}"
    said = speaker.tr(WAITING[act.act], **names)
    if act.effective_at is None:
        return f"{said} {speaker.tr('It waits for another organiser.')}"
    when = speaker.day(act.effective_at)
    return f"{said} {speaker.tr('Takes effect on {day} unless it is taken back.', day=when)}"
