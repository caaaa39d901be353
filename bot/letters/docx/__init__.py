"""Letters as DOCX: the same model as the PDF, in a file that a lawyer can go on writing in."""

from bot.letters.docx.render import render

__all__ = ["render"]
