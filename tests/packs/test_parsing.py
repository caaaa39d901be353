"""Reading a pack: what is accepted as it was written, and what is refused."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs import PackError, load_pack, parse_pack
from tests.packs.authoring import AUTHORITY, GOOD, HERE, changed, lines


@pytest.mark.parametrize("name", ["invented.toml", "hostile.toml"])
def test_a_pack_comes_out_as_it_was_written(name: str) -> None:
    """Nothing in the texts of a pack is parsed, trimmed of its markup or filled in."""
    pack = load_pack(HERE / name)

    source = (HERE / name).read_text("utf-8")
    written = [
        *pack.title.values(),
        *(o.name for o in pack.organisations),
        *(t for i in pack.incidents for t in i.title.values()),
        *(t for f in pack.facts for t in f.text.values()),
        *(line for a in pack.authorities for line in (*a.address, *a.name.values())),
    ]
    assert [text for text in written if text not in source.replace('\\"', '"')] == []


def test_a_pack_may_be_given_as_text() -> None:
    """The text that is stored with a case is read like the file it came from."""
    assert load_pack(GOOD) == parse_pack(GOOD, "any name")


def test_shipped_authorities_stand_beside_the_packs_own() -> None:
    """`use_authorities` adds records to those that the pack writes itself."""
    pack = parse_pack(f"{GOOD}\n{AUTHORITY}", "both.toml")

    assert {a.country for a in pack.authorities} == {"BE", "FR"}


def test_two_authorities_for_one_country_are_refused() -> None:
    """One person has one regulator, so a country has one authority."""
    twin = changed('country = "BE"', 'country = "FR"', AUTHORITY)

    assert lines(GOOD + twin) == [
        "mine.toml: authorities: country FR has two authorities; one person has one regulator"
    ]


def test_twice_the_same_id_is_refused() -> None:
    """Ids are unique in their group, and an organisation has one role in an incident."""
    block = GOOD[GOOD.index("[[organisations]]") : GOOD.index("[[incidents]]")]
    role = GOOD[GOOD.index("[[incidents.roles]]") : GOOD.index("[incidents.categories]")]
    text = changed("[[incidents]]", block + "\n[[incidents]]")
    text = changed("[incidents.categories]", role + "\n[incidents.categories]", text)

    assert lines(text) == [
        "mine.toml: organisations: the id 'clinique' is used twice",
        "mine.toml: incidents.INC-2026-01.roles: organisation 'clinique' has two roles here",
    ]


def test_a_copy_goes_to_an_authority_of_the_pack() -> None:
    """A copy of a complaint to an unknown authority is refused; to a shipped one it is accepted."""
    reason = 'reason = {{ fr = "a", en = "b", de = "c" }}'
    copy = f'\n[[copies]]\nid = "ars"\nname = "ARS"\nauthority = "{{}}"\n{reason}\n'

    assert parse_pack(GOOD + copy.format("cnil"), "good.toml").copies[0].id == "ars"
    assert lines(GOOD + copy.format("cnpd")) == [
        "mine.toml: copies.ars.authority: 'cnpd' is not in this pack's authorities (cnil)"
    ]


def test_an_authority_goes_stale_after_it_was_verified() -> None:
    """A record that was stale before anybody looked at it is refused."""
    text = GOOD + changed("stale_after = 2027-11-23", "stale_after = 2026-11-23", AUTHORITY)

    assert lines(text) == ["mine.toml: authorities.apd-be: stale_after must lie after verified_on"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "mine.toml: format: is missing"),
        (b"\xff\xfe", "mine.toml: line 1: is not UTF-8 text; save the file as UTF-8"),
        (b"format = 1\nname = \xe9\n", "mine.toml: line 2: is not UTF-8 text; save the file as UTF-8"),
        (b"x = " + b"[" * 100_000, "mine.toml: the whole file: is nested too deeply"),
        (b"#" * 1_000_001, "mine.toml: the file: is larger than 1,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_pack_is_refused_in_words(tmp_path: Path, content: bytes, expected: str) -> None:
    """Anything else than a pack is a PackError, never another exception."""
    (tmp_path / "mine.toml").write_bytes(content)

    with pytest.raises(PackError) as refused:
        load_pack(tmp_path / "mine.toml")

    assert str(refused.value).splitlines()[0] == expected


def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path: Path) -> None:
    """A directory in the place of a file is named."""
    (tmp_path / "mine").mkdir()

    with pytest.raises(PackError, match=r"^mine: the file: cannot be read \(Is a directory\)$"):
        load_pack(tmp_path / "mine")


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    """A file from a Windows editor is read like any other."""
    (tmp_path / "mine.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())

    assert load_pack(tmp_path / "mine.toml") == load_pack(GOOD)


def test_layout_inside_a_text_becomes_spaces_and_typography_stays() -> None:
    """A text may run over several lines of the file; non-breaking spaces are kept."""
    text = changed('fr = "Fuite de mars 2026"', 'fr = """\n  Fuite\n  de\u00a0mars\t2026 """')

    assert parse_pack(text, "mine.toml").incidents[0].title["fr"] == "Fuite de\u00a0mars 2026"


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text at all is either a pack or a PackError."""
    with pytest.raises(PackError):
        parse_pack(text, "mine.toml")


WRONG_VALUES = ('""', '"x"', "7", "-1.5", "true", "[]", "{}", "[[1]]", "{ id = 3 }", "2020-01-01", "nan")
LINES = re.findall(r"^\w+ = .*$", GOOD, flags=re.MULTILINE)


@given(st.sampled_from(LINES), st.sampled_from(WRONG_VALUES))
def test_no_value_in_any_place_breaks_the_reader(line: str, wrong: str) -> None:
    """A wrong kind of value anywhere in a pack is either accepted or explained in whole short lines."""
    text = changed(line, f"{line.split(' = ')[0]} = {wrong}")

    told: list[str] = []
    try:
        parse_pack(text, "mine.toml")
    except PackError as error:
        told = str(error).splitlines()
    assert all(line.startswith("mine.toml: ") and len(line) < 400 for line in told)
