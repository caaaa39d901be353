"""Documents lead somewhere: links, paths, commands, and the names of what people are told to press."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.text import tr
from bot.text.extract import forms, read
from bot.ui import doors
from tests.laws.test_catalogues import english

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<(?:img|a) [^>]*?(?:src|href)=\"([^\"]+)\"")


def _anchor(heading: str) -> str:
    """The name that a heading gets as a link target: lower case, words joined by hyphens."""
    plain = re.sub(r"[`*]|\[|\]\([^)]*\)", "", heading).strip().lower()
    kept = (c for c in plain if c in " -_" or unicodedata.category(c)[0] in "LN")
    return "".join(kept).replace(" ", "-")


def _anchors(document: Path) -> set[str]:
    text = re.sub(r"^```.*?^```", "", document.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def _broken(document: Path) -> list[str]:
    found = []
    for link in ("".join(either) for either in LINK.findall(document.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        missing = not target.exists() or not target.is_relative_to(ROOT)
        if missing or (anchor and anchor not in _anchors(target)):
            found.append(link)
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    """Every relative link names a file of the repository, and every anchor a heading in it."""
    assert _broken(document) == []


@pytest.mark.parametrize("link", ["nowhere.md", "other.md#no-such-heading", "#neither", "../outside.md"])
@pytest.mark.parametrize("written", ["[bad]({})", '<img width="4" src="{}">'])
def test_a_broken_link_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, link: str, written: str
) -> None:
    """Each kind of broken link is found where it is planted, and a good one is not."""
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    (tmp_path / "other.md").write_text("# A `good` heading\n")
    document = tmp_path / "page.md"
    document.write_text(f"{written.format(link)} [good](other.md#a-good-heading) [web](https://example.org)")

    assert _broken(document) == [link]


# A language that is added as an example.
PRETENDED = re.compile(r"[/.]pt[/.]")
PLACES = ("bot", "cogs", "tests", "docs", "bench", "deploy", "requirements")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_paths_in_documents_exist(document: Path) -> None:
    """A path of the repository that a document names in code is there."""
    named = re.findall(rf"`((?:{'|'.join(PLACES)})/[\w./-]*)`", document.read_text("utf-8"))

    assert [path for path in named if not (ROOT / path).exists() and not PRETENDED.search(path)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_in_documents_exist(document: Path) -> None:
    """A `make` task or a `collectif` command that a document tells people to type is one that exists."""
    from bot.cli import app

    text = document.read_text("utf-8")
    tasks = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    groups = {group.name: _commands(group.typer_instance) for group in app.registered_groups}
    named = re.findall(r"(?:^|[`/])collectif ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?", text, re.MULTILINE)

    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)) <= tasks
    assert {command for command, _ in named} <= _commands(app) | set(groups)
    assert [pair for pair in named if pair[0] in groups and pair[1] not in {"", *groups[pair[0]]}] == []


def _commands(app: Any) -> set[str]:
    """The names of the commands of an app or a group of commands."""
    own = {c.name or (c.callback.__name__ if c.callback else "") for c in app.registered_commands}
    # A group without a name puts its commands among those of the program.
    unnamed = (group.typer_instance for group in app.registered_groups if not group.name)
    return own.union(*(_commands(group) for group in unnamed if not group.info.name))


@pytest.mark.parametrize(
    "names",
    [
        *(
            tuple(f"{stem}{end}.md" for end in ("", ".fr", ".de"))
            for stem in ("key-holders", "desk", "lawyers")
        ),
        ("patients.en.md", "patients.fr.md", "patients.de.md"),
    ],
    ids=lambda names: names[0],
)
def test_a_guide_says_the_same_in_each_language(names: tuple[str, ...]) -> None:
    """A guide has the same sections, lists, tables and command lines in its three languages."""
    shapes = set()
    for name in names:
        text = (ROOT / "docs" / name).read_text("utf-8")
        commands = re.findall(r"collectif (desk[a-z -]*?)(?: [^a-z-]|$|`)", text, re.MULTILINE)
        signs = [r"^##+ ", r"^ *\* ", r"^ *\d\. ", r"^\|", r"^```", r"`/"]
        shapes.add((len(commands), *(len(re.findall(sign, text, re.MULTILINE)) for sign in signs)))
    assert len(shapes) == 1, shapes


def test_the_changelog_has_a_place_for_the_next_change() -> None:
    """CHANGELOG.md begins with what is not released yet and uses the usual headings."""
    headings = re.findall(r"^##+ (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)

    assert headings[0] == "[Unreleased]"
    usual = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert {h for h in headings if not h.startswith("[")} <= usual


def test_the_organisers_guide_names_commands_that_exist() -> None:
    """Every command in the guide is one of the bot's."""
    text = (ROOT / "docs/organisers.md").read_text("utf-8")

    named = {name for name in re.findall(r"`/([a-z -]+)`", text) if name != "case"}
    assert named <= set(doors.COMMANDS)
    assert named >= {name for name in doors.COMMANDS if name.startswith("case ")}


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_a_patients_guide_says_what_to_type_and_press(language: str) -> None:
    """It names each command of a member, and the buttons that the steps begin with, as the bot does."""
    text = (ROOT / f"docs/patients.{language}.md").read_text("utf-8")
    commands = {tr(f"/{name}", language) for name in doors.COMMANDS if not name.startswith("case ")}
    buttons = {tr(name, language) for name in ("Join", "Go on", "Receipt code", "My page", "All my data")}

    assert commands - set(re.findall(r"`(/[^`]+)`", text)) <= {tr("/figures", language)}
    assert buttons - set(_shown(text)) == set()


