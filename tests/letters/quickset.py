"""A letter of every kind, made once: with short and with very long names, in French, German and English."""

from dataclasses import replace
from datetime import date
from functools import cache

from bot.domain.codes import PaperKind
from bot.letters import (
    LawyerRequest,
    MemberRequest,
    NamedParty,
    PaperRequest,
    Rendered,
    make_collective,
    make_member_letters,
    make_papers,
)
from bot.letters.bundle import Made, Part
from bot.letters.companions import make_accompanied
from bot.letters.group_kit import KitRequest, make_group_kit
from bot.letters.named import SheetRequest, make_member_sheet, make_named_collective
from bot.letters.sample import rich
from bot.letters.wording import WORDING
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
def kit(authority: str, language: str, spoken: str) -> Rendered:
    """The organisers' guide to filing a letter with very long names, which lists every sort of file."""
    asked, letter = request(authority, language, size=6), collective(authority, language)
    longest = f"{LONG[:60]}-{authority}-{language}".replace(" ", "-")
    files = tuple(
        Made(f"{longest}-{part}.{'docx' if part is Part.EDITABLE else 'pdf'}", part, data)
        for part, data in zip(Part, (letter.data, *[letter.data[:900]] * len(Part)), strict=False)
        if part in {Part.LETTER, Part.EDITABLE}
    )
    said = "Objet : X\n\nY\n"
    wanted = KitRequest(
        asked.pack, CONFIG, authority, asked.mode, language, spoken, TODAY, asked.version, 6, said, files
    )
    return make_group_kit(wanted)[0]


@cache
def companions(authority: str, language: str) -> tuple[Rendered, ...]:
    """What goes with the group's letter and with the one to its lawyer: a reading copy each, and the twin."""
    asked = request(authority, language, size=6)
    config = replace(CONFIG, controller_name=LONG[:80], lawyer_name=LONG[:80])
    group = make_accompanied(replace(asked, config=config))
    to_lawyer = make_accompanied(LawyerRequest(asked.pack, config, asked.members, language, TODAY))
    twins = [made.twin for made in (group, to_lawyer) if made.twin]
    return (*group.copies[:2], to_lawyer.document, *to_lawyer.copies[:1], *twins)


def worded() -> set[str]:
    """The wording files that ship and make pages, by the kind of document."""
    names = {path.stem.split(".")[0] for path in (WORDING / "en").glob("*.md")}
    return {name for name in names if not name.startswith("common_") and not name.endswith("paste")}


def wording_of(made: Rendered) -> str:
    """The wording file from which a document is made, as `worded` names it."""
    return made.template.partition(" ")[0].partition(".")[0]


@cache
def quick_set() -> dict[str, Rendered]:
    """By name: every kind in French with long names, in German with blanks."""
    made = [
        collective("cnil", "fr", named=True),
        collective("cnpd-lu", "de"),
        collective("entidade", "en"),
        kit("cnpd-lu", "de", "fr"),
        *companions("cnpd-lu", "fr"),
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
