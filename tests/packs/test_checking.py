"""`pack check`: what its author may have overlooked in a sound pack."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from bot.letters.facts import source_exhibit
from bot.letters.wording import WORDING, load_phrases
from bot.letters.words import Words
from bot.packs import CheckReport, Library, check_pack, parse_pack
from tests.evidence.samples import pdf
from tests.packs.authoring import AUTHORITY, GOOD, HERE, changed

TODAY = date(2026, 11, 24)
WORDINGS = {"fr": {"cnil", "neutral"}, "en": {"neutral"}}


def check(tmp_path: Path, text: str, today: date = TODAY) -> CheckReport:
    """The report on a file with this text."""
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    return check_pack(tmp_path / "mine.toml", today=today, wordings=WORDINGS)


def test_a_pack_that_cannot_be_used_gives_errors_only(tmp_path: Path) -> None:
    """There is nothing to warn of and nothing to summarise in a broken pack."""
    report = check(tmp_path, changed("format = 1", "format = 3"))

    assert report.errors == ("mine.toml: format: 3 is not known here; write one of: 1",)
    assert (report.ok, report.warnings, report.summary) == (False, (), ())


def test_the_summary_says_what_the_pack_holds() -> None:
    """The author sees at a glance incidents, facts by certainty, categories by status and authorities."""
    report = check_pack(HERE / "invented.toml", today=TODAY)

    assert report.ok
    assert report.summary == (
        "Horizonte Azul: three leaks (invented) (horizonte-2025 0.3.0)",
        "languages: en, fr, pt; law as of 2026-11-01",
        "INC-2025-01 Lost backup, March 2025: facts 1 admitted, 1 press; "
        "categories 3 confirmed, 1 press, 1 excluded",
        "INC-2025-02 Altered prescriptions, 2025: facts 1 press; categories 2 press",
        "INC-2026-01 Open account page, February 2026: facts 1 admitted, 1 established; "
        "categories 3 confirmed, 1 excluded",
        "organisations: Seguros Horizonte Azul, Farmácias do Cais, Nuvem Clara",
        "authority for PT: Comissão Nacional de Protecção de Dados",
        "authority for BE: Autorité de protection des données",
        "copy of the complaint to cnpd-pt: Ministério da Saúde (cópia inventada)",
    )


ORGANISATION = '[[organisations]]\nid = "idle"\nname = "Idle"\n\n[[incidents]]'
INCIDENT = """
[[incidents]]
id = "INC-2026-02"
announced = "2026"
title = { fr = "a", en = "b", de = "c" }
roles = [{ organisation = "clinique", role = "unknown" }]
categories = { ID_DOC = "STATUS" }
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            changed("[[incidents]]", ORGANISATION),
            "organisations.idle: no incident gives it a role, so no letter names it",
        ),
        (
            GOOD + INCIDENT.replace("STATUS", "not_reported"),
            "incidents.INC-2026-02: has no facts; letters can say nothing about it but what members record",
        ),
        (
            GOOD + INCIDENT.replace("STATUS", "press"),
            "incidents.INC-2026-02.categories: ID_DOC: press, yet no fact of this incident is press",
        ),
        (
            changed('certainty = "admitted"', 'certainty = "press"'),
            "incidents.INC-2026-01.categories: ID_NAME, HE_EXAM: confirmed, "
            "yet no fact of this incident is established or admitted",
        ),
        (
            changed('certainty = "admitted"', 'certainty = "press"'),
            "incidents.INC-2026-01.categories: FI_BANK: excluded, "
            "yet no fact of this incident is established or admitted",
        ),
        (
            changed('supports = ["security"]\n', ""),
            "facts: none supports a breach of duty; letters will state facts and argue no infringement",
        ),
        (
            changed('country = "FR"', "addressable = false"),
            "incidents.INC-2026-01.roles: no organisation is addressable; "
            "members cannot say whose patient or client they were",
        ),
        (
            changed("announced = 2026-03-14", "announced = 2026-03-01"),
            "incidents.INC-2026-01.announced: lies before discovered; is that meant?",
        ),
        (
            changed("date = 2026-03-14\ncertainty", 'date = "2026-02"\ncertainty'),
            "incidents.INC-2026-01: fact 'announcement' is dated before anything happened (2026-03-12); "
            "is that meant?",
        ),
        (
            changed("date = 2026-03-14\ncertainty", "date = 2027-03-14\ncertainty"),
            "facts.announcement.date: lies in the future",
        ),
        (
            changed('been left open"', 'been left open."'),
            "facts.announcement.text.en: ends with a punctuation mark; the sentence around it brings its own",
        ),
        (
            changed('en = "a database', 'en = "that a database'),
            "facts.announcement.text.en: begins with 'that'; the sentence around it brings its own",
        ),
        (
            changed("noms et la nature d’examens", "noms et que la nature d’examens"),
            "facts.announcement.text.fr: continues with 'et que'; join its parts without a second 'que'",
        ),
        (
            changed('name = "Clinique Inventée"', f'name = "{"Clinique " * 12}"'),
            "organisations.clinique.name: longer than 100 characters; chat will cut it short",
        ),
        (
            changed("law_as_of = 2026-11-23", "law_as_of = 2026-11-25"),
            "law_as_of: lies in the future",
        ),
        (
            GOOD + AUTHORITY.replace("verified_on = 2026-11-23", "verified_on = 2026-11-25"),
            "authorities.apd-be.verified_on: lies in the future",
        ),
        (
            GOOD + AUTHORITY,
            "authorities.apd-be: no letter text of its own; the neutral letter will be used (fr)",
        ),
        (
            GOOD + AUTHORITY.replace('short_name = "APD-GBA"', 'short_name = "APD"\nwording = "apd"'),
            "authorities.apd-be.wording: no letter text is named 'apd'",
        ),
        (
            GOOD + AUTHORITY.replace('languages = ["fr", "nl"]', 'languages = ["nl"]'),
            "authorities.apd-be: no letter text in its languages (nl); the letter will be in English",
        ),
    ],
)
def test_each_oversight_is_asked_about(tmp_path: Path, text: str, expected: str) -> None:
    """A sound pack that would make a letter say too much or too little gets a warning, not an error."""
    before = check(tmp_path, GOOD)
    report = check(tmp_path, text)

    assert report.ok
    assert f"mine.toml: {expected}" in report.warnings
    assert f"mine.toml: {expected}" not in before.warnings


