"""`collectif wording check`: tell whoever edits the letters everything that is wrong with the files."""

from datetime import UTC, datetime
from pathlib import Path

import typer

from bot.cli.exits import CommandError, Exit, complain


def check(folder: Path | None, pack: Path | None) -> None:
    """Check a folder of own wording, or the shipped one; raises CommandError with all problems."""
    if folder is not None and not folder.is_dir():
        raise CommandError(f"{folder}: there is no such folder", Exit.USAGE)
    if pack is not None and not pack.is_file():
        raise CommandError(f"{pack}: there is no such file", Exit.USAGE)
    from bot.letters.checking import check_wording
    from bot.packs import Library, load_pack, shipped_laws

    library = Library(None)
    packs = [library.get(summary.id).pack for summary in library.summaries("en")]
    if pack is not None:
        packs.append(load_pack(pack))
    report = check_wording(folder, packs, shipped_laws(), datetime.now(UTC).date())
    for warning in report.warnings:
        complain(f"warning: {warning}")
    if report.errors:
        raise CommandError("\n".join(report.errors))
    typer.echo(
        f"{report.files} wording files can be used ({len(report.warnings)} warnings). "
        f"Letters were composed for {', '.join(p.id for p in packs)}."
    )
