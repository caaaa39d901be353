"""One finding of `collectif check`."""

from dataclasses import dataclass
from enum import StrEnum

from bot.cli.exits import Exit


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    WARNING = "warning"  # the bot runs, but a promise is weaker than it could be
    ERROR = "error"  # the bot does not run, or breaks a promise


@dataclass(frozen=True)
class Finding:
    """What was looked at, what was found, what to do about it; never a token, key or personal value."""

    name: str
    level: Level
    text: str
    todo: str = ""
    code: Exit = Exit.REFUSED  # of an error: which exit code it stands for


def fine(name: str, text: str) -> Finding:
    """Return a finding that needs nothing."""
    return Finding(name, Level.OK, text)


def warning(name: str, text: str, todo: str) -> Finding:
    """Return a finding that deserves attention."""
    return Finding(name, Level.WARNING, text, todo)


def error(name: str, text: str, todo: str, code: Exit = Exit.REFUSED) -> Finding:
    """Return a finding that stops the bot or breaks a promise."""
    return Finding(name, Level.ERROR, text, todo, code)
