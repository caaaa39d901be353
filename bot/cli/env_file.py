"""The commented settings file: one text for `.env.example` and for what `collectif init` writes."""

import textwrap
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from bot.settings import PREFIX, Settings

_HEAD = """\
Settings of Collectif. Every setting is listed, with its default; docs/reference.md says more.
Remove the # before a setting to change it. A misspelt name stops the start.
An environment variable of the same name wins over this file.
"""
_WIDTH = 100


def render(values: Mapping[str, object]) -> str:
    """Return the file's text, with the given settings switched on and all others commented out."""
    blocks = [_comment(_HEAD)]
    for name, field in Settings.model_fields.items():
        key = f"{PREFIX}{name.upper()}"
        line = f"{key}={_written(values[name])}" if name in values else f"#{key}={_written(field.default)}"
        blocks.append(f"{_comment(field.description or '')}\n{line}")
    return "\n\n".join(blocks) + "\n"


def _comment(text: str) -> str:
    lines = [line for part in text.splitlines() for line in textwrap.wrap(part, _WIDTH)]
    return "\n".join(f"# {line}" for line in lines)


def _written(value: object) -> str:
    """Write a value as the file spells it; a path is quoted where spaces or quotes would mislead."""
    if value is None:
        return ""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    if isinstance(value, Path) and not str(value).replace("/", "").replace(".", "").isalnum():
        return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"
    return str(value)
