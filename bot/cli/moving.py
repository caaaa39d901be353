"""`collectif migrate-store`: from SQLite to PostgreSQL or back, row by row, compared before it counts."""

import asyncio
import os
from pathlib import Path

import typer

from bot.cli.exits import CommandError, Exit, complain
from bot.cli.hardening import harden
from bot.settings import PREFIX
from bot.settings_file import load

# The address of a server may hold a password, which has no place on a command line that others can read.
TARGET = f"{PREFIX}TARGET_URL"


def move(env_file: Path, target: str | None) -> None:
    """Copy the database of the settings into an empty one; raises StoreError, and then keeps nothing of it.

    The source is left as it is. The shred keys stay where they are.
    """
    target = target or os.environ.pop(TARGET, None)
    settings = load(env_file)
    if not target:
        raise CommandError(f"where to? --to sqlite:///PATH, or an address in {TARGET}", Exit.USAGE)
    if target == settings.database:
        raise CommandError("this is where the database is already", Exit.USAGE)
    harden()
    from bot.storage.moving import move_store
    from bot.vault import RootKey, Vault

    check = Vault(RootKey.load(settings.root_key)).check
    rows = asyncio.run(move_store(settings.database, target, check))
    typer.echo(sum(rows.values()))
    complain(
        f"{sum(rows.values())} rows of {len(rows)} tables were copied and compared. Now write the new "
        f"address into {PREFIX}DATABASE_URL and start the bot. When all is well, delete the old database: "
        "erasing does not reach it any more."
    )
