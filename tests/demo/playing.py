"""`collectif try` played as a process, and what it left behind."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from tests.demo.reading import PrintedLetter
from tests.demo.recount import PlainPack, Record, Recount

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "bot" / "packs" / "data" / "cerba-2021.toml"
INVENTED = ROOT / "tests" / "packs" / "invented.toml"
COMMAND = (sys.executable, "-m", "bot", "try")
# The promise for a slow machine of two cores, after set-up.
# A hang is ended after this many seconds; how long a play takes is no test.
MOST_SECONDS = 540


@dataclass(frozen=True)
class Run:
    """One finished `collectif try`."""

    out: Path
    pack: PlainPack
    done: subprocess.CompletedProcess[str]

    @cached_property
    def ledger(self) -> list[Record]:
        """What the fictitious patients entered, by the demonstration's own record."""
        members: list[Record] = json.loads((self.out / "ledger.json").read_text("utf-8"))["members"]
        return members

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The JSON object that the run left beside the letters."""
        found: dict[str, Any] = json.loads((self.out / "demo.json").read_text("utf-8"))
        return found

    def letters(self, kind: str) -> list[dict[str, Any]]:
        """The letters of a kind."""
        return [letter for letter in self.manifest["letters"] if letter["kind"] == kind]

    def collective(self) -> Iterator[tuple[dict[str, Any], PrintedLetter, Recount]]:
        """Every collective letter, as printed, beside the recount of its members."""
        for letter in self.letters("collective_complaint"):
            if not letter["path"].endswith(".pdf"):
                continue
            printed = PrintedLetter(self.out / letter["path"], letter["language"])
            yield letter, printed, Recount(self.pack, self.ledger, letter["authority"])


def play(tmp_path_factory: pytest.TempPathFactory, pack: Path, *arguments: str) -> Run:
    """Run the command as somebody without a terminal does, in a folder of its own."""
    home = tmp_path_factory.mktemp("try")
    # A space in the path and an operator's settings, even wrong ones, change nothing.
    out = home / "the letters"
    (home / ".env").write_text("COLLECTIF_NONSENSE=1\n", "utf-8")
    done = subprocess.run(
        [*COMMAND, "--out", out.name, *arguments],
        cwd=home,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    return Run(out, PlainPack.read(pack), done)


def environment(home: Path) -> dict[str, str]:
    (home / "tmp").mkdir()
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "LANG": "C.UTF-8",
        # The operator's own settings must not reach the play.
        "COLLECTIF_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "COLLECTIF_DATA_DIR": "/nonexistent",
    }
