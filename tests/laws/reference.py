"""The tables of docs/reference.md that the code decides: `python -m tests.laws.reference` writes them."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import typer
from discord import app_commands
from discord.ext import commands

import cogs
from bot.cli import app
from bot.text import tr
from bot.ui import doors

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs/reference.md"


def program() -> dict[str, click.Command]:
    """Every command of the program by its whole name, those of groups included."""
    return dict(_commands(typer.main.get_command(app), "collectif"))


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    for inner, one in getattr(command, "commands", {}).items():
        yield from _commands(one, f"{name} {inner}")


def options(command: click.Command) -> list[Any]:
    """The options of a command without --help, as its own --help lists them."""
    return [p for p in command.params if p.param_type_name == "option" and p.name != "help"]


def chat() -> list[app_commands.Command[Any, ..., Any]]:
    """Every slash command of the bot, read from its cogs."""
    found: list[Any] = []
    for module in pkgutil.walk_packages(cogs.__path__, "cogs."):
        for value in vars(importlib.import_module(module.name)).values():
            if (
                isinstance(value, type)
                and issubclass(value, commands.Cog)
                and value.__module__ == module.name
            ):
                found += value.__cog_app_commands__
    # A group that stands in another one comes twice.
    leaves = [
        one for top in found for one in (top.walk_commands() if hasattr(top, "walk_commands") else [top])
    ]
    own = {one.qualified_name: one for one in leaves if isinstance(one, app_commands.Command)}
    # A member's first, in the order of the table of what each may do.
    return [own[name] for name in doors.COMMANDS]


def local(name: str, language: str) -> str:
    """A command's whole name in a language: `case organiser add` is `affaire organisateur ajouter`."""
    return " ".join(tr(f"/{word}", language).removeprefix("/") for word in name.split())


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(line) + " |" for line in (heads, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(heads), *lines[1:]])


def _chat_table() -> str:
    rows = (
        (
            f"`/{c.qualified_name}`",
            f"`/{local(c.qualified_name, 'fr')}`",
            f"`/{local(c.qualified_name, 'de')}`",
            "; ".join([str(c.description), *(f"`{p.name}`: {p.description}" for p in c.parameters)]),
        )
        for c in chat()
    )
    return _table(("command", "French", "German", "what it does"), rows)


def _option_table() -> str:
    rows = (
        (f"`{name}`", f"`{_written(option)}`", _default(option), str(option.help or "").replace("|", "\\|"))
        for name, command in sorted(program().items())
        for option in options(command)
    )
    return _table(("command", "option", "default", "meaning"), rows)


def _written(option: Any) -> str:
    names = "/".join([*option.opts, *option.secondary_opts])
    return names if option.is_flag else f"{names} {option.metavar or (option.name or '').upper()}"


def _default(option: Any) -> str:
    if option.required:
        return "asked for" if option.prompt else "must be given"
    if option.is_flag or option.default in (None, "", (), []):
        return ""
    return f"`{option.default}`"


def _metric_table() -> str:
    source = (ROOT / "bot/web/health.py").read_text("utf-8")
    rows = []
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        if ast.unparse(call.func) == "_metric":
            name, kind, _, text = call.args
            rows.append((call.lineno, *(ast.literal_eval(part) for part in (name, kind, text))))
    names = [(f"`collectif_{name}`", kind, text) for _, name, kind, text in sorted(rows)]
    names += [(f"`{n}`", "counter", t) for n, t in re.findall(r'"# HELP (collectif_\w+) ([^"]+)"', source)]
    return _table(("metric", "kind", "meaning"), iter(names))


TABLES: dict[str, Callable[[], str]] = {
    "commands in chat": _chat_table,
    "options": _option_table,
    "metrics": _metric_table,
}


def renewed(text: str) -> str:
    """The page with each of its tables as the code has it now."""
    for name, table in TABLES.items():
        between = re.compile(rf"(<!-- {name}:[^>]*-->\n).*?(<!-- end -->)", re.DOTALL)
        fresh = table()
        text, count = between.subn(lambda found, fresh=fresh: f"{found[1]}\n{fresh}\n\n{found[2]}", text)
        assert count == 1, f"the page has {count} places for {name}"
    return text


if __name__ == "__main__":
    REFERENCE.write_text(renewed(REFERENCE.read_text("utf-8")), "utf-8")
