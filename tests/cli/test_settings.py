"""Settings: what is accepted, what stops the start, and that no message shows a value."""

import os
import subprocess
import traceback
from pathlib import Path

import pytest

from bot.settings import MissingTokenError, Settings, SettingsError
from bot.settings_file import load
from bot.vault import RootKey, Vault
from tests.cli.process import collectif

SECRET = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.not-a-real-token"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if "COLLECTIF" in name.upper():
            monkeypatch.delenv(name)


def write(folder: Path, text: str, mode: int = 0o600) -> Path:
    """Make a settings file."""
    file = folder / ".env"
    file.write_text(text, "utf-8")
    file.chmod(mode)
    return file


def refusal(file: Path) -> str:
    """The message with which these settings stop the start."""
    with pytest.raises(SettingsError) as caught:
        load(file)
    return str(caught.value)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    """No file and no environment: SQLite and the key in the data folder, and no server allowed."""
    settings = load(tmp_path / ".env")

    assert settings.database == "sqlite:///data/collectif.db"
    assert settings.root_key == Path("data/root.key")
    assert settings.allowed_servers == ()


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in both places is taken from the environment, the rest from the file."""
    file = write(tmp_path, "COLLECTIF_LOG_LEVEL=ERROR\nCOLLECTIF_TIME_ZONE=Europe/Berlin\n")
    monkeypatch.setenv("COLLECTIF_LOG_LEVEL", "WARNING")

    settings = load(file)

    assert (settings.log_level, settings.time_zone) == ("WARNING", "Europe/Berlin")


def test_settings_made_in_code_ignore_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demonstration that builds its own settings cannot find the operator's database by surprise."""
    monkeypatch.setenv("COLLECTIF_DATABASE_URL", "postgresql://operator@host/real")

    assert Settings(data_dir=Path("x")).database == "sqlite:///x/collectif.db"


@pytest.mark.parametrize("separator", [",", ", ", " ", "\t,"])
def test_servers_are_a_list_of_ids(tmp_path: Path, separator: str) -> None:
    """Ids may be separated as people do."""
    ids = ("123456789012345678", "1234567890123456789")

    settings = load(write(tmp_path, f'COLLECTIF_ALLOWED_SERVERS="{separator.join(ids)}"'))

    assert settings.allowed_servers == tuple(map(int, ids))


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("COLLECTIF_DATADIR=x", "did you mean COLLECTIF_DATA_DIR?"),
        ("COLECTIF_DATA_DIR=x", "did you mean COLLECTIF_DATA_DIR?"),
        ("COLLECTIF_ALLOWED_SERVER=1", "did you mean COLLECTIF_ALLOWED_SERVERS?"),
        ("DISCORD_TOKEN=x", "did you mean COLLECTIF_DISCORD_TOKEN?"),
        ("ZZZ=1", "ZZZ (in "),
    ],
)
def test_a_misspelt_setting_in_the_file_is_refused(tmp_path: Path, line: str, named: str) -> None:
    """A16: a name that no setting has stops the start, and the nearest one is offered."""
    assert named in refusal(write(tmp_path, line))


@pytest.mark.parametrize("name", ["COLLECTIF_DATADIR", "COLECTIF_DATA_DIR", "COLLECTIV_DATA_DIR"])
def test_a_misspelt_setting_in_the_environment_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A16: a misspelt variable is not overlooked, even when the typo is in the prefix."""
    monkeypatch.setenv(name, "x")

    assert "did you mean COLLECTIF_DATA_DIR?" in refusal(tmp_path / ".env")


@pytest.mark.parametrize(
    ("line", "setting"),
    [
        ("COLLECTIF_ALLOWED_SERVERS=canary", "COLLECTIF_ALLOWED_SERVERS"),
        ("COLLECTIF_ALLOWED_SERVERS=12345678901234567\u0668", "COLLECTIF_ALLOWED_SERVERS"),
        ("COLLECTIF_LOG_LEVEL=canary", "COLLECTIF_LOG_LEVEL"),
        ("COLLECTIF_LOG_FORMAT=canary", "COLLECTIF_LOG_FORMAT"),
        ("COLLECTIF_TIME_ZONE=canary", "COLLECTIF_TIME_ZONE"),
        ("COLLECTIF_TIME_ZONE=../../etc/passwd", "COLLECTIF_TIME_ZONE"),
        ("COLLECTIF_PACKS_DIR=/no/canary", "COLLECTIF_PACKS_DIR"),
        ("COLLECTIF_DATABASE_URL=mysql://canary", "COLLECTIF_DATABASE_URL"),
    ],
)
def test_a_wrong_value_is_named_and_not_shown(tmp_path: Path, line: str, setting: str) -> None:
    """The one line says which setting is wrong; the value, which may be a secret, is not in it."""
    message = refusal(write(tmp_path, line))

    assert message.startswith(f"{setting}: ")
    assert len(message.splitlines()) == 1
    assert line.partition("=")[2] not in message


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    """Two wrong settings make two lines."""
    file = write(tmp_path, "COLLECTIF_LOG_LEVEL=x\nCOLLECTIF_LOG_FORMAT=y\n")

    assert len(refusal(file).splitlines()) == 2


def test_a_file_with_a_secret_must_be_private(tmp_path: Path) -> None:
    """A token in a file that others can read is refused; without a secret the same file is fine."""
    assert "chmod 600" in refusal(write(tmp_path, f"COLLECTIF_DISCORD_TOKEN={SECRET}", mode=0o644))
    assert load(write(tmp_path, "COLLECTIF_LOG_LEVEL=INFO", mode=0o644)).log_level == "INFO"


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 stop the start with a sentence."""
    file = tmp_path / ".env"
    file.write_bytes(b"COLLECTIF_DATA_DIR=\xff\xfe")

    assert "cannot be read" in refusal(file)


