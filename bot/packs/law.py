"""The shipped periods of limitation, one file a country."""

import tomllib
from functools import cache

from bot.domain.law import CountryLaw, Laws
from bot.packs import shipped


@cache
def shipped_laws() -> Laws:
    """The rules of every country that Collectif knows something about."""
    return tuple(CountryLaw.model_validate(tomllib.loads(text)) for text in shipped.law_texts().values())
