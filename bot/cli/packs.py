"""`collectif pack check`: tell the author of a pack everything that is wrong with it."""

from pathlib import Path

import typer

from bot.cli.exits import CommandError, Exit, complain


def check(file: Path) -> None:
    """Say what the pack is when it can be used; raises PackError with all problems when it cannot."""
    if not file.is_file():
        raise CommandError(f"{file}: there is no such file", Exit.USAGE)
    from bot.packs import check_pack

    pack, warnings = check_pack(file)
    for warning in warnings:
        complain(f"warning: {warning}")
    typer.echo(
        f"{file}: good. {pack.id} {pack.version}: {len(pack.incidents)} incidents, {len(pack.facts)} facts, "
        f"{len(pack.authorities)} authorities, {len(warnings)} warnings."
    )
