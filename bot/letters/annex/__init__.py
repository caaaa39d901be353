"""Large annexes: tables of any length drawn page by page into volumes, with memory that does not grow."""

from bot.letters.annex.drawing import draw
from bot.letters.annex.single import MOST_SET, draw_table
from bot.letters.annex.volume import Column, Volume

__all__ = ["MOST_SET", "Column", "Volume", "draw", "draw_table"]
