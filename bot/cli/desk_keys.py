"""`collectif desk keygen|prove|share`: a key-holder's key, on the key-holder's own machine, offline."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import typer

from bot.cli.exits import CommandError, Exit, complain
from bot.vault import age, exchange, lane
from bot.vault.holder_key import HolderKey, is_open_to_others, write_private

# An answer is read over the telephone too.
_GROUP = 4


def keygen(out: Path, language: str | None) -> None:
    """Make a key file and its recovery sheet; the public half alone goes to stdout.

    Raises HolderKeyError when one of the two files exists: nothing is overwritten, and nothing is made.
    """
    language = _language(language)
    sheet = out.with_name(f"{out.stem}-recovery-sheet.pdf")
    for path in (out, sheet):
        if path.exists() or path.is_symlink():
            raise CommandError(f"{path} exists already; keygen overwrites nothing")
    key, now = HolderKey.make(), datetime.now(UTC)
    key.write(out, now)
    write_private(sheet, _drawn(key, now, language))
    typer.echo(key.public)
    typer.echo(
        f"Made your private key in {out}. It stays on this machine: give it to nobody.\n"
        f"  1. Print {sheet}, keep the paper in a safe place, then delete the file.\n"
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
    """Print the answer to a challenge; raises BadExchangeError, CannotOpenError, HolderKeyError."""
    key, found = _key(key_file), _exchange(file)
    if found.challenge is None:
        raise CommandError(f"{file}: there is no challenge in this file; it holds key copies (desk share)")
    lane_keys = exchange.opened(found.copies, key.secret)
    if found.copies and not lane_keys:
        raise CommandError(f"{file}: none of the copies in this file was made for your key", Exit.KEY)
    try:
        text = lane.read_challenge(found.challenge, key.secret, *lane_keys.values())
    except age.CannotOpenError:
        raise CommandError(
            f"{file}: your key does not open this challenge. It was made for another key, or it is damaged: "
            "compare your public key with the one that the organisers registered, and ask for a new one",
            Exit.KEY,
        ) from None
    typer.echo("-".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP)))
    typer.echo("Give this answer to the organisers. It is worth nothing to anybody else.", err=True)


def share(file: Path, key_file: Path, newcomer: str, out: Path | None) -> None:
    """Copy the recipient's keys for a new key-holder.

    Raises AgeKeyError (the public key), BadExchangeError, HolderKeyError.
    """
    if out is not None and (out.exists() or out.is_symlink()):
        raise CommandError(f"{out} exists already; share overwrites nothing")
    key, found = _key(key_file), _exchange(file)
    public = age.check_public(newcomer)
    if public == key.public:
        raise CommandError(
            "the key after --for is your own: give the new key-holder's public key", Exit.USAGE
        )
    keys = exchange.opened(found.copies, key.secret)
    if not keys:
        raise CommandError(f"{file}: none of the copies in this file was made for your key", Exit.KEY)
    copies = tuple((epoch, age.encrypt(secret.encode(), [public])) for epoch, secret in sorted(keys.items()))
    parts = exchange.Exchange(found.lane_id, copies).parts(exchange.PASTED)
    text = "\n".join(parts)
    if out is None:
        typer.echo(text)
    else:
        write_private(out, text.encode())
    if len(parts) > 1:
        complain(
            f"the copies make {len(parts)} texts, each beginning with the words Collectif key exchange: the "
            "organisers hand them in one after the other, in this order"
        )
    typer.echo(
        f"Copied {len(copies)} key(s) for {public}\n"
        "Whoever holds the private half of that key can open every sealed file of this recipient. Compare it "
        "with the new key-holder, by telephone or in person, BEFORE you give the copies to the organisers.",
        err=True,
    )


def _key(path: Path) -> HolderKey:
    key = HolderKey.load(path)
    if is_open_to_others(path):
        complain(f"warning: {path}: other users of this machine can read your key; run: chmod 600 {path}")
    return key


def _exchange(path: Path) -> exchange.Exchange:
    try:
        with sys.stdin if str(path) == "-" else path.open(encoding="utf-8", errors="replace") as source:
            return exchange.read(source.read(exchange.MOST_CHARACTERS + 1))
    except OSError as error:
        raise CommandError(f"{path}: the file cannot be read: {error.strerror}", Exit.USAGE) from None


def _drawn(key: HolderKey, now: datetime, language: str) -> bytes:
    from bot.cli.holder_sheet import holder_wording
    from bot.cli.recovery_sheet import draw

    return draw(holder_wording(key.public, now.astimezone().date(), language), key.recovery_groups)


def _language(wanted: str | None) -> str:
    from bot.text import LANGUAGES, pick_language

    if wanted is not None and wanted not in LANGUAGES:
        raise CommandError(f"--language: one of {', '.join(LANGUAGES)}", Exit.USAGE)
    system = next((os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), None)
    return wanted or pick_language(system)
