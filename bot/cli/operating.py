"""`collectif erase` and `collectif due`: what the operator does for people whom the bot cannot reach."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import typer

from bot import app
from bot.cli.exits import CommandError, Exit
from bot.cli.hardening import harden
from bot.services.operating import Ages, OperatingService
from bot.settings_file import load

T = TypeVar("T")
# Discord ids are 64-bit numbers; 17 digits since 2015.
_DIGITS = range(17, 21)
_SURE = "Erase everything that this Discord account registered, for good?"


def erase(env_file: Path, discord_id: str, *, yes: bool) -> None:
    """Erase what a Discord account registered; raises CommandError for what is no id."""
    if not discord_id.isascii() or not discord_id.isdigit() or len(discord_id) not in _DIGITS:
        raise CommandError("--discord-id: write the account's number, 17 to 20 digits", Exit.USAGE)
    if not yes and not typer.confirm(_SURE, err=True):
        raise CommandError("nothing was erased")
    user_id = int(discord_id)

    async def act(service: OperatingService) -> None:
        gone = await service.erase_discord_account(user_id)
        registrations = sum(gone.values())
        typer.echo(f"Erased: {registrations} registrations in {len(gone)} cases.")
        for case_id in await service.organises(user_id):
            typer.echo(
                f"The account is still an organiser of case {case_id}: its organisers take it off the list.",
                err=True,
            )

    _with_service(env_file, act)


def due(env_file: Path, *, confirm: bool) -> None:
    """Print what is deleted by age; `confirm` lets go on what a jump of the clock holds back."""

    async def act(service: OperatingService) -> None:
        if confirm:
            typer.echo(f"Confirmed: deletions go on in {await service.confirm_clock()} cases.", err=True)
        lines = [line for ages in await service.ages() for line in _lines(ages)]
        typer.echo("\n".join(lines) or "Nothing is due.")

    _with_service(env_file, act)


def _lines(ages: Ages) -> list[str]:
    held = "  HELD: the clock jumped; check the date of this machine, then: collectif due --confirm"
    return [
        f"{one.at:%Y-%m-%d %H:%M} UTC  {one.kind.value}  case {ages.case_id} ({ages.controller})"
        + (held if one.held else "")
        for one in ages.due
    ]


def _with_service(env_file: Path, act: Callable[[OperatingService], Awaitable[T]]) -> T:
    settings = load(env_file)
    harden()

    async def run() -> T:
        built = await app.build(settings)
        try:
            return await act(built.services.operating)
        finally:
            await built.close()

    return asyncio.run(run())
