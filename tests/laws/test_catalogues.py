"""What must hold for all texts: complete in every language, same values, fit for where they are shown."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum

import pytest
from babel.messages.catalog import Message

from bot.domain import codes, errors
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
COMMAND_NAME = re.compile(r"[-_a-z0-9]{1,32}")
LOCAL_NAME = re.compile(r"[-_\w]{1,32}")


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


def refusals() -> Iterator[tuple[str, str, set[str], bool]]:
    """Every refusal made in the code: where, which, with which values, and whether some are hidden."""
    ours = {n for n, e in vars(errors).items() if isinstance(e, type) and issubclass(e, errors.DomainError)}
    for path in sorted(p for source in SOURCES for p in (ROOT / source).rglob("*.py")):
        tree = ast.parse(path.read_bytes())
        calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") in ours]
        called = {call.func for call in calls}
        bare = [n.exc for n in ast.walk(tree) if isinstance(n, ast.Raise) and n.exc not in called]
        for call in calls:
            keywords = {k.arg for k in call.keywords if k.arg}
            place = f"{path.relative_to(ROOT)}:{call.lineno}"
            yield place, getattr(call.func, "id", ""), keywords, any(k.arg is None for k in call.keywords)
        for name in bare:
            if isinstance(name, ast.Name) and name.id in ours:
                yield f"{path.relative_to(ROOT)}:{name.lineno}", name.id, set(), False


def test_a_refusal_carries_the_values_of_its_sentence() -> None:
    """Each refusal is made with exactly the values that its sentence names: telling it cannot fail."""
    wrong = []
    for place, name, given, hidden in refusals():
        wanted = names(vars(errors)[name].text)
        if not hidden and given != wanted:
            wrong.append((place, name, sorted(wanted), sorted(given)))
    assert wrong == []


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
    """The translation of a lower-case word without spaces is one too: it may name a command or an option."""
    for message in entries(language):
        if COMMAND_NAME.fullmatch(english(message.id)[0]):
            assert all(LOCAL_NAME.fullmatch(f) and f == f.lower() for f in forms(message)), message.id


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
