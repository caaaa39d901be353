"""Days are those of the clock on the wall: nobody reads the day of a UTC moment off it.

What is kept is UTC; `bot.domain.moments` says which day that is for people, `day` of whoever speaks asks it.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
# The helpers themselves; a cell that counts days since 1899; what runs where there are no settings.
ALLOWED = {
    "bot/domain/moments.py",
    "bot/domain/retention.py",  # a period, in whole months to the second; its end is shown by the helper
    "bot/letters/sheets/workbook.py",
    "bot/demo/play.py",  # a play has a clock of its own
    "bot/cli/packs.py",  # whether a pack is out of date: a check for its author
    "bot/cli/wording.py",
    "bot/app.py",
}


def _days(source: str) -> Iterator[int]:
    """The lines where a moment's day is taken and nothing beside it says in which time zone."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr != "date" or node.args or node.keywords:
            continue
        of = node.func.value
        local = isinstance(of, ast.Name) and of.id == "local"
        if isinstance(of, ast.Call) and isinstance(of.func, ast.Attribute):
            local = of.func.attr == "astimezone"
        if not local:
            yield node.lineno


def test_b17_no_surface_takes_the_day_of_a_moment_by_itself() -> None:
    """B17: one helper knows the time zone; near midnight two ways would show two days for one moment."""
    found = [
        f"{name}:{line}"
        for path in sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/**/*.py")])
        if (name := path.relative_to(ROOT).as_posix()) not in ALLOWED
        for line in _days(path.read_text("utf-8"))
    ]
    found += [
        path.name
        for path in ROOT.glob("bot/web/templates/*.html")
        if re.search(r"\.date\(\)|strftime", path.read_text("utf-8"))
    ]
    assert found == []


def test_the_law_sees_what_it_forbids() -> None:
    """A moment's own day is found, and one that is read in a time zone is not."""
    assert list(_days("a.at.date()\nat.date()\nat.astimezone(zone).date()\nlocal.date()\nctx.date(x)")) == [
        1,
        2,
    ]
