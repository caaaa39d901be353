"""Numbers as people have them, with right check digits, and as people write them."""

import string
from datetime import date

from hypothesis import strategies as st

DIGIT = st.sampled_from(string.digits)
SEPARATORS = st.sampled_from(["", " ", "-", ".", "\u00a0", "\u202f", " - "[:2]])


def _digits(n: int) -> st.SearchStrategy[str]:
    return st.text(string.digits, min_size=n, max_size=n)


def luhn_digit(body: str) -> str:
    """The digit that makes a number right by Luhn."""
    total = 0
    for place, c in enumerate(reversed(body)):
        doubled = int(c) * 2 if place % 2 == 0 else int(c)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


@st.composite
def nirs(draw: st.DrawFn) -> str:
    """A French health-insurance number with its key, Corsican ones too."""
    department = draw(st.sampled_from(["75", "01", "99", "2A", "2B"]))
    month = f"{draw(st.integers(1, 12)):02d}"
    body = draw(st.sampled_from("12")) + draw(_digits(2)) + month + department + draw(_digits(6))
    plain = int(body.replace("2A", "19").replace("2B", "18"))
    return f"{body}{97 - plain % 97:02d}"


@st.composite
def matricules(draw: st.DrawFn) -> str:
    """A Luxembourg identity number; its last digit may be any here."""
    born = draw(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
    body = f"{born:%Y%m%d}{draw(_digits(3))}"
    return body + luhn_digit(body) + draw(DIGIT)


@st.composite
def ibans(draw: st.DrawFn) -> str:
    """An account number of a few countries."""
    country, length = draw(st.sampled_from([("FR", 27), ("LU", 20), ("DE", 22), ("BE", 16), ("MT", 31)]))
    account = draw(_digits(length - 4))
    rest = 98 - int("".join(str(int(c, 36)) for c in f"{account}{country}00")) % 97
    return f"{country}{rest:02d}{account}"


@st.composite
def cards(draw: st.DrawFn) -> str:
    """A card number of the common networks."""
    start, length = draw(
        st.sampled_from([("4", 16), ("4", 13), ("51", 16), ("2221", 16), ("37", 15), ("6", 19)])
    )
    body = start + draw(_digits(length - len(start) - 1))
    return body + luhn_digit(body)


def grouped(number: str, sizes: tuple[int, ...], separator: str) -> str:
    """The number in groups; what is left makes the last one."""
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return separator.join(p for p in [*parts, number[at:]] if p)
