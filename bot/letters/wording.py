"""Finding and reading the wording files: which text speaks for which authority in which language."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bot.domain.pack import Authority
from bot.letters.errors import WordingError
from bot.letters.slots import PRIVATE

WORDING = Path(__file__).parent / "wording"
NEUTRAL = "neutral"
FENCE = "+++"
PHRASES = ("layout.toml", "phrases.toml")  # the later overrules the earlier
_VERSION = re.compile(r"^\d+\.\d+\.\d+$")
_KEYS = {"version", "law_as_of", "title", "object", "references", "dispatch"}


# One folder, or several of which the first that has a file wins: the operator's own before the shipped one.
Folder = Path | tuple[Path, ...]


def places(folder: Folder) -> tuple[Path, ...]:
    """The folders to look in, in order."""
    return folder if isinstance(folder, tuple) else (folder,)


def overridden(own: Path | None, pack: str) -> Folder:
    """The shipped wording, with what an operator's folder has for every case and for this pack before it."""
    if own is None:
        return WORDING
    return (own / pack, own, WORDING)


@dataclass(frozen=True)
class Wording:
    """One wording file: its head and its body; `first_line` is the body's first line in the file."""

    name: str  # "fr/collective_complaint.cnil.md"
    template: str  # "collective_complaint.cnil"
    language: str
    version: str
    law_as_of: date
    title: str
    body: str
    first_line: int
    object: str = ""
    references: tuple[str, ...] = ()
    dispatch: str = ""


@dataclass(frozen=True)
class Phrases:
    """The short phrases of a language; a missing one names itself."""

    language: str
    values: dict[str, Any] = field(default_factory=dict)

    def get(self, *path: str) -> Any:
        """The phrase under the path; raises WordingError when no file has it."""
        value: Any = self.values
        for key in path:
            if not isinstance(value, dict) or key not in value:
                raise WordingError(f"{self.language}/phrases.toml", None, f"no phrase {'.'.join(path)!r}")
            value = value[key]
        return value

    def text(self, *path: str) -> str:
        """The phrase under the path, as text."""
        return str(self.get(*path))

    def lines(self, *path: str) -> tuple[str, ...]:
        """The phrases under the path, as a list of lines."""
        return tuple(str(line) for line in self.get(*path))


def find(folder: Folder, kind: str, wording: str | None, language: str) -> Path | None:
    """The file for a kind, an authority's own wording and a language: its own, else neutral, else None."""
    names = [f"{kind}.{wording}.md"] if wording else []
    for name in (*names, f"{kind}.{NEUTRAL}.md", f"{kind}.md"):
        for place in places(folder):
            path = place / language / name
            if path.is_file():
                return path
    return None


def languages_for(folder: Folder, kind: str, authority: Authority) -> list[str]:
    """The authority's languages in which there is wording, its first language first; else English."""
    found = [lang for lang in authority.languages if find(folder, kind, authority.wording, lang)]
    return found or ["en"]


def load(path: Path) -> Wording:
    """Read one file; raises WordingError that names file, line and reason."""
    name = f"{path.parent.name}/{path.name}"
    text = path.read_text(encoding="utf-8")
    stray = PRIVATE.search(text)
    if stray:
        line = text.count("\n", 0, stray.start()) + 1
        raise WordingError(name, line, "contains a private-use character, which the engine needs for itself")
    head, body, first_line = _split(name, text)
    return Wording(
        name=name,
        template=path.name.removesuffix(".md"),
        language=path.parent.name,
        body=body,
        first_line=first_line,
        **_head(name, head),
    )


def _split(name: str, text: str) -> tuple[str, str, int]:
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].strip() != FENCE:
        raise WordingError(name, 1, f"a wording file begins with {FENCE}, its head in TOML, {FENCE}")
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == FENCE:
            return "".join(lines[1:number]), "".join(lines[number + 1 :]), number + 2
    raise WordingError(name, 1, f"the head is not closed by a line {FENCE}")


def _head(name: str, head: str) -> dict[str, Any]:
    try:
        values = tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        raise WordingError(name, None, f"the head is not valid TOML: {error}") from None
    unknown = sorted(set(values) - _KEYS)
    if unknown:
        raise WordingError(name, None, f"unknown key {unknown[0]!r} in the head; known: {sorted(_KEYS)}")
    for key in ("version", "law_as_of", "title"):
        if key not in values:
            raise WordingError(name, None, f"the head lacks {key!r}")
    if not _VERSION.match(str(values["version"])):
        raise WordingError(name, None, "version is written as 1.0.0")
    values["law_as_of"] = _day(name, values["law_as_of"])
    values["references"] = tuple(values.get("references", ()))
    return values


def _day(name: str, value: object) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise WordingError(name, None, "law_as_of is written as 2026-11-23") from None


def load_phrases(folder: Folder, language: str) -> Phrases:
    """The phrases of a language: `phrases.toml` over `layout.toml`, an operator's over the shipped ones."""
    values: dict[str, Any] = {}
    for place in reversed(places(folder)):
        for name in PHRASES:
            path = place / language / name
            if not path.is_file():
                continue
            try:
                _merge(values, tomllib.loads(path.read_text(encoding="utf-8")))
            except tomllib.TOMLDecodeError as error:
                raise WordingError(f"{language}/{name}", None, f"not valid TOML: {error}") from None
    return Phrases(language, values)


def _merge(into: dict[str, Any], values: dict[str, Any]) -> None:
    for key, value in values.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value
