"""Flowables of a letter that platypus lacks: headings with bookmarks, blanks, the letterhead."""

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph

from bot.letters.model import Letterhead, PenField
from bot.letters.pdf import styles
from bot.letters.pdf.form import draw_blank
from bot.letters.pdf.markup import Typesetter

ROW = 6.4 * mm  # height of a one-line blank
LINE = 4.8 * mm  # each further line
GAP = 1.6 * mm
_APART = 3.0  # points between a line of the sender and the first caption
_TALLEST = 560.0  # points, of a letterhead
_MOST_LINES = 12  # of an address block
_SIGNED = 240  # characters of a line above a signature
_KNOWN = 400  # characters in the place of a blank


def box_height(field: PenField) -> float:
    """The height of a blank in points."""
    return ROW + (field.lines - 1) * LINE


class Heading(Flowable):
    """A heading that is also a bookmark."""

    def __init__(self, paragraph: Paragraph, title: str, level: int, rule: bool = False) -> None:
        super().__init__()
        self._paragraph, self._title, self._level, self._rule = paragraph, title, level, rule
        self.spaceBefore = paragraph.style.spaceBefore
        self.spaceAfter = paragraph.style.spaceAfter

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = self._paragraph.wrap(width, height)
        return width, self.height

    def draw(self) -> None:
        canvas: Any = self.canv
        canvas.bookmark(self._title, self._level, self.height)
        self._paragraph.drawOn(canvas, 0, 0)
        if self._rule:
            canvas.setStrokeColor(styles.RULE)
            canvas.setLineWidth(0.6)
            canvas.line(0, -2.5, styles.TEXT_WIDTH, -2.5)


class Blanks(Flowable):
    """Labelled blanks, one under the other: the label left, the blank or what is known of it right."""

    def __init__(self, fields: tuple[PenField, ...], setter: Typesetter, width: float, label: float) -> None:
        super().__init__()
        self._fields, self._wide, self._label = fields, width, label
        self._labels = [setter.line(f.label, styles.sheet().label) for f in fields]
        self._known = [
            setter.line(", ".join(f.filled), styles.sheet().address, limit=_KNOWN) if f.filled else None
            for f in fields
        ]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._heights = [
            max(
                known.wrap(self._wide - self._label, height)[1] if known else box_height(field),
                label.wrap(self._label - 4, height)[1] + 4,
            )
            for field, label, known in zip(self._fields, self._labels, self._known, strict=True)
        ]
        self.width, self.height = self._wide, sum(self._heights) + GAP * len(self._fields)
        return self.width, self.height

    def draw(self) -> None:
        y = self.height
        rows = zip(self._fields, self._labels, self._known, self._heights, strict=True)
        for field, label, known, height in rows:
            y -= height
            if known:
                label.drawOn(self.canv, 0, y + height - label.height - 1.6)
                known.drawOn(self.canv, self._label, y + height - known.height)
            else:
                label.drawOn(self.canv, 0, y + height - label.height - 4)
                box = self._wide - self._label
                draw_blank(self.canv, field, self._label, y, box, height)
            y -= GAP


class Box(Flowable):
    """A blank of several lines, by itself."""

    def __init__(self, field: PenField, indent: float, width: float) -> None:
        super().__init__()
        self._field, self._left, self._wide = field, indent, width
        self.spaceAfter = 8

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, box_height(self._field)
        return self.width, self.height

    def draw(self) -> None:
        draw_blank(self.canv, self._field, self._left, 0, self._wide, self.height)


class CaptionedBlanks(Flowable):
    """Blanks with a small caption above each, for the sender's place in a letterhead."""

    def __init__(self, fields: tuple[PenField, ...], setter: Typesetter, width: float) -> None:
        super().__init__()
        self._fields, self.width = fields, width
        self._labels = [setter.line(f.label, styles.sheet().label) for f in fields]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        for label in self._labels:
            label.wrap(self.width, height)
        self.height = _APART + sum(
            p.height + 1 + box_height(f) + GAP for f, p in zip(self._fields, self._labels, strict=True)
        )
        return self.width, self.height

    def draw(self) -> None:
        y = self.height - _APART
        for field, label in zip(self._fields, self._labels, strict=True):
            y -= label.height
            label.drawOn(self.canv, 0, y)
            y -= 1 + box_height(field)
            draw_blank(self.canv, field, 0, y, self.width, box_height(field))
            y -= GAP


