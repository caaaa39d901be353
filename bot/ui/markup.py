"""Writing values into Discord's Markdown so that they stay what they are: plain text."""

import re
from collections.abc import Iterable

# What Discord's Markdown reads as markup anywhere in a line, and what only at its beginning.
_ACTIVE = re.compile(r"([\\*_~`|<\[\]])")
_LEADING = re.compile(r"([#>+-]|[0-9]+(?=\.))")
# AllowedMentions already stops every ping; the text itself shall not look like one either.
_PING = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
# What breaks a line or spreads it; no-break spaces are typography and stay.
_BREAKS = re.compile(r"[ \t\r\n\v\f\x1c-\x1f\x85\u2028\u2029]+")
_ZERO_WIDTH_SPACE = "\u200b"


class Markdown(str):
    """Text of our own that is already Markdown, so that it is not made literal once more."""

    __slots__ = ()


def plain(value: object) -> str:
    """Return the value as one line of literal text: no markup, no mention, no masked link.

    For values that a person or a pack supplied; our own sentences are Markdown on purpose.
    """
    if isinstance(value, Markdown):
        return value
    line = _ACTIVE.sub(r"\\\1", _BREAKS.sub(" ", str(value)).strip())
    line = _PING.sub(f"@{_ZERO_WIDTH_SPACE}", line)
    return _defuse(line)


def _defuse(line: str) -> str:
    return _LEADING.sub(_defused, line, count=1) if _LEADING.match(line) else line


def _defused(found: re.Match[str]) -> str:
    # A backslash before a digit would be shown; an invisible space before the number does the same.
    return f"{_ZERO_WIDTH_SPACE}{found[1]}" if found[1].isdigit() else f"\\{found[1]}"


def bullets(lines: Iterable[str]) -> str:
    """Return a list, one item a line.

    A line of ours may begin with a German date, and "16. März" after a bullet would be drawn as the first
    item of a numbered list: another date.
    """
    return "\n".join(f"- {_defuse(line)}" for line in lines)


def fit(text: str, limit: int) -> str:
    """Return the text, cut with an ellipsis when it is longer than Discord's limit for its place."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
