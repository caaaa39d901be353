"""What a pack promises to those who read it: dates, references, texts, the invented and the shipped ones."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.codes import CategoryStatus, LeakCategory
from bot.domain.countries import COUNTRIES
from bot.domain.pack import Pack, PartialDate
from bot.domain.pack_rules import IncoherentPackError, problems
from bot.packs import load_pack

PACK = load_pack(Path(__file__).parents[1] / "packs" / "invented.toml")


def partial(value: object) -> PartialDate:
    """A date as TOML gives it."""
    return PartialDate.model_validate(value)


@given(st.dates())
def test_a_day_means_that_day(day: date) -> None:
    """A full date is its own first and last day, as a TOML date and as a text."""
    for written in (day, day.isoformat()):
        found = partial(written)

        assert (found.earliest, found.latest, found.precision) == (day, day, "day")


@given(st.dates(max_value=date(9998, 12, 31)))
def test_a_vague_date_covers_its_month_or_year(day: date) -> None:
    """First and last day are inside, the days around are outside."""
    for written, precision in ((f"{day:%Y-%m}", "month"), (f"{day:%Y}", "year")):
        found = partial(written.zfill(4 if precision == "year" else 7))

        assert found.precision == precision
        assert found.earliest <= day <= found.latest
        after = found.latest + timedelta(days=1)
        assert (after.year, after.month) != (day.year, day.month)
        assert found.earliest.day == after.day == 1


@pytest.mark.parametrize(
    "value",
    [
        "2021-7-16",
        "16/07/2021",
        "2021-07-32",
        "2021-02-29",
        "21",
        "",
        "2021-07\n",
        "٢٠٢١",
        True,
        1.5,
        None,
        [],
    ],
)
def test_what_is_no_date_is_refused(value: object) -> None:
    """Neither other notations nor days outside the calendar pass, and no other kind of value."""
    with pytest.raises(ValidationError):
        partial(value)


def test_the_first_day_of_an_incident_is_the_earliest_that_is_known() -> None:
    """Members may enter nothing before it."""
    earliest = {incident.id: incident.earliest for incident in PACK.incidents}

    assert earliest == {
        "INC-2025-01": date(2025, 3, 2),
        "INC-2025-02": date(2025, 1, 1),
        "INC-2026-01": date(2026, 1, 1),
    }


def test_a_category_that_nobody_mentions_is_not_reported() -> None:
    """Every code has a status in every incident."""
    incident = PACK.incident("INC-2025-01")

    assert incident.status(LeakCategory.ID_NATIONAL) is CategoryStatus.EXCLUDED
    assert incident.status(LeakCategory.SX_LIFE) is CategoryStatus.NOT_REPORTED


def test_parts_are_found_by_their_id() -> None:
    """Incident, organisation and authority are found; an unknown id is a KeyError."""
    assert PACK.incident("INC-2026-01").id == "INC-2026-01"
    assert PACK.organisation("nuvem-clara").id == "nuvem-clara"
    assert PACK.authority("apd-be").id == "apd-be"
    for find in (PACK.incident, PACK.organisation, PACK.authority):
        with pytest.raises(KeyError):
            find("nowhere")


def test_members_choose_among_addressable_organisations() -> None:
    """A cloud provider is nobody's insurer."""
    assert [o.id for o in PACK.choices("INC-2025-01")] == ["horizonte-azul"]
    assert [o.id for o in PACK.choices("INC-2025-02")] == ["farmacias-do-cais", "horizonte-azul"]


def test_facts_of_an_incident_are_in_the_order_of_time() -> None:
    """Facts of another incident are not among them."""
    assert [f.id for f in PACK.facts_of("INC-2025-01")] == ["lost-backup", "diagnoses-on-sale"]
    assert [f.id for f in PACK.facts_of("INC-2026-01")] == ["no-passwords", "open-page"]


def test_a_text_falls_back_to_the_first_language() -> None:
    """Whoever reads a language that the pack lacks gets its first one, never nothing."""
    assert PACK.say(PACK.title, "pt").endswith("(caso inventado)")
    assert PACK.say(PACK.title, "de") == PACK.title["en"]


@pytest.mark.parametrize("name", ["invented.toml", "hostile.toml"])
def test_a_pack_survives_being_written_out_and_read_again(name: str) -> None:
    """Its own dump is a pack, equal to it."""
    pack = load_pack(Path(__file__).parents[1] / "packs" / name)

    assert Pack.model_validate(pack.model_dump()) == pack
    assert Pack.model_validate_json(pack.model_dump_json()) == pack


def test_a_pack_cannot_be_changed() -> None:
    """What a case was opened with stays."""
    with pytest.raises(ValidationError):
        PACK.version = "9.9.9"  # type: ignore[misc]


def test_parts_that_contradict_each_other_make_no_pack() -> None:
    """A pack built without the reader is held to the same rules."""
    raw = PACK.model_dump()
    raw["facts"][0]["incident"] = "INC-1999-01"

    with pytest.raises(ValidationError) as refused:
        Pack.model_validate(raw)

    cause = refused.value.errors()[0]["ctx"]["error"]
    assert isinstance(cause, IncoherentPackError)
    assert [p.where for p in cause.problems] == ["facts.lost-backup.incident"]


_scraps = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "roles", "title", "text", "languages", "organisation"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)
_groups = ("organisations", "incidents", "facts", "authorities", "copies", "languages", "title")


@given(st.dictionaries(st.sampled_from(_groups), _scraps))
def test_the_rules_look_at_any_shape_without_falling_over(raw: dict[str, object]) -> None:
    """The rules read what the author wrote, however wrong it is."""
    for problem in problems(raw):
        assert problem.where
        assert problem.why


def test_the_country_codes_are_those_of_the_standard() -> None:
    """249 codes, each with a name in the languages of the bot."""
    assert len(COUNTRIES) == 249
    for language in ("fr", "en", "de"):
        assert set(Locale(language).territories) >= COUNTRIES
