"""Drawing a template: everything that is not ours is escaped, and a missing value is an error."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.text import LANGUAGE_NAMES

FOLDER = Path(__file__).parent / "templates"


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    found = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals["languages"] = LANGUAGE_NAMES
    found.tests["line"] = lambda part: type(part).__name__ == "Line"
    found.tests["choice"] = lambda part: type(part).__name__ == "Choice"
    found.tests["group"] = lambda part: type(part).__name__ == "Group"
    return found


def draw(template: str, **values: Any) -> str:
    """Return the page as HTML."""
    visit = values["v"]
    return _environment().get_template(f"{template}.html").render(tr=visit.tr, trn=visit.trn, **values)
