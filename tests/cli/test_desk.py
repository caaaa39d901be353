"""`collectif desk` as a lawyer uses it: a process on a machine without server, settings or network."""

import hashlib
import io
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.cli.exits import Exit
from bot.dossier.opening import open_dossier
from tests.cli.process import clean_environment, collectif
from tests.dossier.sample import NAMES, sample
from tests.keyholder import KeyHolder

_PATIENCE = 60


@pytest.fixture
def lawyer(tmp_path: Path) -> Path:
    """A lawyer's folder: a dossier of two members and the key file, and nothing of a server."""
    sample(2).lying(tmp_path)
    return tmp_path


DOSSIER = "dossier-canary-1.zip.age"


def left(folder: Path) -> list[str]:
    """What lies in the folder, hidden things too."""
    return sorted(p.name for p in folder.iterdir())


def test_open_writes_everything_into_a_new_folder(lawyer: Path) -> None:
    """One command gives a folder named after the dossier; stdout has its path alone, and no stream a name."""
    done = collectif("desk", "open", DOSSIER, "--key", "key.txt", cwd=lawyer)

    assert done.returncode == Exit.OK, done.stderr
    assert done.stdout == "dossier-canary-1\n"
    assert (lawyer / "dossier-canary-1/sheets/P-00001.pdf").exists()
    assert not any(name in done.stdout + done.stderr for name in NAMES)
    assert left(lawyer) == ["dossier-canary-1", DOSSIER, "key.txt"]


def test_open_takes_another_folder_and_language(lawyer: Path) -> None:
    """The folder and the language can be chosen."""
    done = collectif(
        "desk", "open", DOSSIER, "--key", "key.txt", "--out", "case/x", "--language", "de", cwd=lawyer
    )

    assert done.returncode == Exit.OK, done.stderr
    assert (lawyer / "case/x/LIESMICH.txt").exists()


def test_open_overwrites_nothing(lawyer: Path) -> None:
    """A folder that exists is refused before the key is even read."""
    (lawyer / "dossier-canary-1").mkdir()

    done = collectif("desk", "open", DOSSIER, "--key", "key.txt", cwd=lawyer)

    assert done.returncode == Exit.REFUSED
    assert left(lawyer / "dossier-canary-1") == []


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-50])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _other(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7 something else entirely")


@pytest.mark.parametrize("damage", [_cut, _flip, _empty, _other])
@pytest.mark.parametrize("command", ["open", "verify", "reseal"])
def test_a_damaged_dossier_is_refused_and_nothing_is_written(
    lawyer: Path, damage: object, command: str
) -> None:
    """Cut, changed, empty or something else: one clear refusal, code 4, and nothing new in the folder."""
    assert callable(damage)
    damage(lawyer / DOSSIER)
    more = ["--for", KeyHolder().public] if command == "reseal" else []

    done = collectif("desk", command, DOSSIER, "--key", "key.txt", *more, cwd=lawyer)

    assert done.returncode == Exit.INTEGRITY
    assert done.stdout == ""
    assert "Nothing was opened" in done.stderr
    assert "Traceback" not in done.stderr
    assert left(lawyer) == [DOSSIER, "key.txt"]


@pytest.mark.parametrize("command", ["open", "verify"])
def test_another_key_is_refused_as_one(lawyer: Path, command: str) -> None:
    """A key of somebody else gives code 5 and says that it is another key; nothing is written."""
    KeyHolder().key.write(lawyer / "other.txt", sample(1).plan.created)

    done = collectif("desk", command, DOSSIER, "--key", "other.txt", cwd=lawyer)

    assert done.returncode == Exit.KEY
    assert "other key-holders" in done.stderr
    assert left(lawyer) == [DOSSIER, "key.txt", "other.txt"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["open", "missing.age", "--key", "key.txt"], Exit.USAGE),
        (["open", ".", "--key", "key.txt"], Exit.USAGE),
        (["open", DOSSIER, "--key", "missing.txt"], Exit.KEY),
        (["open", DOSSIER, "--key", DOSSIER], Exit.KEY),
        (["open", DOSSIER], Exit.USAGE),
        (["open", DOSSIER, "--key", "key.txt", "--language", "xx"], Exit.USAGE),
        (["verify", "key.txt"], Exit.INTEGRITY),
        (["reseal", DOSSIER, "--key", "key.txt", "--for", "age1nonsense"], Exit.USAGE),
        (
            ["reseal", DOSSIER, "--key", "key.txt", "--for", KeyHolder().public, "--out", "no/such/x"],
            Exit.USAGE,
        ),
    ],
)
def test_mistakes_end_in_one_line_and_their_code(lawyer: Path, arguments: list[str], code: Exit) -> None:
    """A missing file, a folder, no key, a wrong word: the documented code, no traceback, nothing written."""
    done = collectif("desk", *arguments, cwd=lawyer)

    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert left(lawyer) == [DOSSIER, "key.txt"]


