"""Text for XML: escaped, without what XML 1.0 cannot hold. The one place where text becomes markup here."""

import re
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

# XML 1.0 allows tab, line feed, carriage return and everything from the blank on but surrogates and U+FFFE-F;
# direction overrides are legal and dropped all the same: they would turn the sentence around the value.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_PASSAGE = re.compile(f"([{_RTL}](?:[{_RTL}\\s]*[{_RTL}])?)")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def legal(text: str) -> str:
    """The text as XML can hold it; a lone surrogate becomes U+FFFD."""
    return _NO_XML.sub("", _SURROGATE.sub("\ufffd", text))


def escaped(text: str) -> str:
    """The text between two tags."""
    return legal(text).translate(_ESCAPES)


def attribute(text: str) -> str:
    """The text as the quoted value of an attribute."""
    return quoteattr(legal(text))


def passages(text: str) -> Iterator[tuple[str, bool]]:
    """Cut a text where its direction changes: each piece, and whether it runs from right to left."""
    for position, piece in enumerate(_PASSAGE.split(text)):
        if piece:
            yield piece, position % 2 == 1
