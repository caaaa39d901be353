"""`collectif backup` and `collectif restore`: by hand what the bot does by the clock, and the way back."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from bot.cli.exits import CommandError, Exit, complain
from bot.cli.hardening import harden
from bot.settings import PREFIX, Settings
from bot.settings_file import load


def back_up(env_file: Path, *, as_json: bool) -> None:
    """Make one backup now, also while the bot runs; raises SettingsError, BackupError."""
    settings = load(env_file)
    harden()
    from bot import app
    from bot.backup.making import make

    plan = app.backup_plan(settings)
    if plan is None:
        raise CommandError(
            f"the settings name no place for backups: {PREFIX}BACKUP_DIR and those beside it", Exit.USAGE
        )
    made = asyncio.run(make(plan, app.utc_now()))
    if as_json:
        found = {"data": str(made.data), "keys": str(made.keys), "removed": made.removed}
        typer.echo(json.dumps(found))
        return
    typer.echo(made.data)
    typer.echo(made.keys)
    if made.removed:
        complain(f"{made.removed} older backup files were deleted, as their time was over.")


def put_back(
    env_file: Path, data: Path, keys: Path | None, private_keys: list[Path], *, drill: bool, as_json: bool
) -> None:
    """Put a backup back, or with `drill` see whether and how fast it could be.

    Raises SettingsError, KeyFileError, BackupError, StoreError; what is live is then as it was.
    """
    settings = load(env_file)
    harden()
    from bot import app
    from bot.backup import restoring

    sources, live = _sources(settings, data, keys, private_keys)

    async def replay(folder: Path) -> int:
        return await app.replay(settings, folder)

    if drill:
        done = asyncio.run(restoring.drill(sources, live, replay))
    else:
        done = asyncio.run(restoring.restore(sources, live, replay, app.utc_now()))
    if as_json:
        found: dict[str, Any] = asdict(done) | {"aside": str(done.aside) if done.aside else None}
        typer.echo(json.dumps(found))
        return
    _tell(done, drill=drill)


def finish(env_file: Path) -> None:
    """Go on with a restore that was interrupted during the exchange; raises BackupError, InUseError."""
    settings = load(env_file)
    harden()
    from bot.backup import restoring

    aside = restoring.finish(settings.data_dir)
    complain(f"The restore is complete. What was there before lies in {aside}; delete it when all is well.")


def _sources(settings: Settings, data: Path, keys: Path | None, private_keys: list[Path]) -> Any:
    from bot.backup.restoring import Live
    from bot.backup.staging import Sources
    from bot.storage.files import SHRED_KEYS
    from bot.vault import RootKey, Vault
    from bot.vault.holder_key import HolderKey
    from bot.vault.keyfile import load_earlier

    for file in (data, keys):
        if file is not None and not file.is_file():
            raise CommandError(f"{file}: there is no such file", Exit.USAGE)
    opened = tuple(HolderKey.load(path).secret for path in private_keys)
    root = RootKey.load(settings.root_key)
    check = Vault(root).check
    earlier = tuple(key.check for key in load_earlier(settings.previous_root_key_files, root))
    sources = Sources(data, keys, opened, check, settings.data_dir / SHRED_KEYS, earlier)
    return sources, Live(settings.data_dir, settings.database, check)


def _tell(done: Any, *, drill: bool) -> None:
    members, records = done.rows.get("member", 0), done.rows.get("sealed_record", 0)
    complain(
        f"The backup of {done.created} is whole: {members} members, {records} sealed records. "
        f"{done.erased_again} who erased themselves later were erased in it again. {done.seconds} s."
    )
    if drill:
        complain("This was a drill: nothing was changed.")
        return
    complain(
        f"It is in place. What was there before lies in {done.aside}, with what people erased since the "
        "backup: look at the restored bot, then delete that folder. Start the bot again."
    )
