"""The format of a dossier: a ZIP archive inside one age file, and the manifest that lists what is in it.

The archive is the same, byte by byte, whenever it is made from the same things: fixed order, fixed time
stamps, no trace of the machine. The manifest comes last, with the SHA-256 of every other file, and is signed.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import BinaryIO, Literal, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.domain.codes import FilingMode
from bot.domain.moments import written_day
from bot.domain.sealing import LaneKind, SealedField

NAME, VERSION = "collectif-dossier", 1
MANIFEST, PACK, MEMBERS, CONFIG = "manifest.json", "pack.toml", "members.json", "case.json"
NOTICES = "notices.json"

# The oldest moment that a ZIP archive can name; the real one stands in the manifest.
_STAMP = (1980, 1, 1, 0, 0, 0)
_UNIX, _PRIVATE = 3, 0o100600
_LEVEL = 6
# Letters, digits, dot, hyphen and underscore, in at most three parts that begin with a letter or digit: no
# absolute path, no "..", nothing that any system reads as something else.
_PART = r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
_PATH = re.compile(rf"{_PART}(?:/{_PART}){{0,2}}")


# Takes the digest that is to be signed, gives the signature in hexadecimal digits.
Sign = Callable[[bytes], str]


class BadManifestError(ValueError):
    """The manifest is not one, or contradicts itself."""


class OtherVersionError(ValueError):
    """The dossier has a version that this program does not know."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class FileNote(_Strict):
    """One file of the archive."""

    path: str
    size: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class CaseNote(_Strict):
    """The case, with the version of the pack that it was opened with."""

    id: str
    title: str
    opened_on: date
    pack: str
    pack_version: str
    pack_sha256: str


class LaneNote(_Strict):
    """The recipient that the dossier is for."""

    id: str
    name: str
    kind: LaneKind


class KeyNote(_Strict):
    """One key pair of the recipient: its public half. Sealed records name the pair by its number."""

    epoch: int
    public_key: str


class HolderNote(_Strict):
    """A key-holder who can open the dossier."""

    id: str
    name: str
    public_key: str


class CopyNote(_Strict):
    """A private key of the recipient, encrypted to one key-holder."""

    path: str
    epoch: int
    holder: str


class LetterNote(_Strict):
    """A collective letter in its working edition: references in the place of names."""

    path: str
    authority: str
    language: str
    mode: FilingMode
    version: int


class LackNote(_Strict):
    """A collective letter that could not be made, and why, in the dossier's language."""

    authority: str
    reason: str


class CountedNote(_Strict):
    """A member of the dossier whom a frozen letter counts, by their number in its annex."""

    number: int
    ref: str


class FrozenNote(_Strict):
    """A letter of the group whose text is frozen: which one, and who of the dossier's members is in it."""

    to: str  # whom it goes to, by name
    language: str
    version: int
    sha256: str
    counted: tuple[CountedNote, ...]


class MemberNote(_Strict):
    """A member, by internal number and reference; the number is what sealed records repeat inside."""

    id: str
    ref: str


class RecordNote(_Strict):
    """A sealed record: where it lies, whose it is, with which key pair it was sealed."""

    path: str
    member: str
    field: SealedField
    version: int
    media_type: str
    epoch: int
    sealed_at: datetime


class LostNote(_Strict):
    """A record that the server could not read when it built the dossier: damaged, or its key is gone."""

    member: str
    field: SealedField
    version: int


