"""Bringing the catalogues up to date with the sentences in the code: `python -m bot.text.extract`.

Keeps translations, adds new sentences with an empty one, removes what no code says any more, and puts the
no-break spaces of French where a plain space was typed. Prints what is left to translate.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot import __version__
from bot.text.catalogue import FOLDER, LANGUAGES, SOURCE

ROOT = Path(__file__).parents[2]
SOURCES = ("bot", "cogs")
# Function or method name -> how many of its first arguments are sentences. `named` and `described` are the
# names and descriptions of commands (`bot.ui.translator`).
MARKERS = {"N_": 1, "tr": 1, "trn": 2, "named": 1, "described": 1}

Key = str | tuple[str, str]


class NotLiteralError(Exception):
    """A marked sentence is put together at run time, so that no catalogue can hold it."""


@dataclass(frozen=True)
class Use:
    """One sentence (or singular and plural) at one place, with the value names that the call passes."""

    key: Key
    path: str
    line: int
    marker: str
    values: frozenset[str] | None  # None: not to be seen from here (`**values`, or only marked)


def uses(root: Path = ROOT, sources: Iterable[str] = SOURCES) -> Iterator[Use]:
    """Every marked sentence in the Python files and templates under the sources; raises NotLiteralError."""
    for source in sources:
        for path in sorted((root / source).rglob("*.html")):
            yield from _in_template(path.read_text("utf-8"), path.relative_to(root).as_posix())
        for path in sorted((root / source).rglob("*.py")):
            tree = ast.parse(path.read_bytes(), str(path))
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    yield from _in_call(node, path.relative_to(root).as_posix())


def _in_template(text: str, path: str) -> Iterator[Use]:
    for call in ImmutableSandboxedEnvironment(autoescape=True).parse(text).find_all(nodes.Call):
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        count = MARKERS.get(name, 0)
        if not count or len(call.args) < count:
            continue
        parts = [a.value if isinstance(a, nodes.Const) else None for a in call.args[:count]]
        if not all(isinstance(part, str) for part in parts):
            if isinstance(call.args[0], nodes.Name | nodes.Getattr):
                continue  # a variable, which was marked elsewhere
            raise NotLiteralError(f"{path}:{call.lineno}: write the sentence as one literal")
        values = frozenset(keyword.key for keyword in call.kwargs)
        key = str(parts[0]) if count == 1 else (str(parts[0]), str(parts[1]))
        yield Use(key, path, call.lineno, name, values)


def _in_call(call: ast.Call, path: str) -> Iterator[Use]:
    name: str = getattr(call.func, "attr", "") or getattr(call.func, "id", "")
    count = MARKERS.get(name, 0)
    if not count or len(call.args) < count:
        return
    forms = [list(_literals(argument, path)) for argument in call.args[:count]]
    hidden = not name.startswith("tr") or any(k.arg is None for k in call.keywords)
    values = None if hidden else frozenset(k.arg for k in call.keywords if k.arg)
    for parts in zip(*forms, strict=True):
        yield Use(parts[0] if count == 1 else (parts[0], parts[1]), path, call.lineno, name, values)


def _literals(node: ast.expr, path: str) -> Iterator[str]:
    """The sentences that the expression may be; none for a variable, which was marked elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body, path)
        yield from _literals(node.orelse, path)
    elif isinstance(node, ast.JoinedStr | ast.BinOp):
        raise NotLiteralError(
            f"{path}:{node.lineno}: write the sentence as one literal with {{placeholders}}"
        )


def read(language: str) -> Catalog:
    """The catalogue as it is on disk; empty when there is none yet."""
    path = FOLDER / f"{language}.po"
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def updated(old: Catalog, language: str, found: Iterable[Use]) -> Catalog:
    """The catalogue of exactly the sentences found, with the translations that the old one has."""
    new = Catalog(
        locale=language,
        header_comment=f"# The sentences of Collectif in {language}; keys are the English sentences.",
        project="Collectif",
        version=__version__,
        msgid_bugs_address="see README.md",
        last_translator="Collectif",
        language_team=language,
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        fuzzy=False,
    )
    for use in found:
        new.add(use.key, locations=[(use.path, 0)])
    for message in list(new):
        known = old.get(message.id) if message.id else None
        if known is not None and len(forms(known)) == len(forms(message)):
            texts = [french_spaces(t) if language == "fr" else t for t in forms(known)]
            message.string = tuple(texts) if message.pluralizable else texts[0]
            message.flags = known.flags
    return new


def forms(message: Message) -> list[str]:
    """The translations of an entry: one, or one for each plural form."""
    text = message.string or ""
    return [text] if isinstance(text, str) else [form or "" for form in text]


def french_spaces(text: str) -> str:
    """Plain spaces made narrow no-break before `; ! ?`, no-break before `:` `€` `%` and inside quotes."""
    text = re.sub(r"[ \u00a0](?=[;!?])", "\u202f", text)
    text = re.sub(r"[ \u202f](?=[:€%»])", "\u00a0", text)
    text = re.sub(r"(?<=«)[ \u202f]", "\u00a0", text)
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)


def written(catalogue: Catalog) -> bytes:
    """The catalogue as a .po file: in the order of the code files, without line numbers."""
    target = BytesIO()
    write_po(target, catalogue, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    return target.getvalue()


def missing(catalogue: Catalog) -> list[Message]:
    """The entries without a usable translation."""
    return [m for m in catalogue if m.id and (m.fuzzy or not all(forms(m)))]


def main() -> int:
    """Update every catalogue; the exit code is 1 when something is left to translate."""
    found = list(uses())
    left = 0
    for language in LANGUAGES:
        if language == SOURCE:
            continue
        old, path = read(language), FOLDER / f"{language}.po"
        new = updated(old, language, found)
        if not path.is_file() or written(new) != path.read_bytes():
            new.revision_date = datetime.now(UTC)
            path.write_bytes(written(new))
        empty = missing(new)
        left += len(empty)
        sys.stdout.write(f"{path.relative_to(ROOT)}: {len(new)} sentences, {len(empty)} to translate\n")
        sys.stdout.writelines(f"  {message.id!r}\n" for message in empty)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
