"""Text of a cell as operators of a page: one call for what is plain, everything else piece by piece."""

import codecs
from collections.abc import Iterator

from bot.letters.annex.faces import Faces, Subset
from bot.letters.annex.wrapping import MAX_CELL, prepared, wrapped
from bot.letters.pdf import rtl, shaping

KEPT = 50_000  # cells that a column remembers
Cell = tuple[str, int]  # operators, and how many lines they draw


class Setter:
    """Turns text into operators in one size; every piece ends in the first subset, where it began."""

    def __init__(self, faces: Faces, size: float, lead: float) -> None:
        self.faces, self.size, self.lead = faces, size, lead
        self.font = f"/{faces.first.name} {size:g} Tf"
        self._plain = faces.first.encoder(without="()\\")
        self._widths = faces.widths
        widest = max(self._widths[chr(c)] for c in faces.first.codes if c)
        self.widest = widest * size / 1000

    def width(self, text: str) -> float:
        """The width of a text in points."""
        return sum(map(self._widths.__getitem__, text)) * self.size / 1000

    def plain(self, text: str) -> bool:
        """Whether the text can stand in a string of the page as it is."""
        try:
            codecs.charmap_encode(text, "strict", self._plain)
        except UnicodeEncodeError:
            return False
        return True

    def cell(self, text: str, room: float) -> Cell:
        """The operators for any text in a column of that width."""
        text = prepared(text)
        lines = [text] if self.width(text) <= room else list(wrapped(text, room, self.width))
        shown = [self.show(line) for line in lines]
        if len(shown) == 1:
            return shown[0], 1
        back = f" 0 {self.lead * (len(shown) - 1):g} Td"
        return f" 0 -{self.lead:g} Td ".join(shown) + back, len(shown)

    def show(self, text: str) -> str:
        """The operators that draw one line."""
        if self.plain(text):
            return f"({text})Tj"
        text = shaping.shaped(text)
        runs = list(self._runs(rtl.visual(text) if rtl.has_rtl(text) else text))
        shown = "".join(f"/{subset.name} {self.size:g} Tf<{bytes(codes).hex()}>Tj" for subset, codes in runs)
        return shown + self.font

    def _runs(self, text: str) -> Iterator[tuple[Subset, list[int]]]:
        current, codes = self.faces.first, list[int]()
        for char in text:
            if char == " ":  # every subset has one: no change of font between two words
                codes.append(32)
                continue
            subset, code = self.faces.place(char)
            if subset is not current and codes:
                yield current, codes
                codes = []
            current = subset
            codes.append(code)
        yield current, codes


class Repeated(dict[str, Cell]):
    """A column of few different texts: each is set once."""

    def __init__(self, setter: Setter, room: float) -> None:
        super().__init__()
        self._setter, self._room = setter, room

    def __missing__(self, text: str) -> Cell:
        if len(self) >= KEPT:
            self.clear()
        self[text] = cell = self._setter.cell(text, self._room)
        return cell


class Different:
    """A column of texts that are mostly different: measured only when they could be too wide."""

    def __init__(self, setter: Setter, room: float) -> None:
        self._setter, self._room = setter, room
        self._surely = int(room / setter.widest)

    def __getitem__(self, text: str) -> Cell:
        setter = self._setter
        fits = len(text) <= self._surely or (len(text) <= MAX_CELL and setter.width(text) <= self._room)
        if fits and setter.plain(text):
            return f"({text})Tj", 1
        return setter.cell(text, self._room)
