"""Countries to choose from: those of the case's authorities and their neighbours first, then all."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from bot.domain.countries import COUNTRIES
from bot.domain.pack import Pack
from bot.ui.context import NONE
from bot.ui.forms import MOST_OPTIONS, Choice, Option
from bot.ui.layout import Page, Press
from bot.ui.speech import Speaker

# After the countries of the case's authorities; in the order of how many people of a Franco-Luxembourg
# case live or work there. Everything else is on the page of all countries.
USUAL = (
    *("FR", "LU", "BE", "DE", "CH", "NL", "IT", "ES", "PT", "GB", "AT", "IE", "PL", "RO", "SE"),
    *("DK", "FI", "CZ", "HU", "GR", "HR", "BG", "SK", "SI", "LT", "LV", "EE", "MT", "CY"),
)


def country_choice(
    speaker: Speaker,
    pack: Pack,
    field: str,
    label: str,
    *,
    chosen: str | None,
    extra: str = NONE,
    required: bool = True,
) -> Choice:
    """Return a menu of at most 25 countries that holds the chosen and the extra one whatever they are."""
    wanted = [c for c in (extra, chosen) if c in COUNTRIES]
    preset = extra if extra in COUNTRIES and required else chosen
    codes = list(dict.fromkeys([*wanted, *(a.country for a in pack.authorities), *USUAL]))[:MOST_OPTIONS]
    first = {a.country for a in pack.authorities}
    codes.sort(key=lambda c: (c not in first, _sort_key(speaker.country(c))))
    return Choice(
        field,
        label,
        tuple(Option(code, speaker.country(code)) for code in codes),
        chosen=frozenset([preset] if preset else []),
        required=required,
    )


def all_countries(speaker: Speaker, ids: Sequence[str], back: Press) -> Page:
    """Return a page of menus that hold every country; `ids` are their custom_ids, one a menu."""
    page = Page().text(speaker.tr("Choose the country where you live."))
    for custom_id, codes in zip(ids, _menus(speaker), strict=True):
        first, last = speaker.country(codes[0]), speaker.country(codes[-1])
        options = [Option(code, speaker.country(code)) for code in codes]
        page.menu(custom_id, f"{first} … {last}", options)
    return page.row(back)


def menu_count() -> int:
    """How many menus it takes to offer every country."""
    return -(-len(COUNTRIES) // MOST_OPTIONS)


def _menus(speaker: Speaker) -> list[list[str]]:
    codes = sorted(COUNTRIES, key=lambda c: _sort_key(speaker.country(c)))
    return [codes[i : i + MOST_OPTIONS] for i in range(0, len(codes), MOST_OPTIONS)]


@lru_cache(maxsize=2048)
def _sort_key(name: str) -> str:
    """Order names as a reader expects: accents and case aside."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in bare if not unicodedata.combining(c))