def test_verify_writes_nothing(lawyer: Path) -> None:
    """Checking prints the file's SHA-256, with and without the key, and leaves the folder as it was."""
    digest = hashlib.sha256((lawyer / DOSSIER).read_bytes()).hexdigest()

    outside = collectif("desk", "verify", DOSSIER, cwd=lawyer)
    inside = collectif("desk", "verify", DOSSIER, "--key", "key.txt", cwd=lawyer)

    assert (outside.returncode, outside.stdout) == (Exit.OK, f"{digest}\n")
    assert (inside.returncode, inside.stdout) == (Exit.OK, f"{digest}\n")
    assert "not checked" in outside.stderr
    assert "all as they should be" in inside.stderr
    assert left(lawyer) == [DOSSIER, "key.txt"]


def test_reseal_makes_a_copy_for_another_key(lawyer: Path) -> None:
    """The copy opens for the key named, for its owner only on disk, and an existing one is never replaced."""
    newcomer = KeyHolder()
    arguments = ("desk", "reseal", DOSSIER, "--key", "key.txt", "--for", newcomer.public)

    done = collectif(*arguments, cwd=lawyer)
    again = collectif(*arguments, cwd=lawyer)

    assert (done.returncode, done.stdout) == (Exit.OK, "dossier-canary-1-copy.zip.age\n")
    copy = lawyer / "dossier-canary-1-copy.zip.age"
    assert copy.stat().st_mode & 0o777 == 0o600
    with open_dossier(io.BytesIO(copy.read_bytes()), newcomer.key.secret) as found:
        assert [p.identity.full_name for p in found.people.values() if p.identity] == list(NAMES[:2])
    assert again.returncode == Exit.REFUSED


ANSWER = ("desk", "answer", DOSSIER, "--key", "key.txt")


def test_answer_writes_one_members_data(lawyer: Path) -> None:
    """One command gives a folder about one member; the terminal tells no name and nothing of anybody else."""
    done = collectif(*ANSWER, "--member", "p-00001", "--out", "zoe", "--language", "de", cwd=lawyer)

    assert (done.returncode, done.stdout) == (Exit.OK, "zoe\n"), done.stderr
    assert left(lawyer / "zoe") == ["MANIFEST.sha256", "answer-P-00001.json", "answer-P-00001.pdf", "files"]
    assert left(lawyer / "zoe/files") == ["evidence-1.png", "mandate-1.pdf"]
    assert "P-00001 and nobody else" in done.stderr
    assert not any(name in done.stdout + done.stderr for name in NAMES)
    assert NAMES[1] not in (lawyer / "zoe/answer-P-00001.json").read_text("utf-8")
    again = collectif(*ANSWER, "--member", "P-00001", "--out", "zoe", cwd=lawyer)
    assert again.returncode == Exit.REFUSED


