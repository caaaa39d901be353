"""The command line: which commands there are, and what a person is told when one fails.

Everything heavy is imported by the command that needs it, so that `collectif --help` answers at once.
"""

from pathlib import Path
from typing import Annotated

import typer

from bot import logs
from bot.cli.exits import guarded

app = typer.Typer(
    name="collectif",
    help="Collectif: a Discord bot for patients whose health data leaked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks show the values of variables
)
pack_app = typer.Typer(help="Work with case packs.", no_args_is_help=True)
app.add_typer(pack_app, name="pack")

EnvFile = Annotated[Path, typer.Option("--settings", metavar="FILE", help="The settings file.")]
DEFAULT_ENV_FILE = Path(".env")


def main() -> int:
    """Run the command line and return the exit code."""
    logs.configure(level="WARNING", libraries=logs.ERROR)
    return guarded(lambda: app(prog_name="collectif"))


@app.command()
def init(
    data_dir: Annotated[Path, typer.Option(help="Folder to make for the database and the key.")] = Path(
        "data"
    ),
    settings: EnvFile = DEFAULT_ENV_FILE,
    restore: Annotated[
        bool, typer.Option("--restore", help="Rebuild a lost root key from its printed recovery sheet.")
    ] = False,
) -> None:
    """Make the data folder, the root key with its recovery sheet, and a commented settings file."""
    from bot.cli.first_steps import initialise, restore_key

    if restore:
        restore_key(data_dir, settings)
    else:
        initialise(data_dir, settings)


@app.command()
def run(settings: EnvFile = DEFAULT_ENV_FILE) -> None:
    """Connect to Discord and serve the cases, until interrupted."""
    from bot.cli.serve import serve

    serve(settings)


@app.command("try")
def try_(
    out: Annotated[Path, typer.Option(help="Folder for the letters.")] = Path("out"),
    pack: Annotated[Path | None, typer.Option(help="Another case pack (TOML) than the one shipped.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Stop before the preview in the browser.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object on stdout; implies --once.")
    ] = False,
) -> None:
    """Play a whole case with fictitious patients: no Discord account, no token, no network."""
    from bot.cli.demonstration import demonstrate

    raise typer.Exit(demonstrate(out=out, pack=pack, once=once, as_json=json))


@app.command("organiser-code")
def organiser_code(
    settings: EnvFile = DEFAULT_ENV_FILE,
    hours: Annotated[int, typer.Option(min=1, max=168, help="For how many hours the code is valid.")] = 24,
) -> None:
    """Print a code with which one person may open one case."""
    from bot.cli.codes import print_code

    print_code(settings, hours)


@pack_app.command("check")
def pack_check(file: Annotated[Path, typer.Argument(metavar="FILE", help="The pack, a TOML file.")]) -> None:
    """Check a case pack: exit code 0 when it can be used, 3 when it cannot."""
    from bot.cli.packs import check

    check(file)


@app.command()
def version() -> None:
    """Print the version of Collectif and of Python."""
    import platform

    from bot import __version__

    typer.echo(f"collectif {__version__} (Python {platform.python_version()})")
