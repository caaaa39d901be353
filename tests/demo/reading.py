"""Reading a letter as a person would: the words and figures on its pages, found by `pdftotext`."""

import re
import subprocess
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

WORDING = Path(__file__).parents[2] / "bot" / "letters" / "wording"
# What prints as a space but is none.
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})
# Where a table ends that has no total: the next numbered paragraph or heading.
_AFTER = re.compile(r"\s*([0-9]+\.|[A-Z]\.|[IVX]+\.)\s")


class PrintedLetter:
    """The text of a PDF, laid out as on the page."""

    def __init__(self, file: Path, language: str) -> None:
        self.text = _read(file, "-layout")
        # As laid out, and block by block: a cell that is wrapped stands together only in the second.
        self.words = f"{plain(self.text)} | {plain(_read(file))}"
        self._layout = tomllib.loads((WORDING / language / "layout.toml").read_text("utf-8"))

    def refs(self) -> set[str]:
        """Every member's reference that the letter names."""
        return set(re.findall(r"P-[0-9A-Z]{5}", self.text))

    def says(self, phrase: str) -> bool:
        """Whether the words stand in the letter, across line ends."""
        return plain(phrase) in self.words

    @property
    def mark(self) -> str:
        """The mark of what nobody has confirmed or reviewed yet, in the letter's language."""
        return str(_find(self._layout, "mark"))

    @property
    def total(self) -> str:
        """What the last row of a table is called."""
        return str(self._layout["table"]["total"])

    def tables(self, name: str) -> list["PrintedTable"]:
        """Every table of this name, in the order of the letter."""
        lines = self.text.splitlines()
        starts = [n for n, line in enumerate(lines) if plain(line).startswith(self._caption(name))]
        return [PrintedTable(plain(lines[n]), self._until_end(lines[n + 1 :])) for n in starts]

    def table(self, name: str) -> "PrintedTable":
        """The only table of this name."""
        (found,) = self.tables(name)
        return found

    def _until_end(self, lines: Sequence[str]) -> list[str]:
        named = [name for name, table in self._layout["table"].items() if isinstance(table, dict)]
        captions = tuple(c for c in map(self._caption, named) if c)
        ends = (n for n, line in enumerate(lines) if _AFTER.match(line) or plain(line).startswith(captions))
        return list(lines[: next(ends, len(lines))])

    def _caption(self, name: str) -> str:
        table: dict[str, Any] = self._layout["table"][name]
        return plain(str(table.get("caption", "")).split("{")[0])


def _read(file: Path, *options: str) -> str:
    command = ["pdftotext", *options, str(file), "-"]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    text = done.stdout.decode("utf-8").translate(_SPACES)
    # A word that is broken at the end of a line is whole again; laid out, its rest stands elsewhere below.
    return text if options else re.sub("\u00ad\\s*", "", text)


def _find(node: dict[str, Any], key: str) -> Any:
    """The value of a key, wherever in the nested tables it stands."""
    inner = [found for v in node.values() if isinstance(v, dict) and (found := _find(v, key)) is not None]
    return node.get(key, inner[0] if inner else None)


class PrintedTable:
    """The lines of one table; a label may be wrapped, its figures stand beside its first line."""

    def __init__(self, caption: str, lines: Sequence[str]) -> None:
        self.caption = caption
        self._rows = [re.split(r"\s{2,}", line.strip()) for line in lines if line.strip()]

    def row(self, *labels: str) -> list[str]:
        """The cells right of the label or labels; raises AssertionError unless exactly one row has them."""
        found = self._find(labels)
        assert len(found) == 1, f"{len(found)} rows {labels!r} in {self.caption!r}"
        return found[0]

    def has(self, *labels: str) -> bool:
        """Whether a row has these labels."""
        return bool(self._find(labels))

    def _find(self, labels: Sequence[str]) -> list[list[str]]:
        width = len(labels)
        following = [*self._rows[1:], []]
        return [
            cells[width:]
            for cells, below in zip(self._rows, following, strict=True)
            if len(cells) > width
            and all(_is_label(cell, label, below) for cell, label in zip(cells, labels, strict=False))
        ]


def _is_label(cell: str, label: str, below: Sequence[str]) -> bool:
    """Whether the cell is the label, or its first line with the rest on the line below."""
    shown, whole = plain(cell), plain(label)
    if shown == whole:
        return True
    # A word that is broken at the end of the cell's line goes on below without a space.
    rest = whole.removeprefix(shown[:-1] if shown.endswith("\u00ad") else f"{shown} ")
    return rest != whole and any(rest.startswith(plain(part)) for part in below if part)


def plain(text: str) -> str:
    """The text with ordinary single spaces only."""
    return " ".join(text.translate(_SPACES).split())


def numbers(cells: Iterable[str]) -> list[int]:
    """The whole numbers that the cells begin with, in order, up to the first cell that is none."""
    found: list[int] = []
    for cell in cells:
        match = re.match(r"([0-9]+)\b", cell)
        if not match:
            break
        found.append(int(match[1]))
    return found
