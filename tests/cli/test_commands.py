"""Every command from outside: exit codes, what goes to which stream, and no traceback."""

import errno
import importlib
import json
import os
import re
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from bot.cli.check import check
from bot.cli.exits import EXPLAINED, SPEAKING, Exit, explain
from tests.cli.process import ROOT, collectif

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.not-a-real-token"


def test_version_is_one_line(tmp_path: Path) -> None:
    """`collectif version` names the program's and Python's version on stdout."""
    done = collectif("version", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert re.fullmatch(r"collectif \d+\.\d+\.\d+ \(Python 3\.\d+\.\d+\)\n", done.stdout)


def test_help_is_quick_and_lists_every_command(tmp_path: Path) -> None:
    """Help loads nothing heavy: no Discord, no database, no PDF library."""
    started = time.monotonic()
    done = collectif("--help", cwd=tmp_path)

    assert done.returncode == Exit.OK
    for command in ("init", "run", "try", "organiser-code", "pack", "version"):
        assert f" {command} " in done.stdout
    assert time.monotonic() - started < 10  # generous: other processes share the machine


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    """The modules that take the time are imported by the commands that need them."""
    done = collectif("--help", cwd=tmp_path, PYTHONVERBOSE="1")

    imported = set(re.findall(r"^import '?([a-z_]+)'? #", done.stderr, re.MULTILINE))
    assert "typer" in imported
    assert imported & {"discord", "aiohttp", "sqlalchemy", "reportlab", "cryptography", "babel"} == set()


@pytest.mark.parametrize(
    "arguments",
    [("rum",), ("run", "--fast"), ("pack",), ("pack", "check"), ("organiser-code", "--hours", "0")],
)
def test_a_wrong_command_line_is_a_usage_error(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Unknown commands and options end with 2 and say so on stderr or show the help."""
    done = collectif(*arguments, cwd=tmp_path)

    assert done.returncode == Exit.USAGE
    assert "Traceback" not in done.stderr
    assert "Usage: collectif" in done.stderr + done.stdout


def test_a_wrong_setting_stops_every_command_that_reads_them(tmp_path: Path) -> None:
    """One readable line, exit code 2, and nothing made."""
    (tmp_path / ".env").write_text("COLLECTIF_DATADIR=x\n")

    for command in ("run", "organiser-code"):
        done = collectif(command, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (Exit.USAGE, "")
        assert done.stderr == (
            "collectif: COLLECTIF_DATADIR (in .env): there is no such setting; "
            "did you mean COLLECTIF_DATA_DIR?\n"
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == [".env"]


def test_without_a_token_run_says_how_to_give_one(tmp_path: Path) -> None:
    """Exit code 6 before anything is opened."""
    done = collectif("run", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (Exit.TOKEN, "")
    assert "COLLECTIF_DISCORD_TOKEN_FILE" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: key.unlink(),
        lambda key: key.write_bytes(b"x" * 31),
        lambda key: key.write_bytes(key.read_bytes() + b"\n"),
        lambda key: key.write_text("ab" * 32),
        lambda key: key.write_bytes(b""),
        lambda key: key.chmod(0o644),
    ],
    ids=["missing", "short", "with a line end", "hex", "empty", "open to others"],
)
def test_a_bad_key_stops_the_start(tmp_path: Path, spoil: object) -> None:
    """A1, A3: exit code 5, one line, and no database was made."""
    collectif("init", cwd=tmp_path)
    spoil(tmp_path / "data/root.key")  # type: ignore[operator]

    done = collectif("run", cwd=tmp_path, COLLECTIF_DISCORD_TOKEN=TOKEN)

    assert (done.returncode, done.stdout) == (Exit.KEY, "")
    assert len(done.stderr.splitlines()) == 1
    assert "root.key" in done.stderr
    assert TOKEN not in done.stderr
    assert not (tmp_path / "data/collectif.db").exists()


def test_the_wrong_user_is_told_whom_the_command_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    """Rights, a full and a read-only disk are no riddle: a sentence each; `check` makes a finding of it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:  # where another user may go
        home = Path(name)
        (home / "data").mkdir()
        (home / ".env").write_text(f"COLLECTIF_DATA_DIR={home / 'data'}\n")
        home.chmod(0o755)
        check(home / ".env", offline=True, as_json=True)  # imports what the other user could not
        (home / "data").chmod(0o000)
        capsys.readouterr()
        mine = os.geteuid()
        os.seteuid(mine or 65534)
        try:
            code = check(home / ".env", offline=True, as_json=True)
        finally:
            os.seteuid(mine)

    told = {f["name"]: f["todo"] for f in json.loads(capsys.readouterr().out)["findings"]}
    assert (code, "user that the bot runs as" in told["rights"]) == (Exit.REFUSED, True)
    full, read_only = OSError(errno.ENOSPC, ""), OSError(errno.EROFS, "")
    for error in (PermissionError(errno.EACCES, "", "/data/HALTED"), full, read_only):
        code, text = explain(error)
        assert (code, "unexpected" in text) == (Exit.REFUSED, False)


def test_an_organiser_code_is_alone_on_stdout(tmp_path: Path) -> None:
    """The code can be piped; its expiry and what it is for are said beside it. Two codes differ."""
    collectif("init", cwd=tmp_path)

    codes = [collectif("organiser-code", "--hours", "2", cwd=tmp_path) for _ in range(2)]

    for done in codes:
        assert done.returncode == Exit.OK
        assert re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4})+\n", done.stdout)
        assert re.match(r"Valid until \d{4}-\d\d-\d\d \d\d:\d\d \(Europe/Paris\)", done.stderr)
    assert codes[0].stdout != codes[1].stdout


