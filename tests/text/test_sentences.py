"""Sentences in the person's language, with values that can do nothing but stand there."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.codes import Answer, CategoryStatus, Certainty, KnownBy, LeakCategory, Role
from bot.domain.errors import BadAmountError, LetterRefusedError
from bot.domain.inputs import Cents, Minutes
from bot.domain.pack import PartialDate
from bot.text import LANGUAGES, label, pair, pick_language, short_label, tr, trn

EARLY = "This date is before {earliest}, which cannot be right. Nothing was saved."
LIMIT = "The limit of {limit} entries is reached. Delete or correct an existing one first."


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("fr", "fr"),
        ("de", "de"),
        ("en-GB", "en"),
        ("en-US", "en"),
        ("fr-CA", "fr"),
        ("de_AT", "de"),
        ("DE", "de"),
        ("pt-BR", "en"),
        ("lb", "en"),
        ("", "en"),
        (None, "en"),
        ("french", "en"),
    ],
)
def test_the_language_follows_the_locale(locale: str | None, language: str) -> None:
    """A Discord locale gives one of our languages, and English when it is none of them."""
    assert pick_language(locale) == language


def test_a_sentence_is_translated() -> None:
    """The same sentence comes out in each language."""
    assert [tr("This was already saved.", language) for language in LANGUAGES] == [
        "C’était déjà enregistré.",
        "This was already saved.",
        "Das war bereits gespeichert.",
    ]


def test_an_unknown_sentence_or_language_falls_back_to_english() -> None:
    """Without a translation the English sentence stands; an empty one stays empty."""
    assert tr("Nobody has translated {x} yet.", "fr", x="this") == "Nobody has translated this yet."
    assert tr("This was already saved.", "lb") == "This was already saved."
    assert tr("", "fr") == ""


def test_a_missing_value_is_an_error() -> None:
    """A sentence whose value was forgotten fails instead of showing a brace to a person."""
    with pytest.raises(KeyError):
        tr(LIMIT, "fr")


@given(
    st.text() | st.sampled_from(["{limit}", "{0}", "{limit.__class__}", "%(limit)s", "{", "\\1", r"\g<0>"])
)
def test_a_value_stays_literal(value: str) -> None:
    """Whatever a value contains, braces and escapes included, it is shown as it is and once."""
    assert tr("Before {limit} after", "en", limit=value) == f"Before {value} after"


def test_values_are_said_in_the_language() -> None:
    """Dates, amounts, durations, codes and lists of our own sentences come out in the person's words."""
    assert tr(EARLY, "fr", earliest=date(2021, 7, 1)).startswith(
        "Cette date est antérieure au 1er juillet 2021"
    )
    assert "July 2021" in tr(EARLY, "en", earliest=PartialDate(text="2021-07"))
    assert (
        tr("{a}, {b}", "de", a=Cents(1234_56), b=Minutes(150)) == "1.234,56\u00a0€, 2\u00a0h\u00a030\u00a0min"
    )
    assert tr("{code}", "de", code=LeakCategory.HE_BLOOD) == "Blutgruppe"
    missing = ("an incident that concerns you", "an authority for your country of residence or of work")
    assert tr(LetterRefusedError.text, "fr", missing=missing).endswith(
        "un incident qui vous concerne et une autorité pour votre pays de résidence ou de travail."
    )
    assert tr("{n}", "fr", n=123456) == "123456"  # a plain number stays as it is: it may be an identifier


def test_a_refused_amount_shows_how_to_write_one() -> None:
    """The example and the limit in the refusal follow the language."""
    refused = BadAmountError(example=Cents(1234_56), maximum=Cents(10_000_000_00))
    assert "1\u202f234,56\u00a0€" in tr(refused.text, "fr", **refused.values)
    assert "€1,234.56" in tr(refused.text, "en", **refused.values)


def test_the_plural_follows_the_number() -> None:
    """One and many get their own form, and the number is written as the language writes it."""
    assert trn("{n} nobody-translated letter", "{n} nobody-translated letters", 1, "en") == (
        "1 nobody-translated letter"
    )
    assert trn("{n} nobody-translated letter", "{n} nobody-translated letters", 1234, "de") == (
        "1.234 nobody-translated letters"
    )


def test_codes_that_are_equal_as_strings_keep_their_own_labels() -> None:
    """`unknown` and `press` belong to several lists, and each list has its own words for them."""
    assert {label(Answer.UNKNOWN, "en"), label(Role.UNKNOWN, "en")} == {"Don't know", "Role not known"}
    assert len({label(c, "de") for c in (CategoryStatus.PRESS, Certainty.PRESS)}) == 2
    assert label(KnownBy.PRESS, "fr") == "La presse"


def test_a_short_label_is_the_label_where_it_fits() -> None:
    """Only a code whose label is long has a second, shorter one."""
    assert short_label(LeakCategory.ID_NAME, "fr") == label(LeakCategory.ID_NAME, "fr")
    assert short_label(CategoryStatus.CONFIRMED, "fr") == "Confirmée"


def test_french_parts_a_colon_from_its_word() -> None:
    """Two texts joined by a colon have the no-break space before it in French, and in no other language."""
    assert [pair("Incident", 3, language) for language in ("fr", "en", "de")] == [
        "Incident\u00a0: 3",
        "Incident: 3",
        "Incident: 3",
    ]
