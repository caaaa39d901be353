"""What a demonstration leaves behind: letters in a folder, figures, and one JSON object for scripts."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.demo.ledger import Ledger
from bot.domain.codes import PaperKind
from bot.domain.frozen import TO_LAWYER
from bot.domain.member import CaseId
from bot.storage import LetterRow, Store

# Written beside the letters: what `--json` prints, so that the next run knows which files of this folder are
# its own to replace; and what the patients entered, so that anybody can hold the letters against it.
MANIFEST, LEDGER = "demo.json", "ledger.json"
COLLECTIVE, OWN, DOSSIERS, FROZEN = "letters", "members", "dossiers", "letters/frozen"
# Below a member's own: letters that they made theirs, and letters with their name filled in.
FINAL, NAMED = "final/", "named/"
# Names stand in the key-holders' folder only; so does the demonstration's own record of them.
ENTERED = f"{DOSSIERS}/entered.json"


@dataclass(frozen=True)
class Letter:
    """One file of the folder and what the bot knows of it."""

    path: str  # relative to the folder, with slashes
    kind: str
    authority: str | None
    language: str
    edition: str
    mode: str | None
    pages: int
    sha256: str

    def beside(self, path: str, data: bytes) -> "Letter":
        """The same letter in a file without pages of its own."""
        return replace(self, path=path, pages=0, sha256=hashlib.sha256(data).hexdigest())


@dataclass(frozen=True)
class Other:
    """One file beside the letters: what goes with a letter, a frozen text, a document on demand."""

    path: str  # relative to the folder, with slashes
    kind: str
    sha256: str


@dataclass(frozen=True)
class Dossier:
    """One dossier as it was fetched, still encrypted."""

    path: str  # relative to the folder, with slashes
    sha256: str
    members: int
    recipient: str


@dataclass
class DemoResult:
    """The end of a demonstration."""

    out: Path
    title: str
    members: int = 0  # registered in the first case
    second_members: int = 0  # registered in the second case
    second: Ledger = field(default_factory=Ledger)
    dossiers: list[Dossier] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)  # what the desk made of the dossiers
    keys: list[str] = field(default_factory=list)  # fictitious keys that open them
    letters: list[Letter] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)  # reading copies, twins, frozen texts, papers
    seconds: float = 0.0
    ledger: Ledger = field(default_factory=Ledger)
    notes: list[str] = field(default_factory=list)  # letters that could not be made, and why
    interactions: int = 0
    answer_seconds: Sequence[float] = ()

    def as_json(self) -> str:
        """The object that `collectif try --json` prints."""
        found = {
            "members": self.members,
            "letters": [asdict(letter) for letter in self.letters],
            "others": [asdict(other) for other in self.others],
            "seconds": round(self.seconds, 2),
            "dossiers": [asdict(dossier) for dossier in self.dossiers],
            "opened": self.opened,
            "keys": self.keys,
            "second_case": {"members": self.second_members},
        }
        return json.dumps(found, ensure_ascii=False, indent=1)

    def ledger_json(self) -> str:
        """What the patients of both cases entered, without names."""
        second = {"members": self.second.members}
        return json.dumps({**self.ledger.as_plain(), "second_case": second}, ensure_ascii=False, indent=1)

    def entered_json(self) -> str:
        """Who they said they are, for which recipient."""
        sealed = [*self.ledger.sealed, *self.second.sealed]
        return json.dumps({"sealed": sealed}, ensure_ascii=False, indent=1)


class Folder:
    """The folder that receives the letters."""

    def __init__(self, out: Path) -> None:
        self.path = out

    def prepare(self) -> None:
        """Make the folder, and remove the letters that an earlier demonstration left in it; nothing else."""
        self.path.mkdir(parents=True, exist_ok=True)
        manifest = self.path / MANIFEST
        if not manifest.is_file():
            return
        for name in _listed(manifest):
            old = self.path / name
            inside = old.resolve().is_relative_to(self.path.resolve())
            if inside and old.is_file() and name.split("/")[0] in (COLLECTIVE, OWN, DOSSIERS):
                old.unlink()
                self._drop_empty(old.parent)
        (self.path / LEDGER).unlink(missing_ok=True)
        manifest.unlink()

    def _drop_empty(self, folder: Path) -> None:
        while folder != self.path and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent

    def free(self, name: str) -> Path:
        """The path of a folder that does not exist yet: this one, or with a number if somebody keeps it."""
        wanted = [self.path / name, *(self.path / f"{name}-{n}" for n in range(2, 1000))]
        return next(path for path in wanted if not path.exists())

    def save(self, name: str, data: bytes) -> str:
        """Write one file; returns its path relative to the folder."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        return name

    def finish(self, result: DemoResult) -> None:
        """Write the manifest and the ledger."""
        (self.path / MANIFEST).write_text(result.as_json() + "\n", "utf-8")
        (self.path / LEDGER).write_text(result.ledger_json() + "\n", "utf-8")
        if result.dossiers:
            self.save(ENTERED, f"{result.entered_json()}\n".encode())


def _listed(manifest: Path) -> list[str]:
    try:
        content: Any = json.loads(manifest.read_text("utf-8"))
        listed = [*content["letters"], *content.get("others", []), *content.get("dossiers", [])]
        plain = [*content.get("opened", []), *content.get("keys", []), ENTERED]
        return [*(str(entry["path"]) for entry in listed), *map(str, plain)]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []


class Records:
    """What the bot itself recorded about the documents it made, found by their fingerprint."""

    def __init__(self, store: Store, case_id: CaseId) -> None:
        self._store = store
        self._case_id = case_id

    async def letter(self, path: str, data: bytes) -> Letter:
        """Describe a file that the bot handed out; raises LookupError when the bot has no record of it."""
        fingerprint = hashlib.sha256(data).hexdigest()
        for row in await self._rows():
            if row.sha256 == fingerprint:
                lawyer = row.authority == TO_LAWYER
                return Letter(
                    path=path,
                    kind=PaperKind.LAWYER_LETTER.value if lawyer else row.kind.value,
                    authority=None if lawyer else row.authority,
                    language=row.language,
                    edition=row.edition.value,
                    mode=row.mode.value if row.mode else None,
                    pages=row.pages,
                    sha256=fingerprint,
                )
        raise LookupError(f"the bot has no record of {path}")

    async def _rows(self) -> list[LetterRow]:
        async with self._store.reading() as tx:
            return await tx.letters.of_case(self._case_id)


class Shelf:
    """The folder and the list of what lies in it."""

    def __init__(self, folder: Folder, result: DemoResult, records: Records) -> None:
        self.folder, self.result, self.records = folder, result, records

    async def letter(self, path: str, data: bytes) -> Letter:
        """Keep a letter that the bot has a record of; raises LookupError when it has none."""
        kept = await self.records.letter(self.folder.save(path, data), data)
        self.result.letters.append(kept)
        return kept

    def beside(self, letter: Letter, path: str, data: bytes) -> Letter:
        """Keep another file of the same letter."""
        self.result.letters.append(letter.beside(self.folder.save(path, data), data))
        return letter

    def put(self, path: str, data: bytes, kind: str) -> None:
        """Keep what is no letter of its own."""
        digest = hashlib.sha256(data).hexdigest()
        self.result.others.append(Other(self.folder.save(path, data), kind, digest))
