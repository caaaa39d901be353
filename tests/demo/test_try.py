"""`collectif try` as a process, and every figure of its letters against an independent recount."""

import hashlib
import json
import re
import signal
import subprocess
from collections import Counter
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from bot.cli.exits import Exit
from bot.domain.codes import (
    Channel,
    FilingMode,
    HarmHead,
    LeakCategory,
    PaperKind,
    Pretext,
    StepKind,
    StepOutcome,
)
from bot.domain.frozen import TO_LAWYER
from bot.text import country_name, fmt_date, fmt_hours, fmt_money, fmt_month, label
from tests.demo.playing import COMMAND, Run, environment
from tests.demo.reading import PrintedLetter, numbers, plain
from tests.demo.recount import Record

NAMES = ("amelie", "@everyone", "DROP TABLE", "__class__", "HYPERLINK", "Xavier")
pytestmark = pytest.mark.needs("poppler")


def test_one_json_object_alone_on_stdout(shipped: Run) -> None:
    """With --json, stdout is one object with members, letters and seconds; the rest goes to stderr."""
    printed = json.loads(shipped.done.stdout)

    assert set(printed) == {
        *("members", "letters", "others", "seconds"),
        *("dossiers", "opened", "keys", "second_case"),
    }
    keys = {"path", "kind", "authority", "language", "edition", "mode", "pages", "sha256"}
    assert all(set(letter) == keys for letter in printed["letters"])
    assert printed["members"] == sum(1 for r in shipped.ledger if r["status"] == "registered")
    assert printed == shipped.manifest
    assert "register" in shipped.done.stderr
    assert "fictitious" in shipped.done.stderr
    assert "library_message" not in shipped.done.stderr


def test_without_a_terminal_it_ends_by_itself(invented: Run) -> None:
    """Nobody to look at a preview: the summary names the files to open, and the process ends."""
    assert invented.done.returncode == 0
    assert "Open first" in invented.done.stdout
    assert "http://" not in invented.done.stdout
    assert "Not made" not in invented.done.stdout


def test_nothing_else_is_left(run: Run) -> None:
    """The play's database, key and temporary files are gone when it ends."""
    assert list((run.out.parent / "tmp").iterdir()) == []
    assert sorted(p.name for p in run.out.parent.iterdir()) == [
        ".env",
        "the letters",
        "tmp",
    ]


