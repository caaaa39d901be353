"""A long table of the document model as a file of its own."""

import io
from datetime import date

from bot.letters.annex.drawing import draw
from bot.letters.annex.volume import Column, Volume
from bot.letters.model import Footer, Table

MOST_SET = 500  # rows, or members, that a letter sets itself; what is longer is drawn here


def draw_table(block: Table, footer: Footer, language: str, day: date) -> tuple[bytes, int]:
    """Draw the table; returns the PDF and its number of pages."""
    volume = Volume(
        title=footer.title,
        language=language,
        day=day,
        columns=tuple(Column(column.title, column.share) for column in block.columns),
        page=footer.page,
        reference=footer.reference,
        remark=f"{footer.template} · {footer.remark}",
        mark=footer.mark,
    )
    target = io.BytesIO()
    pages = draw(target, volume, block.rows)
    return target.getvalue(), pages
