"""What a later text changes, paragraph by paragraph, for people to read."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# A paragraph's own number moves with every paragraph before it: that alone is no change.
_NUMBER = re.compile(r"^(?:\d+|[IVXL]+|[A-Z])\. ")


@dataclass(frozen=True)
class Change:
    """One paragraph that is new, or is gone."""

    added: bool
    text: str


def changes(before: str, after: str) -> tuple[Change, ...]:
    """Return what went and what came, in the order of the text."""
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind != "equal":
            found += [Change(False, text) for text in old[a:b]]
            found += [Change(True, text) for text in new[c:d]]
    return tuple(found)


def _paragraphs(text: str) -> list[str]:
    return [_NUMBER.sub("", line) for line in text.splitlines() if line.strip()]
