"""What pages share: a question before something that cannot be undone."""

from collections.abc import Sequence

from aiohttp import web

from bot.web.forms import form
from bot.web.visit import Visit


def question(
    visit: Visit, text: str, action: str, button: str, back: str, points: Sequence[str] = ()
) -> web.Response:
    """Ask before something is deleted or given up; the points say what it means beyond this page."""
    asked = form(action, button, [], danger=True)
    return visit.show("question", form=asked, text=text, back=back, points=points)
