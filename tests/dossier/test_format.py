"""The dossier's format: the same bytes from the same things, safe names, a manifest that tells the truth."""

import hashlib
import io
import json
import zipfile

import pytest

from bot.dossier import format as form
from bot.dossier.build import write_archive
from bot.dossier.content import BadContentError, read_members, write_members
from bot.dossier.format import BadManifestError, OtherVersionError, is_safe, read_manifest
from tests.dossier.sample import Sample, member, sample


def written(found: Sample) -> bytes:
    """The archive in clear."""
    target = io.BytesIO()
    write_archive(found.plan, found.records, target)
    return target.getvalue()


def test_h2_the_same_things_give_the_same_bytes() -> None:
    """H2: built twice from the same plan and records, the archive is the same byte by byte."""
    found = sample()

    assert written(found) == written(found)


def test_h5_the_archive_says_nothing_of_the_machine() -> None:
    """H5: fixed times and rights, no comment, no extra field, no user, no host."""
    archive = zipfile.ZipFile(io.BytesIO(written(sample())))

    assert archive.comment == b""
    for info in archive.infolist():
        assert (info.date_time, info.create_system, info.external_attr >> 16) == (
            (1980, 1, 1, 0, 0, 0),
            3,
            0o100600,
        )
        assert (info.extra, info.comment) == (b"", b"")


def test_h5_names_are_safe_and_hashes_are_true() -> None:
    """H5: every name is safe and unique, and the manifest has the size and SHA-256 of every other file."""
    archive = zipfile.ZipFile(io.BytesIO(written(sample())))
    manifest = read_manifest(archive.read(form.MANIFEST))

    names = archive.namelist()
    assert names[-1] == form.MANIFEST
    assert [note.path for note in manifest.files] == names[:-1]
    assert len({name.lower() for name in names}) == len(names)
    assert all(map(is_safe, names))
    for note in manifest.files:
        data = archive.read(note.path)
        assert (note.size, note.sha256) == (len(data), hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "/etc/passwd",
        "a/../../x",
        "a//b",
        "C:\\x",
        "a\\b",
        "a/b/c/d",
        ".hidden",
        "-x",
        "a\0b",
        "é.pdf",
        "",
        "a/",
    ],
)
def test_h5_an_unsafe_path_is_none(path: str) -> None:
    """H5: nothing absolute, nothing upwards, nothing that a system reads in another way."""
    assert not is_safe(path)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"format": "zip"}, BadManifestError),
        ({"version": 2}, OtherVersionError),
        ({"version": "1"}, OtherVersionError),
        ({"surprise": 1}, BadManifestError),
        ({"members": []}, BadManifestError),
        ({"files": [{"path": "../x", "size": 1, "sha256": "0" * 64}]}, BadManifestError),
        ({"number": "x"}, BadManifestError),
    ],
)
def test_a_manifest_that_is_none_is_refused(change: dict[str, object], error: type[Exception]) -> None:
    """Another format, another version, an unknown key, a contradiction: each is refused."""
    archive = zipfile.ZipFile(io.BytesIO(written(sample(1))))
    raw = json.loads(archive.read(form.MANIFEST))

    read_manifest(json.dumps(raw).encode())  # the positive control
    with pytest.raises(error):
        read_manifest(json.dumps(raw | change).encode())


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b"[" * 5000, b"null"])
def test_what_is_no_json_is_no_manifest(data: bytes) -> None:
    """Bytes that are no object of ours are refused in one way."""
    with pytest.raises(BadManifestError):
        read_manifest(data)


def test_members_files_come_back_as_they_were() -> None:
    """Writing and reading members' files loses nothing and depends on no order of sets."""
    members = (member(2), member(1))

    data = write_members(members)

    assert read_members(data) == (member(1), member(2))
    assert data == write_members(tuple(reversed(members)))
    with pytest.raises(BadContentError):
        read_members(data.replace(b'"SMS"', b'"PIGEON"'))
