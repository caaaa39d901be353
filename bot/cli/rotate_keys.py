"""`collectif rotate-keys`: a new root key in place of the old one; safe to run again after any crash."""

import asyncio
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import typer

from bot.cli.hardening import harden
from bot.cli.recovery_sheet import draw, root_wording
from bot.domain.fault_points import FaultPoint, reach
from bot.services.keyring import check_shred_keys
from bot.services.rotation import bring_under, is_begun, key_of, rehearse
from bot.settings import Settings
from bot.settings_file import load
from bot.storage import StoreError
from bot.storage.files import SHRED_KEYS
from bot.storage.shredding import ShredStore
from bot.vault import KeyFileError, RootKey, Vault
from bot.vault.keyfile import load_earlier, new_of, previous_of, put_in_place, set_aside


@dataclass(frozen=True)
class _Keys:
    """The key files that are there: the present one, the next one if begun, and earlier ones."""

    present: Vault
    begun: Vault | None
    earlier: tuple[Vault, ...]

    def all(self) -> list[Vault]:
        """Return every key, the next one first."""
        return [*([self.begun] if self.begun else []), self.present, *self.earlier]

    def others(self, target: Vault) -> list[Vault]:
        """Return the keys besides the target that something may be under, each once."""
        every = {v.check: v for v in (self.present, *self.earlier) if v.check != target.check}
        return list(every.values())


def rotate(env_file: Path) -> None:
    """Change the root key; raises KeyFileError and StoreError, and nothing is lost by either."""
    settings = load(env_file)
    harden()
    asyncio.run(change_root_key(settings))


async def change_root_key(settings: Settings) -> None:
    """Bring both stores and the key file under the next root key, or finish what was begun."""
    path = settings.root_key
    keys = _read_keys(settings)
    _refuse_missing(settings)
    old = await key_of(settings.database, keys.all())
    if keys.begun is not None:
        await _go_on(settings, keys, keys.begun)
    elif old.check == keys.present.check and await _whole(settings, keys.present):
        if previous_of(path).exists():
            typer.echo(_finished(path, keys.present))
            typer.echo("\nNothing was changed now. To change the root key again, first move that file away.")
            return
        keys = await _begin(settings, keys)
    target = keys.begun or keys.present
    shred_keys = settings.data_dir / SHRED_KEYS
    if keys.begun is not None:
        _write_sheet(path, RootKey.load(new_of(path), changing=True))
    await bring_under(settings.database, shred_keys, target, keys.others(target), datetime.now(UTC))
    if keys.begun is not None:
        set_aside(path)
        reach(FaultPoint.OLD_KEY_SET_ASIDE)
        put_in_place(path)
        reach(FaultPoint.KEY_REPLACED)
    typer.echo(_finished(path, target))


def _refuse_missing(settings: Settings) -> None:
    """Change no key where the database is not, as on a disk that is not mounted; raises StoreError."""
    database = Path(settings.database.removeprefix("sqlite:///"))
    if settings.database.startswith("sqlite:///") and not database.is_file():
        raise StoreError(f"{database}: there is no database; the root key was not changed")


def _read_keys(settings: Settings) -> _Keys:
    path = settings.root_key
    if new_of(path).exists() and not path.exists():
        raise KeyFileError(
            f"{path}: the present root key is missing while it is being changed, and data may still be under "
            "it: put the file back, or type it in from its recovery sheet with: collectif init --restore"
        )
    present = RootKey.load(path, changing=True)
    begun = Vault(RootKey.load(new_of(path), changing=True)) if new_of(path).exists() else None
    earlier = load_earlier(settings.previous_root_key_files, present)
    if previous_of(path).exists():
        earlier.append(RootKey.load(previous_of(path), changing=True))
    return _Keys(Vault(present), begun, tuple(map(Vault, earlier)))


async def _whole(settings: Settings, vault: Vault) -> bool:
    """Whether the shred keys are under this key too."""
    shreds = await ShredStore.open(settings.data_dir / SHRED_KEYS)
    try:
        await check_shred_keys(vault, shreds)
    except StoreError:
        return False
    finally:
        await shreds.close()
    return True


async def _begin(settings: Settings, keys: _Keys) -> _Keys:
    """Write the new key, once everything was gone through: one damaged value would stop the change midway.

    From then on the bot does not start, so nothing may be written before; raises StoreError.
    """
    path, key = settings.root_key, RootKey.draw()
    begun = _Keys(keys.present, Vault(key), keys.earlier)
    await rehearse(settings.database, settings.data_dir / SHRED_KEYS, Vault(key), begun.others(Vault(key)))
    key.write(new_of(path))
    reach(FaultPoint.NEW_KEY_WRITTEN)
    return begun


async def _go_on(settings: Settings, keys: _Keys, target: Vault) -> None:
    """Take a change back that was begun, turned nothing and cannot be completed; raises StoreError."""
    stores = (settings.database, settings.data_dir / SHRED_KEYS, target, keys.others(target))
    if await is_begun(*stores):
        return
    try:
        await rehearse(*stores)
    except StoreError:
        sheet_of(settings.root_key, target.fingerprint).unlink(missing_ok=True)
        new_of(settings.root_key).unlink()
        raise


def sheet_of(path: Path, fingerprint: str) -> Path:
    """Return where the new key's recovery sheet goes: a name of its own, no older sheet is replaced."""
    return path.with_name(f"recovery-sheet-{fingerprint}.pdf")


def _write_sheet(path: Path, key: RootKey) -> None:
    """Write the sheet once, whole or not at all."""
    sheet = sheet_of(path, key.fingerprint)
    if not sheet.exists():
        half = sheet.with_suffix(".half")
        half.unlink(missing_ok=True)
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            day = datetime.now().astimezone().date()
            file.write(draw(root_wording(key.fingerprint, day), key.recovery_groups))
        half.replace(sheet)
    reach(FaultPoint.SHEET_WRITTEN)


def _finished(path: Path, vault: Vault) -> str:
    previous = previous_of(path)
    lines = [f"Everything is under the root key {vault.fingerprint}, in {path}."]
    sheet = sheet_of(path, vault.fingerprint)
    if sheet.exists():
        lines.append(f"\nPrint {sheet}, keep the paper in a safe place, then delete the file.")
    if previous.exists():
        lines.append(
            f"\nThe old key lies in {previous}. It opens nothing any more but backups made before today. "
            "Take the file off\nthis machine now; keep it and its paper, apart from those backups, for as "
            "long as you keep them, then\ndestroy both. If the old key was stolen, destroy those backups "
            "now: with them it opens what it always opened.\n"
            "\nEnded with the old key: organiser codes not used yet, joining links, key-holders' open "
            "challenges (ask again).\nDossiers are signed with a new key: tell key-holders its fingerprint."
        )
    return "\n".join(lines)
