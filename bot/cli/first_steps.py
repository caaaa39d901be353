"""`collectif init`: the data folder, the root key with its paper copy, the settings; overwrites nothing."""

import os
import sys
from datetime import datetime
from pathlib import Path

import typer

from bot.cli.env_file import render
from bot.cli.exits import CommandError, Exit
from bot.settings import Settings
from bot.settings_file import load
from bot.vault import RootKey

SHEET = "recovery-sheet.pdf"


def initialise(data_dir: Path, env_file: Path) -> None:
    """Make everything that `run` needs but the Discord token; raises CommandError before anything is made."""
    settings = Settings(data_dir=data_dir.absolute())
    _refuse_existing(settings, env_file)
    _make_folder(settings.data_dir)
    key = RootKey.create(settings.root_key)
    _write_sheet(settings.data_dir / SHEET, key)
    _write_private(env_file, _settings_text(settings).encode())
    typer.echo(
        f"Made {settings.data_dir} and the root key in it. Fingerprint of the key: {key.fingerprint}\n\n"
        f"Next:\n"
        f"  1. Print {settings.data_dir / SHEET}, keep the paper in a safe place, then delete the file.\n"
        f"     When root key and paper are both lost, nobody can tell any more whose entry is whose.\n"
        f"  2. Write the Discord token into a file, and its path and your server's id into {env_file}.\n"
        f"  3. Start the bot: collectif run"
    )


def restore_key(data_dir: Path, env_file: Path) -> None:
    """Write the root key again from the groups of its recovery sheet, read from stdin.

    Raises RecoveryError for mistyped groups, KeyFileError when a key is there already.
    """
    fresh = not env_file.exists()
    settings = Settings(data_dir=data_dir.absolute()) if fresh else load(env_file)
    if settings.root_key.exists():
        raise CommandError(f"{settings.root_key}: there is a root key already; it is never overwritten")
    key = RootKey.from_recovery(ask_groups())
    _make_folder(settings.root_key.parent)
    key.write(settings.root_key)
    if fresh:
        _write_private(env_file, _settings_text(settings).encode())
    typer.echo(
        f"Wrote the root key to {settings.root_key}.\n"
        f"Its fingerprint is {key.fingerprint}: it must be the one on the sheet."
    )


def _refuse_existing(settings: Settings, env_file: Path) -> None:
    for path in (settings.root_key, settings.data_dir / SHEET, env_file):
        if path.exists() or path.is_symlink():
            raise CommandError(f"{path} exists already; init overwrites nothing")
    database = Path(settings.database.removeprefix("sqlite:///"))
    if database.exists():
        raise CommandError(
            f"{database} was made with a root key that is not here: copy the key back, or type it in "
            "from its recovery sheet with: collectif init --restore"
        )
    if not env_file.absolute().parent.is_dir():
        raise CommandError(f"{env_file.parent}: there is no such folder", Exit.USAGE)


def _make_folder(folder: Path) -> None:
    """Make the folder for its owner alone; one that exists and is open to others is refused, not changed."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"{folder}: the folder cannot be made: {error.strerror}") from error
    if folder.stat().st_mode & 0o077:
        raise CommandError(f"{folder}: other users can enter this folder; run: chmod 700 {folder}")


def _settings_text(settings: Settings) -> str:
    return render({"data_dir": settings.data_dir, "root_key_file": settings.root_key})


def _write_sheet(path: Path, key: RootKey) -> None:
    from bot.cli.recovery_sheet import draw, root_wording

    day = datetime.now().astimezone().date()
    _write_private(path, draw(root_wording(key.fingerprint, day), key.recovery_groups))


def _write_private(path: Path, data: bytes) -> None:
    """Write a new file that only its owner can read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def ask_groups() -> str:
    """Read the groups from stdin, up to an empty line or the end."""
    if sys.stdin.isatty():
        typer.echo("Type the 14 groups of the recovery sheet, then an empty line:", err=True)
    lines: list[str] = []
    for line in sys.stdin:
        if not line.strip():
            break
        lines.append(line)
    return " ".join(lines)
