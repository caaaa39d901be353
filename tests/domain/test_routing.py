"""One person has one regulator: residence first, then work, else none and said so."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.member import MemberFile
from bot.domain.routing import authority_for, routed_to
from bot.packs import load_pack
from tests.domain.generated import COUNTRIES, members

# Portugal and Belgium: a pack in which neither France nor Luxembourg has an authority.
PACK = load_pack(Path(__file__).parents[1] / "packs" / "invented.toml")


@pytest.mark.parametrize(
    ("residence", "work", "expected"),
    [
        ("PT", None, "cnpd-pt"),
        ("PT", "BE", "cnpd-pt"),
        ("BE", "PT", "apd-be"),
        ("FR", "BE", "apd-be"),
        ("LU", "PT", "cnpd-pt"),
        ("FR", "LU", None),
        ("FR", None, None),
    ],
)
def test_residence_decides_then_work(residence: str, work: str | None, expected: str | None) -> None:
    """A frontier worker goes to the authority of the country of work only when home has none in the pack."""
    found = authority_for(PACK, residence, work)

    assert (found.id if found else None) == expected


@given(members)
def test_nobody_is_routed_twice_or_lost(people: list[MemberFile]) -> None:
    """The groups of all authorities and the unrouted together are everybody, each once."""
    groups = [routed_to(PACK, authority, people) for authority in PACK.authorities]
    unrouted = [m for m in people if authority_for(PACK, m.residence, m.work) is None]

    refs = [m.ref for group in [*groups, unrouted] for m in group]
    assert sorted(refs) == sorted(m.ref for m in people)
    assert all({m.residence, m.work}.isdisjoint({"PT", "BE"}) for m in unrouted)


@given(members)
def test_a_group_is_in_the_order_of_its_references(people: list[MemberFile]) -> None:
    """The annex of a letter is the same whoever joined first."""
    for authority in PACK.authorities:
        group = routed_to(PACK, authority, people)

        assert [m.ref for m in group] == sorted(m.ref for m in group)
        assert group == routed_to(PACK, authority, reversed(people))


@given(members, st.sampled_from(COUNTRIES))
def test_work_is_never_asked_when_home_has_an_authority(people: list[MemberFile], work: str) -> None:
    """Changing one's place of work does not change one's regulator at home."""
    for person in people:
        at_home = authority_for(PACK, person.residence, None)
        if at_home:
            moved = replace(person, work=work)
            assert authority_for(PACK, moved.residence, moved.work) == at_home
