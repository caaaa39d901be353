"""What a cell may hold, and what becomes of a text that a spreadsheet would calculate (security brief F8)."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

# A date stands for a day, a datetime for a moment in UTC, a Decimal for an amount in euros.
Cell = str | int | date | datetime | Decimal | None
Row = Sequence[Cell]

_SIGNS = frozenset("=+-@\u2212")  # the last is the minus sign of the typographers
_QUOTES = frozenset("\"'`´‘’“”«»")
# Blanks, controls, format characters (zero-width, direction, byte-order mark), marks, nothing at all.
_INVISIBLE = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"})
_NUMBER = re.compile("[+\\-\u2212]?[0-9]+(?:[ .,\u00a0\u202f][0-9]+)*")
# Tab and line breaks at the start move on to another cell in some programs; controls are never wanted.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_HARMLESS = re.compile(r"[^\W_][\w .,;:/()’–-]*")


def harmless(text: str) -> bool:
    """Whether the text needs no second look, as nearly all do: letters, digits and plain punctuation."""
    return _HARMLESS.fullmatch(text) is not None


def plain(text: str) -> str:
    """The text without controls, without blanks that move on to another cell, with line feeds only."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).lstrip("\t\n")
    return _SURROGATE.sub("\ufffd", text)


def calculates(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula, whatever blank or quote stands before it.

    Full-width and other forms of the signs count as the signs; a number with its sign calculates nothing.
    """
    for char in text:
        if char.isalnum():
            return False
        if char in _QUOTES or unicodedata.category(char) in _INVISIBLE:
            continue
        sign = unicodedata.normalize("NFKC", char)[:1] in _SIGNS
        return sign and not _NUMBER.fullmatch(text)
    return False


def safe_cell(value: Cell) -> str:
    """The text of a cell of a CSV file, with an apostrophe before what a spreadsheet would calculate."""
    text = written(value)
    if harmless(text):
        return text
    text = plain(text)
    return f"'{text}" if calculates(text) else text


def written(value: Cell) -> str:
    """A value as text: days as ISO 8601 has them, which every spreadsheet sorts, amounts with a comma."""
    match value:
        case None:
            return ""
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:.2f}".replace(".", ",")
        case _:
            return str(value)


def euros(cents: int | None) -> Decimal | None:
    """An amount of cents as a cell."""
    return None if cents is None else Decimal(cents).scaleb(-2)
