"""The forms of recipients and key-holders: names, public keys, answers, copies."""

from bot.domain.sealing import LaneKind
from bot.ui.fields import chosen, codes
from bot.ui.forms import Choice, Form, Line, form
from bot.ui.speech import Speaker

NAME, KEY, ANSWER, COPIES = 120, 200, 60, 4000


def new_form(speaker: Speaker) -> Form:
    """A recipient with its first key-holder."""
    return form(
        speaker.tr("Add a recipient"),
        [
            Line(
                "name",
                speaker.tr("Name of the recipient"),
                hint=speaker.tr("A law firm, a lawyer, an association; members read it in the notice."),
                limit=NAME,
            ),
            Choice(
                "kind",
                speaker.tr("What is it?"),
                codes(speaker, LaneKind),
                chosen=chosen(LaneKind.LAWYER),
                style="radio",
            ),
            *_holder(speaker),
        ],
    )


def add_form(speaker: Speaker) -> Form:
    """Another key-holder of a recipient."""
    return form(speaker.tr("Add a key-holder"), _holder(speaker))


def answer_form(speaker: Speaker) -> Form:
    """The answer to a challenge."""
    answer = Line("answer", speaker.tr("Answer"), example="XXXX-XXXX-XXXX-XXXX-XXXX", limit=ANSWER)
    return form(speaker.tr("Answer to the challenge"), [answer])


def accept_form(speaker: Speaker) -> Form:
    """The copies that a present key-holder made."""
    copies = Line(
        "copies",
        speaker.tr("Key copies"),
        hint=speaker.tr("The whole text that `collectif desk share` printed."),
        limit=COPIES,
        several_lines=True,
    )
    return form(speaker.tr("Hand in the copies"), [copies])


def _holder(speaker: Speaker) -> list[Line]:
    return [
        Line(
            "holder",
            speaker.tr("Name of the key-holder"),
            hint=speaker.tr("A person; the notice says that they can open the files."),
            limit=NAME,
        ),
        Line(
            "key",
            speaker.tr("Their public key"),
            hint=speaker.tr("From `collectif desk keygen`. Never a private key."),
            example="age1…",
            limit=KEY,
        ),
    ]
