"""Putting staged stores in place of the live ones: all of it or, at the next try, the rest of it.

A note in the data folder says what is being exchanged. As long as it stands, the bot does not start, and
`finish` goes on where a crash left off; each step can be done again without harm.
"""

import json
import os
from pathlib import Path

from bot.backup.errors import BackupError
from bot.domain.fault_points import FaultPoint, reach
from bot.placing import sync_folder

NOTE = "restore-under-way.json"
# What SQLite leaves beside a database that was not closed; it belongs to the one that is set aside.
_COMPANIONS = ("", "-journal", "-wal", "-shm")


def begin(data_dir: Path, staged: Path, aside: Path, names: list[str]) -> None:
    """Note what is to be exchanged, durably, then do it."""
    note = data_dir / NOTE
    content = {"staged": staged.name, "aside": aside.name, "names": names}
    part = note.with_suffix(".part")
    handle = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(note)
    sync_folder(data_dir)
    reach(FaultPoint.RESTORE_NOTED)
    finish(data_dir)


def is_under_way(data_dir: Path) -> bool:
    """Whether an exchange was begun and not finished."""
    return (data_dir / NOTE).exists()


def finish(data_dir: Path) -> Path:
    """Exchange what the note says and remove it; return the folder that holds what was live.

    Raises BackupError when there is nothing to finish.
    """
    note = data_dir / NOTE
    try:
        content = json.loads(note.read_text("utf-8"))
        staged, aside = data_dir / str(content["staged"]), data_dir / str(content["aside"])
    except FileNotFoundError:
        raise BackupError("no restore was interrupted here") from None
    except (OSError, ValueError, KeyError) as error:
        raise BackupError(f"{note}: this note of an interrupted restore cannot be read") from error
    aside.mkdir(mode=0o700, exist_ok=True)
    for name in content["names"]:
        if (staged / name).exists():
            for companion in _COMPANIONS:
                live = data_dir / f"{name}{companion}"
                if live.exists():
                    live.replace(aside / live.name)
            reach(FaultPoint.RESTORE_SET_ASIDE)
            (staged / name).replace(data_dir / name)
            reach(FaultPoint.RESTORE_PLACED)
    for folder in (staged, aside, data_dir):
        sync_folder(folder)
    note.unlink()
    sync_folder(data_dir)
    return aside
