"""Drawing a collective letter that is to be frozen: the document as drafted, and its words."""

from dataclasses import dataclass
from datetime import date

from bot.letters.make import compose_collective, make_collective
from bot.letters.plain import plain_text
from bot.letters.requests import CollectiveRequest, Rendered
from bot.letters.wording import WORDING, Folder


@dataclass(frozen=True)
class Drawn:
    """The document, its words without letterhead and annex, and the day of its law."""

    document: Rendered
    text: str
    law_as_of: date


def draw_to_freeze(request: CollectiveRequest, wording: Folder = WORDING) -> Drawn:
    """Draw the letter exactly as its draft; raises as `make_collective`."""
    composed = compose_collective(request, wording)
    return Drawn(
        document=make_collective(request, wording),
        text=plain_text(composed.letter, composed.exhibits),
        law_as_of=composed.wording.law_as_of,
    )
