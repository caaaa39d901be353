"""`collectif invite`: the link that adds the bot to a server, with the rights it needs."""

import base64
import binascii
import re
from pathlib import Path
from urllib.parse import urlencode

import typer

from bot.cli.exits import CommandError, Exit
from bot.domain.discord_rights import NEEDED, SCOPES
from bot.settings import MissingTokenError
from bot.settings_file import load

_AUTHORIZE = "https://discord.com/oauth2/authorize"
_ID = re.compile(r"[0-9]{17,20}")


def print_invite(env_file: Path, application_id: str | None) -> None:
    """Print the link alone on stdout; raises CommandError without an id or a token to read it from."""
    wanted = application_id or _from_token(env_file)
    if not _ID.fullmatch(wanted):
        raise CommandError(
            "an application id has 17 to 20 digits: Developer Portal, General Information", Exit.USAGE
        )
    query = {
        "client_id": wanted,
        "scope": " ".join(SCOPES),
        "permissions": str(sum(right.bit for right in NEEDED)),
        "integration_type": "0",  # into a server, never into a person's account
    }
    typer.echo(f"{_AUTHORIZE}?{urlencode(query)}")
    rights = ", ".join(right.name for right in NEEDED)
    typer.echo(f"It asks for: {rights}. Nothing else is needed; grant nothing else.", err=True)


def _from_token(env_file: Path) -> str:
    """Read the application's id from the first part of the bot's token, where Discord writes it (base64)."""
    try:
        token = load(env_file).token().get_secret_value()
    except MissingTokenError as error:
        raise CommandError(
            "no token to read the application's id from; give it: collectif invite --application-id ID",
            Exit.TOKEN,
        ) from error
    first = token.partition(".")[0]
    try:
        return base64.b64decode(first + "=" * (-len(first) % 4), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return ""