@pytest.mark.parametrize(
    ("change", "arguments", "code", "said"),
    [
        (None, ["--member", "P-99999"], Exit.REFUSED, "nobody with the reference P-99999"),
        (_cut, ["--member", "P-00001"], Exit.INTEGRITY, "Nothing was opened"),
        (_flip, ["--member", "P-00001"], Exit.INTEGRITY, "Nothing was opened"),
        (None, ["--member", "P-00001", "--key", "other.txt"], Exit.KEY, "other key-holders"),
        (None, ["--member", "P-00001", "--language", "xx"], Exit.USAGE, "--language"),
        (None, ["--member", "P-00001", "--server-key", "x"], Exit.USAGE, "server's public key"),
        (None, ["--member", "P-00001", "--server-key", f"ed25519-{'0' * 64}"], Exit.INTEGRITY, "not signed"),
    ],
)
def test_an_answer_that_cannot_be_given_leaves_nothing(
    lawyer: Path, change: object, arguments: list[str], code: Exit, said: str
) -> None:
    """Unknown member, damage, another key, another server: one refusal, its code, and no folder."""
    KeyHolder().key.write(lawyer / "other.txt", sample(1).plan.created)
    if callable(change):
        change(lawyer / DOSSIER)

    done = collectif(*ANSWER, "--out", "zoe", *arguments, cwd=lawyer)

    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert left(lawyer) == [DOSSIER, "key.txt", "other.txt"]


def test_the_servers_key_is_taken_from_the_key_file(lawyer: Path) -> None:
    """Written once into the key file, the server's public key is checked every time; else that is said."""
    before = collectif("desk", "verify", DOSSIER, "--key", "key.txt", cwd=lawyer)
    with (lawyer / "key.txt").open("a") as file:
        file.write(f"# server key ed25519-{'0' * 64}\n")
    after = collectif("desk", "verify", DOSSIER, "--key", "key.txt", cwd=lawyer)

    assert (before.returncode, after.returncode) == (Exit.OK, Exit.INTEGRITY)
    assert "Not signed" in before.stderr
    assert after.stdout == ""


def test_a_key_that_others_can_read_is_warned_of(lawyer: Path) -> None:
    """The key file's rights are looked at, and the warning says how to set them right."""
    (lawyer / "key.txt").chmod(0o644)

    done = collectif("desk", "verify", DOSSIER, "--key", "key.txt", cwd=lawyer)

    assert done.returncode == Exit.OK
    assert "chmod 600" in done.stderr


def test_it_needs_neither_settings_nor_server(lawyer: Path) -> None:
    """A broken settings file and a wrong environment of a server do not matter to a desk."""
    (lawyer / ".env").write_text("COLLECTIF_NONSENSE=1\n")

    done = collectif("desk", "verify", DOSSIER, "--key", "key.txt", cwd=lawyer, COLLECTIF_DATA_DIR="/nowhere")

    assert done.returncode == Exit.OK


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits the size of files")
def test_b4_a_full_disk_leaves_nothing(lawyer: Path) -> None:
    """B4: when writing fails half-way, the new folder is gone again and so is everything beside it."""
    # Files of at most 60 kB: the first letter does not fit.
    limited = f"ulimit -f 60; exec {sys.executable} -m bot desk open {DOSSIER} --key key.txt"
    done = subprocess.run(
        ["bash", "-c", limited],
        cwd=lawyer,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == Exit.REFUSED
    assert "Nothing was left behind" in done.stderr
    assert left(lawyer) == [DOSSIER, "key.txt"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_page_serves_until_it_is_stopped(lawyer: Path, how: signal.Signals) -> None:
    """Without a command the desk serves its page on this machine, says where, and ends when it is told to."""
    desk = subprocess.Popen(
        [sys.executable, "-m", "bot", "desk", "--no-browser"],
        cwd=lawyer, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # A suite started in the background ignores Ctrl-C, and its children would too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert desk.stderr is not None
    line = desk.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:(\d+)/#\S{32}", line)
    assert found, line
    assert _answers(int(found[1]))

    desk.send_signal(how)
    out, err = desk.communicate(timeout=_PATIENCE)

    assert (desk.returncode, out) == (0, "")
    assert "Traceback" not in err
    assert not _answers(int(found[1]))
    assert left(lawyer) == [DOSSIER, "key.txt"]


def _answers(port: int) -> bool:
    import urllib.request

    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.1)
    return False
