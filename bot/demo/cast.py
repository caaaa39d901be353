"""The cast of the demonstration: fictitious patients, fitted to whatever pack is played."""

from dataclasses import dataclass
from itertools import cycle

from bot.domain.pack import Pack

# Countries that somebody may live in although the pack has no authority there.
ELSEWHERE = ("BE", "DE", "CH", "IT", "ES", "PT", "NL", "AT", "FR")

# What a patient does besides recording their entries.
CORRECTS, LEAVES, RETURNS, ERASES, MISTYPES = "corrects", "leaves", "returns", "erases", "mistypes"
REFUSES_CONSENT, NOT_CONCERNED, NO_COMPLAINT = "refuses_consent", "not_concerned", "no_complaint"
DEPENDANT, WANTS_LETTERS, MOVES = "dependant", "wants_letters", "moves"
EVERYTHING_LEAKED = "everything_leaked"


@dataclass(frozen=True)
class Part:
    """One patient: who they are in the chat, where they live and work, and what they will do."""

    name: str
    shown_as: str
    locale: str
    residence: str
    work: str | None
    does: frozenset[str] = frozenset()


# Account name, displayed name, language of the client, and what they do. The displayed names are hostile on
# purpose where they look so: mass pings, markup, overrides of the reading direction, stacked marks.
_PEOPLE: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("amelie", "Amélie", "fr", (WANTS_LETTERS, CORRECTS)),
    ("bastien", "@everyone", "fr", (MISTYPES,)),
    ("chloe", "Chloé 🌻", "fr", (DEPENDANT,)),
    ("dora", "Dora", "de", (WANTS_LETTERS, MISTYPES)),
    ("emil", "<b>Emil</b><img src=x>", "de", ()),
    ("fiona", "Fiona", "en-GB", (WANTS_LETTERS,)),
    ("gwen", "\u202egnp.elif\u202c", "en-US", (CORRECTS,)),
    ("hugo", "Hugo', 'x'); DROP TABLE member;--", "fr", ()),
    ("ines", "Inês", "fr", (MISTYPES, MOVES)),
    ("jonas", "J̶̡̛͓͕̥̿̓̓o̷̢̧̜͌n̵̛̫̭̳̄a̷͇̓s̴̱̈", "de", (LEAVES,)),
    ("karim", "كريم", "fr", (RETURNS, WANTS_LETTERS)),
    ("lea", "[gratuit](http://example.invalid)", "fr", (ERASES,)),
    ("marc", "{0.__class__} {{7*7}} %s", "fr", (EVERYTHING_LEAKED,)),
    ("nora", "Nora", "de", (CORRECTS,)),
    ("oscar", "<@&1> <#2> @here", "en-GB", (LEAVES,)),
    ("paula", "Paula", "de", (NO_COMPLAINT,)),
    ("quentin", "||Quentin|| `rm -rf /`", "fr", (NOT_CONCERNED,)),
    ("rosa", "Rosa", "en-US", (DEPENDANT, MISTYPES)),
    ("samuel", "Samuel", "fr", (WANTS_LETTERS, EVERYTHING_LEAKED)),
    ("tessa", "🧬" * 15, "fr", (CORRECTS, MOVES)),
    ("ulrich", "Ulrich", "de", ()),
    ("vera", "Vera\u200b\u200b\u200b", "en-GB", (MISTYPES,)),
    ("wim", "=HYPERLINK(1)", "de", ()),
    ("xavier", "Xavier", "fr", (REFUSES_CONSENT,)),
)


def cast(pack: Pack) -> list[Part]:
    """Give each of the 24 a place to live: every authority of the pack gets its share of them.

    The seventh and the nineteenth live where the pack has no authority and work where it has one; the
    twenty-first is nobody's: no authority of the pack covers them.
    """
    covered = [authority.country for authority in pack.authorities]
    elsewhere = next(c for c in ELSEWHERE if c not in covered)
    homes = cycle(covered)
    parts = []
    for number, (name, shown_as, locale, does) in enumerate(_PEOPLE):
        residence, work = next(homes), None
        if number in (6, 18):
            residence, work = elsewhere, residence
        elif number == 20:
            residence, work = elsewhere, None
        elif number % 5 == 1:
            work = covered[number % len(covered)]
        parts.append(Part(name, shown_as, locale, residence, work, frozenset(does)))
    return parts
