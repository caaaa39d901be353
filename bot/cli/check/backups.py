"""Whether there are backups, and how old they are."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.backup.bundle import Part
from bot.backup.generations import found_in
from bot.cli.check.finding import Finding, error, fine, warning
from bot.settings import PREFIX, Settings


def look(settings: Settings) -> Iterator[Finding]:
    """Give the findings about backups."""
    if settings.backup_dir is None or settings.key_backup_dir is None:
        todo = f"Set {PREFIX}BACKUP_DIR and those beside it: docs/operators.md, section 6."
        yield warning("backups", "the bot makes none", todo)
        return
    now, late = datetime.now(UTC), timedelta(hours=2 * settings.backup_hours)
    folders = ((Part.DATA, settings.backup_dir), (Part.KEYS, settings.key_backup_dir))
    for part, folder in folders:
        found = found_in(folder, part)
        what = "database" if part is Part.DATA else "shred keys"
        if folder.is_dir() and folder.stat().st_mode & 0o022:
            text = f"other users can write into {folder}, so that no backup is made there"
            yield error("backups", text, f"Run: chmod go-w {folder}")
        if not found:
            yield warning("backups", f"there is none of the {what} yet", "Run: collectif backup")
        elif now - found[-1].moment > late:
            todo = "Run: collectif backup, and see what the log says of backup failures."
            yield error(
                "backups", f"the newest of the {what} is of {found[-1].moment:%Y-%m-%d %H:%M} UTC", todo
            )
        else:
            text = f"{what}: {len(found)}, the newest of {found[-1].moment:%Y-%m-%d %H:%M} UTC"
            yield fine("backups", text)
    if settings.backup_dir.is_dir() and settings.backup_dir.stat().st_dev == settings.data_dir.stat().st_dev:
        yield warning(
            "backups", "they are on the disk of the data folder", "Copy them to another disk or machine."
        )
