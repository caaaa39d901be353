"""The public figures on the page: the same for members and for whoever has the invitation."""

from dataclasses import dataclass

from aiohttp import web

from bot.domain.public_figures import PublicFigures
from bot.services.figure_words import NONE_YET, FigureSection, explained, sections
from bot.services.views import CaseView
from bot.web.routing import REF, get
from bot.web.visit import Visit
from bot.web.words import Words


@dataclass(frozen=True)
class Shown:
    """What a template draws; without sections there are no figures yet."""

    members: str
    sections: list[FigureSection] | None
    how: str


def shown(words: Words, case: CaseView, figures: PublicFigures | None) -> Shown:
    """Put the figures into the reader's language."""
    if figures is None:
        return Shown("", None, words.tr(NONE_YET))
    members = words.trn("{n} member", "{n} members", figures.members)
    found = sections(figures, case.pack, words.language)
    return Shown(members, found, explained(figures, words.language))


async def figures(visit: Visit) -> web.Response:
    """Show the figures to a member."""
    assert visit.ref  # of the caller's own members, or the page does not exist
    found = await visit.services.statistics.figures(visit.reader, visit.here.id)
    return visit.show("figures", shown=shown(visit, visit.here, found))


ROUTES = (get(f"/my/{REF}/figures", figures),)
