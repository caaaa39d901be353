"""Every shipped wording file, in every situation, and its documentation."""

import re
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest

from bot.domain.codes import FilingMode, Infringement, PaperKind
from bot.letters import sample, views
from bot.letters.compose import Draft, compose
from bot.letters.context import Matter, Views
from bot.letters.directives import FIELDS, Directives
from bot.letters.group_kit import GROUP_KIT, GROUP_PASTE
from bot.letters.model import Block, PenField, inlines
from bot.letters.papers import GUIDE, TO_ORGANISATIONS
from bot.letters.slots import Slots
from bot.letters.tables import Tables
from bot.letters.wording import WORDING, load, load_phrases
from bot.letters.words import Words
from bot.packs import shipped_laws
from tests.letters.casefile import CONFIG, invented, shipped
from tests.letters.people import TODAY, crowd, member
from tests.letters.wordings import plain

LAWS = shipped_laws()
FILES = sorted(p for p in WORDING.glob("*/*.md") if not p.name.startswith("common_"))
DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "wording.md").read_text("utf-8")


def _matters(path: Path) -> list[Matter]:
    """The situations in which a file may be used: modes, capacities, rich and bare members, several packs."""
    kind, wording = path.name.split(".")[:2]
    found = []
    for pack in (shipped(), invented()):
        for authority in pack.authorities:
            if wording not in {authority.wording, "neutral", "md"}:
                continue
            used = authority if wording != "neutral" else authority.model_copy(update={"wording": None})
            country = authority.country
            rich = crowd(pack, 8, residence=country)
            bare = tuple(
                member(90 + i, residence=country, involvements=m.involvements) for i, m in enumerate(rich)
            )
            if kind == "collective_complaint":
                found += [
                    Matter(pack, CONFIG, used, mode, people, TODAY, tuple(pack.authorities[1:]))
                    for mode in FilingMode
                    for people in (rich, bare)
                ]
            elif kind in {GROUP_KIT, GROUP_PASTE}:
                files = sample.bundle(TODAY).files
                found += [Matter(pack, CONFIG, used, mode, (), TODAY, files=files) for mode in FilingMode]
            else:
                if kind in {*PaperKind, GUIDE}:
                    rich = rich[:1] if kind == GUIDE else rich[:3]  # the third is represented
                found += [
                    Matter(pack, CONFIG, used, FilingMode.INDIVIDUAL, (one,), TODAY, own=True, laws=LAWS)
                    for one in (*rich, bare[0])
                ]
            if kind == "lawyer_letter":
                found += [Matter(pack, CONFIG, used, FilingMode.ALERT, rich, TODAY, laws=LAWS)]
    return found


def _extras(path: Path) -> list[dict[str, object]]:
    """The guide speaks of each kind of document in turn, the group's of a letter on each step of its way."""
    if path.name.startswith((GROUP_KIT, GROUP_PASTE)):
        draft = sample.bundle(TODAY)
        frozen = replace(draft, frozen=True, files=(replace(draft.files[0], size=3_000_000),))
        filed = replace(
            frozen, printed=True, recorded=True, files=(replace(draft.files[0], size=30_000_000),)
        )
        return [{"bundle": bundle} for bundle in (draft, frozen, replace(frozen, printed=True), filed)]
    kinds = PaperKind if path.name.startswith(GUIDE) else [None]
    return [{"paper": kind.value} if kind else {} for kind in kinds]


def _addressees(path: Path, matter: Matter) -> list[str | None]:
    if not path.name.startswith(("access_request", *TO_ORGANISATIONS)):
        return [None]
    return [i.organisation for i in matter.members[0].involvements if i.organisation]


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_file_speaks_in_every_situation(path: Path) -> None:
    """Each file composes for all modes, capacities and cases, and leaves no trace of its making."""
    matters = _matters(path)
    assert matters
    for matter in matters:
        for organisation in _addressees(path, matter):
            for extra in _extras(path):
                draft = Draft(
                    matter, path.name.split(".")[0], path.parent.name, "ref", organisation, extra=extra
                )
                made = compose(draft, WORDING)
                assert made.wording.template == path.name.removesuffix(".md")
                for block in made.letter.blocks:
                    _check(block)


def _check(block: Block) -> None:
    text = plain(tuple(inlines(block)))
    assert not re.search(r"[{}]|\*\*|\ue000|None|\bHE_|\bINC-|  | [.,]|\(\)|« »", text), text
    assert not re.search(r"\.\.(?!\.)|;;|, ,|: :", text.replace("…", "")), text


@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_the_phrases_are_the_same_in_each_language(language: str) -> None:
    """Every language has every phrase of the layout, with the same placeholders."""

    def flat(values: dict[str, object], path: str = "") -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in values.items():
            if isinstance(value, dict):
                found |= flat(value, f"{path}{key}.")
            else:
                found[path + key] = value
        return found

    reference, other = (flat(load_phrases(WORDING, name).values) for name in ("fr", language))

    assert set(other) - {"reference_version"} == set(reference) - {"reference_version"}
    for key, phrase in reference.items():
        if not key.startswith(("sender.", "signature.")):
            wanted, found = (set(re.findall(r"\{(\w+)\}", str(text))) for text in (phrase, other[key]))
            assert found <= wanted | {"that"}, key
            if not key.startswith(("certainty.", "own_fact.", "member_fact.")):
                assert wanted == found, key


def _names() -> list[str]:
    pack = invented()
    matter = Matter(
        pack, CONFIG, pack.authorities[0], FilingMode.INDIVIDUAL, crowd(pack, 2)[:1], TODAY, own=True
    )
    found = Views(matter, Words(load_phrases(WORDING, "en")))
    directives = Directives(found, Slots())
    shown = [
        f.name
        for view in vars(views).values()
        if is_dataclass(view) and view.__module__ == views.__name__
        for f in fields(view)
        if f.name not in {"exhibit", "statuses"}
    ]
    tables = Tables(found, None).names()
    return sorted({*found.context(), *directives.functions(), *shown, *tables, *FIELDS, *Infringement})


@pytest.mark.parametrize("name", _names())
def test_whatever_a_file_may_use_is_documented(name: str) -> None:
    """Every value, function, table, field and infringement stands in the page for lawyers."""
    assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", DOCUMENTATION), name


def test_blank_fields_have_labels_in_each_language() -> None:
    """Every field that a wording file may ask for has a label in every language."""
    for language in ("fr", "en", "de"):
        phrases = load_phrases(WORDING, language)
        assert all(isinstance(PenField(n, phrases.text("field", n, "label"), 1), PenField) for n in FIELDS)


def test_a_text_has_one_version_in_all_languages() -> None:
    """A reading copy names the same template as the letter that it accompanies."""
    versions: dict[str, set[str]] = {}
    for path in FILES:
        versions.setdefault(path.name, set()).add(load(path).version)
    assert {name for name, found in versions.items() if len(found) > 1} == set()
