"""Setting a letter: the document model in, the bytes of a PDF out. Same letter, same bytes.

A letter without blanks comes as PDF/A-3u (see `archive`); one with blanks is a form and declares nothing.
"""

import hashlib
import io
from collections.abc import Mapping
from typing import Any

from reportlab import rl_config
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from bot.letters.model import Letter
from bot.letters.pdf import fonts, styles
from bot.letters.pdf.archive import archived
from bot.letters.pdf.markup import Typesetter
from bot.letters.pdf.page import LetterCanvas
from bot.letters.pdf.story import Story

rl_config.useA85 = 0  # binary streams: a fifth smaller, and nothing needs ASCII


def render(letter: Letter, exhibits: Mapping[str, int]) -> tuple[bytes, int]:
    """Set the letter; returns the PDF and its number of pages."""
    setter = Typesetter(letter.language, letter.words["cite"], letter.words["annex"], exhibits)
    story = list(Story(letter, setter).flowables())
    target = io.BytesIO()
    fonts.register()

    drawn: list[LetterCanvas] = []

    def canvas(*args: Any, **kwargs: Any) -> LetterCanvas:
        made = LetterCanvas(*args, **kwargs)
        drawn.append(made)
        made.footer, made.setter = letter.footer, setter
        _describe(made, letter)
        return made

    document = BaseDocTemplate(
        target,
        pagesize=(styles.PAGE_WIDTH, styles.PAGE_HEIGHT),
        pageTemplates=[_template()],
        invariant=1,
        lang=letter.language,
        initialFontName=fonts.SERIF,
        title=letter.title,
        author="",
        subject="",
        creator="Collectif",
        producer="Collectif",
    )
    document.build(story, canvasmaker=canvas)
    data = target.getvalue()
    (made,) = drawn
    return data if made.form.fields else archived(data, letter, made.tags), document.page


def _describe(canvas: Any, letter: Letter) -> None:
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.showOutline()
    # With fixed dates the file's identifier would depend on the title alone.
    canvas._doc.updateSignature(hashlib.sha256(repr(letter).encode()).digest())


def _furniture(canvas: Any, document: object) -> None:
    canvas.furniture()


def _template() -> PageTemplate:
    frame = Frame(
        styles.LEFT, styles.BOTTOM, styles.TEXT_WIDTH, styles.PAGE_HEIGHT - styles.TOP - styles.BOTTOM,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    return PageTemplate("page", [frame], onPage=_furniture)
