"""The shipped authority records: true to where they come from, found by country, honest about their age."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from bot.domain.pack import Authority, Pack
from bot.domain.routing import authority_for
from bot.packs import Library, load_pack
from tests.packs.authoring import HERE

FOLDER = Path(__file__).parents[2] / "bot" / "packs" / "data" / "authorities"
RECORDS = [
    ("FR", FOLDER / "datenanfragen" / "frcnil.json"),
    ("LU", FOLDER / "datenanfragen" / "lucnpd.json"),
    ("PT", HERE / "authorities" / "ptcnpd.json"),
    ("BE", HERE / "authorities" / "beapd.json"),
]


@pytest.fixture(scope="module")
def shipped() -> dict[str, Authority]:
    """The authorities of the shipped pack, by id."""
    return {a.id: a for a in Library(None).get("cerba-2021").pack.authorities}


@pytest.mark.parametrize(("country", "record"), RECORDS)
def test_contact_data_is_that_of_the_record_it_comes_from(country: str, record: Path) -> None:
    """Address, telephone, e-mail and form are copied without a slip."""
    source = json.loads(record.read_text("utf-8"))
    packs: list[Pack] = [Library(None).get("cerba-2021").pack, load_pack(HERE / "invented.toml")]
    ours = next(a for pack in packs for a in pack.authorities if a.country == country)

    assert source["relevant-countries"] == [country.lower()]
    assert "\n".join(ours.address) == source["address"]
    assert (ours.phone, ours.email) == (source["phone"], source.get("email"))
    assert (ours.web_form or None, ours.website) == (source.get("webform"), source["web"])
    assert ours.source in source["sources"]
    own = [name.casefold() for tag, name in ours.name.items() if tag in ("fr", "pt", "nl")]
    assert all(name in source["name"].casefold() for name in own)


def test_the_copied_records_are_those_the_readme_names() -> None:
    """The notice beside the records names licence, origin and the hash of each file."""
    readme = (FOLDER / "README.md").read_text("utf-8")

    assert "CC0 1.0" in readme
    assert "0a29c3d6feee53b02e73204a3dbd312eafe56629" in readme
    for file in (FOLDER / "datenanfragen").iterdir():
        assert hashlib.sha256(file.read_bytes()).hexdigest() in readme


def test_no_fax_is_printed_anywhere(shipped: dict[str, Authority]) -> None:
    """The sources contradict each other about the fax of Luxembourg's authority, so no record has one."""
    assert all("26 10 60 29" not in authority.model_dump_json() for authority in shipped.values())
    assert all("6099" not in authority.model_dump_json() for authority in shipped.values())


def test_the_same_acronym_in_two_countries_does_not_confuse() -> None:
    """Portugal's CNPD is Portugal's: residents of Luxembourg have no authority in a Portuguese pack."""
    invented = load_pack(HERE / "invented.toml")

    portuguese = authority_for(invented, "PT", None)
    assert portuguese is not None
    assert (portuguese.id, portuguese.short_name, portuguese.wording) == ("cnpd-pt", "CNPD", None)
    assert authority_for(invented, "LU", None) is None


def test_rules_of_each_authority_are_those_researched(shipped: dict[str, Authority]) -> None:
    """Languages, silence, appeal and formal demands of both authorities."""
    cnil, cnpd = shipped["cnil"], shipped["cnpd-lu"]

    assert (cnil.languages, cnil.silence_months, cnil.appeal_months) == (["fr"], 3, 2)
    assert set(cnil.requires) == {"mandate", "register_number"}
    assert (cnpd.languages[:2], cnpd.silence_months, cnpd.appeal_months) == (["fr", "de"], 3, None)
    assert cnpd.requires == ["prior_contact"]


def test_a_record_is_fresh_until_its_day_and_stale_after_it(shipped: dict[str, Authority]) -> None:
    """The last day on which a record needs no warning is the one it names."""
    for authority in shipped.values():
        assert authority.verified_on < authority.stale_after
        assert (authority.stale_after - authority.verified_on).days <= 366
        assert not authority.stale(authority.stale_after)
        assert authority.stale(date.fromordinal(authority.stale_after.toordinal() + 1))


def test_an_authority_is_named_in_the_readers_language_or_its_own() -> None:
    """Without a name in the language, the authority's own language is used, never none."""
    authorities = {a.country: a for a in load_pack(HERE / "invented.toml").authorities}
    swapped = authorities["BE"].model_copy(update={"name": {"nl": "Gegevens…", "fr": "Autorité…"}})

    assert authorities["BE"].name_in("nl") == "Gegevensbeschermingsautoriteit"
    assert authorities["BE"].name_in("en") == "Autorité de protection des données"
    assert swapped.name_in("en") == "Autorité…"
    assert authorities["PT"].name_in("de") == "Comissão Nacional de Protecção de Dados"
