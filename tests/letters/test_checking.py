"""`collectif wording check` and wording of an operator's own."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.letters.checking import check_wording
from bot.letters.make import make_member_letters
from bot.letters.requests import MemberRequest
from bot.letters.translations import same_text
from bot.letters.wording import WORDING, find, load_phrases, overridden
from bot.packs import shipped_laws
from bot.text import LANGUAGES
from tests.letters.casefile import CONFIG, invented, shipped
from tests.letters.people import TODAY, crowd
from tests.letters.reading import words

LAWS = shipped_laws()
DAY = date(2026, 11, 24)


def _own(folder: Path, text: str, name: str = "reminder.md", language: str = "fr") -> Path:
    """A folder of own wording with one file: the shipped reminder, and a line more."""
    place = folder / language
    place.mkdir(parents=True, exist_ok=True)
    shipped_text = (WORDING / language / "reminder.md").read_text("utf-8")
    (place / name).write_text(shipped_text + text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("\n{{ nobody }}\n", "unknown name 'nobody'"),
        ("\n{{ authority.nam }}\n", "authority has no part 'nam'"),
        ("\n{% if false %}{{ case.lawyer }}{% endif %}\n", "case has no part 'lawyer'"),
        ('\n{{ field("full_nam") }}\n', "no field 'full_nam'"),
        ('\n{{ table("scam") }}\n', "no table 'scam'"),
        ('\n{% include "fr/nothing.md" %}\n', "no file 'fr/nothing.md' to include"),
        ("\n{{ x|tojson }}\n", "No filter named 'tojson'"),
        ("\n{% macro f() %}{% endmacro %}\n", "macro is not allowed"),
        ("\n{% for f in facts %}{{ f.sentence }}.{% endfor %}\n", "a fact without its source"),
        ("\nVoir CJUE, C-687/21.\n", "law that nobody has verified"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, line: str, problem: str) -> None:
    """Names, parts, fields, tables, includes, filters, syntax, facts and law: each with file and line."""
    report = check_wording(_own(tmp_path, line), [shipped()], LAWS, DAY, composing=False)

    last = (tmp_path / "fr" / "reminder.md").read_text("utf-8").count("\n")
    assert any(problem in e for e in report.errors), report.errors
    assert any(e.startswith(("fr/reminder.md:", "fr/reminder.md: ")) for e in report.errors)
    assert any(f":{n}:" in e for e in report.errors for n in (last, last - 1))


def test_a_citation_that_resolves_to_nothing_is_found_by_composing(tmp_path: Path) -> None:
    """A letter that cites an exhibit must list it: found without a case."""
    own = _own(tmp_path, "")
    path = own / "fr" / "reminder.md"
    path.write_text(path.read_text("utf-8").replace("{{ exhibits() }}", ""), encoding="utf-8")

    assert check_wording(own, [shipped()], LAWS, DAY, composing=False).errors == ()
    report = check_wording(own, [shipped()], LAWS, DAY)

    assert any("cites exhibits" in e for e in report.errors)


def test_names_of_files_and_missing_translations(tmp_path: Path) -> None:
    """A file that no letter reads is an error; a kind that another language lacks, a warning."""
    strange = check_wording(_own(tmp_path, "", "remindr.md"), [shipped()], LAWS, DAY, composing=False)
    alone = _own(tmp_path / "b", "", "common_mine.md")

    assert any("no letter has this name" in e for e in strange.errors)
    warnings = check_wording(alone, [shipped()], LAWS, DAY, composing=False).warnings
    assert {w.split(":")[0] for w in warnings} == {"en/common_mine.md", "de/common_mine.md"}


def test_wording_of_ones_own_in_one_language_warns_and_has_no_reading_copy(tmp_path: Path) -> None:
    """A copy in the shipped words of a letter in one's own is a copy of another text."""
    own, kind = overridden(_own(tmp_path, ""), "cerba-2021"), "reminder"

    warnings = check_wording(tmp_path, [shipped()], LAWS, DAY, composing=False).warnings

    assert {w.split(":")[0] for w in warnings} == {"de/reminder.md", "en/reminder.md"}
    assert not same_text(own, kind, "cnil", "fr", "en")
    assert same_text(own, kind, "cnil", "de", "en")
    _own(tmp_path, "", language="en")
    assert same_text(own, kind, "cnil", "fr", "en")
    (tmp_path / "fr" / "phrases.toml").write_text('blank = "…"', encoding="utf-8")
    assert not same_text(own, kind, "cnil", "fr", "en")
    (tmp_path / "fr" / "phrases.toml").unlink()
    _own(tmp_path, "", "common_facts.md", "en")
    assert same_text(own, kind, "cnil", "fr", "en")  # it is not made of that passage; the next one is
    assert not same_text(own, "collective_complaint", "cnil", "fr", "en")


def test_phrases_are_checked_and_overrule_one_by_one(tmp_path: Path) -> None:
    """An own phrases.toml needs only what it changes; one that is no TOML is named."""
    (tmp_path / "fr").mkdir()
    phrases = tmp_path / "fr" / "phrases.toml"
    phrases.write_text('blank = "[à remplir]"\n', encoding="utf-8")

    assert check_wording(tmp_path, [shipped()], LAWS, DAY, composing=False).errors == ()
    changed = load_phrases(overridden(tmp_path, "any"), "fr")
    assert (changed.text("blank"), changed.text("that")) == ("[à remplir]", "que")
    phrases.write_text("blank = [", encoding="utf-8")
    assert any("not valid TOML" in e for e in check_wording(tmp_path, [shipped()], LAWS, DAY).errors)


def test_a_new_language_without_words_for_documents_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language of the program needs its labels before a document can be made in it: an error."""
    monkeypatch.setattr("bot.letters.checking.LANGUAGES", (*LANGUAGES, "pt"))

    errors = check_wording(None, [shipped()], LAWS, DAY, composing=False).errors

    assert [e.split(":")[0] for e in errors] == ["pt/phrases.toml"]


def test_the_shipped_wording_has_nothing_wrong() -> None:
    """Every shipped file reads clean: names, facts with source, no unverified law, no missing translation."""
    report = check_wording(None, [shipped(), invented()], LAWS, DAY, composing=False)

    assert report.errors == ()
    assert report.warnings == ()
    assert report.files > 60


@pytest.mark.needs("poppler")
def test_a_file_of_ones_own_wins_for_its_pack_then_for_all(tmp_path: Path) -> None:
    """The pack's folder comes first, then the operator's, then what is shipped; letters are made with it."""
    for place, mark in ((tmp_path, "POUR TOUS"), (tmp_path / "cerba-2021", "POUR CETTE AFFAIRE")):
        (place / "fr").mkdir(parents=True)
        shutil.copy(WORDING / "fr" / "filing_kit.cnil.md", place / "fr")
        kit = place / "fr" / "filing_kit.cnil.md"
        kit.write_text(kit.read_text("utf-8") + f"\n{mark}\n", encoding="utf-8")
    who = crowd(shipped(), 2)[1]
    request = MemberRequest(shipped(), CONFIG, who, "fr", TODAY)

    def made(pack: str) -> str:
        files = make_member_letters(request, overridden(tmp_path, pack))
        return words(next(f.data for f in files if f.filename.startswith("filing-kit")))

    assert "POUR CETTE AFFAIRE" in made("cerba-2021")
    assert "POUR TOUS" in made("another")
    assert find(overridden(tmp_path, "another"), "mandate", None, "fr") == WORDING / "fr" / "mandate.md"
