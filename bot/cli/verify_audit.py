"""`collectif verify-audit`: whether the audit trail is whole, and agrees with a published checkpoint."""

import asyncio
import json
from pathlib import Path

import typer

from bot.cli.exits import CommandError, Exit
from bot.services.audit import Examined, Flaw
from bot.services.keyring import unlock
from bot.services.witness import (
    CheckpointError,
    Claim,
    ForeignCheckpointError,
    TooOldError,
    read_checkpoint,
    verify,
)
from bot.settings import Settings
from bot.settings_file import load
from bot.storage import Store
from bot.vault import RootKey, Vault
from bot.vault.notes import MOST_CHARACTERS

# What each flaw means, before and after the number of the line.
WRONG = {
    Flaw.BROKEN: ("line ", " of the audit trail is not what was written: changed, moved, put in or left out"),
    Flaw.SHORTENED: ("the end of the audit trail is missing: the lines from ", " on were cut off"),
    Flaw.ROLLED_BACK: ("the database is older than the checkpoint: the lines from ", " on are missing"),
    Flaw.REPLACED: ("line ", " is not the one that the checkpoint knows: the trail was written anew"),
}


def verify_audit(env_file: Path, checkpoint: Path | None, *, as_json: bool) -> None:
    """Check the trail and print the result; raises CommandError with the code that the reference lists."""
    settings = load(env_file)
    note = None if checkpoint is None else _read(checkpoint)
    path = Path(settings.database.removeprefix("sqlite:///"))
    if settings.database.startswith("sqlite:///") and settings.root_key.is_file() and not path.is_file():
        raise CommandError(f"{path}: there is no database", Exit.REFUSED)
    found, claim = asyncio.run(_verify(settings, note))
    if as_json:
        told: dict[str, object] = {
            "ok": found.flaw is None,
            "first_line": found.first,
            "last_line": found.lines,
        }
        told |= {"flaw": found.flaw, "at_line": found.at}
        told |= {"checkpoint_line": claim.lines if claim else None}
        typer.echo(json.dumps(told))
    if found.flaw is not None:
        raise CommandError(str(found.at).join(WRONG[found.flaw]), Exit.INTEGRITY)
    if not as_json:
        typer.echo(_said(found, claim))


async def _verify(settings: Settings, note: str | None) -> tuple[Examined, Claim | None]:
    vault = Vault(RootKey.load(settings.root_key))
    store = await Store.open(settings.database, key_check=vault.check)
    try:
        vault = await unlock(vault, store)
        claim = None if note is None else _claim(vault, note)
        async with store.reading() as tx:
            return await verify(vault, tx, claim), claim
    except TooOldError:
        text = "the checkpoint is of lines that were deleted by age: take a newer one"
        raise CommandError(text, Exit.REFUSED) from None
    finally:
        await store.close()


def _claim(vault: Vault, note: str) -> Claim:
    try:
        return read_checkpoint(vault, note)
    except CheckpointError:
        raise CommandError("this file is no checkpoint of an audit trail", Exit.USAGE) from None
    except ForeignCheckpointError:
        text = "the checkpoint was not signed with a key of this database: it is another's, or was changed"
        raise CommandError(text, Exit.KEY) from None


def _read(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as opened:
            return opened.read(MOST_CHARACTERS + 1)
    except UnicodeDecodeError:
        raise CommandError("this file is no checkpoint of an audit trail", Exit.USAGE) from None
    except OSError as error:
        raise CommandError(f"{file}: cannot be read ({error.strerror})", Exit.USAGE) from None


def _said(found: Examined, claim: Claim | None) -> str:
    if not found.lines:
        return "The audit trail is empty."
    said = [f"The audit trail is whole: lines {found.first} to {found.lines}."]
    if found.first > 1:
        said.append(f"Lines up to {found.first - 1} were deleted by age, as a later line says.")
    if claim is not None:
        said.append(f"It agrees with the checkpoint of line {claim.lines}.")
    else:
        said.append(
            "Without a checkpoint (--checkpoint FILE) an older copy of the whole database is not seen."
        )
    return "\n".join(said)
