"""The root key file: made once, privately, and refused unless it is exactly what was made."""

import os
import pickle
import stat
from pathlib import Path

import pytest

from bot.vault import KeyFileError, RootKey


def _one_line(error: BaseException) -> bool:
    return bool(str(error)) and "\n" not in str(error)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """Where a key may be made."""
    return tmp_path / "root.key"


def test_a_key_is_read_back_as_it_was_made(key_file: Path) -> None:
    """A made key loads as the same key, and another one is another."""
    made = RootKey.create(key_file)
    other = RootKey.create(key_file.with_name("other.key"))

    assert RootKey.load(key_file).check == made.check
    assert RootKey.load(key_file).fingerprint == made.fingerprint
    assert made.check != other.check
    assert made.fingerprint != other.fingerprint


def test_the_file_is_private_whatever_the_umask(key_file: Path) -> None:
    """A4: under umask 000 the file is 0600, and holds 32 bytes."""
    former = os.umask(0)
    try:
        RootKey.create(key_file)
    finally:
        os.umask(former)

    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert len(key_file.read_bytes()) == 32


def test_an_existing_file_is_never_overwritten(key_file: Path) -> None:
    """Making a key where one is fails, and leaves the one that is there."""
    made = RootKey.create(key_file)
    with pytest.raises(KeyFileError, match="never overwritten"):
        RootKey.create(key_file)

    assert RootKey.load(key_file).check == made.check


def test_a_key_is_not_made_behind_a_link(key_file: Path, tmp_path: Path) -> None:
    """A link in the key's place is not followed, even one that leads nowhere."""
    key_file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyFileError):
        RootKey.create(key_file)

    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_is_said(key_file: Path) -> None:
    """A key that cannot be written is refused in one line."""
    with pytest.raises(KeyFileError) as caught:
        RootKey.create(key_file / "missing" / "root.key")

    assert _one_line(caught.value)


def test_a_missing_file_is_said_with_what_to_do(key_file: Path) -> None:
    """A1: without a key file, one line names the command that makes one."""
    with pytest.raises(KeyFileError, match="collectif init") as caught:
        RootKey.load(key_file)

    assert _one_line(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"k" * 31,
        b"k" * 33,
        b"k" * 32 + b"\n",
        b"6b" * 32,
        b"k" * 100_000,
    ],
    ids=["empty", "31 bytes", "33 bytes", "trailing newline", "hex", "long"],
)
def test_a_file_of_another_size_is_refused(key_file: Path, content: bytes) -> None:
    """A3: only exactly 32 bytes are a key; the message has one line and nothing of the content."""
    key_file.write_bytes(content)
    key_file.chmod(0o600)
    with pytest.raises(KeyFileError, match="exactly 32 bytes") as caught:
        RootKey.load(key_file)

    assert _one_line(caught.value)
    assert "kk" not in str(caught.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o606, 0o644, 0o610, 0o666])
def test_a_file_that_others_can_reach_is_refused(key_file: Path, mode: int) -> None:
    """A4: a key that others can touch is refused with the command that closes it, and not changed."""
    RootKey.create(key_file)
    key_file.chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600") as caught:
        RootKey.load(key_file)

    assert _one_line(caught.value)
    assert stat.S_IMODE(key_file.stat().st_mode) == mode


def test_a_link_to_a_key_is_refused(key_file: Path, tmp_path: Path) -> None:
    """A link is not followed: what it leads to may be somebody else's to change."""
    RootKey.create(tmp_path / "real.key")
    key_file.symlink_to(tmp_path / "real.key")
    with pytest.raises(KeyFileError, match="link"):
        RootKey.load(key_file)


def test_what_is_no_file_is_refused_at_once(key_file: Path, tmp_path: Path) -> None:
    """A folder or a pipe in the key's place is refused without waiting for anybody to write to it."""
    os.mkfifo(key_file, 0o600)
    with pytest.raises(KeyFileError, match="regular file"):
        RootKey.load(key_file)
    with pytest.raises(KeyFileError, match="regular file"):
        RootKey.load(tmp_path)


def test_a_key_shows_itself_nowhere(key_file: Path) -> None:
    """Neither text, formatting nor pickling of a key gives it away."""
    secret = bytes(range(65, 97))
    key = RootKey(secret)

    for shown in (repr(key), str(key), f"{key}", f"{[key]}"):
        assert shown.strip("[]") == f"RootKey({key.fingerprint})"
        assert secret.decode() not in shown
    with pytest.raises(TypeError):
        pickle.dumps(key)


def test_the_fingerprint_is_short_and_stable() -> None:
    """The fingerprint of a key is a constant of eight letters, and is no part of the key."""
    assert RootKey(bytes(32)).fingerprint == "AR45-P5CS"
    assert RootKey(bytes(32)).check.hex() == "88fd42d716930e07"


def test_a_secret_of_another_size_is_no_key() -> None:
    """Thirty-two bytes make a key, nothing else does."""
    with pytest.raises(KeyFileError):
        RootKey(b"short")
