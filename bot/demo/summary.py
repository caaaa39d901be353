"""Telling a newcomer what the demonstration did, what to open first, and how fast it was."""

import statistics
from collections import Counter

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.demo.ledger import ERASED, WITHDRAWN
from bot.demo.result import FINAL, LEDGER, DemoResult, Letter
from bot.domain.codes import LetterKind

# Discord drops an interaction that is not answered within this time.
DISCORD_WAITS_SECONDS = 3.0

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
    console.print()
    console.print(f"[bold]Open first[/bold] (all in {escape(str(result.out))}/):")
    for letter, why in _first(result):
        console.print(f"  {escape(letter.path)}  [dim]{letter.pages} p., {why}[/dim]", soft_wrap=True)
    console.print(
        f"  {LEDGER}  [dim]what the patients entered; every figure in the letters comes from it[/dim]"
    )
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


def _first(result: DemoResult) -> list[tuple[Letter, str]]:
    shown = []
    for kind in (LetterKind.COLLECTIVE_COMPLAINT, LetterKind.INDIVIDUAL_COMPLAINT, LetterKind.FILING_KIT):
        seen: set[str | None] = set()
        for letter in result.letters:
            new = letter.authority not in seen and len(seen) < MOST_AUTHORITIES
            if letter.kind == kind and new and letter.path.endswith(".pdf"):
                seen.add(letter.authority)
                about = [_KINDS[kind], letter.authority, letter.mode, letter.language]
                about += ["without the draft mark"] if FINAL in letter.path.split("/") else []
                shown.append((letter, ", ".join(part for part in about if part)))
    return shown


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