def test_stopping_it_leaves_nothing(tmp_path: Path) -> None:
    """Told to stop in the middle of the play, it ends at once and takes its temporary folder along."""
    command = [*COMMAND, "--out", str(tmp_path / "out"), "--json"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(tmp_path), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as playing:
        assert playing.stderr is not None
        while b"Patients" not in playing.stderr.readline():
            assert playing.poll() is None
        begun = list((tmp_path / "tmp").iterdir())
        playing.send_signal(signal.SIGTERM)
        code = playing.wait(60)

    assert begun != []
    assert code == Exit.INTERRUPTED
    assert list((tmp_path / "tmp").iterdir()) == []


def test_files_are_what_the_manifest_says(run: Run) -> None:
    """Every letter is there, under a plain relative path, with the pages and the fingerprint stated."""
    for letter in run.manifest["letters"]:
        file = run.out / letter["path"]
        data = file.read_bytes()
        assert re.fullmatch(
            r"(letters|members/P-[0-9A-Z]{5}(/named|/final)?)/[A-Za-z0-9._-]+", letter["path"]
        )
        assert hashlib.sha256(data).hexdigest() == letter["sha256"]
        if file.suffix == ".pdf":
            assert len(pikepdf.open(file).pages) == letter["pages"]
    on_disk = {p.relative_to(run.out).as_posix() for p in run.out.rglob("*") if p.is_file()}
    groups = ("letters", "others", "dossiers")
    listed = {found["path"] for group in groups for found in run.manifest[group]}
    listed |= {*run.manifest["opened"], *run.manifest["keys"]}
    assert on_disk == listed | {"demo.json", "ledger.json", "dossiers/entered.json"}


def test_every_authority_gets_a_letter_in_every_mode(run: Run) -> None:
    """Each mode to each authority, pseudonymous; own letters in three languages."""
    made = {(letter["authority"], letter["mode"]) for letter in run.letters("collective_complaint")}

    authorities = set(run.pack.countries.values())
    assert made - {(TO_LAWYER, "lawyer")} == {(a, mode) for a in authorities for mode in FilingMode}
    assert {letter["edition"] for letter in run.letters("collective_complaint")} == {"working"}
    assert {letter["language"] for letter in run.letters("filing_kit")} == {"fr", "en", "de"}
    assert run.letters("individual_complaint")
    assert run.letters("access_request")


def test_every_kind_and_edition_is_made(run: Run, shipped: Run) -> None:
    """Reading copies, the twin, a frozen text as read and as printed; of the shipped case every document."""
    names = [other["path"].rsplit("/", 1)[-1] for other in run.manifest["others"]]
    kinds = {other["kind"] for other in shipped.manifest["others"]}

    assert any(name.startswith("reading-copy-") for name in names)
    assert any(name.endswith("-redacted.pdf") for name in names)
    assert len([name for name in names if name.startswith("filing-kit-")]) > 1  # of a draft, of a frozen text
    assert any(name.startswith("approval-letter-") for name in names)
    assert any("/as-read-by-P-" in other["path"] for other in run.manifest["others"])
    assert set(PaperKind) <= kinds


def test_one_member_made_their_letters_their_own(run: Run) -> None:
    """The confirmed complaint has lost the draft mark that the draft and the collective letters carry."""
    marks = {}
    for letter in run.letters("individual_complaint"):
        if letter["path"].endswith(".pdf"):
            printed = PrintedLetter(run.out / letter["path"], letter["language"])
            marks[letter["path"]] = printed.says(printed.mark)

    finals = {path for path in marks if "/final/" in path}
    assert len(finals) == 1
    assert {path for path, marked in marks.items() if not marked} == finals
    assert all(printed.says(printed.mark) for _, printed, _ in run.collective())


def test_the_cast_did_everything(run: Run) -> None:
    """Some mistyped, left, came back, erased, registered a child; two countries and three languages."""
    states = Counter(r["status"] for r in run.ledger)
    refused = json.loads((run.out / "ledger.json").read_text("utf-8"))["refused"]

    assert states["withdrawn"] > 0
    assert states["erased"] > 0
    assert len({r["residence"] for r in run.ledger}) >= 2
    assert len({r["language"][:2] for r in run.ledger}) >= 3
    assert max(Counter(r["account"] for r in run.ledger).values()) > 1
    assert {"on", "amount"} <= {r["field"] for r in refused}


def test_letters_name_their_members_and_nobody_else(run: Run) -> None:
    """The annex lists exactly the registered, consenting, concerned members routed to the authority."""
    for letter, printed, recount in run.collective():
        assert printed.refs() == recount.refs
        for country, n in recount.residence().items():
            assert printed.says(f"{country_name(country, letter['language'])} ({n})")


def test_figures_of_leaked_categories(run: Run) -> None:
    """For every incident and category, the printed numbers are those that members entered."""
    for letter, printed, recount in run.collective():
        language = letter["language"]
        incidents = [i for i in run.pack.incidents if recount.concerned(i)]
        tables = printed.tables("categories")
        assert len(tables) == len(incidents)
        for incident, table in zip(incidents, tables, strict=True):
            assert f"({len(recount.concerned(incident))})" in table.caption
            yes, unknown = recount.leaked(incident, "yes"), recount.leaked(incident, "unknown")
            for category in LeakCategory:
                name = label(category, language)
                if yes[category] or table.has(name):
                    assert numbers(table.row(name)) == [yes[category], unknown[category]]


def test_figures_of_notices(run: Run) -> None:
    """How many were told personally stands in the letter, incident by incident."""
    words = {"fr": ("oui", "non", "ne sait pas", " ;"), "en": ("yes", "no", "not known", ";")}
    for letter, printed, recount in run.collective():
        yes, no, unknown, stop = words[letter["language"]]
        for incident in run.pack.incidents:
            told = recount.notices(incident)
            if told:
                asked = f"{yes}, {told['yes']}{stop} {no}, {told['no']}{stop} {unknown}, {told['unknown']}"
                assert printed.says(asked)


def test_figures_of_scams(run: Run) -> None:
    """Contacts by channel and pretext, by month and in all, and the losses, are those entered."""
    for letter, printed, recount in run.collective():
        language, total = letter["language"], len(recount.scams)
        table, months = printed.table("scams"), printed.table("scam_months")
        channels = [c for c in Channel if any(pair[0] == c for pair in recount.pairs())]
        crossed = len(channels) <= 6
        if crossed:
            for pretext in Pretext:
                row = [recount.pairs()[c, pretext] for c in channels]
                if sum(row):
                    assert numbers(table.row(label(pretext, language))) == [*row, sum(row)]
        else:
            for (channel, pretext), n in recount.pairs().items():
                names = label(Channel(channel), language), label(Pretext(pretext), language)
                assert numbers(table.row(*names)) == [n]
        assert numbers(table.row(printed.total))[-1] == total
        assert numbers(months.row(printed.total)) == [total]
        for month, n in recount.months().items():
            assert numbers(months.row(fmt_month(month, language))) == [n]
        if recount.loss():
            assert printed.says(fmt_money(recount.loss(), language))


def test_figures_of_harm(run: Run) -> None:
    """For every head of damage: persons, entries, amount and time, and the sums of all."""
    for letter, printed, recount in run.collective():
        language, table = letter["language"], printed.table("harms")
        for head in HarmHead:
            entries = [h for h in recount.harms if h["head"] == head]
            if not entries:
                assert not table.has(label(head, language))
                continue
            cells = table.row(label(head, language))
            assert numbers(cells[:2]) == [len({h["ref"] for h in entries}), len(entries)]
            # Reading a PDF back may lose a narrow space that is there on the page.
            assert _tight(cells[2:]) == _tight(_sums(entries, language))
        wanted = [str(len(recount.harms)), *_sums(recount.harms, language)]
        assert _tight(table.row(printed.total)) == _tight(wanted)


def _tight(cells: list[str]) -> list[str]:
    return ["".join(cell.split()) for cell in cells]


def _sums(entries: list[Record], language: str) -> list[str]:
    amount = sum(h["amount_cents"] or 0 for h in entries)
    minutes = sum(h["minutes"] or 0 for h in entries)
    shown = (fmt_money(amount, language) if amount else "–", fmt_hours(minutes, language) if minutes else "–")
    return [plain(text) for text in shown]


def test_figures_of_steps(run: Run) -> None:
    """Steps by kind and outcome are those entered."""
    for letter, printed, recount in run.collective():
        language, table = letter["language"], printed.table("steps")
        pairs = Counter((s["kind"], s["outcome"]) for s in recount.steps)
        outcomes = [o for o in StepOutcome if any(pair[1] == o for pair in pairs)]
        for kind in StepKind:
            row = [pairs[kind, outcome] for outcome in outcomes]
            if sum(row):
                assert numbers(table.row(label(kind, language))) == [*row, sum(row)]
        assert numbers(table.row(printed.total))[-1] == len(recount.steps)


def test_the_annex_states_each_members_own_facts(run: Run) -> None:
    """Each member's losses, amounts, times and the days of scams and steps stand in the annex."""
    for letter, printed, recount in run.collective():
        language = letter["language"]
        for record in recount.members:
            lost = sum(s["loss_cents"] or 0 for s in record["scams"])
            facts = [fmt_money(lost, language)] if lost else []
            facts += [fmt_money(h["amount_cents"], language) for h in record["harms"] if h["amount_cents"]]
            facts += [fmt_hours(h["minutes"], language) for h in record["harms"] if h["minutes"]]
            facts += [fmt_date(date.fromisoformat(s["on"]), language) for s in record["steps"]]
            assert [fact for fact in facts if not printed.says(fact)] == []


def test_own_letters_state_what_their_member_entered(run: Run) -> None:
    """The individual complaint holds the member's own dates and amounts, and no other member's reference."""
    records = {r["ref"]: r for r in run.ledger}
    for letter in run.letters("individual_complaint"):
        if not letter["path"].endswith(".pdf"):
            continue
        ref = letter["path"].split("/")[1]
        record, language = records[ref], letter["language"]
        printed = PrintedLetter(run.out / letter["path"], language)
        facts = [
            fmt_date(date.fromisoformat(s["on"]), language) for s in [*record["scams"], *record["steps"]]
        ]
        facts += [fmt_money(h["amount_cents"], language) for h in record["harms"] if h["amount_cents"]]
        assert printed.refs() <= {ref}
        assert [fact for fact in facts if not printed.says(fact)] == []


def test_no_letter_knows_an_account(run: Run) -> None:
    """No account name and no displayed name of the play, hostile or not, is printed anywhere."""
    for letter in run.manifest["letters"]:
        if letter["path"].endswith(".pdf"):
            words = PrintedLetter(run.out / letter["path"], letter["language"]).words
            assert [name for name in NAMES if name in words] == []
