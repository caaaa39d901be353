"""The packs that a case can be opened from: the shipped ones and those in the operator's directory."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import NotFoundError
from bot.domain.pack import Pack
from bot.domain.pack_rules import Problem
from bot.packs import shipped
from bot.packs.parsing import parse_pack, read_text
from bot.packs.problems import PackError


@dataclass(frozen=True)
class PackSummary:
    """A pack as it stands in a list."""

    id: str
    version: str
    title: str


@dataclass(frozen=True)
class LoadedPack:
    """A pack with the text that it was read from and the SHA-256 of that text (hexadecimal)."""

    pack: Pack
    toml: str
    sha256: str


@dataclass(frozen=True)
class BrokenPack:
    """A file of the operator's directory that cannot be used, and why, one line a problem."""

    file: str
    reason: str


class Library:
    """All usable packs. Read once, at start: whoever adds a file starts the bot again.

    A broken file never hides the others; it is in `broken`. A shipped pack that cannot be read is our own
    fault and raises PackError.
    """

    def __init__(self, extra_dir: Path | None) -> None:
        self.broken: list[BrokenPack] = []
        self._packs: dict[str, LoadedPack] = {}
        for name, text in shipped.pack_texts().items():
            self._add(name, text)
        for path in self._files(extra_dir) if extra_dir else []:
            try:
                self._add(path.name, read_text(path))
            except PackError as error:
                self.broken.append(BrokenPack(path.name, str(error)))

    def _files(self, directory: Path) -> list[Path]:
        if not directory.is_dir():
            self.broken.append(BrokenPack(str(directory), f"{directory}: there is no such directory"))
            return []
        return sorted(path for path in directory.glob("*.toml") if path.is_file())

    def _add(self, name: str, text: str) -> None:
        pack = parse_pack(text, name)
        if pack.id in self._packs:
            why = f"another pack has the id {pack.id!r} already; give this one its own"
            raise PackError(name, [Problem("id", why)])
        self._packs[pack.id] = LoadedPack(pack, text, hashlib.sha256(text.encode()).hexdigest())

    def summaries(self, language: str) -> list[PackSummary]:
        """List the usable packs by title, in the language or in each pack's own first one."""
        packs = (loaded.pack for loaded in self._packs.values())
        listed = (PackSummary(p.id, p.version, p.say(p.title, language)) for p in packs)
        return sorted(listed, key=lambda summary: summary.title.casefold())

    def get(self, pack_id: str) -> LoadedPack:
        """Return the pack; raises NotFoundError for an id that no usable pack has."""
        try:
            return self._packs[pack_id]
        except KeyError:
            raise NotFoundError from None
