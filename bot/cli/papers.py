"""`collectif papers`: drafts that a controller needs, from the settings of a case; nothing is overwritten."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer

from bot.cli.exits import CommandError, Exit
from bot.letters.printed import print_document
from bot.services.papers import NAMES, PaperSource, as_printed, source_of, write_paper
from bot.services.periods import Periods
from bot.settings import Settings
from bot.settings_file import load
from bot.storage import Store, Tx
from bot.text import LANGUAGES
from bot.vault import RootKey, Vault


def write(env_file: Path, case_id: str, language: str, out: Path) -> None:
    """Write every paper into a new folder; raises CommandError, KeyFileError, StoreError."""
    if language not in LANGUAGES:
        raise CommandError(f"{language}: write fr, en or de", Exit.USAGE)
    settings = load(env_file)
    if out.exists() or out.is_symlink():
        raise CommandError(f"{out} exists already; name a new folder with --out")
    if settings.database.startswith("sqlite:///") and not Path(settings.database[10:]).exists():
        raise CommandError("there is no database yet: open a case first")
    source = asyncio.run(_read(settings, case_id))
    try:
        out.mkdir(mode=0o700)
    except OSError as error:
        raise CommandError(f"{out}: the folder cannot be made: {error.strerror}") from error
    for name in NAMES:
        text = write_paper(name, source, language)
        _write(out / f"{name}.{language}.md", text.encode())
        _write(out / f"{name}.{language}.pdf", print_document(as_printed(text, name, source, language)))
    typer.echo(str(out))


async def _read(settings: Settings, case_id: str) -> PaperSource:
    vault = Vault(RootKey.load(settings.root_key))
    store = await Store.open(settings.database, key_check=vault.check)
    periods = Periods(
        backup=timedelta(days=settings.backup_days), key_backup=timedelta(days=settings.key_backup_days)
    )
    try:
        async with store.reading() as tx:
            row = await tx.cases.get(await _chosen(tx, case_id))
            if row is None:
                raise CommandError(f"there is no such case; there are: {', '.join(await tx.cases.ids())}")
            now, page = datetime.now(UTC), bool(settings.page_url)
            return await source_of(tx, row, periods, now, settings.zone, page=page)
    finally:
        await store.close()


async def _chosen(tx: Tx, case_id: str) -> str:
    if case_id:
        return case_id
    ids = await tx.cases.ids()
    if len(ids) == 1:
        return ids[0]
    if not ids:
        raise CommandError("there is no case yet")
    raise CommandError(f"there are several cases; name one with --case: {', '.join(ids)}", Exit.USAGE)


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
