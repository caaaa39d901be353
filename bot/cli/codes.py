"""`collectif organiser-code`: a code with which one person may open one case."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer

from bot.settings_file import load


def print_code(env_file: Path, hours: int) -> None:
    """Print the code alone on stdout, and on stderr until when it is valid and for whom it is."""
    settings = load(env_file)
    from bot.vault import RootKey, Vault

    now = datetime.now(UTC)
    valid = timedelta(hours=hours)
    typer.echo(Vault(RootKey.load(settings.root_key)).organiser_code(now, valid))
    until = (now + valid).astimezone(settings.zone)
    typer.echo(
        f"Valid until {until:%Y-%m-%d %H:%M} ({settings.time_zone}), for one use. Give it to the person who "
        "will open the case, and to nobody else: whoever uses it becomes the first organiser.",
        err=True,
    )
