"""Consents on screen: the sentences in full and one tick a purpose, none set beforehand."""

from bot.domain.codes import Purpose
from bot.services.views import Notice
from bot.text import short_label
from bot.ui.forms import Choice, Option
from bot.ui.markup import plain
from bot.ui.speech import Speaker


def consent_words(notice: Notice) -> str:
    """The consent sentences in full, numbered like their ticks."""
    return "\n".join(f"{n}. {plain(text)}" for n, text in enumerate(_ordered(notice).values(), 1))


def consent_boxes(speaker: Speaker, notice: Notice, given: frozenset[Purpose]) -> Choice:
    """One tick a purpose; none is set unless the person set it before."""
    options = tuple(
        Option(purpose, f"{n}. {short_label(purpose, speaker.language)}")
        for n, purpose in enumerate(_ordered(notice), 1)
    )
    return Choice(
        "consents",
        speaker.tr("What I agree to"),
        options,
        hint=speaker.tr("Only 1 is needed to register. Each other one is your free choice."),
        chosen=frozenset(str(p.value) for p in given),
        required=False,
        many=True,
        style="boxes",
    )


def _ordered(notice: Notice) -> dict[Purpose, str]:
    return {purpose: notice.consents[purpose] for purpose in Purpose if purpose in notice.consents}
