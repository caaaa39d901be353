"""What the author of a pack hears of each mistake: file, place and reason, and never a long value."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs import PackError, parse_pack
from tests.packs.authoring import GOOD, changed, lines
from tests.packs.test_manual import MANUAL


def test_every_mistake_is_named_at_once() -> None:
    """A mistyped value does not hide that a reference dangles, a text is missing or a key is unknown."""
    text = changed('version = "1.0.0"', 'version = "one"')
    text = changed('organisation = "clinique"', 'organisation = "hospital"', text)
    text = changed('de = "Datenleck vom März 2026"\n', "", text)
    text = changed('kind = "healthcare"', 'kindd = "healthcare"', text)
    text = changed('["cnil"]', '["cnli"]', text)

    assert lines(text) == [
        "mine.toml: use_authorities: no record 'cnli' comes with Collectif; did you mean 'cnil'?",
        "mine.toml: version: 'one': write the version as three numbers, such as 1.0.0",
        "mine.toml: organisations.clinique.kindd: unknown key; did you mean 'kind'?",
        "mine.toml: authorities: needs at least 1 of them",
        "mine.toml: incidents.INC-2026-01.roles: 'hospital' is not in this pack's organisations (clinique)",
        "mine.toml: incidents.INC-2026-01.title: no text in 'de', which is a language of this pack",
    ]


def test_the_manual_shows_the_messages_that_authors_get() -> None:
    """The three example messages of the manual are what the program says."""
    text = changed("HE_EXAM =", "HE_RESULTS =")
    text = changed('de = "eine Datenbank mit Namen', 'lb = "eng Datebank', text)
    text = changed("[[incidents]]", '[[organisations]]\nname = "X"\nadress = []\n\n[[incidents]]', text)

    shown = re.findall(r"^my-breach\.toml: (.*)$", MANUAL, flags=re.MULTILINE)
    told = [line.removeprefix("mine.toml: ") for line in lines(text)]
    assert len(shown) == 3
    assert set(shown) <= set(told)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "discovered = 2026-03-12",
            "discovered = 2026-13-12",
            "mine.toml: line 27, column 18: this is not TOML",
        ),
        (
            "discovered = 2026-03-12",
            'discovered = "12 March"',
            "incidents.INC-2026-01.discovered: write a date as",
        ),
        (
            "discovered = 2026-03-12",
            'discovered = "2026-02-30"',
            "discovered: there is no such day in the calendar",
        ),
        (
            "discovered = 2026-03-12",
            "discovered = [2026]",
            "discovered: write a date as 2021-07-16, 2021-07 or 2021",
        ),
        ("law_as_of = 2026-11-23", "law_as_of = 2026", "law_as_of: write a day as 2021-07-16"),
        (
            "law_as_of = 2026-11-23",
            'law_as_of = "2026-02-30"',
            "law_as_of: there is no such day in the calendar",
        ),
        ("law_as_of = 2026-11-23", "law_as_of = 2026-11-23T10:00:00", "law_as_of: write a day as 2021-07-16"),
        ('country = "FR"', 'country = "France"', "organisations.clinique.country: not a country code"),
        ('country = "FR"', 'country = "ZZ"', "organisations.clinique.country: not a country code"),
        (
            'url = "https://',
            'url = "',
            "facts.announcement.source.url: 'clinique-inventee.example/communique': not a",
        ),
        (
            "HE_EXAM =",
            "HE_EXAMM =",
            "categories.HE_EXAMM: 'HE_EXAMM' is not a known code; did you mean 'HE_EXAM'?",
        ),
        (
            'HE_EXAM = "confirmed"',
            'HE_EXAM = "sure"',
            "HE_EXAM: 'sure' is not known here; write one of: confirmed, pr",
        ),
        (
            'certainty = "admitted"',
            'certainty = "member"',
            "certainty: 'member' is not known here; write one of: estab",
        ),
        ("format = 1", "format = 2", "format: 2 is not known here; write one of: 1"),
        ("format = 1\n", "", "format: is missing"),
        ('by = "Clinique Inventée"\n', "", "facts.announcement.by: is missing"),
        ('name = "Clinique Inventée"', 'name = ""', "organisations.clinique.name: must not be empty"),
        (
            'name = "Clinique Inventée"',
            f'name = "{"x" * 301}"',
            "clinique.name: is too long: at most 300 characters",
        ),
        (
            'name = "Clinique Inventée"',
            r'name = "A\u202EB"',
            "name: contains the invisible control character U+202E",
        ),
        (
            'name = "Clinique Inventée"',
            r'name = "A\uE000B"',
            "name: contains the invisible control character U+E000",
        ),
        (
            'name = "Clinique Inventée"',
            "name = 7",
            "organisations.clinique.name: write a text between quotation marks",
        ),
        ('country = "FR"', "addressable = 3", "addressable: write true or false, without quotation marks"),
        (
            'languages = ["fr", "en", "de"]',
            'languages = ["pt"]',
            "languages: the bot speaks fr, en, de; a pack needs",
        ),
        (
            'languages = ["fr", "en", "de"]',
            'languages = ["French"]',
            "languages #1: 'French': not a language code",
        ),
        (
            'use_authorities = ["cnil"]',
            'use_authorities = "cnil"',
            "use_authorities: write a list of names, such as",
        ),
        (
            '[title]\nfr = "',
            '[title]\nFR = "',
            "title.FR: 'FR': not a language code; write two small letters",
        ),
        (
            'id = "INC-2026-01"',
            'id = "INC-26-1"',
            "incidents.INC-26-1.id: 'INC-26-1': write it as INC-2021-07",
        ),
        (
            'id = "clinique"\n',
            'id = "Clinique"\n',
            "organisations.Clinique.id: 'Clinique': write it with lower-case",
        ),
        (
            'incident = "INC-2026-01"',
            'incident = "INC-2026-02"',
            "facts.announcement.incident: 'INC-2026-02' is not in",
        ),
        (
            "announced = 2026-03-14",
            "occurred_from = 2026-03-14\noccurred_to = 2026-03-01",
            "occurred_to lies before",
        ),
        (
            "discovered = 2026-03-12\nannounced = 2026-03-14\n",
            "",
            "incidents.INC-2026-01: give at least one of",
        ),
        (
            'supports = ["security"]',
            'supports = ["securty"]',
            "supports #1: 'securty' is not known here; write one of",
        ),
    ],
)
def test_each_mistake_is_explained(old: str, new: str, expected: str) -> None:
    """The author is told file, place and reason in plain words."""
    told = lines(changed(old, new))

    assert all(line.startswith("mine.toml: ") for line in told)
    assert any(expected in line for line in told), told


SECRET = "S3CRET-" * 12


@given(st.sampled_from(re.findall(r'^(?:\w+) = "(?:[^"]*)"$', GOOD, flags=re.MULTILINE)))
def test_a_long_value_is_never_repeated(line: str) -> None:
    """Whatever long text stands in the wrong place, no message carries it on."""
    key = line.split(" = ")[0]
    for wrong in (f'{key} = ["{SECRET}"]', f'{key} = "{SECRET}{SECRET * 20}"', f'"{SECRET}" = 1'):
        with pytest.raises(PackError) as refused:
            parse_pack(changed(line, wrong), "mine.toml")

        assert SECRET not in str(refused.value)
