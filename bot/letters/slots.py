"""The placeholder mechanism: no value is ever read as Markdown, as a tag or as markup.

While a wording file is rendered, each value is put aside and a token of private-use characters stands for
it. Markdown sees only the token; the value comes back in the document model. Values cannot contain such
characters (see `clean`), and a token bears a mark drawn for one rendering, so a value cannot forge one.
"""

import re
import secrets
from collections.abc import Iterator

from bot.letters.model import Block, Inline, Run

_OPEN, _SEPARATOR, _CLOSE, _ZERO = "\ue000", "\ue002", "\ue001", 0xE010
PRIVATE = re.compile("[\ue000-\uf8ff]")

Slot = Inline | tuple[Block, ...]


def _digits(number: int) -> str:
    return "".join(chr(_ZERO + int(digit)) for digit in str(number))


class Slots:
    """The values put aside during one rendering."""

    def __init__(self) -> None:
        self._slots: list[Slot] = []
        self._open = _OPEN + _digits(secrets.randbelow(10**9)) + _SEPARATOR
        self._token = re.compile(f"{self._open}([\ue010-\ue019]+){_CLOSE}")

    def put(self, slot: Slot) -> str:
        """Put something aside; returns its token."""
        self._slots.append(slot)
        return f"{self._open}{_digits(len(self._slots) - 1)}{_CLOSE}"

    def protect(self, text: str) -> str:
        """Replace literal text by tokens, leaving tokens that it already contains."""
        if not text:
            return self.put(Run(""))
        parts = self._token.split(text)
        # split() gives text, token digits, text, … in turn
        kept = [self.put(Run(part)) if part else "" for part in parts[::2]]
        tokens = [f"{self._open}{digits}{_CLOSE}" for digits in parts[1::2]]
        return "".join(a + b for a, b in zip(kept, [*tokens, ""], strict=True))

    def take(self, text: str) -> Iterator[str | Slot]:
        """Cut text into literal pieces and what its tokens stand for."""
        for position, part in enumerate(self._token.split(text)):
            if position % 2:
                yield self._slots[int("".join(str(ord(c) - _ZERO) for c in part))]
            elif part:
                yield part

    def plain(self, text: str) -> str:
        """The text with every value back in place; what is not text is left out."""
        return "".join(
            p if isinstance(p, str) else p.text if isinstance(p, Run) else "" for p in self.take(text)
        )
