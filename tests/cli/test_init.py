"""`collectif init`: what it makes, what it refuses, and the way back from paper."""

import re
import stat
from pathlib import Path

import pikepdf
import pytest

from bot.cli.exits import Exit
from bot.vault import RootKey
from tests.cli.process import collectif


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_makes_everything_private(tmp_path: Path) -> None:
    """Under the laxest umask, folder, key, sheet and settings can be reached by their owner alone."""
    done = collectif("init", cwd=tmp_path, umask=0)

    assert done.returncode == Exit.OK
    assert _mode(tmp_path / "data") == 0o700
    for made in ("data/root.key", "data/recovery-sheet.pdf", ".env"):
        assert _mode(tmp_path / made) == 0o600


def test_prints_the_fingerprint_and_never_the_key(tmp_path: Path) -> None:
    """The fingerprint on the screen is the key's; no group of the key is on the screen or in the settings."""
    done = collectif("init", cwd=tmp_path)

    key = RootKey.load(tmp_path / "data/root.key")
    shown = done.stdout + done.stderr + (tmp_path / ".env").read_text("utf-8")
    assert key.fingerprint in done.stdout
    assert [group for group in key.recovery_groups if group in shown] == []


def test_the_settings_it_writes_are_accepted(tmp_path: Path) -> None:
    """A folder with spaces and quotes goes through the settings file: the next command finds the key."""
    home = tmp_path / "a b's #1 'home'"
    home.mkdir()

    assert collectif("init", cwd=home).returncode == Exit.OK
    elsewhere = collectif("organiser-code", "--settings", home / ".env", cwd=tmp_path)

    assert (elsewhere.returncode, elsewhere.stderr[:11]) == (Exit.OK, "Valid until")


@pytest.mark.parametrize("present", [".env", "data/root.key", "data/recovery-sheet.pdf"])
def test_overwrites_nothing(tmp_path: Path, present: str) -> None:
    """With any one of its files there already, init refuses before it makes anything."""
    existing = tmp_path / present
    existing.parent.mkdir(exist_ok=True)
    existing.write_text("precious")
    before = sorted(tmp_path.rglob("*"))

    done = collectif("init", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (Exit.REFUSED, "")
    assert "exists already" in done.stderr
    assert (existing.read_text(), sorted(tmp_path.rglob("*"))) == ("precious", before)


def test_makes_no_second_key_for_a_database(tmp_path: Path) -> None:
    """A database without its key gets no new key, which could never open it, but a word about the sheet."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/collectif.db").touch()

    done = collectif("init", cwd=tmp_path)

    assert done.returncode == Exit.REFUSED
    assert "init --restore" in done.stderr
    assert not (tmp_path / "data/root.key").exists()


def test_refuses_a_folder_open_to_others(tmp_path: Path) -> None:
    """A data folder that other users can enter is refused, and the command that closes it is named."""
    (tmp_path / "data").mkdir(mode=0o755)

    done = collectif("init", cwd=tmp_path)

    assert done.returncode == Exit.REFUSED
    assert "chmod 700" in done.stderr


def test_the_sheet_brings_the_key_back(tmp_path: Path) -> None:
    """Typed in from the printed page, in small letters and on several lines, the groups give the same key."""
    collectif("init", cwd=tmp_path)
    before = (tmp_path / "data/root.key").read_bytes()
    with pikepdf.open(tmp_path / "data/recovery-sheet.pdf") as pdf:
        drawn = pdf.pages[0].Contents.read_bytes().decode("latin-1")
    groups = re.findall(r"\(([A-Z2-7]{5})\) Tj", drawn)
    (tmp_path / "data/root.key").unlink()

    typed = "\n".join(" ".join(groups[i : i + 4]).lower() for i in range(0, len(groups), 4))
    done = collectif("init", "--restore", cwd=tmp_path, stdin=typed + "\n\nnot read\n")

    assert (len(groups), done.returncode, done.stderr) == (14, Exit.OK, "")
    assert (tmp_path / "data/root.key").read_bytes() == before
    assert _mode(tmp_path / "data/root.key") == 0o600


def test_a_mistyped_group_is_named(tmp_path: Path) -> None:
    """One wrong letter in the third group: the group is named but not repeated, no key written."""
    groups = RootKey(bytes(range(32))).recovery_groups
    wrong = [*groups[:2], ("B" if groups[2][0] == "A" else "A") + groups[2][1:], *groups[3:]]

    done = collectif("init", "--restore", cwd=tmp_path, stdin=" ".join(wrong))

    assert done.returncode == Exit.KEY
    assert "group 3" in done.stderr
    assert wrong[2] not in done.stderr + done.stdout
    assert list(tmp_path.rglob("root.key")) == []


def test_restore_never_replaces_a_key(tmp_path: Path) -> None:
    """With a key in place, restoring is refused and the key stays."""
    collectif("init", cwd=tmp_path)
    before = (tmp_path / "data/root.key").read_bytes()
    other = " ".join(RootKey(bytes(range(32))).recovery_groups)

    done = collectif("init", "--restore", cwd=tmp_path, stdin=other)

    assert done.returncode == Exit.REFUSED
    assert (tmp_path / "data/root.key").read_bytes() == before


def test_the_sheet_names_no_machine(tmp_path: Path) -> None:
    """The PDF's metadata name neither folder, host nor user."""
    collectif("init", cwd=tmp_path)

    with pikepdf.open(tmp_path / "data/recovery-sheet.pdf") as pdf:
        said = {key: str(value) for key, value in pdf.docinfo.items()}

    assert str(tmp_path) not in str(said)
    assert said["/Author"] == "anonymous"