class Head(Flowable):
    """The letterhead: sender left and recipient right (French use), or the window of DIN 5008."""

    # Offsets from the top of the text area, in points; DIN 5008 form B counts from the top of the sheet.
    _WINDOW = 62.7 * mm - styles.TOP  # address zone
    _WINDOW_END = 98.5 * mm - styles.TOP
    _INFO = 125 * mm - styles.LEFT  # information block, from the text margin

    # Characters a line: a head must fit the page, so a monstrous name is cut, and cut again.
    _LIMITS = (240, 110, 50, 25)

    def __init__(self, head: Letterhead, setter: Typesetter, *, window: bool) -> None:
        super().__init__()
        self._head, self._setter, self._is_window = head, setter, window

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        for limit in self._LIMITS:
            self._fill(limit)
            self._placed: list[tuple[Flowable, float, float]] = []
            self.height = self._window(width) if self._is_window else self._columns(width)
            if self.height <= _TALLEST:
                break
        return width, self.height

    def _fill(self, limit: int) -> None:
        head, sheet = self._head, styles.sheet()
        known = [line for f in head.sender_fields for line in f.filled]
        lines = [*known[:_MOST_LINES], *head.sender[:_MOST_LINES]]
        self._sender: list[Flowable] = [self._setter.line(t, sheet.address, limit=limit) for t in lines]
        if blanks := tuple(f for f in head.sender_fields if not f.filled):
            width = 62 * mm if self._is_window else 76 * mm
            self._sender.append(CaptionedBlanks(blanks, self._setter, width))
        self._recipient: list[Flowable] = [
            self._setter.line(line, sheet.address, limit=limit) for line in head.recipient[:_MOST_LINES]
        ]
        dispatch, dated = head.dispatch, head.dated
        self._dispatch = self._setter.line(dispatch, sheet.dispatch, limit=limit) if dispatch else None
        self._dated = self._setter.line(dated, sheet.dated) if dated else None

    def _stack(self, parts: list[Flowable], x: float, y: float, width: float) -> float:
        """Place parts one under the other from y downwards; returns where they end."""
        for part in parts:
            _, tall = part.wrap(width, 1000)
            y += tall
            self._placed.append((part, x, y))
        return y

    def _columns(self, width: float) -> float:
        end = self._stack(self._sender, 0, 0, 78 * mm)
        end = self._stack(self._recipient, 83 * mm, max(14 * mm, end - 16 * mm), width - 83 * mm) + 5 * mm
        end = max(end, self._stack([], 0, end, width))
        if self._dispatch:
            end = self._stack([self._dispatch], 0, end, width) + 3 * mm
        if self._dated:
            end = self._stack([self._dated], 0, end, width)
        return end + 4 * mm

    def _window(self, width: float) -> float:
        end = self._stack(self._sender, self._INFO, 50 * mm - styles.TOP, width - self._INFO)
        remark = [self._dispatch] if self._dispatch else []
        tall = sum(part.wrap(80 * mm, 1000)[1] for part in remark)
        self._stack(list(remark), 0, self._WINDOW - tall - 1 * mm, 80 * mm)
        end = max(end, self._stack(self._recipient, 0, self._WINDOW, 80 * mm), self._WINDOW_END)
        if self._dated:
            end = self._stack([self._dated], 0, end, width)
        return end + 4 * mm

    def draw(self) -> None:
        for part, x, y in self._placed:
            part.drawOn(self.canv, x, self.height - y)


class Signature(Flowable):
    """Where to sign: lines of text, then blanks or an empty space."""

    def __init__(
        self, lines: tuple[str, ...], fields: tuple[PenField, ...], setter: Typesetter, here: str
    ) -> None:
        super().__init__()
        sheet = styles.sheet()
        self.spaceBefore = 6
        self._lines = [setter.line(line, sheet.address, limit=_SIGNED) for line in lines[:_MOST_LINES]]
        self._fields = {f.name: f for f in fields}
        self._labels = {f.name: setter.line(f.label, sheet.label) for f in fields}
        self._here = setter.line(here, sheet.label)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._text = sum(line.wrap(width, height)[1] for line in self._lines)
        for label in (*self._labels.values(), self._here):
            label.wrap(width, height)
        self._row = ROW + 5 * mm if {"place", "date"} & set(self._fields) else 0
        self.width, self.height = width, self._text + self._row + 26 * mm
        return width, self.height

    def draw(self) -> None:
        y = self.height
        for line in self._lines:
            y -= line.height
            line.drawOn(self.canv, 0, y)
        x = 0.0
        if self._row:
            y -= self._row
        for name, label_width, width in (("place", 13 * mm, 62 * mm), ("date", 8 * mm, 40 * mm)):
            if name in self._fields:
                self._labels[name].drawOn(self.canv, x, y + 3)
                draw_blank(self.canv, self._fields[name], x + label_width, y, width, ROW)
                x += label_width + width + 4 * mm
        y -= 2 * mm
        self._sign(y)

    def _sign(self, y: float) -> None:
        field = self._fields.get("signature")
        label = self._labels.get("signature", self._here)
        width, tall = 76 * mm, 20 * mm
        label.drawOn(self.canv, 0, y - label.height)
        y -= label.height + 1 + tall
        if field:
            draw_blank(self.canv, field, 0, y, width, tall)
        else:
            self.canv.setStrokeColor(styles.RULE)
            self.canv.line(0, y, width, y)
