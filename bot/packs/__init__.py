"""Packs: reading them, checking them, and the ones that come with Collectif."""

from bot.packs.checking import CheckReport, check_pack
from bot.packs.law import shipped_laws
from bot.packs.library import BrokenPack, Library, LoadedPack, PackSummary
from bot.packs.parsing import load_pack, parse_pack
from bot.packs.problems import PackError

__all__ = [
    "BrokenPack",
    "CheckReport",
    "Library",
    "LoadedPack",
    "PackError",
    "PackSummary",
    "check_pack",
    "load_pack",
    "parse_pack",
    "shipped_laws",
]
