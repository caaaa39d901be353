"""Where every word of a finished letter stands, as poppler sees it; heights count from the page's top."""

import subprocess
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from xml.etree import ElementTree

MM = 72 / 25.4
HIGH, WIDE = 841.89, 595.28
LEFT, RIGHT, TOP, BOTTOM = 25 * MM, WIDE - 22 * MM, 24 * MM, HIGH - 21 * MM  # the text block
HEAD, FOOT = 15 * MM, HIGH - 19 * MM  # what stands on every page is above and below
_X = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True)
class Word:
    """A word and the box around it."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """The size of its letters: text is larger than what stands in tables."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Page:
    """One page."""

    words: tuple[Word, ...]

    @cached_property
    def body(self) -> list[Word]:
        """The words between head and foot."""
        return [w for w in self.words if w.top > HEAD and w.bottom < FOOT]

    @cached_property
    def lines(self) -> list[list[Word]]:
        """The body as lines from top to bottom, each from left to right; a line is what shares a foot."""
        ordered = sorted(self.body, key=lambda w: (round(w.bottom), w.left))
        return [sorted(line, key=lambda w: w.left) for _, line in groupby(ordered, lambda w: round(w.bottom))]


def look(data: bytes) -> list[Page]:
    """Every page of a PDF."""
    command = ["pdftotext", "-bbox", "-", "-"]
    done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60)
    tree = ElementTree.fromstring(done.stdout)
    return [Page(tuple(map(_word, page.iter(f"{_X}word")))) for page in tree.iter(f"{_X}page")]


def _word(found: ElementTree.Element) -> Word:
    edges = (float(found.attrib[name]) for name in ("xMin", "yMin", "xMax", "yMax"))
    return Word(found.text or "", *edges)
