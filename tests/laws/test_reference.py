"""docs/reference.md and the guides name the commands, options, metrics and fields that the program has."""

import re
from pathlib import Path

import pytest

from bot.text import LANGUAGES
from bot.ui import doors
from tests.laws import reference
from tests.laws.test_documents import DOCUMENTS, ROOT

PROGRAM = reference.program()
# A command line of the program, up to a comment, the end of the code, or what it is piped into.
LINE = re.compile(r"(?:^|[`/ (])(collectif(?: [a-z][a-z-]+)*)([^`\n#|]*)", re.MULTILINE)


def _lines(text: str) -> list[tuple[str, str]]:
    """Every line in a document's code that calls a command of the program: its whole name, and the rest."""
    code = "\n".join([*re.findall(r"`([^`\n]+)`", text), *re.findall(r"^```\n(.*?)^```", text, re.M | re.S)])
    found = []
    for named, rest in LINE.findall(code):
        words = named.split()
        # The bare name may also be a service, a folder or an image.
        known = max((n for n in range(2, len(words) + 1) if " ".join(words[:n]) in PROGRAM), default=0)
        if known:
            found.append((" ".join(words[:known]), " ".join(words[known:]) + rest))
    return found


def _unknown(text: str) -> list[str]:
    """The options that a document gives to a command which has none of that name."""
    return [
        f"{command} {option}"
        for command, rest in _lines(text)
        for option in re.findall(r"(?<!\S)(--[a-z][a-z-]*)", rest)
        if option
        not in {o for p in reference.options(PROGRAM[command]) for o in (*p.opts, *p.secondary_opts)}
        and option != "--help"
    ]


def test_the_tables_of_the_reference_are_those_of_the_code() -> None:
    """Chat commands in three languages, options, metrics: `python -m tests.laws.reference` renews them."""
    text = reference.REFERENCE.read_text("utf-8")

    assert reference.renewed(text) == text


def test_the_reference_names_the_fields_of_health() -> None:
    """Every field that `/health` answers with stands in the section about it."""
    source = (ROOT / "bot/web/health.py").read_text("utf-8")
    body = re.search(r"body = \{(.*?)\}", source)
    assert body
    section = (
        reference.REFERENCE.read_text("utf-8").partition("## Health and metrics")[2].partition("\n## ")[0]
    )

    fields = re.findall(r'"(\w+)":', body[1])
    assert len(fields) == 3
    assert [field for field in fields if f"`{field}`" not in section] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_options_in_documents_exist(document: Path) -> None:
    """An option that a document gives to a command of the program is one that this command has."""
    assert _unknown(document.read_text("utf-8")) == []


def test_an_option_that_is_not_there_is_seen() -> None:
    """A misspelt option is found in code within a line and in a block; a right one is not."""
    right = "`collectif check --json`\n```\n.venv/bin/collectif desk open FILE --key KEY   # --nothing\n```\n"
    wrong = "`collectif check --jason`\n```\ncollectif desk open FILE --kay KEY\n```\n"

    assert _unknown(right) == []
    assert _unknown(wrong) == ["collectif check --jason", "collectif desk open --kay"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_chat_commands_in_documents_exist(document: Path) -> None:
    """A slash command in a document's code is one of the bot's, by its name in the document's language."""
    language = document.suffixes[0].lstrip(".") if len(document.suffixes) == 2 else "en"
    languages = LANGUAGES if document == reference.REFERENCE else (language,)
    known = {f"/{reference.local(name, spoken)}" for name in doors.COMMANDS for spoken in languages}
    # Addresses of the monitor, and the stem of the organisers' commands.
    others = {"/health", "/metrics", "/case"}

    assert set(re.findall(r"`(/[^\W\d_][^`/…{<.]*)`", document.read_text("utf-8"))) - known - others == set()
