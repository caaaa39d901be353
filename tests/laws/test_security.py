"""`SECURITY.md` claims nothing by a test that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "SECURITY.md").read_text("utf-8")
# What has to be said of, each as a heading of its own in the part on compromises.
PARTS = (
    "The database file",
    "The root key",
    "Database and root key together",
    "The shred keys",
    "Backups",
    "The bot's Discord token",
    "Discord's history",
    "The running process",
    "A key-holder's machine",
    "The lawyer's mailbox",
    "The desk",
)


def _tests() -> set[str]:
    """The names of all tests."""
    files = (ROOT / "tests").rglob("test_*.py")
    return {name for file in files for name in re.findall(r"def (test_\w+)", file.read_text("utf-8"))}


def test_every_test_that_is_named_exists() -> None:
    """A claim that is marked as tested names a test that exists, under that name."""
    named = set(re.findall(r"`(test_\w+)`", SECURITY))

    assert len(named) > 30
    assert named - _tests() == set()


def test_each_part_says_what_it_surrenders_and_what_not() -> None:
    """Every part has its paragraph, with both sides."""
    for part in PARTS:
        found = re.search(rf"\*\*{re.escape(part)}.*?(?=\n\*\*[A-Z]|\n## )", SECURITY, re.DOTALL)
        assert found is not None, part
        assert len(re.findall("[Ss]urrender", found[0])) >= 2, part


def test_it_says_how_to_report() -> None:
    """Whoever finds a weakness reads where to write, and what not to send."""
    assert "## Report a weakness" in SECURITY
    assert "Do not put anybody's data into the report" in " ".join(SECURITY.split())
