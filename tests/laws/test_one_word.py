"""One thing has one word: what was once called two names is not called the second again, anywhere."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
# By language, what stands no more and what it is called instead.
GIVEN_UP = {
    "fr": {
        r"feuilles? de récupération": "feuille de secours",
        r"[Vv]ersion (?:de travail|nominative|non confidentielle)": "édition",
        r"\b(?:aucun|[Dd]es|prochain) envois?\b|l’envoi n°": "dossier",
        r"\b[Uu]n envoi (?:constitué|pour|a été|doit)": "dossier",
        r"présent courrier|courriers? du groupe": "lettre",
    },
    "de": {
        r"Sammelschreiben": "gemeinsame Schreiben",
        r"Kennungen (statt|anstelle) der Namen": "Referenzen",
        r"\b(im|Der|der|den) Hinweis\b(?! auf)": "Datenschutzinformation",
        r"\bin der Information\b": "Datenschutzinformation",
    },
}


def _texts(language: str) -> dict[str, str]:
    """Every text for people in the language: catalogue, guides, papers, wording."""
    with (ROOT / f"bot/text/locale/{language}.po").open("rb") as file:
        said = [m.string if isinstance(m.string, str) else "\n".join(m.string) for m in read_po(file)]
    files = [
        *ROOT.glob(f"docs/*.{language}.md"),
        ROOT / "docs/desk.md",  # has a part in each language
        *(ROOT / "bot/services/papers" / language).rglob("*.md"),
        *(ROOT / "bot/letters/wording" / language).rglob("*.md"),
    ]
    return {"catalogue": "\n".join(said)} | {f.name: f.read_text("utf-8") for f in files}


@pytest.mark.parametrize("language", GIVEN_UP)
def test_one_thing_has_one_word(language: str) -> None:
    """A second word for the same thing makes people look for the difference."""
    found = [
        (name, hit[0], instead)
        for name, text in _texts(language).items()
        for pattern, instead in GIVEN_UP[language].items()
        for hit in re.finditer(pattern, text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "majeure protégée"), ("de", "unter Betreuung oder Schutz")]
)
def test_a_protected_adult_stays_protected(language: str, words: str) -> None:
    """Not every adult can be represented here: what asks for it says which."""
    with (ROOT / f"bot/text/locale/{language}.po").open("rb") as file:
        message = read_po(file)["A protected adult I represent"]
    assert words in str(message.string)
