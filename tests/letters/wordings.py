"""Small wording folders for tests of the engine: the shipped layout, and whatever texts a test writes."""

import shutil
from pathlib import Path

from bot.letters.compose import Composed, Draft, compose
from bot.letters.context import Matter
from bot.letters.model import Block, Citation, Inlines, LineBreak, PenField, Run, inlines
from bot.letters.wording import WORDING

HEAD = '+++\nversion = "1.0.0"\nlaw_as_of = 2026-11-23\ntitle = "Title"\nobject = "Object"\n+++\n'
KIND = "collective_complaint"


def folder(path: Path, body: str, *, head: str = HEAD, language: str = "en", **others: str) -> Path:
    """A wording folder with one neutral collective complaint, and other files by name."""
    place = path / language
    place.mkdir(parents=True, exist_ok=True)
    shutil.copy(WORDING / language / "layout.toml", place)
    (place / f"{KIND}.neutral.md").write_text(head + body, encoding="utf-8")
    for name, text in others.items():
        (place / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return path


def composed(path: Path, matter: Matter, body: str, *, language: str = "en", **others: str) -> Composed:
    """Compose a collective complaint from a text."""
    made = folder(path, body, language=language, **others)
    return compose(Draft(matter, KIND, language, "ref"), made)


def plain(content: Inlines) -> str:
    """The literal text of inline pieces, with marks for citations and blanks."""
    marks = {Citation: "(1)", PenField: "___", LineBreak: " "}
    return "".join(piece.text if isinstance(piece, Run) else marks[type(piece)] for piece in content)


def texts(blocks: tuple[Block, ...]) -> list[str]:
    """The text of each block that has any."""
    return [text for block in blocks if (text := plain(tuple(inlines(block))))]
