"""`make`: it explains itself, and says what is missing on a machine that lacks it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.process import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of what make reads, in a folder with spaces in its name."""
    copy = tmp_path / "a folder"
    copy.mkdir()
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, copy)
    shutil.copytree(ROOT / "requirements", copy / "requirements")
    return copy


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A PATH with a shell and the usual small tools, and no Python at all."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "rm", "touch", "echo"):
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    return tools


def make(*arguments: str, cwd: Path, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run make and return exit code and streams."""
    program = shutil.which("make")
    assert program
    # Without the flags of a make above, so that `make test` and this one do not mix.
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        [program, *arguments],
        cwd=cwd,
        env={**kept, "PATH": path or os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def fake_python(machine: Path, body: str) -> None:
    """Put a python3 on the machine that does what the shell lines say."""
    script = machine / "python3"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)


def test_make_alone_lists_the_tasks(folder: Path) -> None:
    """Every task that a document mentions is listed with a sentence; nothing is installed for that."""
    done = make(cwd=folder)

    listed = re.findall(r"^  make ([a-z]+) +\S", done.stdout, re.MULTILINE)
    assert done.returncode == 0
    assert {"try", "test", "run", "install", "lint", "fmt", "lock"} <= set(listed)
    assert not (folder / ".venv").exists()


def test_without_python_it_says_so(folder: Path, machine: Path) -> None:
    """No Python on the machine: one sentence on stderr, a failure, and nothing left behind."""
    done = make("try", cwd=folder, path=str(machine))

    assert (done.returncode, done.stdout) == (2, "")
    assert "needs Python 3.11 or newer" in done.stderr
    assert not (folder / ".venv").exists()


def test_an_old_python_is_passed_over(folder: Path, machine: Path) -> None:
    """A Python below 3.11 is none."""
    fake_python(machine, "exit 1")

    done = make("try", cwd=folder, path=str(machine))

    assert "needs Python 3.11 or newer" in done.stderr


def test_a_python_without_venv_is_explained(folder: Path, machine: Path) -> None:
    """Debian splits venv off: the package is named, and no half-made environment stays."""
    fake_python(machine, 'case "$*" in *venv*) echo made > .venv; exit 1;; *) exit 0;; esac')

    done = make("try", cwd=folder, path=str(machine))

    assert done.returncode == 2
    assert "apt install python3-venv" in done.stderr
    assert not (folder / ".venv").exists()
