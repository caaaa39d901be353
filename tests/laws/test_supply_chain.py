"""What is installed is what was locked and is new enough, and the repository holds no secret."""

import re
import subprocess
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LOCKS = ("prod", "try", "dev", "build")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

# The oldest versions without a published hole that our use could reach (advisories read on 2026-11-23).
FLOORS = {
    "pillow": "13.0.0",  # CVE-2026-112403: heap overflow in decoding JPEG, and others
    "aiohttp": "3.14.4",  # PYSEC-2026-4371, CVE-2026-69243, CVE-2026-54273 and others
    "cryptography": "50.0.0",  # CVE-2026-69247 and others
    "reportlab": "5.1.0",  # CVE-2023-33733 and later reports; 5.1.0 dropped the eval in extformat
    "jinja2": "3.1.6",  # CVE-2025-27516: way out of the sandbox
}

# Only ever installed to develop or to demonstrate.
NEVER_IN_PRODUCTION = {"simcord", "pytest", "hypothesis", "ruff", "mypy", "setuptools", "psutil"}

SECRETS = {
    "a Discord token": r"[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "an age key": r"AGE-SECRET-KEY-1[A-Z0-9]{20,}",
    "a webhook": r"discord(?:app)?\.com/api/webhooks/\d{17,}/[\w-]{20,}",
    "a password in a URL": r"postgresql(?:\+\w+)?://[^\s:/@{}]+:(?!password@)[^\s:/@{}]{8,}@(?!127|localhost)",
}


def locked(name: str) -> dict[str, tuple[str, int]]:
    """Package to (version, number of hashes) of one lock file."""
    text = (ROOT / f"requirements/{name}.txt").read_text("utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    found = {}
    for entry in entries:
        if match := re.match(r"([a-z0-9._-]+)==([^\s;\\]+)", entry):
            found[canonicalize_name(match[1])] = (
                match[2],
                len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry)),
            )
    return found


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return [entry for entry in done.stdout.split("\0") if entry]


def tracked() -> list[Path]:
    """Every file of the repository, and every new one that is not to be ignored."""
    names = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return [ROOT / name for name in names if (ROOT / name).is_file()]


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes_and_no_source(name: str) -> None:
    """N3: each requirement is pinned with hashes; no file names an index, a host or a folder."""
    text = (ROOT / f"requirements/{name}.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith(("#", "--hash"))]

    assert [line for line in lines if not re.match(r"[a-z0-9._-]+==", line)] == []
    assert [package for package, (_, hashes) in locked(name).items() if not hashes] == []
    assert re.findall(r"://|--(?:extra-)?index|--find-links|--trusted", text) == []
    assert locked(name)


def test_the_locks_agree() -> None:
    """A package has the same version wherever it is locked, so that what was tested is what runs."""
    dev = locked("dev")

    assert {(p, v) for name in ("prod", "try") for p, (v, _) in locked(name).items()} <= {
        (p, v) for p, (v, _) in dev.items()
    }


def test_every_direct_dependency_is_locked_within_its_range() -> None:
    """pyproject.toml and the lock files say the same."""
    wanted = {
        "prod": PROJECT["project"]["dependencies"],
        "try": PROJECT["project"]["optional-dependencies"]["try"],
        "dev": PROJECT["project"]["optional-dependencies"]["dev"],
        "build": PROJECT["build-system"]["requires"],
    }
    for name, lines in wanted.items():
        for requirement in map(Requirement, lines):
            package = canonicalize_name(requirement.name)
            if package != "collectif":
                assert requirement.specifier.contains(locked(name)[package][0]), requirement


def test_production_installs_nothing_of_the_workshop() -> None:
    """Neither the simulated Discord nor a test tool is in the production lock."""
    assert NEVER_IN_PRODUCTION & set(locked("prod")) == set()


@pytest.mark.parametrize("package", sorted(FLOORS))
def test_versions_are_above_the_advisories(package: str) -> None:
    """N1: what is locked and what is installed here is at least the first version without the known holes."""
    floor = Version(FLOORS[package])

    assert Version(locked("prod")[package][0]) >= floor
    assert Version(version(package)) >= floor


def test_the_repository_holds_no_secret() -> None:
    """N2: no file of the repository holds a token, a private key or a password in a URL."""
    found = [
        (str(file.relative_to(ROOT)), what)
        for file in tracked()
        for what, pattern in SECRETS.items()
        if re.search(pattern, file.read_bytes().decode("utf-8", "ignore"))
    ]

    assert found == []


@pytest.mark.parametrize(
    ("what", "planted"),
    [
        ("a Discord token", "M" + "x" * 24 + ".GhIjKl." + "y" * 30),
        ("a private key", "-----BEGIN EC " + "PRIVATE KEY-----"),
        ("an age key", "AGE-SECRET-KEY-" + "1" + "Q" * 58),
        ("a webhook", "https://discord.com/api/webhooks/" + "1" * 18 + "/" + "t" * 60),
        ("a password in a URL", "postgresql://bot:" + "hunter2hunter2" + "@db.internal/x"),
    ],
)
def test_the_search_sees_a_planted_secret(what: str, planted: str) -> None:
    """Each pattern finds what it is meant to find."""
    assert re.search(SECRETS[what], planted)


def test_the_repository_holds_nothing_of_one_machine() -> None:
    """No link is tracked, which would lead elsewhere on another machine, and nothing that is to be ignored.

    A tracked link named like a virtual environment once replaced the real one on checkout.
    """
    staged = _git("ls-files", "--stage", "-z")
    ignored = _git("ls-files", "--cached", "--ignored", "--exclude-standard", "-z")

    assert [entry for entry in staged if entry.startswith("120000")] == []
    assert ignored == []


def test_integration_runs_the_two_commands() -> None:
    """.ci/run calls the commands that the README gives, strictly, and swallows no failure."""
    script = (ROOT / ".ci/run").read_text("utf-8")

    assert "set -euo pipefail" in script
    assert "\nREQUIRE_ALL=1 make test\n" in script
    assert "\nmake try </dev/null\n" in script
    assert re.findall(r"\|\| true|\|\| :|set \+e|make -[ik]", script) == []


# The program by which .ci/run recognises what a `needs` mark calls otherwise.
RECOGNISED_BY = {"poppler": "pdftotext", "libreoffice": "soffice", "verapdf": "javac"}


def test_integration_installs_what_the_tests_need() -> None:
    """Every system program that a test is marked with is one that .ci/run installs when it is missing."""
    script = (ROOT / ".ci/run").read_text("utf-8")
    installed = set(re.findall(r"^need (\S+) \S+$", script, re.MULTILINE))
    marked = {
        name
        for file in (ROOT / "tests").rglob("*.py")
        if file.name != "test_needs.py"  # it marks its own examples
        for marks in re.findall(r"mark\.needs\(([^)]*)\)", file.read_text("utf-8"))
        for name in re.findall(r'"([a-z]+)"', marks)
    }

    marked.discard("sh")  # what .ci/run itself is written for; test_needs marks a test with it
    assert marked
    assert {RECOGNISED_BY.get(name, name) for name in marked} <= installed
