"""What can be seen in a wording file without printing it: names, fields, tables, sources, unverified law."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError, meta, nodes

from bot.domain.codes import FilingMode
from bot.domain.pack import Pack
from bot.letters import sample
from bot.letters.context import Matter, Views
from bot.letters.directives import FIELDS, Directives
from bot.letters.engine import Engine
from bot.letters.errors import WordingError
from bot.letters.law_seen import unverified
from bot.letters.members import member_view
from bot.letters.slots import Slots
from bot.letters.tables import Tables
from bot.letters.wording import WORDING, Folder, Wording, load, load_phrases, places
from bot.letters.words import Words

_SENTENCE = re.compile(r"\b\w+\.(sentence|text|quote)\b")
_PASSAGE = "common_"


@dataclass(frozen=True)
class Names:
    """What a wording file may use: names with the parts that they have, fields, tables."""

    parts: dict[str, frozenset[str] | None]  # None: anything
    fields: frozenset[str]
    tables: frozenset[str]


def names_of(pack: Pack, today: date) -> Names:
    """Return the names that the engine gives to a wording file."""
    member = sample.rich(pack, pack.authorities[0].country, today)
    matter = Matter(
        pack, sample.CONFIG, pack.authorities[0], FilingMode.INDIVIDUAL, (member,), today, own=True
    )
    views = Views(matter, Words(load_phrases(WORDING, "en")))
    context = {
        **views.context(),
        **Directives(views, Slots()).functions(),
        "member": member_view(views, member),
        "organisation": views.organisation(pack.organisations[0]),
        "organisation_incidents": [],
        "paper": "",
        "bundle": sample.bundle(today),
        "filed": "",
        "namespace": None,
    }
    return Names(
        {name: _parts(value) for name, value in context.items()},
        frozenset(FIELDS),
        frozenset(Tables(views, None).names()),
    )


def _parts(value: object) -> frozenset[str] | None:
    if not is_dataclass(value):
        return None
    own = {name for name in dir(type(value)) if not name.startswith("_")}
    return frozenset(own | {f.name for f in fields(value)})


def file_problems(path: Path, folder: Folder, names: Names, is_kind: Callable[[str], bool]) -> Iterator[str]:
    """Everything that is wrong with one file, as `file:line: reason`."""
    name = f"{path.parent.name}/{path.name}"
    passage = path.name.startswith(_PASSAGE)
    if not passage and not is_kind(path.name):
        yield f"{name}: no letter has this name; see docs/wording.md for those that exist"
        return
    try:
        wording = _passage(path, name) if passage else load(path)
    except (WordingError, UnicodeDecodeError) as error:
        yield str(error) if isinstance(error, WordingError) else f"{name}: is not text in UTF-8"
        return
    texts = [(wording.body, wording.first_line)]
    texts += [(text, 1) for text in (wording.title, wording.object, wording.dispatch, *wording.references)]
    known = set(names.parts) | (_set_anywhere(folder, path.parent.name) if passage else set())
    for text, first in texts:
        yield from _text_problems(name, text, first, folder, names, known)
    yield from _lines(name, wording)


def _passage(path: Path, name: str) -> Wording:
    text = path.read_text(encoding="utf-8")
    return Wording(name, path.stem, path.parent.name, "", date.min, "", text, 1)


def _tree(text: str, folder: Folder) -> nodes.Template:
    return Engine(folder, Slots(), str, {}).parse(text)


def _set_anywhere(folder: Folder, language: str) -> set[str]:
    """The names that some letter of the language sets before it includes a passage."""
    found: set[str] = set()
    for place in places(folder):
        for path in (place / language).glob("*.md"):
            found |= set(
                re.findall(r"\{%-?\s*set\s+(\w+)", path.read_text(encoding="utf-8", errors="replace"))
            )
    return found


def _text_problems(
    name: str, text: str, first: int, folder: Folder, names: Names, known: set[str]
) -> Iterator[str]:
    def at(line: int) -> str:
        return f"{name}:{line + first - 1}"

    try:
        tree = _tree(text, folder)
    except TemplateSyntaxError as error:
        yield f"{at(error.lineno or 1)}: {error.message}"
        return
    except TemplateError as error:
        yield f"{name}: {error.message}"
        return
    for unknown in sorted(meta.find_undeclared_variables(tree) - known):
        line = next((n.lineno for n in tree.find_all(nodes.Name) if n.name == unknown), 1)
        yield f"{at(line)}: unknown name {unknown!r}"
    for node in tree.find_all(nodes.Getattr):
        parts = names.parts.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if parts is not None and node.attr not in parts:
            yield f"{at(node.lineno)}: {node.node.name} has no part {node.attr!r}"  # type: ignore[attr-defined]
    for call in tree.find_all(nodes.Call):
        yield from (f"{at(call.lineno)}: {why}" for why in _call(call, names))
    for include in tree.find_all(nodes.Include):
        target = include.template.value if isinstance(include.template, nodes.Const) else ""
        if not any((place / target).is_file() for place in places(folder)):
            yield f"{at(include.lineno)}: no file {target!r} to include"


def _call(call: nodes.Call, names: Names) -> Iterator[str]:
    what = call.node.name if isinstance(call.node, nodes.Name) else ""
    given = [a.value for a in call.args if isinstance(a, nodes.Const)]
    if what == "field":
        yield from (f"no field {g!r}" for g in given if g not in names.fields)
    if what == "identity_fields":
        yield from (f"no field {g!r}" for g in given if g not in names.fields)
    if what == "table" and given and given[0] not in names.tables:
        yield f"no table {given[0]!r}"


def _lines(name: str, wording: Wording) -> Iterator[str]:
    """Facts printed without the source that proves them, and law that nobody verified."""
    pasted = wording.template.startswith("paste")  # a web form takes no exhibits: its letter cites them
    for number, line in enumerate(wording.body.splitlines(), start=wording.first_line):
        printed = re.findall(r"\{\{(.*?)\}\}", line)
        if not pasted and any(_SENTENCE.search(p) for p in printed) and "cite(" not in line:
            yield f"{name}:{number}: a fact without its source: add {{{{ cite(…) }}}} in the same sentence"
        for law in unverified(line):
            yield f"{name}:{number}: cites law that nobody has verified ({law})"
