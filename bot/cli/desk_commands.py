"""The commands of the desk, which key-holders run on their own machine."""

from pathlib import Path
from typing import Annotated

import typer

desk_app = typer.Typer(
    help="For key-holders, on their own machine: no network, no settings. Alone: a page in the browser."
)


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
    papers: Annotated[
        bool, typer.Option("--papers", help="Each member's own letters and documents too, with their name.")
    ] = False,
    marks: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Own words that were read and may be shown.")
    ] = None,
) -> None:
    """Check a dossier and write its letters with names, sheets, documents and tables into a new folder."""
    from bot.cli.desk import open_

    open_(file, key, out, language, server_key, papers=papers, marks=marks)


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


@desk_app.command("review")
def desk_review(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The dossier.")],
    key: KeyFile,
    member: Annotated[str, typer.Option("--member", metavar="P-XXXXX", help="The member's reference.")],
    mark: Annotated[
        str | None, typer.Option(metavar="SHA256", help="Of the words that you read: mark them as fit.")
    ] = None,
    marks: Annotated[Path, typer.Option(metavar="FILE", help="The file of marks to add to.")] = Path(
        "collectif-marks.jsonl"
    ),
) -> None:
    """Read a member's own words, then mark them as fit for the non-confidential edition."""
    from bot.cli.desk import review

    review(file, key, member, mark, marks)


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
