"""The library: shipped packs, the operator's own, and files that cannot be used."""

import hashlib
from pathlib import Path

import pytest

from bot.domain.errors import NotFoundError
from bot.packs import Library, PackSummary, load_pack, parse_pack
from tests.packs.authoring import GOOD, HERE, changed


def test_the_shipped_pack_is_there_without_any_directory() -> None:
    """A fresh installation can open the case that comes with it."""
    library = Library(None)

    assert [summary.id for summary in library.summaries("en")] == ["cerba-2021"]
    assert library.broken == []


def test_a_pack_comes_with_its_text_and_the_hash_of_the_text(tmp_path: Path) -> None:
    """What is stored with a case is the very text, and reading it again gives the same pack."""
    (tmp_path / "mine.toml").write_text(GOOD, "utf-8")

    loaded = Library(tmp_path).get("clinique-inventee-2026")

    assert loaded.toml == GOOD
    assert loaded.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()
    assert parse_pack(loaded.toml, loaded.pack.id) == loaded.pack == load_pack(tmp_path / "mine.toml")


def test_packs_are_listed_by_title_in_the_readers_language(tmp_path: Path) -> None:
    """A pack without the language shows its own first one."""
    for name in ("invented.toml", "hostile.toml"):
        (tmp_path / name).write_bytes((HERE / name).read_bytes())

    listed = Library(tmp_path).summaries("de")

    assert PackSummary("horizonte-2025", "0.3.0", "Horizonte Azul: three leaks (invented)") in listed
    assert PackSummary("hostile", "1.0.0", "*_|{}<b>& Leck {n} {{ 7*7 }} {% raw %}") in listed
    assert [s.title for s in listed] == sorted((s.title for s in listed), key=str.casefold)


def test_a_broken_file_is_named_and_hides_nothing(tmp_path: Path) -> None:
    """Files that cannot be used are told by name, the others work, and what is no pack file is left alone."""
    (tmp_path / "a-broken.toml").write_text("format = 1\n= 2", "utf-8")
    (tmp_path / "b-bytes.toml").write_bytes(b"\xff")
    (tmp_path / "c-good.toml").write_text(GOOD, "utf-8")
    (tmp_path / "notes.txt").write_text("not a pack", "utf-8")
    (tmp_path / "folder.toml").mkdir()

    library = Library(tmp_path)

    assert {summary.id for summary in library.summaries("fr")} == {"cerba-2021", "clinique-inventee-2026"}
    assert [broken.file for broken in library.broken] == ["a-broken.toml", "b-bytes.toml"]
    assert all(broken.reason.startswith(f"{broken.file}: ") for broken in library.broken)


def test_a_pack_never_takes_the_place_of_another(tmp_path: Path) -> None:
    """A second file with the id of a shipped pack is refused; the shipped one stays what it is."""
    (tmp_path / "mine.toml").write_text(changed('"clinique-inventee-2026"', '"cerba-2021"'), "utf-8")

    library = Library(tmp_path)

    assert library.get("cerba-2021") == Library(None).get("cerba-2021")
    assert [b.reason for b in library.broken] == [
        "mine.toml: id: another pack has the id 'cerba-2021' already; give this one its own"
    ]


def test_a_directory_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A mistyped setting does not pass for an empty directory."""
    library = Library(tmp_path / "nowhere")

    assert [b.reason for b in library.broken] == [f"{tmp_path / 'nowhere'}: there is no such directory"]
    assert [summary.id for summary in library.summaries("fr")] == ["cerba-2021"]


def test_an_unknown_pack_is_not_found() -> None:
    """Asking for a pack that nobody has is a refusal that people can be told."""
    with pytest.raises(NotFoundError):
        Library(None).get("cerba-2022")