def test_an_organiser_code_needs_the_key(tmp_path: Path) -> None:
    """Without a key there is no code, and none is made on the way."""
    done = collectif("organiser-code", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (Exit.KEY, "")
    assert "collectif init" in done.stderr
    assert list(tmp_path.iterdir()) == []


SHIPPED = ROOT / "bot/packs/data/cerba-2021.toml"


def test_a_good_pack_is_told_so(tmp_path: Path) -> None:
    """The shipped pack passes: exit code 0, and what it holds on stdout."""
    done = collectif("pack", "check", SHIPPED, cwd=tmp_path)

    assert done.returncode == Exit.OK
    assert done.stdout.startswith("cerba-2021.toml: this pack can be used")
    assert "INC-2021-07" in done.stdout
    assert all(line.startswith("collectif: warning: ") for line in done.stderr.splitlines())


def test_every_problem_of_a_pack_is_told(tmp_path: Path) -> None:
    """Two mistakes make two lines on stderr with file and key; exit code 3, stdout empty."""
    text = SHIPPED.read_text("utf-8")
    text = re.sub(r'^version = ".*"$', 'version = "one"', text, count=1, flags=re.MULTILINE)
    text = re.sub(r'^id = "INC-2021-07"$', 'id = "second leak"', text, count=1, flags=re.MULTILINE)
    (tmp_path / "mine.toml").write_text(text, "utf-8")

    done = collectif("pack", "check", "mine.toml", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (Exit.REFUSED, "")
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) >= 2
    assert all(line.startswith("collectif: mine.toml: ") for line in done.stderr.splitlines())


@pytest.mark.parametrize("content", [b"", b"not toml", b"\xff\xfe", b"[" * 10_000])
def test_a_file_that_is_no_pack_is_refused(tmp_path: Path, content: bytes) -> None:
    """Anything else than a pack ends with 3 and a sentence."""
    (tmp_path / "mine.toml").write_bytes(content)

    done = collectif("pack", "check", "mine.toml", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (Exit.REFUSED, "")
    assert done.stderr.startswith("collectif: mine.toml: ")


def test_a_missing_file_is_a_usage_error(tmp_path: Path) -> None:
    """A path that does not exist ends with 2, for `pack check` and for `try`."""
    for command in (("pack", "check", "no.toml"), ("try", "--pack", "no.toml")):
        done = collectif(*command, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (
            Exit.USAGE,
            "",
            "collectif: no.toml: there is no such file\n",
        )


def test_try_without_its_extra_says_how_to_install_it(tmp_path: Path) -> None:
    """In a production install the demonstration is not there; the message names the way, not a module."""
    hidden = tmp_path / "hidden"
    (hidden / "simcord").mkdir(parents=True)
    (hidden / "simcord/__init__.py").write_text("raise ModuleNotFoundError('gone', name='simcord')")

    done = collectif("try", "--once", cwd=tmp_path, PYTHONPATH=f"{hidden}:{ROOT}")

    assert (done.returncode, done.stdout) == (Exit.USAGE, "")
    assert "make try" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", sorted([*SPEAKING, *EXPLAINED]))
def test_every_explained_exception_exists(name: str) -> None:
    """A renamed exception would fall through to 'unexpected': each name is one that can be raised."""
    module, _, attribute = name.rpartition(".")

    kind = getattr(importlib.import_module(module), attribute)

    assert issubclass(kind, Exception)
    assert f"{kind.__module__}.{kind.__qualname__}" == name


def test_the_reference_lists_every_exit_code() -> None:
    """docs/reference.md documents exactly the codes that the program uses."""
    text = (ROOT / "docs/reference.md").read_text("utf-8")

    rows = re.findall(r"^\| (\d+) \| ([a-z]+) \|", text, re.MULTILINE)

    assert [(int(code), name) for code, name in rows] == [(code.value, code.name.lower()) for code in Exit]


def test_the_reference_lists_every_command() -> None:
    """docs/reference.md has a row for each command of the program, and for no other."""
    from bot.cli import app

    text = (ROOT / "docs/reference.md").read_text("utf-8")
    rows = re.findall(r"^\| `collectif ([a-z][a-z-]*(?: [a-z][a-z-]*)?)", text, re.MULTILINE)

    groups = [(group.name, group.typer_instance) for group in app.registered_groups]
    # A group without a name puts its commands among those of the program.
    within = {f"{name or ''} {c}".strip() for name, group in groups if group for c in _named(group)}
    assert set(rows) - {"desk"} == _named(app) | within


def _named(group: Any) -> set[str]:
    """The names of the commands of a group."""
    return {c.name or c.callback.__name__ for c in group.registered_commands}
