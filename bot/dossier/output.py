"""Writing an open dossier into a folder: all of it or nothing, and the fingerprint of every file."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bot.dossier.items import Item
from bot.dossier.papers import Desk
from bot.placing import PRIVATE_FILE, PRIVATE_FOLDER, sync_folder

CHECKSUMS = "MANIFEST.sha256"


class ExistsError(Exception):
    """The folder exists; nothing in it is touched. The text is for the person at the desk."""


@dataclass(frozen=True)
class Written:
    """What was written, and where."""

    folder: Path
    files: int
    letters: int
    members: int
    documents: int


def write_out(desk: Desk, folder: Path, *, papers: bool = False) -> Written:
    """Write every document of a dossier into the new folder; raises as `write_items`.

    With `papers`, each member's own letters and documents too, which takes seconds a member.
    """
    own = (item for m in (desk.opened.members if papers else ()) for item in desk.papers(m))
    paths = write_items(chain(desk.items(), own), folder)
    return Written(
        folder=folder,
        files=len(paths) + 1,
        letters=sum(p.startswith("letters/collective") and p.endswith("-named.pdf") for p in paths),
        members=len(desk.opened.members),
        documents=len(desk.opened.documents),
    )


def write_items(items: Iterable[Item], folder: Path) -> list[str]:
    """Write documents into the new folder; returns their paths. No part is left behind after an error.

    Raises ExistsError, OSError, and what making one of them raises. The documents come into being beside it
    under another name, which it gets when the last one is there.
    """
    if folder.exists() or folder.is_symlink():
        raise ExistsError(f"{folder} exists already; name a new folder: nothing is overwritten")
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))  # 0700
    try:
        lines = [_write(beside, item.path, item.make()) for item in items]
        _write(beside, CHECKSUMS, "".join(lines).encode())
        sync_folder(beside)
        beside.rename(folder)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        if folder.exists():
            raise ExistsError(f"{folder} exists already; nothing is overwritten") from error
        raise
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    sync_folder(folder.parent)
    return [line.rstrip("\n").split("  ", 1)[1] for line in lines]


def _write(folder: Path, path: str, data: bytes) -> str:
    """Write one new file for its owner alone; returns its line for `sha256sum`."""
    target = folder / path
    for above in reversed([p for p in target.parents if p.is_relative_to(folder)]):
        above.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE_FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    return f"{hashlib.sha256(data).hexdigest()}  {path}\n"
