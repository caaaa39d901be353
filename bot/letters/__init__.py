"""Letters: wording files in, letters out. Pure functions; run them in a child process (`pool`)."""

from bot.letters.errors import WordingError
from bot.letters.make import collective_languages, make_collective, make_member_letters
from bot.letters.naming import named_party
from bot.letters.papers import make_lawyer_letter, make_papers
from bot.letters.requests import (
    CollectiveRequest,
    LawyerRequest,
    MemberRequest,
    NamedParty,
    PaperRequest,
    Rendered,
)

__all__ = [
    "CollectiveRequest",
    "LawyerRequest",
    "MemberRequest",
    "NamedParty",
    "PaperRequest",
    "Rendered",
    "WordingError",
    "collective_languages",
    "make_collective",
    "make_lawyer_letter",
    "make_member_letters",
    "make_papers",
    "named_party",
]
