"""Spaces that must not break a line, by language; the characters stay the same otherwise."""

import re

_FRENCH = (
    (re.compile(r"(?<=\S) (?=[;:!?»])"), "\u00a0"),
    (re.compile(r"(?<=«) "), "\u00a0"),
    (re.compile(r"(?<=n°) (?=\d)"), "\u00a0"),
    (re.compile(r"(?<=\b[Aa]rticle) (?=[\dLR])"), "\u00a0"),
    (re.compile(r"(?<=\b[Aa]nnexe) (?=\d)"), "\u00a0"),
)


def typeset(text: str, language: str) -> str:
    """The text with the no-break spaces that the language wants."""
    if language == "fr":
        for pattern, space in _FRENCH:
            text = pattern.sub(space, text)
    return text
