"""A letter of every kind, made once: with short and with very long names, in French, German and English."""

from dataclasses import replace
from datetime import date
from functools import cache

from bot.domain.codes import PaperKind
from bot.letters import (
    MemberRequest,
    NamedParty,
    PaperRequest,
    Rendered,
    make_collective,
    make_member_letters,
    make_papers,
)
from bot.letters.named import SheetRequest, make_member_sheet, make_named_collective
from bot.letters.sample import rich
from bot.packs import shipped_laws
from tests.letters.casefile import CONFIG, shipped
from tests.letters.people import TODAY
from tests.letters.test_collective import request

LONG = "Maximiliane-Bérénice Nguyễn-Þorvaldsdóttir de la Tour-d’Auvergne-Lauraguais d’Albi"
PARTY = NamedParty(
    LONG[:80],
    date(1980, 7, 16),
    (f"117 bis, {LONG[:71]}", "F-57000 Metz"),
    "z@example.org",
    "+33 6 39 98 00 00",
)
FORMS = tuple(kind for kind in PaperKind if kind is not PaperKind.CALENDAR)


@cache
def papers(
    country: str, language: str, *, named: bool = False, kinds: tuple[PaperKind, ...] = FORMS
) -> tuple[Rendered, ...]:
    """Every document on demand of one member, with a guide each."""
    pack = shipped()
    config, party = replace(CONFIG, controller_name=LONG[:80]), PARTY if named else None
    who = rich(pack, country, TODAY)
    asked = PaperRequest(FORMS[0], pack, config, who, language, TODAY, shipped_laws(), identity=party)
    return tuple(made for kind in kinds for made in make_papers(replace(asked, kind=kind)))


@cache
def own(country: str, language: str, *, named: bool = False) -> tuple[Rendered, ...]:
    """A member's own letters."""
    pack = shipped()
    party = PARTY if named else None
    asked = MemberRequest(pack, CONFIG, rich(pack, country, TODAY), language, TODAY, identity=party)
    return tuple(made for made in make_member_letters(asked) if made.pages)


@cache
def collective(authority: str, language: str, *, named: bool = False) -> Rendered:
    """A collective letter; with names, all of them very long."""
    asked = request(authority, language, size=6)
    asked = replace(asked, config=replace(CONFIG, controller_name=LONG[:80]))
    if not named:
        return make_collective(asked)
    return make_named_collective(asked, {member.ref: PARTY for member in asked.members})


@cache
def quick_set() -> dict[str, Rendered]:
    """By name: every kind in French with long names, in German with blanks."""
    made = [
        collective("cnil", "fr", named=True),
        collective("cnpd-lu", "de"),
        collective("entidade", "en"),
        *own("FR", "fr", named=True),
        *own("LU", "de"),
        *papers("FR", "fr", named=True),
        *papers("LU", "de"),
    ]
    return {f"{letter.filename} {number}": letter for number, letter in enumerate(made)}


@cache
def sheet() -> bytes:
    """One member's sheet in a dossier."""
    pack = shipped()
    return make_member_sheet(
        SheetRequest(pack, CONFIG, rich(pack, "FR", TODAY), PARTY, "fr", TODAY, "d 1")
    ).data