def test_the_token_comes_from_its_file(tmp_path: Path) -> None:
    """The token is the file's content without the line end."""
    (tmp_path / "token").write_text(SECRET + "\n")
    file = write(tmp_path, f"COLLECTIF_DISCORD_TOKEN_FILE={tmp_path}/token")

    assert load(file).token().get_secret_value() == SECRET


@pytest.mark.parametrize("content", [None, "", "\n", "t\u00f6ken", "two words", "token\nand more"])
def test_no_token_is_told(tmp_path: Path, content: str | None) -> None:
    """A token file that is missing, empty or not a token is told in one line."""
    if content is not None:
        (tmp_path / "token").write_text(content, "utf-8")
    settings = load(write(tmp_path, f"COLLECTIF_DISCORD_TOKEN_FILE={tmp_path}/token"))

    with pytest.raises(MissingTokenError) as caught:
        settings.token()

    assert len(str(caught.value).splitlines()) == 1


def test_two_tokens_are_refused(tmp_path: Path) -> None:
    """A token and a token file contradict each other."""
    file = write(tmp_path, f"COLLECTIF_DISCORD_TOKEN={SECRET}\nCOLLECTIF_DISCORD_TOKEN_FILE=/x\n")

    assert "both set" in refusal(file)


def test_a6_secrets_are_never_shown(tmp_path: Path) -> None:
    """A6: neither form of the settings shows the token or the database's password; the code can read both."""
    file = write(
        tmp_path, f"COLLECTIF_DISCORD_TOKEN={SECRET}\nCOLLECTIF_DATABASE_URL=postgresql://u:{SECRET}@h/d\n"
    )

    settings = load(file)

    assert SECRET in settings.database
    assert settings.token().get_secret_value() == SECRET
    for form in (repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json()):
        assert SECRET not in form


def test_a7_secrets_leave_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A7: after loading, a child process would not inherit token or database password."""
    monkeypatch.setenv("COLLECTIF_DISCORD_TOKEN", SECRET)
    monkeypatch.setenv("COLLECTIF_DATABASE_URL", f"postgresql://u:{SECRET}@h/d")

    settings = load(tmp_path / ".env")

    assert settings.token().get_secret_value() == SECRET
    assert [name for name, value in os.environ.items() if SECRET in value] == []


def test_a6_no_traceback_and_no_help_shows_a_secret(tmp_path: Path) -> None:
    """A6: what a crash writes and what --help prints hold neither the token nor a key."""
    file = write(tmp_path, f"COLLECTIF_DISCORD_TOKEN={SECRET}\n")
    settings, key = load(file), RootKey(SECRET.encode().ljust(32, b"x")[:32])
    vault = Vault(key)
    try:
        raise RuntimeError(settings, key, vault)
    except RuntimeError:
        written = traceback.format_exc()

    assert SECRET not in written
    assert SECRET not in collectif("--help", cwd=tmp_path, COLLECTIF_DISCORD_TOKEN=SECRET).stdout


def test_a7_a_worker_child_inherits_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A7: the environment of a real child process, as the system tells it, holds no token."""
    monkeypatch.setenv("COLLECTIF_DISCORD_TOKEN", SECRET)
    load(tmp_path / ".env")

    with subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(b"there\n")
        child.stdin.flush()
        assert child.stdout.readline() == b"there\n"  # it runs by now
        inherited = Path(f"/proc/{child.pid}/environ").read_bytes()
        child.communicate()

    assert SECRET.encode() not in inherited
    assert inherited != b""
