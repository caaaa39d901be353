"""A sound pack, ways to spoil it, and what its author is then told."""

from pathlib import Path

import pytest

from bot.packs import PackError, parse_pack
from tests.packs.test_manual import EXAMPLES

HERE = Path(__file__).parent
GOOD = EXAMPLES[0]
AUTHORITY = EXAMPLES[1]


def lines(text: str) -> list[str]:
    """What the author of a broken pack is told."""
    with pytest.raises(PackError) as refused:
        parse_pack(text, "mine.toml")
    return str(refused.value).splitlines()


def changed(old: str, new: str, text: str = GOOD) -> str:
    """The good pack with one change, which must change something."""
    assert old in text
    return text.replace(old, new, 1)
