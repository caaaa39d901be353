"""The page: header, footer with page x / y, the PROJET mark, bookmarks."""

from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from bot.letters import telling
from bot.letters.model import Footer, PenField
from bot.letters.pdf import fonts, styles
from bot.letters.pdf.form import Form, draw_blank
from bot.letters.pdf.markup import Typesetter
from bot.letters.pdf.tags import Tags

_TOTAL = "total-pages"
_SMALL, _TINY = 7.6, 6.8


class LetterCanvas(Canvas):
    """A canvas that knows the letter's footer, its form and its outline."""

    footer: Footer
    setter: Typesetter

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form = Form()
        self.tags = Tags()
        self._outlined = -1
        self._bookmarks = 0

    def bookmark(self, title: str, level: int, height: float) -> None:
        """An entry of the outline for what is being drawn here."""
        self._bookmarks += 1
        key = f"b{self._bookmarks}"
        _, top = self.absolutePosition(0, height + 6)
        self.bookmarkPage(key, fit="XYZ", left=0, top=top)
        level = min(level, self._outlined + 1)
        self.addOutlineEntry(title, key, level=level, closed=False)
        self._outlined = level

    def drawImage(self, image: Any, x: float, y: float, *args: Any, **kwargs: Any) -> Any:  # noqa: N802
        """Draw a blank where a sentence has room for one; letters hold no pictures."""
        if isinstance(image, PenField):
            width, height = args[:2]
            lift = 2 if image.tick else 0
            draw_blank(self, image, x + 1, y + lift, width - 2, height)

    def furniture(self) -> None:
        """Draw what stands on every page."""
        self.tags.open_page(self)
        footer, number = self.footer, self.getPageNumber()
        self.saveState()
        top = styles.PAGE_HEIGHT - 14 * mm
        right = styles.PAGE_WIDTH - styles.RIGHT
        if footer.mark:
            middle = (styles.PAGE_WIDTH - fonts.width(footer.mark, fonts.SANS_BOLD, 8.6)) / 2
            self._text(middle, top + 12, footer.mark, fonts.SANS_BOLD, 8.6, styles.WARNING)
        self._text(right, top, footer.reference, fonts.SANS, _SMALL, styles.GREY, right=True)
        if number > 1:
            self._text(styles.LEFT, top, footer.title, fonts.SANS, _SMALL, styles.GREY)
        self._rule(top - 3 * mm)
        self._foot(right)
        self.restoreState()

    def _foot(self, right: float) -> None:
        footer = self.footer
        y = 13 * mm
        self._rule(y + 4 * mm)
        self._text(styles.LEFT, y, f"{footer.template} · {footer.remark}", fonts.SANS, _SMALL, styles.GREY)
        before, after = footer.page.replace("{page}", str(self.getPageNumber())).split("{pages}")
        room = fonts.width("00", fonts.SANS, _SMALL)
        self._text(right - room, y, before, fonts.SANS, _SMALL, styles.GREY, right=True)
        self.saveState()
        self.translate(right - room, y)
        self.doForm(_TOTAL)
        self.restoreState()
        if after.strip():
            self._text(right, y, after, fonts.SANS, _SMALL, styles.GREY, right=True)
        if footer.origin:
            wide = fonts.width(footer.origin, fonts.SANS, _TINY)
            size = _TINY * min(1.0, styles.TEXT_WIDTH / wide)
            self._text(styles.LEFT, y - 3.2 * mm, footer.origin, fonts.SANS, size, styles.GREY)

    def _rule(self, y: float) -> None:
        self.setStrokeColor(styles.RULE)
        self.setLineWidth(0.5)
        self.line(styles.LEFT, y, styles.PAGE_WIDTH - styles.RIGHT, y)

    def _text(
        self, x: float, y: float, text: str, font: str, size: float, color: Any, *, right: bool = False
    ) -> None:
        text = self.setter.typeset(text)
        if right:
            x -= fonts.width(text, font, size)
        self.setFillColor(color)
        for name, piece in fonts.spans(text, font):
            self.setFont(name, size)
            self.drawString(x, y, piece)
            x += self.stringWidth(piece, name, size)

    def showPage(self) -> None:  # noqa: N802
        """End the page and what is marked on it."""
        self.tags.close_page(self)
        telling.drawn(self.getPageNumber())
        super().showPage()

    def save(self) -> None:
        """Write the number of pages where every page left room for it, then the document."""
        total = str(self.getPageNumber() - 1)
        self.beginForm(_TOTAL)
        self._text(0, 0, total, fonts.SANS, _SMALL, styles.GREY)
        self.endForm()
        super().save()
