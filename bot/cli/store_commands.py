"""The commands that tend what is stored: checks, backups, keys, erasing, moving."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import DEFAULT_ENV_FILE, EnvFile

store_app = typer.Typer()


@store_app.command("rotate-keys")
def rotate_keys(settings: EnvFile = DEFAULT_ENV_FILE) -> None:
    """Change the root key, with the bot stopped: everything goes under a new one. Run again after a crash."""
    from bot.cli.rotate_keys import rotate

    rotate(settings)


@store_app.command()
def check(
    settings: EnvFile = DEFAULT_ENV_FILE,
    offline: Annotated[bool, typer.Option("--offline", help="Ask neither Discord nor the page.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Look at settings, keys, files, stores, backups, Discord and page, and say what to do about each."""
    from bot.cli.check import check as look

    raise typer.Exit(look(settings, offline=offline, as_json=json))


@store_app.command()
def panic(
    settings: EnvFile = DEFAULT_ENV_FILE,
    over: Annotated[bool, typer.Option("--over", help="The danger is over: let intake go on.")] = False,
) -> None:
    """Stop intake at once, also of a running bot, and say what to do next."""
    from bot.cli.panic import panic as stop

    stop(settings, over=over)


@store_app.command()
def backup(
    settings: EnvFile = DEFAULT_ENV_FILE,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Make a backup of the database and one of the shred keys, also while the bot runs."""
    from bot.cli.backups import back_up

    back_up(settings, as_json=json)


@store_app.command()
def restore(
    data: Annotated[Path | None, typer.Option(metavar="FILE", help="Backup of the database.")] = None,
    keys: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Backup of the shred keys. Else those that are there stay."),
    ] = None,
    key: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Your private age key, which opens the backups; may be repeated."),
    ] = None,
    drill: Annotated[
        bool, typer.Option("--drill", help="Check all of it, say how long it took, change nothing.")
    ] = False,
    finish: Annotated[
        bool, typer.Option("--finish", help="Go on with a restore that was interrupted.")
    ] = False,
    settings: EnvFile = DEFAULT_ENV_FILE,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Put a backup back. Whoever erased themselves since then is erased again before anything is served."""
    from bot.cli import backups

    if finish:
        backups.finish(settings)
    elif data is None or not key:
        raise typer.BadParameter("give --data FILE and --key FILE, or --finish")
    else:
        backups.put_back(settings, data, keys, key, drill=drill, as_json=json)


@store_app.command("migrate-store")
def migrate_store(
    to: Annotated[
        str | None,
        typer.Option(metavar="URL", help="sqlite:///PATH; for a server: COLLECTIF_TARGET_URL."),
    ] = None,
    settings: EnvFile = DEFAULT_ENV_FILE,
) -> None:
    """Copy the database into another, empty one, from SQLite to PostgreSQL or back, and compare each row."""
    from bot.cli.moving import move

    move(settings, to)


@store_app.command()
def erase(
    discord_id: Annotated[
        str,
        typer.Option(
            metavar="ID",
            prompt="Number of the Discord account",
            help="Its number; else you are asked for it.",
        ),
    ],
    settings: EnvFile = DEFAULT_ENV_FILE,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Erase all that a Discord account registered, when nobody can use the account any more."""
    from bot.cli.operating import erase as erase_

    erase_(settings, discord_id, yes=yes)


@store_app.command()
def due(
    settings: EnvFile = DEFAULT_ENV_FILE,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="The date is right: go on with what a jump of the clock held.")
    ] = False,
) -> None:
    """Print what the bot will delete by age, and when."""
    from bot.cli.operating import due as due_

    due_(settings, confirm=confirm)
