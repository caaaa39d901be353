"""A member's own letters in chat: first as drafts to read, then as letters of their own."""

import subprocess
from pathlib import Path

import pytest

from bot.demo import moves
from bot.demo.world import World
from bot.letters.wording import WORDING
from tests.scene import FEBRUARY, Scene

pytestmark = pytest.mark.needs("poppler")

MARK = "PROJET – à relire par un avocat"


def _text(data: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode().replace("\u00ad\n", "")  # words broken at the ends of lines


async def test_draft_mark_goes_when_the_member_makes_the_letters_theirs(scene: Scene) -> None:
    """The letters come marked as drafts; after the member confirms them they come again without the mark."""
    amelie = await scene.member("amelie", concerned=[FEBRUARY])

    drafts = await moves.letters(amelie)
    finals = await amelie.press(drafts, "letters.mine")

    complaints = [
        _text(data)
        for seen in (drafts, finals)
        for name, data in seen.files.items()
        if name.startswith("complaint-")
    ]
    assert [MARK in text for text in complaints] == [True, False]


async def test_letters_are_made_with_the_operators_own_wording(tmp_path: Path) -> None:
    """A file in the operator's folder replaces the shipped one in what a member gets."""
    own = tmp_path / "wording" / "fr"
    own.mkdir(parents=True)
    shipped = (WORDING / "fr" / "filing_kit.cnil.md").read_text("utf-8")
    (own / "filing_kit.cnil.md").write_text(f"{shipped}\nTEXTE DE LA MAISON\n", encoding="utf-8")
    world = await World.start(tmp_path / "bot", wording_dir=own.parent)
    try:
        scene = await Scene.begin(world)
        person = await scene.member("amelie", concerned=[FEBRUARY])
        made = await moves.letters(person)
    finally:
        await world.stop()

    kit = next(data for name, data in made.files.items() if name.startswith("filing-kit"))
    assert "TEXTE DE LA MAISON" in _text(kit)
