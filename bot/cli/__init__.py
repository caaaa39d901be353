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
desk_app = typer.Typer(
    help="For key-holders, on their own machine: no network, no settings. Alone: a page in the browser."
)
app.add_typer(desk_app, name="desk")

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


@app.command("rotate-keys")
def rotate_keys(settings: EnvFile = DEFAULT_ENV_FILE) -> None:
    """Change the root key, with the bot stopped: everything goes under a new one. Run again after a crash."""
    from bot.cli.rotate_keys import rotate

    rotate(settings)


@app.command()
def backup(
    settings: EnvFile = DEFAULT_ENV_FILE,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Make a backup of the database and one of the shred keys, also while the bot runs."""
    from bot.cli.backups import back_up

    back_up(settings, as_json=json)


@app.command()
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


@app.command("migrate-store")
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


@app.command()
def erase(
    discord_id: Annotated[str, typer.Option(metavar="ID", help="Number of the Discord account.")],
    settings: EnvFile = DEFAULT_ENV_FILE,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Erase all that a Discord account registered, when nobody can use the account any more."""
    from bot.cli.operating import erase as erase_

    erase_(settings, discord_id, yes=yes)


@app.command()
def due(
    settings: EnvFile = DEFAULT_ENV_FILE,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="The date is right: go on with what a jump of the clock held.")
    ] = False,
) -> None:
    """Print what the bot will delete by age, and when."""
    from bot.cli.operating import due as due_

    due_(settings, confirm=confirm)


@pack_app.command("check")
def pack_check(file: Annotated[Path, typer.Argument(metavar="FILE", help="The pack, a TOML file.")]) -> None:
    """Check a case pack: exit code 0 when it can be used, 3 when it cannot."""
    from bot.cli.packs import check

    check(file)


KeyFile = Annotated[Path, typer.Option("--key", metavar="FILE", help="Your key file.")]


Language = Annotated[
    str | None, typer.Option(help="Language of what is written: fr, en or de. Else the dossier's own.")
]
ServerKey = Annotated[
    str | None,
    typer.Option("--server-key", metavar="ed25519-…", help="The server's public key, from the organisers."),
]


@desk_app.callback(invoke_without_command=True)
def desk(
    context: typer.Context,
    language: Annotated[str | None, typer.Option(help="Language of the page: fr, en or de.")] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in your browser.")] = True,
) -> None:
    """Open a page in your browser where you drop a dossier, pick your key, read, search and save."""
    if context.invoked_subcommand is None:
        from bot.cli.desk import page

        page(language, browser=browser)


@desk_app.command("open")
def desk_open(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The dossier.")],
    key: KeyFile,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder to make; else named after the file.")
    ] = None,
    language: Language = None,
    server_key: ServerKey = None,
) -> None:
    """Check a dossier and write its letters with names, sheets, documents and tables into a new folder."""
    from bot.cli.desk import open_

    open_(file, key, out, language, server_key)


@desk_app.command("verify")
def desk_verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The dossier.")],
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="Your key file; without it only the outside.")
    ] = None,
    server_key: ServerKey = None,
) -> None:
    """Check a dossier without writing anything; prints its SHA-256."""
    from bot.cli.desk import verify

    verify(file, key, server_key)


@desk_app.command("answer")
def desk_answer(
    file: Annotated[Path, typer.Argument(metavar="DOSSIER", help="The newest dossier with that member.")],
    key: KeyFile,
    member: Annotated[str, typer.Option("--member", metavar="P-XXXXX", help="The member's reference.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to make.")],
    language: Language = None,
    server_key: ServerKey = None,
) -> None:
    """Answer a member who asks for their own data (GDPR art. 15): as PDF, JSON and files, nobody else's."""
    from bot.cli.desk import answer

    answer(file, key, member, out, language, server_key)


@desk_app.command("reseal")
def desk_reseal(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The dossier.")],
    key: KeyFile,
    recipients: Annotated[
        list[str],
        typer.Option("--for", metavar="age1…", help="Public key of who may read the copy; may be repeated."),
    ],
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="The copy to write.")] = None,
) -> None:
    """Make a copy of a dossier for another key; it opens that copy and nothing else."""
    from bot.cli.desk import reseal

    reseal(file, key, recipients, out)


@desk_app.command("keygen")
def desk_keygen(
    out: Annotated[
        Path, typer.Option(help="The key file to make; its recovery sheet goes beside it.")
    ] = Path("collectif-key.txt"),
    language: Annotated[
        str | None, typer.Option(help="Language of the recovery sheet: fr, en or de. Else your system's.")
    ] = None,
    restore: Annotated[
        bool, typer.Option("--restore", help="Rebuild a lost key from its printed recovery sheet.")
    ] = False,
) -> None:
    """Make a key with a recovery sheet to print; prints the public half, which you give to the organisers."""
    from bot.cli.desk_keys import keygen, restore_key

    if restore:
        restore_key(out)
    else:
        keygen(out, language)


@desk_app.command("prove")
def desk_prove(
    file: Annotated[Path, typer.Argument(metavar="CHALLENGE", help="The challenge file; - reads stdin.")],
    key: KeyFile,
) -> None:
    """Print the answer to a challenge: it proves that you hold your key."""
    from bot.cli.desk_keys import prove

    prove(file, key)


@desk_app.command("share")
def desk_share(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file of key copies; - reads stdin.")],
    key: KeyFile,
    newcomer: Annotated[
        str, typer.Option("--for", metavar="age1…", help="Public key of the new key-holder, from themselves.")
    ],
    out: Annotated[Path | None, typer.Option(help="File to write the copies to, instead of stdout.")] = None,
) -> None:
    """Let a new key-holder in: copy the recipient's keys for their public key."""
    from bot.cli.desk_keys import share

    share(file, key, newcomer, out)


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


@app.command()
def version() -> None:
    """Print the version of Collectif and of Python."""
    import platform

    from bot import __version__

    typer.echo(f"collectif {__version__} (Python {platform.python_version()})")