# What stands in italics and is no text for people: names at Discord, a draft's mark, a stress.
FOREIGN = {
    *(
        "New Application",
        "Applications → New Application",
        "Bot",
        "Public Bot",
        "Reset Token",
        "Installation",
    ),
    *("General Information", "Interactions Endpoint URL", "Application ID", "Installation"),
    *("Guild Install", "Install Link"),
    *("User Settings → Advanced → Developer Mode", "Copy Server ID", "Server Settings → Integrations"),
    *("PROJET – à relire par un avocat", "Ask for this page by its public address", "user", "they", "italic"),
}


def _shown(text: str) -> list[str]:
    """What a document sets in italics, as one line each; not what is code, bold, or a line of links."""
    text = re.sub(r"^```.*?^```|`[^`\n]+`|\*\*[^*]+\*\*|^\*\[[^\n]*|^ *\* ", "", text, flags=re.M | re.S)
    found = re.findall(r"(?<![*\w])\*([^*\n]+(?:\n[^*\n]+)?)\*(?!\*)", text)
    return [_plain(one) for one in found]


@cache
def _texts(language: str) -> frozenset[str]:
    """Every text for people in the language, as one line each."""
    entries = [m for m in read(language if language != "en" else "fr") if m.id]
    return frozenset(_plain(t) for m in entries for t in (english(m.id) if language == "en" else forms(m)))


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_people_are_told_to_press_is_on_the_screen(document: Path) -> None:
    """What stands in italics is a text of the bot, page or desk in that language, or begins one."""
    language = document.suffixes[0].lstrip(".") if len(document.suffixes) == 2 else "en"

    shown = set(_shown(document.read_text("utf-8"))) - FOREIGN
    assert [one for one in shown if not any(text.startswith(one) for text in _texts(language))] == []


def test_what_is_set_in_italics_is_seen() -> None:
    """In lists, across lines and after links; code, bold and lines of links are none."""
    text = (
        "*[Deutsch](page.de.md)*\n\n* Press *Jion*, **not** *My\n  page*, nor `*code*`.\n\n```\n*no*\n```\n"
    )

    assert _shown(text) == ["Jion", "My page"]
