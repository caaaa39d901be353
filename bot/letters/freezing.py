"""Drawing a letter of the group that is to be frozen: as drafted, its words, and what goes with it."""

from dataclasses import dataclass
from datetime import date

from bot.letters.companions import GroupRequest, group_draft, make_accompanied
from bot.letters.compose import compose
from bot.letters.plain import plain_text
from bot.letters.requests import Rendered
from bot.letters.wording import WORDING, Folder


@dataclass(frozen=True)
class Drawn:
    """The document, its words without letterhead and annex, the day of its law, and its companions."""

    document: Rendered
    text: str
    law_as_of: date
    copies: tuple[Rendered, ...] = ()
    twin: Rendered | None = None


def draw_to_freeze(request: GroupRequest, wording: Folder = WORDING) -> Drawn:
    """Draw the letter exactly as its draft; raises as `make_group_letter`."""
    composed = compose(group_draft(request, wording), wording)
    made = make_accompanied(request, wording)
    return Drawn(
        document=made.document,
        text=plain_text(composed.letter, composed.exhibits),
        law_as_of=composed.wording.law_as_of,
        copies=made.copies,
        twin=made.twin,
    )
