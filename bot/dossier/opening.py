"""Opening a dossier at a desk: everything is checked before anything of it is shown or written.

The age layer tells whether the file is whole; the manifest, whether the archive is; its signature, whose it
is; each sealed record repeats inside where it belongs. One doubt, and nothing is opened.
"""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path
from typing import BinaryIO, Self, cast
from zipfile import BadZipFile, ZipFile

from bot.domain.errors import InvalidInputError
from bot.domain.member import CaseConfig, MemberFile
from bot.domain.pack import Pack
from bot.domain.sealing import SINGLE
from bot.dossier import format as form
from bot.dossier.content import BadContentError, read_config, read_members, read_notices
from bot.dossier.format import Manifest, RecordNote
from bot.dossier.people import READ, Person
from bot.dossier.plan import Notice
from bot.dossier.refusals import (
    DamagedDossierError,
    MisplacedRecordError,
    NotADossierError,
    OtherKeyError,
    OtherServerError,
    OtherVersionError,
)
from bot.dossier.scratch import Scratch
from bot.packs import parse_pack
from bot.packs.problems import PackError
from bot.vault import age, sealing, signing

# Files inside are small: a document of 10 MiB is the largest that a member can hand in.
_MOST_BYTES = 1 << 30
_BAD_ZIP = (BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, KeyError)


class Signed(Enum):
    """What is known of who made a dossier."""

    YES = auto()  # signed by the server whose public key was given
    UNCHECKED = auto()  # no public key was given to check it with
    COPY = auto()  # made at a desk from another one; what the server had signed is not in it


@dataclass(frozen=True)
class Document:
    """A file that a member handed in, as it was checked; its bytes are read when they are wanted."""

    record: RecordNote
    ref: str
    size: int
    sha256: str
    original_sha256: str  # of the file as the member handed it in


class Opened:
    """An open dossier. Close it: it holds the recipient's private keys and a file of the archive."""

    def __init__(
        self, archive: ZipFile, scratch: BinaryIO, manifest: Manifest, keys: dict[int, str], sha256: str
    ) -> None:
        self.manifest, self.sha256 = manifest, sha256
        self.pack: Pack
        self.config: CaseConfig
        self.members: tuple[MemberFile, ...] = ()
        self.people: dict[str, Person] = {}
        self.documents: list[Document] = []
        self.locked: list[RecordNote] = []  # sealed with a key pair of which this key-holder has no copy
        self.notices: tuple[Notice, ...] = ()
        self.signed = Signed.UNCHECKED
        self._archive, self._scratch, self._keys = archive, scratch, keys
        self._refs = {m.id: m.ref for m in manifest.members}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget the keys and what was read; safe to call twice."""
        self._keys.clear()
        self.people.clear()
        self._archive.close()
        self._scratch.close()

    def read(self, path: str) -> bytes:
        """Return a file of the dossier as it lies in it."""
        return self._archive.read(path)

    def body(self, record: RecordNote) -> bytes:
        """Return what a sealed record holds; raises MisplacedRecordError, KeyError for a locked one."""
        return self.content(record)[1]

    def content(self, record: RecordNote) -> tuple[str, bytes]:
        """Return the SHA-256 of the original of a file, and the body; raises as `body`."""
        expected = sealing.SealedHeader(
            case=self.manifest.case.id,
            member=record.member,
            field=record.field.value,
            version=record.version,
            media_type=record.media_type,
        )
        try:
            header, body = sealing.open_payload(self.read(record.path), self._keys[record.epoch])
        except (age.CannotOpenError, sealing.ForeignRecordError) as error:
            raise MisplacedRecordError(place=record.path) from error
        if replace(header, original_sha256="") != expected:
            raise MisplacedRecordError(place=record.path)
        return header.original_sha256, body

    def ref_of(self, record: RecordNote) -> str:
        """Return the reference of the member whose record it is."""
        return self._refs[record.member]

    def check(self) -> None:
        """Hold everything against the manifest; raises DamagedDossierError, MisplacedRecordError."""
        self._check_files()
        self._read_case()
        for record in self.manifest.records:
            if record.epoch in self._keys:
                self._take(record, *self.content(record))
            else:
                self.locked.append(record)
        for member in self.members:
            self.people[member.ref].keep_senders({str(scam.id) for scam in member.scams})

    def check_signature(self, server_key: str | None) -> None:
        """Hold the manifest against the server's public key, if there is one; raises OtherServerError."""
        manifest = self.manifest
        claimed, signature = manifest.server_key, manifest.signature
        if manifest.resealed_from and not signature:
            self.signed = Signed.COPY
            return
        key = server_key or claimed
        if key is None:
            return
        if key != claimed or not signing.is_signed(key, signing.DOSSIER, manifest.to_sign(), signature or ""):
            raise OtherServerError(key=claimed or "–")
        self.signed = Signed.YES if server_key else Signed.UNCHECKED

    def _check_files(self) -> None:
        infos = self._archive.infolist()
        listed = [*(note.path for note in self.manifest.files), form.MANIFEST]
        if [info.filename for info in infos] != listed:
            raise DamagedDossierError(place=form.MANIFEST)
        for info, note in zip(infos, self.manifest.files, strict=False):
            if info.file_size != note.size or note.size > _MOST_BYTES:
                raise DamagedDossierError(place=note.path)
            try:
                found = hashlib.sha256(self._archive.read(info)).hexdigest()
            except _BAD_ZIP as error:
                raise DamagedDossierError(place=note.path) from error
            if found != note.sha256:
                raise DamagedDossierError(place=note.path)

    def _read_case(self) -> None:
        case, toml = self.manifest.case, self._file(form.PACK)
        if hashlib.sha256(toml).hexdigest() != case.pack_sha256:
            raise DamagedDossierError(place=form.PACK)
        try:
            self.pack = parse_pack(toml.decode("utf-8"), form.PACK)
            self.config = read_config(self._file(form.CONFIG))
            self.members = read_members(self._file(form.MEMBERS))
            if any(note.path == form.NOTICES for note in self.manifest.files):
                self.notices = read_notices(self._file(form.NOTICES))
        except (UnicodeDecodeError, PackError, BadContentError) as error:
            place = form.MEMBERS if isinstance(error, BadContentError) else form.PACK
            raise DamagedDossierError(place=place) from error
        if [(m.id, m.ref) for m in self.members] != [(m.id, m.ref) for m in self.manifest.members]:
            raise DamagedDossierError(place=form.MEMBERS)
        self.people = {m.ref: Person() for m in self.members}

    def _file(self, path: str) -> bytes:
        try:
            return self._archive.read(path)
        except KeyError as error:
            raise DamagedDossierError(place=path) from error

    def _take(self, record: RecordNote, original: str, body: bytes) -> None:
        ref = self.ref_of(record)
        if record.field in READ:
            try:
                self.people[ref].read(record.field, record.version, body)
            except InvalidInputError as error:
                raise MisplacedRecordError(place=record.path) from error
        else:
            found = hashlib.sha256(body).hexdigest()
            self.documents.append(Document(record, ref, len(body), found, original))
            self._drop_older(record)

    def _drop_older(self, record: RecordNote) -> None:
        """Of a field that replaces itself, keep the newest document only."""
        same = [
            d for d in self.documents if (d.record.member, d.record.field) == (record.member, record.field)
        ]
        if record.field in SINGLE and len(same) > 1:
            self.documents.remove(min(same, key=lambda d: d.record.version))