def test_a_missing_language_of_the_bot_is_told(tmp_path: Path) -> None:
    """Members who read German are shown the pack's first language, and the author knows."""
    report = check(tmp_path, changed('languages = ["fr", "en", "de"]', 'languages = ["fr", "en"]'))

    assert report.warnings == (
        "mine.toml: languages: people who read 'de' will see this pack's texts in 'fr'",
    )


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2027, 3, 1), None),
        (date(2027, 5, 1), "goes stale on 2027-05-23"),
        (date(2027, 5, 23), "goes stale on 2027-05-23"),
        (date(2027, 5, 24), 'address will be marked "check this address"'),
    ],
)
def test_an_old_address_is_told_in_time(tmp_path: Path, today: date, told: str | None) -> None:
    """From sixty days before a record goes stale, its author is sent to the source of the address."""
    warnings = check(tmp_path, GOOD, today).warnings

    if told is None:
        assert warnings == ()
    else:
        assert len(warnings) == 1
        assert told in warnings[0]
        assert "https://www.cnil.fr/fr/contacter-la-cnil" in warnings[0]


def test_without_a_list_of_wordings_nothing_is_said_about_them() -> None:
    """Whoever cannot say which letter texts exist gets no claim about them."""
    report = check_pack(HERE / "hostile.toml", today=TODAY)

    assert [line for line in report.warnings if "letter text" in line] == []


def test_a_description_in_the_place_of_a_name_is_said_in_each_language(tmp_path: Path) -> None:
    """`names` that lack a language of the pack are named, and so is a nameless organisation without them."""
    base = Library(None).get("cerba-2021").toml
    spoilt = base.replace(', de = "Nicht identifizierter Hosting-Dienstleister"', "")
    lines = base.splitlines()
    without = "\n".join(line for line in lines if "Unidentified hosting provider" not in line)

    def warned(toml: str) -> list[str]:
        path = tmp_path / "mine.toml"
        path.write_text(toml, encoding="utf-8")
        return [w for w in check_pack(path, today=TODAY).warnings if "hebergeur-2021-07" in w]

    assert warned(base) == []
    assert "none in de" in warned(spoilt)[0]
    assert "`names` says it in each language" in warned(without)[0]


def test_a_copy_beside_the_pack_is_measured_and_printed(tmp_path: Path) -> None:
    """The author writes anything; the check says the line that is true; the letter's list prints it."""
    (tmp_path / "press.pdf").write_bytes(pdf(pages=2))
    sha256 = hashlib.sha256((tmp_path / "press.pdf").read_bytes()).hexdigest()
    lie = f'kept = {{ file = "press.pdf", pages = 1, sha256 = "{"0" * 64}" }}'
    true = f'{{ file = "press.pdf", pages = 2, sha256 = "{sha256}" }}'

    report = check(tmp_path, _kept(lie))
    assert [true in line for line in report.errors] == [True]
    report = check(tmp_path, _kept(f"kept = {true}"))
    assert report.ok
    (source, *_) = [f.source for f in parse_pack(_kept(f"kept = {true}"), "mine.toml").facts]
    details = source_exhibit(source, Words(load_phrases(WORDING, "fr"))).details
    assert details.endswith(f"PDF, 2 p., SHA-256 {sha256[:32]} {sha256[32:]}")
    (tmp_path / "press.pdf").unlink()
    assert any("does not lie beside the pack" in w for w in check(tmp_path, _kept(f"kept = {true}")).warnings)


def _kept(line: str) -> str:
    """The good pack, its first source with a kept copy."""
    return changed("[facts.source]\n", f"[facts.source]\n{line}\n")
