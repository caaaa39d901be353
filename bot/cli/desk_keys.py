"""`collectif desk keygen|prove|share`: a key-holder's key, on the key-holder's own machine, offline."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import typer

from bot.cli.exits import CommandError, Exit, complain
from bot.desk import keys
from bot.vault import exchange
from bot.vault.holder_key import HolderKey, is_open_to_others, write_private

_NO_COPY = "none of the copies in this file was made for your key"


def keygen(out: Path, language: str | None) -> None:
    """Make a key file and its recovery sheet; the public half alone goes to stdout.

    Raises HolderKeyError when one of the two files exists: nothing is overwritten, and nothing is made.
    """
    language = _language(language)
    for path in (out, keys.sheet_of(out)):
        if path.exists() or path.is_symlink():
            raise CommandError(f"{path} exists already; keygen overwrites nothing")
    made = keys.make_key(out, language, datetime.now(UTC))
    typer.echo(made.public)
    typer.echo(
        f"Made your private key in {out}. It stays on this machine: give it to nobody.\n"
        f"  1. Print {made.sheet}, keep the paper in a safe place, then delete the file.\n"
        f"  2. Give the organisers the line above, which begins with age1. It is public.\n"
        f"  3. They send you a challenge file. Answer it with: collectif desk prove FILE --key {out}",
        err=True,
    )


def restore_key(out: Path) -> None:
    """Write a lost key again from the groups of its sheet, read from stdin; raises RecoveryError."""
    from bot.cli.first_steps import ask_groups

    if out.exists() or out.is_symlink():
        raise CommandError(f"{out} exists already; keygen overwrites nothing")
    key = HolderKey.from_recovery(ask_groups())
    key.write(out, datetime.now(UTC))
    typer.echo(key.public)
    typer.echo(f"Wrote your private key to {out}. The line above must be the one on the sheet.", err=True)


def prove(file: Path, key_file: Path) -> None:
    """Print the answer to a challenge; raises BadExchangeError, HolderKeyError."""
    key, text = _key(key_file), _text(file)
    try:
        answer = keys.prove(text, key)
    except keys.NoChallengeError:
        raise CommandError(
            f"{file}: there is no challenge in this file; it holds key copies (desk share)"
        ) from None
    except keys.NotForMeError:
        raise CommandError(
            f"{file}: your key does not open this challenge. It was made for another key, or it is damaged: "
            "compare your public key with the one that the organisers registered, and ask for a new one",
            Exit.KEY,
        ) from None
    typer.echo(answer)
    typer.echo("Give this answer to the organisers. It is worth nothing to anybody else.", err=True)


def share(file: Path, key_file: Path, newcomer: str, out: Path | None) -> None:
    """Copy the recipient's keys for a new key-holder.

    Raises AgeKeyError (the public key), BadExchangeError, HolderKeyError.
    """
    if out is not None and (out.exists() or out.is_symlink()):
        raise CommandError(f"{out} exists already; share overwrites nothing")
    key, text = _key(key_file), _text(file)
    try:
        shared = keys.share(text, key, newcomer)
    except keys.OwnKeyError:
        raise CommandError(
            "the key after --for is your own: give the new key-holder's public key", Exit.USAGE
        ) from None
    except keys.NotForMeError:
        raise CommandError(f"{file}: {_NO_COPY}", Exit.KEY) from None
    if out is None:
        typer.echo(shared.text)
    else:
        write_private(out, shared.text.encode())
    if len(shared.texts) > 1:
        complain(
            f"the copies make {len(shared.texts)} texts, each beginning with the words Collectif key "
            "exchange: the organisers hand them in one after the other, in this order"
        )
    typer.echo(
        f"Copied {shared.copies} key(s) for {shared.public}\n"
        "Whoever holds the private half of that key can open every sealed file of this recipient. Compare it "
        "with the new key-holder, by telephone or in person, BEFORE you give the copies to the organisers.",
        err=True,
    )


def _key(path: Path) -> HolderKey:
    key = HolderKey.load(path)
    if is_open_to_others(path):
        complain(f"warning: {path}: other users of this machine can read your key; run: chmod 600 {path}")
    return key


def _text(path: Path) -> str:
    try:
        with sys.stdin if str(path) == "-" else path.open(encoding="utf-8", errors="replace") as source:
            return source.read(exchange.MOST_CHARACTERS + 1)
    except OSError as error:
        raise CommandError(f"{path}: the file cannot be read: {error.strerror}", Exit.USAGE) from None


def _language(wanted: str | None) -> str:
    from bot.text import LANGUAGES, pick_language

    if wanted is not None and wanted not in LANGUAGES:
        raise CommandError(f"--language: one of {', '.join(LANGUAGES)}", Exit.USAGE)
    system = next((os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), None)
    return wanted or pick_language(system)
