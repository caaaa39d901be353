"""What the machine is like: the root key, the modes of files, the disk, SQLite."""

import shutil
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from bot.cli.check.finding import Finding, error, fine, warning
from bot.cli.exits import Exit
from bot.settings import Settings
from bot.storage.sqlite import journal_mode
from bot.storage.upgrading import COPIES
from bot.vault import KeyFileError, RootKey
from bot.vault.keyfile import previous_of

# Below this, a migration or a backup may not find room; below the other, the next registration may not.
_LITTLE, _NONE = 1 << 30, 100 << 20


def look(settings: Settings, env_file: Path) -> Iterator[Finding]:
    """Give the findings about the machine."""
    yield from _root_key(settings.root_key)
    yield from _secrets(settings, env_file)
    yield from _modes(settings.data_dir)
    yield from _disk(settings.data_dir)
    yield _sqlite()


def _root_key(path: Path) -> Iterator[Finding]:
    try:
        key = RootKey.load(path)
    except KeyFileError as reason:
        yield error("root key", str(reason), "See docs/operators.md, section 2.", Exit.KEY)
        return
    yield fine("root key", f"fingerprint {key.fingerprint}")
    # Of the first key or of a later one, and what a change of the key leaves.
    for sheet in sorted(path.parent.glob("recovery-sheet*.pdf")):
        text = f"{sheet} is still there: whoever copies it has the key"
        yield warning("root key", text, "Print it, then delete the file.")
    if (old := previous_of(path)).exists():
        text = f"{old} is still there: it opens the backups of before the change of the key"
        yield warning("root key", text, "Keep it elsewhere: docs/operators.md, section 7.")


def _secrets(settings: Settings, env_file: Path) -> Iterator[Finding]:
    """Look at the files that hold a secret outside the data folder: the token, and settings that hold one."""
    told = bool(settings.discord_token.get_secret_value() or make_url(settings.database).password)
    for name, path in (("token", settings.discord_token_file), ("settings", env_file if told else None)):
        if path is not None and path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            todo = f"Run: chmod go= {path}"
            yield warning(name, f"other users may read {path}, which holds a secret", todo)


def _modes(folder: Path) -> Iterator[Finding]:
    if not folder.is_dir():
        yield error("data folder", f"{folder}: there is no such folder", "Run: collectif init", Exit.USAGE)
        return
    open_ones = sorted(
        str(path.relative_to(folder)) or "."
        for path in (folder, *folder.rglob("*"))
        if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & 0o077
    )
    if open_ones:
        shown = ", ".join(open_ones[:5])
        todo = f"Run: chmod -R go= {folder}"
        yield error("data folder", f"other users may enter or read in it: {shown}", todo)
    else:
        yield fine("data folder", "only your user can enter it")
    for left in sorted(folder.glob("before-restore-*")):
        yield warning(
            "data folder",
            f"{left.name} holds what was live before a restore, with what people erased since",
            "When the restored bot is well, delete it.",
        )
    for left in sorted(folder.glob(COPIES)):
        yield fine("data folder", f"{left.name} is the database before its upgrade; it goes by itself")


def _disk(folder: Path) -> Iterator[Finding]:
    if not folder.is_dir():
        return
    free = shutil.disk_usage(folder).free
    text = f"{free / (1 << 30):.1f} GiB free"
    if free < _NONE:
        yield error("disk", text, "Make room now: nothing more can be saved soon.")
    elif free < _LITTLE:
        yield warning("disk", text, "Make room: a backup or an upgrade may not find enough.")
    else:
        yield fine("disk", text)


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version
    if journal_mode() == "wal":
        return fine("SQLite", version)
    text = f"{version} has the WAL-reset bug; the bot uses the slower rollback journal instead"
    return fine("SQLite", text)
