"""`collectif check`: what an operator should know before people do, each finding with what to do."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

import typer

from bot.cli.check.finding import Finding, Level, error, fine
from bot.cli.exits import Exit
from bot.settings import Settings, SettingsError
from bot.settings_file import load

# The exit codes of errors, the gravest first.
_GRAVE = (Exit.USAGE, Exit.KEY, Exit.INTEGRITY, Exit.TOKEN, Exit.REFUSED)
_MARKS = {Level.OK: "ok", Level.WARNING: "warning", Level.ERROR: "ERROR"}


def check(env_file: Path, *, offline: bool, as_json: bool) -> Exit:
    """Look at everything, change nothing, also beside a running bot; return the exit code.

    0 when nothing is wrong (warnings are no error), else the code of the gravest finding: 2 settings,
    4 stored data, 5 keys, 6 token, 3 anything else.
    """
    try:
        settings = load(env_file)
    except SettingsError as reason:
        findings = [error("settings", str(reason), "Correct the settings file.", Exit.USAGE)]
    else:
        findings = []
        try:
            findings.extend(_look(settings, env_file, offline=offline))
        except PermissionError as reason:
            todo = "Run the check as the user that the bot runs as."
            findings.append(error("rights", f"{reason.filename}: your user may not look there", todo))
    _print(findings, as_json=as_json)
    codes = [f.code for f in findings if f.level is Level.ERROR]
    return next((code for code in _GRAVE if code in codes), Exit.OK)


def _look(settings: Settings, env_file: Path, *, offline: bool) -> Iterator[Finding]:
    from bot.cli.check import backups, machine, stores

    yield fine("settings", "they are complete and valid")
    yield from machine.look(settings, env_file)
    yield from stores.look(settings)
    yield from backups.look(settings)
    if not offline:
        yield from asyncio.run(_ask(settings))


async def _ask(settings: Settings) -> list[Finding]:
    from bot.cli.check import discord, page

    return [*await discord.look(settings), *await page.look(settings)]


def _code(finding: Finding) -> int:
    return int(finding.code if finding.level is Level.ERROR else Exit.OK)


def _print(findings: Iterable[Finding], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"findings": [asdict(f) | {"code": _code(f)} for f in findings]}))
        return
    for finding in findings:
        typer.echo(f"{_MARKS[finding.level]:8}{finding.name}: {finding.text}")
        if finding.todo:
            typer.echo(f"        → {finding.todo}")
