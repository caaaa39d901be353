"""The title of a lawyer, which letters print by themselves: a name typed with it would bear it twice."""

import re

_TITLE = re.compile(r"^(?:(?:[Mm]a[iî]tre|MA[IÎ]TRE)\b\.?|Me\b\.?)\s*(?=\S)")


def untitled(name: str) -> str:
    """The lawyer's name without « Maître » or « Me » before it."""
    return _TITLE.sub("", name.strip()) or name.strip()
