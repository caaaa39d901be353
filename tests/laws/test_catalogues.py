"""What must hold for all texts: complete in every language, same values, fit for where they are shown."""

import ast
import re
from collections.abc import Container, Iterator
from enum import StrEnum

import pytest
from babel.messages.catalog import Message

from bot.domain import codes
from bot.text import LANGUAGES, label, short_label
from bot.text.extract import ROOT, SOURCES, forms, french_spaces, missing, read, uses
from bot.text.sentences import PLACEHOLDER

TRANSLATED = [language for language in LANGUAGES if language != "en"]
FOUND = list(uses())
ENUMS = [
    e for e in vars(codes).values() if isinstance(e, type) and issubclass(e, StrEnum) and e is not StrEnum
]
MEMBERS = [member for enum in ENUMS for member in enum]
# What Discord accepts as the name of a command or option; a sentence of that shape may be one.
COMMAND_NAME = re.compile(r"/?[-_a-z0-9]{1,32}")
LOCAL_NAME = re.compile(r"/?[-_\w]{1,32}")
# A command in the middle of a sentence.
COMMAND = r"(?<![\w/])/[a-z][-a-z]+"
LOCAL_COMMAND = r"(?<![\w/])/[^\W\d][-\w]+"


def english(key: object) -> list[str]:
    """The English sentence, or the singular and the plural."""
    return [key] if isinstance(key, str) else list(key) if isinstance(key, list | tuple) else []


def entries(language: str) -> list[Message]:
    """The entries of a catalogue without its header."""
    return [message for message in read(language) if message.id]


def names(sentence: str) -> set[str]:
    """The placeholders of a sentence."""
    return set(PLACEHOLDER.findall(sentence))


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_holds_exactly_the_sentences_of_the_code(language: str) -> None:
    """Every marked sentence has an entry, no entry outlives it: run `python -m bot.text.extract`."""
    marked = {english(use.key)[0] for use in FOUND}
    held = {english(message.id)[0] for message in entries(language)}

    assert sorted(marked - held) == []
    assert sorted(held - marked) == []
    assert not read(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_entry_is_translated(language: str) -> None:
    """No entry is empty or fuzzy, in any of its plural forms."""
    assert [message.id for message in missing(read(language))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_values_of_its_sentence(language: str) -> None:
    """A translation names the placeholders of the English sentence, no more and no fewer."""
    for message in entries(language):
        allowed = [names(sentence) for sentence in english(message.id)]
        assert [f for f in forms(message) if names(f) not in allowed] == [], message.id


def test_braces_are_placeholders_only() -> None:
    """No brace stands outside a plain placeholder: `{x.y}` or `{n:02}` would be shown as it is."""
    texts = [text for use in FOUND for text in english(use.key)]
    texts += [form for language in TRANSLATED for message in entries(language) for form in forms(message)]
    assert [text for text in texts if set("{}") & set(PLACEHOLDER.sub("", text))] == []


def test_a_translated_sentence_gets_all_its_values() -> None:
    """A call of `tr` or `trn` with a literal sentence passes exactly the values that the sentence names."""
    wrong = []
    for use in FOUND:
        wanted = set().union(*map(names, english(use.key)))
        given = set(use.values or ()) | ({"n"} & wanted if use.marker == "trn" else set())
        if use.values is not None and given != wanted:
            wrong.append((f"{use.path}:{use.line}", sorted(wanted), sorted(given)))
    assert wrong == []


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the product, with its path."""
    for path in sorted(p for source in SOURCES for p in (ROOT / source).rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_bytes())


def sentences_of_refusals() -> dict[str, str]:
    """The sentence of every class that has one: `text = N_("…")`."""
    found = {}
    for _, tree in modules():
        for kind in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
            for line in kind.body:
                value = line.value if isinstance(line, ast.Assign | ast.AnnAssign) else None
                if isinstance(value, ast.Call) and ast.unparse(value.func) == "N_":
                    found[kind.name] = str(ast.literal_eval(value.args[0]))
    return found


def refusals(known: Container[str]) -> Iterator[tuple[str, str, set[str]]]:
    """Every place that makes one of these refusals with values that can be seen, and their names."""
    for path, tree in modules():
        for node in ast.walk(tree):
            made: ast.expr | None
            if isinstance(node, ast.Call) and all(k.arg for k in node.keywords):
                made, given = node.func, {k.arg for k in node.keywords if k.arg}
            elif isinstance(node, ast.Raise):
                made, given = node.exc, set()
            else:
                continue
            if isinstance(made, ast.Name) and made.id in known:
                yield f"{path}:{node.lineno}", made.id, given


def test_a_refusal_carries_the_values_of_its_sentence() -> None:
    """Each refusal is made with exactly the values that its sentence names: telling it cannot fail."""
    texts = sentences_of_refusals()
    assert len(texts) > 20
    assert [r for r in refusals(texts) if r[2] != names(texts[r[1]])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_label_that_fits(language: str) -> None:
    """Every member of every closed list has a label of at most 100 characters and a short one, at most 45."""
    too_long = [m for m in MEMBERS if not 0 < len(label(m, language)) <= 100]
    too_long += [m for m in MEMBERS if not 0 < len(short_label(m, language)) <= 45]
    assert too_long == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("enum", ENUMS, ids=lambda e: e.__name__)
def test_no_two_codes_of_a_list_read_alike(enum: type[StrEnum], language: str) -> None:
    """Within one list, no two labels are the same: a person could not tell the options apart."""
    for wording in (label, short_label):
        shown = [wording(member, language) for member in enum]
        assert len(set(shown)) == len(shown)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_command_name_stays_one(language: str) -> None:
    """A lower-case word without spaces, which may name a command or an option, is translated by another."""
    for message in entries(language):
        if COMMAND_NAME.fullmatch(english(message.id)[0]):
            assert all(LOCAL_NAME.fullmatch(f) and f == f.lower() for f in forms(message)), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_command_is_called_by_one_name(language: str) -> None:
    """Commands have distinct names in each language, and sentences mention them by those names."""
    local = {english(m.id)[0]: forms(m)[0] for m in entries(language)}
    commands = [key for key in local if re.fullmatch(COMMAND, key)]
    assert len({local[c] for c in commands}) == len(commands)
    for sentence, translation in local.items():
        wanted = sorted(local[c] for c in re.findall(COMMAND, sentence) if c in commands)
        named = sorted(c for c in re.findall(LOCAL_COMMAND, translation) if c in local.values())
        assert named == wanted, sentence


def test_french_is_set_with_its_spaces() -> None:
    """French puts a no-break space before `: ; ! ?` and inside « », and uses the curved apostrophe."""
    bare = re.compile(r"[^\s\u00a0\u202f!?][;!?](?![\w=&])|[^\s\d\u00a0](?<!https)(?<!http):(?=\s)|\w'\w|\"")
    texts = [form for message in entries("fr") for form in forms(message)]
    assert [t for t in texts if french_spaces(t) != t or bare.search(t)] == []


def test_german_addresses_people_formally() -> None:
    """German says Sie, never du, and quotes „so“."""
    familiar = re.compile(r"\b(du|dir|dich|dein\w*|euch|euer|eure\w*)\b|\"|\w'\w", re.IGNORECASE)
    assert [f for m in entries("de") for f in forms(m) if familiar.search(f)] == []


def test_french_addresses_people_formally() -> None:
    """French says vous, never tu."""
    familiar = re.compile(r"\b(tu|toi|ton|tes|te)\b|\bt’", re.IGNORECASE)
    assert [f for m in entries("fr") for f in forms(m) if familiar.search(f)] == []
