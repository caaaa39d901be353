"""A member's own letters in chat: first as drafts to read, then as letters of their own."""

import subprocess

import pytest

from bot.demo import moves
from tests.scene import FEBRUARY, Scene

pytestmark = pytest.mark.needs("poppler")

MARK = "PROJET – à relire par un avocat"


def _text(data: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode()


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
