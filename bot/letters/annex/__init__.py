"""Large annexes: tables of any length drawn page by page into volumes, with memory that does not grow."""

from bot.letters.annex.pages import Column, Volume, draw

__all__ = ["Column", "Volume", "draw"]
