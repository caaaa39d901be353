"""`collectif pack check`: tell the author of a pack everything that is wrong with it."""

from datetime import UTC, datetime
from pathlib import Path

import typer

from bot.cli.exits import CommandError, Exit, complain

_WORDING = Path(__file__).parents[1] / "letters" / "wording"


def check(file: Path) -> None:
    """Say what the pack is when it can be used; raises CommandError with all problems when it cannot."""
    if not file.is_file():
        raise CommandError(f"{file}: there is no such file", Exit.USAGE)
    from bot.packs import check_pack

    report = check_pack(file, today=datetime.now(UTC).date(), wordings=_wordings())
    for warning in report.warnings:
        complain(f"warning: {warning}")
    if not report.ok:
        raise CommandError("\n".join(report.errors))
    typer.echo(f"{file.name}: this pack can be used ({len(report.warnings)} warnings).")
    for line in report.summary:
        typer.echo(f"  {line}")


def _wordings() -> dict[str, set[str]]:
    """The collective letters that exist: language to the names of wordings."""
    found: dict[str, set[str]] = {}
    for path in _WORDING.glob("*/collective_complaint.*.md"):
        found.setdefault(path.parent.name, set()).add(path.name.split(".")[1])
    return found
