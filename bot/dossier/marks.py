"""Marks of key-holders: whose own words a human read and found fit for the non-confidential edition.

Free text may name anybody or anything. The server cannot read it, so it is marked at a desk, by the
fingerprint of the very words: changed words are unmarked ones. The file of marks is the record of who was
marked when.
"""

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from bot.dossier.opening import Opened
from bot.placing import PRIVATE_FILE

_SHA256 = re.compile(r"[0-9a-f]{64}")


class MarksError(ValueError):
    """The file is no file of marks; the text is for the person at the desk."""


@dataclass(frozen=True)
class Mark:
    """One statement that was read: whose, its fingerprint, when, in which dossier."""

    ref: str
    sha256: str
    at: str
    dossier: str


def fingerprint(text: str) -> str:
    """The SHA-256 of a statement, by which it is marked."""
    return hashlib.sha256(text.encode()).hexdigest()


def add(path: Path, opened: Opened, ref: str, at: datetime) -> Mark:
    """Add a mark for the member's statement as it is in the dossier; raises KeyError when there is none."""
    statement = opened.people[ref].statement
    if statement is None:
        raise KeyError(ref)
    mark = Mark(ref, fingerprint(statement.text), at.isoformat(timespec="seconds"), opened.sha256)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, PRIVATE_FILE)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(asdict(mark), sort_keys=True) + "\n")
    return mark


def read(path: Path) -> frozenset[str]:
    """Return the fingerprints that were marked; raises MarksError, OSError."""
    found: set[str] = set()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            digest = json.loads(line)["sha256"]
        except (ValueError, KeyError, TypeError):
            digest = None
        if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
            raise MarksError(f"{path}: line {number} is no mark")
        found.add(digest)
    return frozenset(found)