class Manifest(_Strict):
    """What a dossier says of itself."""

    format: Literal["collectif-dossier"]
    version: Literal[1]
    program: str
    created: datetime
    today: date | None = None  # the day on the server's letters; dossiers of earlier versions do not say it
    number: int
    language: str
    case: CaseNote
    lane: LaneNote
    keys: tuple[KeyNote, ...]
    holders: tuple[HolderNote, ...]
    copies: tuple[CopyNote, ...]
    members: tuple[MemberNote, ...]
    letters: tuple[LetterNote, ...]
    lacking: tuple[LackNote, ...] = ()
    frozen: tuple[FrozenNote, ...] = ()
    records: tuple[RecordNote, ...]
    lost: tuple[LostNote, ...] = ()
    files: tuple[FileNote, ...] = ()
    resealed_from: str | None = None  # SHA-256 of the manifest of the dossier that this is a copy of
    # Of the server that signed everything else in the manifest; see `bot.vault.signing`.
    server_key: str | None = Field(default=None, pattern="^ed25519-[0-9a-f]{64}$")
    signature: str | None = Field(default=None, pattern="^[0-9a-f]{128}$")

    @property
    def day(self) -> date:
        """The day that every document of the dossier bears."""
        return self.today or written_day(self.created)

    def to_sign(self) -> bytes:
        """Return the SHA-256 that is signed: of the manifest as it stands in the archive, but unsigned."""
        return hashlib.sha256(self.model_copy(update={"signature": None}).written()).digest()

    def written(self) -> bytes:
        """Return the manifest as it stands in the archive."""
        # What earlier versions did not write stays away from their manifests, or no signature would fit.
        unknown = {"today"} if self.today is None else set()
        unknown |= set() if self.frozen else {"frozen"}
        whole = self.model_dump(mode="json", exclude=unknown)
        return json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False).encode()


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest; raises BadManifestError, OtherVersionError."""
    try:
        raw = json.loads(data)
        if not isinstance(raw, dict) or raw.get("format") != NAME:
            raise BadManifestError("this is not the manifest of a dossier")
        if raw.get("version") != VERSION:
            raise OtherVersionError("this dossier has another version")
        found = Manifest.model_validate_json(data)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError, ValidationError) as error:
        raise BadManifestError("the manifest is damaged") from error
    _check(found)
    return found


def _check(manifest: Manifest) -> None:
    paths = [note.path for note in manifest.files]
    named = {n.path for group in (manifest.copies, manifest.letters, manifest.records) for n in group}
    members, epochs = {m.id for m in manifest.members}, {k.epoch for k in manifest.keys}
    coherent = (
        all(map(is_safe, paths))
        and len({path.lower() for path in paths}) == len(paths)
        and named <= set(paths)
        and len({m.ref for m in manifest.members}) == len(members) == len(manifest.members)
        and all(r.member in members and r.epoch in epochs for r in manifest.records)
        and all(c.epoch in epochs for c in manifest.copies)
        and all(re.fullmatch(r"P-[0-9A-Z]{5}", m.ref) for m in manifest.members)
        and {c.ref for text in manifest.frozen for c in text.counted} <= {m.ref for m in manifest.members}
    )
    if not coherent:
        raise BadManifestError("the manifest contradicts itself")


def is_safe(path: str) -> bool:
    """Whether the path can stand in an archive and be written below a folder on any system."""
    return _PATH.fullmatch(path) is not None


class Archive:
    """A ZIP archive being written into a stream that need not be seekable; keeps a note of every file.

    Left with an error, it writes nothing more: what is there is no archive.
    """

    def __init__(self, target: BinaryIO) -> None:
        self._zip = ZipFile(target, "w", ZIP_DEFLATED, compresslevel=_LEVEL)
        self.notes: list[FileNote] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *error: object) -> None:
        if kind is not None:
            self._zip.fp = None  # else it would write its directory when it is thrown away

    def add(self, path: str, data: bytes, *, packed: bool = True) -> None:
        """Add one file; what is encrypted already is not packed."""
        if not is_safe(path):
            raise ValueError("a path in a dossier must be a safe one")
        self._write(path, data, packed=packed)
        self.notes.append(FileNote(path=path, size=len(data), sha256=hashlib.sha256(data).hexdigest()))

    def finish(self, manifest: Manifest, sign: Sign | None = None) -> Manifest:
        """Add the manifest, with a note of every file before it, signed by `sign`, and close the archive."""
        whole = manifest.model_copy(update={"files": tuple(self.notes)})
        _check(whole)
        if sign is not None:
            whole = whole.model_copy(update={"signature": sign(whole.to_sign())})
        self._write(MANIFEST, whole.written(), packed=True)
        self._zip.close()
        return whole

    def _write(self, path: str, data: bytes, *, packed: bool) -> None:
        info = ZipInfo(path, _STAMP)
        info.create_system, info.external_attr = _UNIX, _PRIVATE << 16
        info.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
        self._zip.writestr(info, data, compresslevel=_LEVEL if packed else None)
