"""The backup files of a folder: how they are named, which is the newest, and which are too old."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.backup.bundle import Part

_NAME = re.compile(r"collectif-(data|keys)-(\d{8}T\d{6}Z)\.age\Z")
_TIME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Generation:
    """One backup file, by its name."""

    path: Path
    part: Part
    moment: datetime


def name_of(part: Part, moment: datetime) -> str:
    """Return the name of a backup taken at this moment (UTC, to the second)."""
    return f"collectif-{part}-{moment.astimezone(UTC).strftime(_TIME)}.age"


def found_in(folder: Path, part: Part) -> list[Generation]:
    """List a folder's backups of a part, oldest first; other files and links are passed over."""
    if not folder.is_dir():
        return []
    matches = ((path, _NAME.match(path.name)) for path in folder.iterdir())
    return sorted(
        (
            Generation(path, Part(m[1]), datetime.strptime(m[2], _TIME).replace(tzinfo=UTC))
            for path, m in matches
            if m is not None and m[1] == part and path.is_file() and not path.is_symlink()
        ),
        key=lambda g: g.moment,
    )


def prune(folder: Path, part: Part, keep: timedelta, now: datetime) -> int:
    """Delete the backups that are older than they may become; return how many.

    The newest one of the data stays, whatever the clock says. Of the shred keys none stays: that erased data
    is unreadable after this time is a promise to those who erased it.
    """
    found = found_in(folder, part)
    late = [g for g in (found[:-1] if part is Part.DATA else found) if g.moment < now - keep]
    for generation in late:
        generation.path.unlink(missing_ok=True)
    return len(late)
