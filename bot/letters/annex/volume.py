"""What a volume of an annex says beside its rows, and the measures of its pages, in points."""

from dataclasses import dataclass
from datetime import date

from reportlab.lib.pagesizes import A4, landscape

WIDTH, HEIGHT = landscape(A4)
MARGIN, TOP, BOTTOM = 34.0, 56.0, 40.0
SIZE, LEAD, PAD, SIDE = 7.4, 9.0, 3.0, 6.0
ABOVE = 8.1  # a rule stands so far above the line under it
SMALL = 7.0
HEAD_LINE, FOOT_LINE = HEIGHT - 24, 24.0
COUNT_ROOM = 24.0  # for the number of pages, right of the margin's edge
Shade = tuple[float, float, float]
INK, GREY, ACCENT, RULE, WARNING = (
    (0.1, 0.1, 0.1), (0.36, 0.39, 0.44), (0.12, 0.2, 0.33), (0.76, 0.79, 0.82), (0.61, 0.11, 0.11),
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: its heading, its share of the width, whether the same texts come again and again."""

    title: str
    share: float
    repeated: bool = False


@dataclass(frozen=True)
class Volume:
    """What a volume says beside its rows."""

    title: str
    language: str
    day: date
    columns: tuple[Column, ...]
    page: str  # "page {page} / {pages}"
    reference: str = ""  # head, right
    remark: str = ""  # foot, left
    mark: str = ""  # PROJET …

    @property
    def widths(self) -> list[float]:
        """The width of each column."""
        whole = sum(column.share for column in self.columns)
        return [(WIDTH - 2 * MARGIN) * column.share / whole for column in self.columns]
