"""Numbers that no free text may hold: health insurance, identity, bank account, payment card, password.

The patterns follow the project's legal brief C.8. A number is known by its own check digits, so that dates,
amounts, telephone and file numbers pass; spaces, dots, dashes and line ends between digits hide nothing.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from enum import StrEnum

from bot.domain.marks import N_


class NumberKind(StrEnum):
    """What was recognised; never the number itself."""

    NIR = "nir"  # French health-insurance number, 13 digits and a key of two
    MATRICULE = "matricule"  # Luxembourg identity number, 13 digits
    IBAN = "iban"
    CARD = "card"
    PASSWORD = "password"  # noqa: S105 - a kind, not a password


WARNINGS: dict[NumberKind, str] = {
    NumberKind.NIR: N_(
        "This seems to hold a health-insurance number. Nobody needs it here: please take it out."
    ),
    NumberKind.MATRICULE: N_(
        "This seems to hold a Luxembourg identity number. Nobody needs it here: please take it out."
    ),
    NumberKind.IBAN: N_(
        "This seems to hold a bank account number. Nobody needs it here: please take it out."
    ),
    NumberKind.CARD: N_(
        "This seems to hold a payment card number. Nobody needs it here: please take it out."
    ),
    NumberKind.PASSWORD: N_("This seems to hold a password. Nobody needs it here: please take it out."),
}

# Between two digits; bounded, so that every search is linear.
_S = r"[ \n.\-/_]{0,2}"
_ALONE = r"(?<![0-9])"
_END = r"(?![0-9])"
# Lookaheads, so that a match at one place hides none that begins inside it.
_NIR = re.compile(
    rf"{_ALONE}(?=([1-478](?:{_S}[0-9]){{4}}(?:(?:{_S}[0-9]){{2}}|{_S}2{_S}[AB])(?:{_S}[0-9]){{8}}){_END})"
)
_MATRICULE = re.compile(rf"{_ALONE}(?=((?:1{_S}[89]|2{_S}0)(?:{_S}[0-9]){{11}}){_END})")
_IBAN = re.compile(rf"(?=([A-Z]{{2}}{_S}[0-9]{{2}}(?:{_S}[A-Z0-9]){{11,30}}))")
_GAP = r"[ \n.\-/_]"
_CARD = re.compile(
    rf"{_ALONE}(?=("
    rf"[2-6][0-9]{{12,18}}"
    rf"|[2-6][0-9]{{3}}(?:{_GAP}[0-9]{{4}}){{3}}(?:{_GAP}[0-9]{{1,3}})?"
    rf"|3[0-9]{{3}}{_GAP}[0-9]{{6}}{_GAP}[0-9]{{4,5}}"
    rf"){_END})"
)
_PASSWORD = re.compile(
    r"\b(?:mots?[ \n]de[ \n]passe|mdp|code[ \n]secret|password|passwort|kennwort|pin)\b"
    r"[ \n]{0,3}[:=][ \n]{0,3}(?=[^\s0-9]{0,40}[0-9])\S{4,}",
    re.IGNORECASE,
)

_IBAN_DIGITS = 10
# Total length of an IBAN by country, as its registry lists them.
_IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI FO GL NL",
        19: "MK SI",
        20: "AT BA EE KZ LT LU XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "PT ST",
        26: "IS TR",
        27: "FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HU LB PL",
        29: "BR EG PS QA UA",
        30: "JO KW MU",
        31: "MT SC",
        32: "LC",
    }.items()
    for country in countries.split()
}


def numbers_in(text: str) -> list[NumberKind]:
    """Return the kinds of forbidden numbers that the text seems to hold, each once."""
    plain = _plain(text)
    found = [kind for kind, holds in _TESTS.items() if holds(plain)]
    return [*found, *([NumberKind.PASSWORD] if _PASSWORD.search(text) else [])]


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of those before it."""
    doubled = (sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _plain(text: str) -> str:
    """Fold digits and letters of other shapes to ASCII, every blank to a space, every dash to a hyphen."""
    return "".join(map(_fold, text.upper()))


def _fold(c: str) -> str:
    if c.isascii():
        return " " if c == "\t" else c
    digit = unicodedata.decimal(c, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(c)
    if category in ("Zs", "Pd"):
        return " " if category == "Zs" else "-"
    folded = unicodedata.normalize("NFKC", c)
    return folded if len(folded) == 1 else c


def _candidates(pattern: re.Pattern[str], plain: str) -> Iterator[str]:
    return (re.sub(_GAP, "", match[1]) for match in pattern.finditer(plain))


def _is_nir(compact: str) -> bool:
    number = compact[:13].replace("2A", "19", 1) if compact[5:7] == "2A" else compact[:13]
    number = number.replace("2B", "18", 1) if compact[5:7] == "2B" else number
    return number.isdigit() and 97 - int(number) % 97 == int(compact[13:])


def _is_matricule(compact: str) -> bool:
    # Month and day are 00 where the day of birth is not known; the 12th digit checks the first eleven.
    return compact[4:6] <= "12" and compact[6:8] <= "31" and luhn(compact[:12])


def _is_iban(compact: str) -> bool:
    length = _IBAN_LENGTHS.get(compact[:2])
    number = compact[:length]
    # Every account number is mostly digits; words after a "No 12" are not.
    if len(number) != length or sum(c.isdigit() for c in number) < _IBAN_DIGITS:
        return False
    return int("".join(str(int(c, 36)) for c in number[4:] + number[:4])) % 97 == 1


def _is_card(compact: str) -> bool:
    return luhn(compact) and any(
        len(compact) in lengths and low <= int(compact[: len(str(low))]) <= high
        for low, high, lengths in _ISSUERS
    )


# First digits of the card networks and the lengths that they use; a company number has 14 digits and a Luhn
# digit too, so the length alone would not do.
_ISSUERS: tuple[tuple[int, int, frozenset[int]], ...] = (
    (4, 4, frozenset({13, 16, 18, 19})),
    (51, 55, frozenset({16})),
    (2221, 2720, frozenset({16})),
    (34, 34, frozenset({15})),
    (37, 37, frozenset({15})),
    (300, 305, frozenset({14, 16})),
    (36, 36, frozenset({14, 16})),
    (38, 39, frozenset({14, 16})),
    (3528, 3589, frozenset({16, 17, 18, 19})),
    (50, 50, frozenset(range(13, 20))),
    (56, 58, frozenset({13, 15, 16, 17, 18, 19})),
    (6, 6, frozenset({13, 15, 16, 17, 18, 19})),
)


def _holding(pattern: re.Pattern[str], check: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda plain: any(map(check, _candidates(pattern, plain)))


_TESTS: dict[NumberKind, Callable[[str], bool]] = {
    NumberKind.NIR: _holding(_NIR, _is_nir),
    NumberKind.MATRICULE: _holding(_MATRICULE, _is_matricule),
    NumberKind.IBAN: _holding(_IBAN, _is_iban),
    NumberKind.CARD: _holding(_CARD, _is_card),
}
