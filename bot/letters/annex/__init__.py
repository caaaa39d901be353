"""Large annexes: tables of any length drawn page by page into volumes, with memory that does not grow."""

from bot.letters.annex.pages import Column, Volume, draw
from bot.letters.annex.single import MOST_SET, draw_table

__all__ = ["MOST_SET", "Column", "Volume", "draw", "draw_table"]
