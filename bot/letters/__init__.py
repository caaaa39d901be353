"""Letters: wording files in, letters out. Pure functions; run them in a child process (`pool`)."""

from bot.letters.errors import WordingError
from bot.letters.make import collective_languages, make_collective, make_member_letters
from bot.letters.naming import named_party
from bot.letters.requests import CollectiveRequest, MemberRequest, NamedParty, Rendered

__all__ = [
    "CollectiveRequest",
    "MemberRequest",
    "NamedParty",
    "Rendered",
    "WordingError",
    "collective_languages",
    "make_collective",
    "make_member_letters",
    "named_party",
]
