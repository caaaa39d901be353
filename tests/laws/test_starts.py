"""Nobody waits for what they do not use: which libraries a start loads, and which it leaves."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.process import clean_environment

_STORES = {"sqlalchemy", "alembic", "aiosqlite", "asyncpg"}
_PAGES = {"reportlab", "PIL", "pikepdf"}
_CHAT = {"discord", "aiohttp"}
_HELP = "from bot.cli import app\ntry:\n    app(['--help'])\nexcept SystemExit:\n    pass"
_TELL = "\nimport sys; print(*sys.modules, file=sys.stderr)"


@pytest.mark.parametrize(
    ("program", "unused"),
    [
        (_HELP, {*_STORES, *_PAGES, *_CHAT, "pydantic", "jinja2", "babel", "cryptography", "phonenumbers"}),
        # The children load what draws with the first page, the bot never.
        ("import bot.letters.worker, bot.letters.make", {*_STORES, *_PAGES, *_CHAT, "cryptography"}),
        ("import bot.dossier.child", {*_STORES, *_PAGES, *_CHAT}),
        ("import bot.app, bot.web.server, bot.ui.client", {"alembic", "asyncpg", *_PAGES}),
    ],
    ids=["collectif --help", "a letter's child", "a dossier's child", "the bot"],
)
def test_a_start_loads_only_what_it_uses(tmp_path: Path, program: str, unused: set[str]) -> None:
    """The command line's help, the children and the bot leave these libraries to those who need them."""
    done = subprocess.run(
        [sys.executable, "-c", program + _TELL],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in done.stderr.split()}

    assert {"sys", "bot"} <= loaded
    assert sorted(loaded & unused) == []
