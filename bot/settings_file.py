"""Reading the settings, once, from the settings file and the environment; nothing else reads either."""

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from dotenv import dotenv_values
from pydantic import ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.settings import PREFIX, Settings, SettingsError

# What stays out of the environment of child processes once it has been read.
_SECRET_NAMES = (f"{PREFIX}DISCORD_TOKEN", f"{PREFIX}DATABASE_URL")


class _Read(Settings):
    """The same settings, from the environment and the settings file."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (env_settings, dotenv_settings)


def load(env_file: Path) -> Settings:
    """Read the settings file, if there is one, then the environment, which wins; raises SettingsError.

    Secrets are then taken out of this process's environment, so that no child process inherits them.
    """
    written = _read_file(env_file)
    ours = [key for key in os.environ if key.upper().startswith(PREFIX) or _nearest(key, alike=0.9)]
    problems = [
        *_unknown(written, str(env_file)),
        *_unknown(ours, "the environment"),
        *_too_open(env_file, written),
    ]
    if problems:
        raise SettingsError("\n".join(problems))
    try:
        settings = _Read(_env_file=env_file, _env_file_encoding="utf-8")
    except ValidationError as error:
        raise SettingsError("\n".join(_readable(error))) from None
    for name in ours:
        if name.upper() in _SECRET_NAMES:
            del os.environ[name]
    return settings


def _read_file(env_file: Path) -> dict[str, str | None]:
    if not env_file.exists():
        return {}
    try:
        return dotenv_values(env_file, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{env_file}: the file cannot be read") from error


def _unknown(names: Iterable[str], where: str) -> list[str]:
    """Refuse names that no setting has, each with the nearest one that exists."""
    problems = []
    for name in names:
        near = _nearest(name, alike=0.5)
        if near != name.upper():
            hint = f"; did you mean {near}?" if near else ""
            problems.append(f"{_printable(name)} (in {where}): there is no such setting{hint}")
    return problems


def _nearest(name: str, *, alike: float) -> str | None:
    """The setting whose name is most like this one, if it is at least so much alike (0 to 1)."""
    known = [f"{PREFIX}{field.upper()}" for field in Settings.model_fields]
    return next(iter(difflib.get_close_matches(name.upper(), known, n=1, cutoff=alike)), None)


def _too_open(env_file: Path, written: Mapping[str, str | None]) -> list[str]:
    """Refuse a settings file that holds a secret and that other users of the machine can read."""
    secret = any(value for name, value in written.items() if name.upper() in _SECRET_NAMES)
    if secret and env_file.stat().st_mode & 0o077:
        return [f"{env_file}: it holds a secret and other users can read it; run: chmod 600 {env_file}"]
    return []


def _readable(error: ValidationError) -> Iterator[str]:
    """One line a problem: which setting and what is wrong, without the value."""
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        message = problem["msg"].removeprefix("Value error, ")
        where = f"{PREFIX}{str(problem['loc'][0]).upper()}: " if problem["loc"] else ""
        yield f"{where}{message[:1].lower()}{message[1:]}"


def _printable(name: str) -> str:
    """Keep a hostile or mistyped name from writing control characters to a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in name[:60])
