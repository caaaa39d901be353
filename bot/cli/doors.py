"""Every command of the command line, and on whose machine it runs: the operator's or the key-holder's.

The operator keeps the machine and its keys and is no organiser: none of these commands performs an
organiser's act, and `erase` does what somebody without their account asked for in writing. The desk has
neither database nor network. The list is closed; a law walks the real commands against it.
"""

from collections.abc import Iterator

import typer

from bot.domain.access import Where

COMMANDS: dict[str, Where] = {
    "init": Where.CLI,
    "run": Where.CLI,
    "try": Where.CLI,
    "organiser-code": Where.CLI,
    "invite": Where.CLI,
    "verify-audit": Where.CLI,
    "papers": Where.CLI,
    "version": Where.CLI,
    "pack check": Where.CLI,
    "wording check": Where.CLI,
    "desk open": Where.DESK,
    "desk verify": Where.DESK,
    "desk answer": Where.DESK,
    "desk review": Where.DESK,
    "desk reseal": Where.DESK,
    "desk keygen": Where.DESK,
    "desk prove": Where.DESK,
    "desk share": Where.DESK,
    "rotate-keys": Where.CLI,
    "check": Where.CLI,
    "panic": Where.CLI,
    "backup": Where.CLI,
    "restore": Where.CLI,
    "migrate-store": Where.CLI,
    "erase": Where.CLI,
    "due": Where.CLI,
}


def walk(app: typer.Typer, before: str = "") -> Iterator[str]:
    """Name every command that the program has, with the groups it stands in."""
    for command in app.registered_commands:
        callback = command.callback
        name = command.name or (callback.__name__.replace("_", "-") if callback else "")
        yield f"{before}{name}"
    for group in app.registered_groups:
        if group.typer_instance is not None:
            inner = group.name or group.typer_instance.info.name
            named = isinstance(inner, str) and bool(inner)
            yield from walk(group.typer_instance, f"{before}{inner} " if named else before)