def open_dossier(source: Path | BinaryIO, secret: str, server_key: str | None = None) -> Opened:
    """Open and check a dossier with a key-holder's private key.

    With the server's public key its signature is checked too; `Opened.signed` says what is known. Raises
    an OpeningError (see `refusals`), AgeKeyError and BadServerKeyError for a key that is none, OSError of
    the file.
    """
    if server_key is not None:
        server_key = signing.check_public(server_key)
    scratch = cast(BinaryIO, Scratch())
    try:
        sha256 = _decrypt(source, scratch, secret)
        opened = _read(scratch, secret, sha256)
    except BaseException:
        scratch.close()
        raise
    try:
        opened.check_signature(server_key)
        opened.check()
    except BaseException:
        opened.close()
        raise
    return opened


def file_sha256(source: BinaryIO) -> str:
    """Return the SHA-256 of a file as it lies on the disk, from where it is read next."""
    found = hashlib.sha256()
    while piece := source.read(1 << 20):
        found.update(piece)
    return found.hexdigest()


def _decrypt(source: Path | BinaryIO, scratch: BinaryIO, secret: str) -> str:
    if isinstance(source, Path):
        with source.open("rb") as file:
            return _decrypt(file, scratch, secret)
    try:
        age.decrypt_stream(source, scratch, [secret])
    except age.NoKeyError as error:
        raise OtherKeyError from error
    except age.CannotOpenError as error:
        raise NotADossierError from error
    source.seek(0)
    return file_sha256(source)


def _read(scratch: BinaryIO, secret: str, sha256: str) -> Opened:
    try:
        archive = ZipFile(cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, scratch))))
        raw = archive.read(form.MANIFEST) if archive.getinfo(form.MANIFEST).file_size < _MOST_BYTES else b""
    except _BAD_ZIP as error:
        raise NotADossierError from error
    try:
        manifest = form.read_manifest(raw)
    except form.OtherVersionError as error:
        raise OtherVersionError from error
    except form.BadManifestError as error:
        raise NotADossierError from error
    keys = dict(_lane_keys(archive, manifest, secret))
    return Opened(archive, scratch, manifest, keys, sha256)


def _lane_keys(archive: ZipFile, manifest: Manifest, secret: str) -> Iterator[tuple[int, str]]:
    """The recipient's private keys of which this key-holder has a copy; each must fit its public half."""
    public = {k.epoch: k.public_key for k in manifest.keys}
    mine = {h.id for h in manifest.holders if h.public_key == age.public_of(secret)}
    for copy in manifest.copies:
        if copy.holder not in mine:
            continue
        try:
            key = age.decrypt(archive.read(copy.path), [secret]).decode("ascii")
            fits = age.public_of(key) == public[copy.epoch]
        except (age.CannotOpenError, age.AgeKeyError, UnicodeDecodeError, *_BAD_ZIP) as error:
            raise DamagedDossierError(place=copy.path) from error
        if not fits:
            raise DamagedDossierError(place=copy.path)
        yield copy.epoch, key
