"""The image: its own steps, run in a fresh folder, end in a program that starts from the lock file alone."""

import os
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTAINERFILE = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
PREFIX = "/opt/collectif"


def _stages() -> list[list[tuple[str, str]]]:
    """Instructions and arguments of each stage."""
    stages: list[list[tuple[str, str]]] = []
    for line in CONTAINERFILE.splitlines():
        if not line or line.startswith("#"):
            continue
        instruction, _, argument = line.partition(" ")
        if instruction == "FROM":
            stages.append([])
        stages[-1].append((instruction, argument))
    return stages


def _build(folder: Path) -> Path:
    """Do what the first stage says, with another prefix; return where the program was put."""
    source, prefix = folder / "src", folder / "opt"
    source.mkdir()
    for instruction, argument in _stages()[0]:
        if instruction == "COPY":
            *names, target = argument.split()
            for name in names:
                if (ROOT / name).is_dir():
                    shutil.copytree(
                        ROOT / name, source / target, ignore=shutil.ignore_patterns("__pycache__")
                    )
                else:
                    shutil.copy(ROOT / name, source)
        elif instruction == "RUN":
            command = argument.replace(PREFIX, str(prefix)).replace(" --no-cache-dir", "")
            done = subprocess.run(
                ["/bin/sh", "-ec", command],
                cwd=source,
                capture_output=True,
                text=True,
                timeout=400,
                check=False,
            )
            assert done.returncode == 0, done.stderr[-2000:]
    return prefix


def test_its_steps_end_in_a_program_that_starts(tmp_path: Path) -> None:
    """N5: without source folder, tests, pip or simulated Discord, `collectif` starts."""
    prefix = _build(tmp_path)
    shutil.rmtree(tmp_path / "src")
    program, home = prefix / "bin" / "collectif", tmp_path / "data"
    home.mkdir(mode=0o700)
    clean = {"PATH": f"{prefix}/bin:{os.environ['PATH']}", "PYTHONDONTWRITEBYTECODE": "1"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *arguments],
            cwd=home,
            env=clean,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    made = run("init", "--data-dir", str(home), "--settings", str(home / "unused.env"))
    link = run("invite", "--application-id", "123456789012345678")
    refused = run("run")
    packages = {p.name.split("-")[0].lower() for p in prefix.glob("lib/python*/site-packages/*.dist-info")}

    assert made.returncode == 0, made.stderr
    assert (home / "root.key").stat().st_mode & 0o777 == 0o600
    assert link.stdout.startswith("https://discord.com/")
    assert refused.returncode == 6, refused.stderr
    assert "discord_py" in packages
    assert packages & {"pip", "setuptools", "simcord", "pytest", "mypy"} == set()


def test_it_runs_without_rights_and_holds_no_secret() -> None:
    """The last stage has a user of its own and a volume; nothing of a token or key is copied or set."""
    last = _stages()[-1]
    instructions = dict(last)

    assert instructions["USER"] == "collectif"
    assert instructions["VOLUME"] == "/data"
    assert instructions["STOPSIGNAL"] == "SIGTERM"
    copied = [argument for instruction, argument in last if instruction == "COPY"]
    assert copied == ["--from=build /opt/collectif /opt/collectif"]
    assert re.search(r"(?i)(token|secret|key)\s*=", CONTAINERFILE) is None


def test_what_is_copied_exists() -> None:
    """Every file or folder that the image takes is in the repository."""
    for instruction, argument in _stages()[0]:
        if instruction == "COPY":
            assert [name for name in argument.split()[:-1] if not (ROOT / name).exists()] == []
