"""The marker `needs`: a missing program skips loudly, and fails where all programs are due."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLANTED = """
import pytest

@pytest.mark.needs("no-such-program-anywhere")
def test_lacks(): ...

@pytest.mark.needs("sh")
def test_has(): ...
"""


def _run(folder: Path, require_all: str) -> tuple[int, str]:
    (folder / "test_planted.py").write_text(PLANTED)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", str(folder), "-ra"),
            *("-p", "tests.needs", "-p", "no:cacheprovider", "-W", "ignore", str(folder)),
        ],
        cwd=ROOT,
        env={**os.environ, "REQUIRE_ALL": require_all},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("require_all", ["", "0"])
def test_a_missing_program_skips_and_says_which(tmp_path: Path, require_all: str) -> None:
    """On a developer's machine the test is skipped, with the program's name in the summary."""
    code, output = _run(tmp_path, require_all)

    assert code == 0
    assert "1 passed, 1 skipped" in output
    assert "no-such-program-anywhere is not installed" in output


def test_a_missing_program_fails_where_all_are_due(tmp_path: Path) -> None:
    """With REQUIRE_ALL=1 the same test fails."""
    code, output = _run(tmp_path, "1")

    assert code == 1
    assert "1 failed, 1 passed" in output or "1 passed, 1 error" in output
    assert "no-such-program-anywhere is not installed and REQUIRE_ALL=1" in output
