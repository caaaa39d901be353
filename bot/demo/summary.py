"""Telling a newcomer what the demonstration did, what to open first, and how fast it was."""

import shlex
import statistics
from collections import Counter

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.demo.ledger import ERASED, WITHDRAWN
from bot.demo.result import ENTERED, LEDGER, DemoResult, Letter
from bot.domain.codes import LetterKind

# Discord drops an interaction that is not answered within this time.
DISCORD_WAITS_SECONDS = 3.0
# How the program is called where `make try` set it up.
_PROGRAM = ".venv/bin/collectif"

# Letters of each kind that are named as first reading.
MOST_AUTHORITIES = 2

_KINDS = {
    LetterKind.COLLECTIVE_COMPLAINT: "collective complaint",
    LetterKind.INDIVIDUAL_COMPLAINT: "individual complaint",
    LetterKind.ACCESS_REQUEST: "access request",
    LetterKind.FILING_KIT: "filing kit",
}


def tell_summary(console: Console, result: DemoResult) -> None:
    """Print what happened, the first files to open, the figures and the timings."""
    console.print()
    console.print(
        f"[bold]{escape(result.title)}[/bold]: the whole case was played in {result.seconds:.0f} s."
    )
    console.print(_happened(result))
    if result.dossiers:
        console.print(_sealed(result))
    console.print()
    console.print(f"[bold]Open first[/bold] (all in {escape(str(result.out))}/):")
    for letter, why in _first(result):
        console.print(f"  {escape(letter.path)}  [dim]{letter.pages} p., {why}[/dim]", soft_wrap=True)
    console.print(
        f"  {LEDGER}  [dim]what the patients entered; every figure in the letters comes from it[/dim]"
    )
    for path, what in _beside(result):
        console.print(f"  {escape(path)}  [dim]{what}[/dim]", soft_wrap=True)
    if result.dossiers:
        _tell_dossiers(console, result)
    console.print()
    console.print(_figures(result))
    for note in result.notes:
        console.print(f"[yellow]Not made:[/yellow] {escape(note)}")


def _happened(result: DemoResult) -> str:
    records = result.ledger.members
    states = Counter(record["status"] for record in records)
    languages = sorted({record["language"].split("-")[0] for record in records})
    countries = sorted({record["residence"] for record in records})
    accounts = len({record["account"] for record in records})
    return (
        f"{accounts} fictitious patients ({', '.join(languages)}; living in {', '.join(countries)}) made "
        f"{len(records)} registrations, for themselves and their children, with the real buttons and forms; "
        f"{states[WITHDRAWN]} left, {states[ERASED]} erased everything, {result.members} are registered at "
        f"the end. {len(result.ledger.refused)} impossible entries were refused and explained. An organiser "
        f"then drafted the collective letters."
    )


def _sealed(result: DemoResult) -> str:
    named = len(result.ledger.sealed)
    return (
        f"{named} of them typed a name on the bot's page on the web, over real HTTP; it was encrypted at "
        f"once for the recipient whom they chose: nothing in chat and nothing that the server keeps can show "
        f"it. One member changed recipient, one joined without Discord, a second lawyer was let in late. A "
        f"second group of {result.second_members} did everything on the page. The key-holders then fetched "
        f"{len(result.dossiers)} dossiers and opened them with their keys."
    )


def _tell_dossiers(console: Console, result: DemoResult) -> None:
    console.print(
        f"  {ENTERED}  [dim]the invented names that they typed, to compare with what was opened[/dim]"
    )
    console.print()
    console.print(
        "[bold]The dossiers[/bold]: each an encrypted file; beside it what a key-holder's desk makes of it."
    )
    for dossier in result.dossiers:
        console.print(
            f"  {escape(dossier.path)}  [dim]{escape(dossier.recipient)}, {dossier.members} members[/dim]",
            soft_wrap=True,
        )
    for path in result.opened:
        if path.endswith(("-named.pdf", "members-with-names.pdf")):
            console.print(f"    {escape(path)}", soft_wrap=True)
    first, key = result.out / result.dossiers[0].path, result.out / result.keys[0]
    console.print(
        "Try it yourself with the demonstration's own key, which is fictitious and opens nothing else (a "
        "real one never leaves its holder's machine):"
    )
    command = f"{_PROGRAM} desk open {shlex.quote(str(first))} --key {shlex.quote(str(key))} --out opened"
    console.print(f"  {escape(command)}", soft_wrap=True, highlight=False)


def _first(result: DemoResult) -> list[tuple[Letter, str]]:
    shown = []
    for kind in (LetterKind.COLLECTIVE_COMPLAINT, LetterKind.INDIVIDUAL_COMPLAINT, LetterKind.FILING_KIT):
        seen: set[str | None] = set()
        for letter in result.letters:
            new = letter.authority not in seen and len(seen) < MOST_AUTHORITIES
            if letter.kind == kind and new and letter.path.endswith(".pdf"):
                seen.add(letter.authority)
                about = [_KINDS[kind], letter.authority, letter.mode, letter.language]
                shown.append((letter, ", ".join(part for part in about if part)))
    return shown


def _beside(result: DemoResult) -> list[tuple[str, str]]:
    """One file of each kind that goes with the letters, and how many there are."""
    seen: dict[str, list[str]] = {}
    for other in result.others:
        seen.setdefault(other.kind, []).append(other.path)
    return [(paths[0], f"{kind.replace('_', ' ')}, {len(paths)} files") for kind, paths in seen.items()]


def _figures(result: DemoResult) -> Table:
    registered = result.ledger.registered()
    answers = sorted(result.answer_seconds)
    rows = (
        ("Members registered", str(result.members)),
        ("Scam contacts they recorded", str(sum(len(r["scams"]) for r in registered))),
        ("Harm entries they recorded", str(sum(len(r["harms"]) for r in registered))),
        (
            "Letters and kits",
            f"{len(result.letters)}, {sum(letter.pages for letter in result.letters)} pages",
        ),
        ("Dossiers", f"{len(result.dossiers)}, {len(result.opened)} files made from them"),
        ("Interactions that the bot answered", str(result.interactions)),
        ("Time to the first answer", _times(answers)),
    )
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in rows:
        table.add_row(name, value)
    return table


def _times(seconds: list[float]) -> str:
    if not seconds:
        return "-"
    median, most = statistics.median(seconds) * 1000, seconds[-1] * 1000
    return f"median {median:.0f} ms, slowest {most:.0f} ms (Discord waits {DISCORD_WAITS_SECONDS:.0f} s)"
