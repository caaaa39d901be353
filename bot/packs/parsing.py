"""From the text of a pack to a pack, or to the full list of what is wrong with it."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.domain.pack import Pack
from bot.domain.pack_rules import Problem, problems
from bot.packs import shipped
from bot.packs.problems import PackError, echo, explain, nearest
from bot.text import LANGUAGES

# A pack of a hundred facts in five languages has some 200 kB; more is not a pack.
MAX_BYTES = 1_000_000

_POSITION = re.compile(r" \((at (?P<place>.+))\)$")


def load_pack(source: Path | str) -> Pack:
    """Read a pack from a file, or from TOML text (a string of several lines); raises PackError."""
    if isinstance(source, str) and "\n" in source:
        return parse_pack(source, "pack")
    path = Path(source)
    return parse_pack(read_text(path), path.name)


def read_text(path: Path) -> str:
    """The text of a pack file; raises PackError when there is none to read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PackError(path.name, [Problem("the file", f"cannot be read ({error.strerror})")]) from None
    if len(data) > MAX_BYTES:
        raise PackError(path.name, [Problem("the file", f"is larger than {MAX_BYTES:,} bytes")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise PackError(
            path.name, [Problem(f"line {line}", "is not UTF-8 text; save the file as UTF-8")]
        ) from None


@lru_cache(maxsize=16)  # a start reads the operator's packs twice: to warn of them, then to serve them
def parse_pack(toml_text: str, name: str) -> Pack:
    """Read a pack from its text, `name` being what to call it; raises PackError with every problem."""
    raw = _toml(toml_text, name)
    found = _use_authorities(raw)
    pack: Pack | None = None
    try:
        pack = Pack.model_validate(raw)
    except ValidationError as error:
        # pydantic looks at the parts together only when each of them is sound; the author wants it all.
        found += [*explain(error, raw), *problems(raw)]
    found += _readable(raw)
    if pack is None or found:
        raise PackError(name, found)
    return pack


def _toml(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        position = _POSITION.search(message)
        where = position["place"] if position else "the whole file"
        hint = "Is a quotation mark, = or bracket missing, or is this no day of the calendar?"
        why = f"this is not TOML: {_POSITION.sub('', message)}. {hint}"
        raise PackError(name, [Problem(where, why)]) from None
    except RecursionError:
        raise PackError(name, [Problem("the whole file", "is nested too deeply")]) from None


def _use_authorities(raw: dict[str, Any]) -> list[Problem]:
    """Put the shipped records that the pack asks for beside its own; returns what went wrong."""
    wanted = raw.pop("use_authorities", [])
    if not isinstance(wanted, list) or not all(isinstance(name, str) for name in wanted):
        return [Problem("use_authorities", 'write a list of names, such as ["cnil"]')]
    known = shipped.authorities()
    own = raw.get("authorities", [])
    if wanted and isinstance(own, list):
        raw["authorities"] = [*own, *(known[name] for name in wanted if name in known)]
    return [
        Problem("use_authorities", f"no record {echo(name)} comes with Collectif{_offer(name, list(known))}")
        for name in wanted
        if name not in known
    ]


def _offer(name: str, known: list[str]) -> str:
    return nearest(name, known) or f"; there are: {', '.join(known)}. Write others as [[authorities]]"


def _readable(raw: dict[str, Any]) -> list[Problem]:
    languages = raw.get("languages")
    if isinstance(languages, list) and languages and not set(LANGUAGES) & {str(tag) for tag in languages}:
        spoken = ", ".join(LANGUAGES)
        return [Problem("languages", f"the bot speaks {spoken}; a pack needs its texts in one of them")]
    return []
