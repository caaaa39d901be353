"""The catalogues: one .po file a language, keyed by the English sentence, compiled in memory."""

from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

# Every language by its own name, in the order in which people are offered them.
LANGUAGE_NAMES = {"fr": "Français", "en": "English", "de": "Deutsch"}
LANGUAGES = tuple(LANGUAGE_NAMES)
SOURCE = "en"  # the language of the sentences in the code; it needs no catalogue
FOLDER = Path(__file__).parent / "locale"


def pick_language(discord_locale: str | None) -> str:
    """One of LANGUAGES for a locale such as `de` or `en-GB`; English for every other and for None."""
    language = (discord_locale or "").replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else SOURCE


@cache
def catalogue(language: str) -> NullTranslations:
    """The compiled catalogue of a language; English and a language without one translate nothing."""
    path = FOLDER / f"{language}.po"
    if language not in LANGUAGES or not path.is_file():
        return NullTranslations()
    with path.open("rb") as source:
        entries = read_po(source, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, entries)  # leaves fuzzy and empty entries out: the English sentence stands in
    compiled.seek(0)
    return Translations(compiled)
