"""The command line: which commands there are, and what a person is told when one fails.

Everything heavy is imported by the command that needs it, so that `collectif --help` answers at once.
"""

from pathlib import Path
from typing import Annotated

import typer

from bot import logs
from bot.cli.desk_commands import desk_app
from bot.cli.exits import guarded
from bot.cli.options import DEFAULT_ENV_FILE, EnvFile
from bot.cli.store_commands import store_app

app = typer.Typer(
    name="collectif",
    help="Collectif: a Discord bot for patients whose health data leaked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks show the values of variables
)
pack_app = typer.Typer(help="Work with case packs.", no_args_is_help=True)
app.add_typer(pack_app, name="pack")
wording_app = typer.Typer(help="Work with the wording of the letters.", no_args_is_help=True)
app.add_typer(wording_app, name="wording")
app.add_typer(desk_app, name="desk")
app.add_typer(store_app)


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
    everything: Annotated[
        bool, typer.Option("--all", help="Every kind of letter in every language, mode and edition.")
    ] = False,
) -> None:
    """Play a whole case with fictitious patients: no Discord account, no token, no network."""
    from bot.cli.demonstration import demonstrate

    raise typer.Exit(demonstrate(out=out, pack=pack, once=once, as_json=json, everything=everything))


@app.command("organiser-code")
def organiser_code(
    settings: EnvFile = DEFAULT_ENV_FILE,
    hours: Annotated[int, typer.Option(min=1, max=168, help="For how many hours the code is valid.")] = 24,
) -> None:
    """Print a code with which one person may open one case."""
    from bot.cli.codes import print_code

    print_code(settings, hours)


@app.command()
def invite(
    settings: EnvFile = DEFAULT_ENV_FILE,
    application_id: Annotated[
        str | None, typer.Option(metavar="ID", help="The application's id, when there is no token yet.")
    ] = None,
) -> None:
    """Print the link that adds the bot to a server, with the rights that it needs and no others."""
    from bot.cli.invite import print_invite

    print_invite(settings, application_id)


@pack_app.command("check")
def pack_check(file: Annotated[Path, typer.Argument(metavar="FILE", help="The pack, a TOML file.")]) -> None:
    """Check a case pack: exit code 0 when it can be used, 3 when it cannot."""
    from bot.cli.packs import check

    check(file)


@app.command("verify-audit")
def verify_audit_(
    settings: EnvFile = DEFAULT_ENV_FILE,
    checkpoint: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A checkpoint that an organiser kept or published.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Check that no line of the audit trail was changed, deleted, moved or rolled back."""
    from bot.cli.verify_audit import verify_audit

    verify_audit(settings, checkpoint, as_json=json)


@app.command("papers")
def papers(
    settings: EnvFile = DEFAULT_ENV_FILE,
    case: Annotated[
        str, typer.Option("--case", metavar="ID", help="The case; may be left out when there is one.")
    ] = "",
    language: Annotated[str, typer.Option(help="Language: fr, en or de.")] = "fr",
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to make for the papers.")] = Path("papers"),
) -> None:
    """Write drafts for the controller: record of processing, impact assessment, breach drill (md and PDF)."""
    from bot.cli.papers import write

    write(settings, case, language, out)


@wording_app.command("check")
def wording_check(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="Your own wording folder; without it, what is shipped."),
    ] = None,
    pack: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A pack of yours to compose letters for as well.")
    ] = None,
) -> None:
    """Check wording files: exit code 0 when letters can be made with them, 3 when they cannot."""
    from bot.cli.wording import check

    check(folder, pack)


@app.command()
def version() -> None:
    """Print the version of Collectif and of Python."""
    import platform

    from bot import __version__

    typer.echo(f"collectif {__version__} (Python {platform.python_version()})")
