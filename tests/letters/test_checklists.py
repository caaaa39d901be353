"""The lists of what authorities ask for (legal brief B.1, B.2, B.4), item by item, in the finished documents.

Each item says what in the text satisfies it; a letter is set once and read back with another program. Where
an item cannot be in a letter that the server makes, because only the member knows it, a blank field asks for
it by name.
"""

import re
from dataclasses import dataclass
from functools import cache

import pytest

from bot.domain.codes import FilingMode, LetterKind
from bot.letters import MemberRequest, Rendered, make_member_letters
from bot.letters.law_seen import unverified
from tests.letters.casefile import CONFIG
from tests.letters.people import TODAY
from tests.letters.reading import fields, words
from tests.letters.test_admissibility import FILED, _asked, _collective, _pack, _people

pytestmark = pytest.mark.needs("poppler")


@dataclass(frozen=True)
class Item:
    """One thing that is asked for, and what shows it in a letter: a pattern, or a blank field."""

    what: str
    group: str = ""
    own: str = ""
    field: str = ""


_CITED = r"\(pièce n° 1\)"
# B.1: must contain, prior contact, outcomes, clock, and the simplest robust design.
CNIL = (
    Item("in French", r"Madame, Monsieur,", r"Madame, Monsieur,"),
    Item("who complains, and how to reach them", r"Leur liste.{0,60}annexe 1", field="full_name"),
    Item("contact", r"y porte son identité et ses coordonnées", field="email"),
    Item("the body by name and address", r"Organismes cités .{0,40}Adresse Cerba", r"Adresse Cerba"),
    Item("its SIREN", r"SIREN 402 928 766", r"SIREN 402 928 766"),
    Item(
        "precise facts",
        rf"\d+ \w+ 20\d\d – Selon .{{20,300}}{_CITED}",
        rf"20\d\d – Selon .{{20,300}}{_CITED}",
    ),
    Item("prior steps, or why they are no condition", r"Démarches préalables", r"Démarches préalables"),
    Item("all useful evidence", r"Bordereau de pièces N° Pièce", r"Bordereau de pièces N° Pièce"),
    Item("no claim for damages", r"Aucune indemnisation", r"Je ne demande aucune indemn"),
    Item("news within three months", r"dans le délai de trois mois", r"dans le délai de trois mois"),
    Item("article 77", r"article 77 du RGPD", r"article 77 du RGPD"),
    Item("single complaints brought together", r"réunit ces réclamations individuelles et ne les remplace"),
)
_LU_FR = (
    Item("who complains", r"Leur liste.{0,60}annexe 1", field="full_name"),
    Item("contact", r"y porte son identité et ses coordonnées", field="email"),
    Item("prior contact, or why not", r"Démarches préalables", r"Démarches préalables"),
    Item("free of charge", r"sans frais \(article 11\)", r"sans frais \(article 11\)"),
    Item("the form excludes no other way", r"article 9 de la loi", r"article 9 de la loi"),
    Item("at the request of any person", r"article 37", r"article 37"),
    Item("language of the answer", r"réponse en langue", r"réponse en langue"),
    Item("limitation asked", r"article 53", r"article 53"),
    Item("qualified entity asked", r"L\. 511-4"),
    Item("facts with exhibits", _CITED, _CITED),
    Item("cooperation asked", r"articles 60 à 62|articles 56 et 60", r"articles 56 et 60|articles 60 à 62"),
    Item("news within three months", r"trois mois", r"trois mois"),
)
_LU_DE = (
    Item("who complains", r"Die Liste mit den Angaben jeder Person steht in Anhang 1", field="full_name"),
    Item("contact", r"darin Identität und Kontaktdaten angibt", field="email"),
    Item("prior contact, or why not", r"Vorherige Schritte", r"Vorherige Schritte"),
    Item("free of charge", r"kostenfrei \(Artikel 11\)", r"kostenfrei \(Artikel 11\)"),
    Item("the form excludes no other way", r"Artikel 9 des Gesetzes", r"Artikel 9 des Gesetzes"),
    Item("at the request of any person", r"Artikel 37", r"Artikel 37"),
    Item("language of the answer", r"Antwort in \w+ Sprache", r"Antwort in \w+ Sprache"),
    Item("limitation asked", r"Artikel 53", r"Artikel 53"),
    Item("qualified entity asked", r"L\. 511-4"),
    Item("facts with exhibits", r"\(Anlage 1\)", r"\(Anlage 1\)"),
    Item("cooperation asked", r"Art\. 60 bis 62|Art\. 56 und 60", r"Art\. 56 und 60|Art\. 60 bis 62"),
    Item("news within three months", r"drei Monaten", r"drei Monaten"),
)
# B.4 = Regulation 2025/2518, art. 4(1), in a case that this project knows nothing of.
_ANY = (
    Item("(a) name and contact", r"[Aa]nnex 1", field="full_name"),
    Item("(a) contact", r"identity and contact", field="email"),
    Item("(d) who is complained of", r"Organisations? (named|complained of)", r"Organisations? named"),
    Item("(e) the alleged infringement", r"constituting an infringement", r"constituting an infringement"),
    Item("(e) by facts with exhibits", r"\(exhibit 1\)", r"\(exhibit 1\)"),
    Item("article 77", r"Article 77", r"Article 77"),
)
LISTS = {
    ("cnil", "fr"): CNIL,
    ("cnpd-lu", "fr"): _LU_FR,
    ("cnpd-lu", "de"): _LU_DE,
    ("entidade", "en"): _ANY,
}


@cache
def _letters(authority: str, language: str, country: str) -> list[Rendered]:
    """Every document of one member who has taken steps."""
    member = _people(authority, country)[_asked(country, authority, prior=True)]
    return make_member_letters(MemberRequest(_pack(authority), CONFIG, member, language, TODAY))


def _complaint(authority: str, language: str, country: str) -> Rendered:
    made = _letters(authority, language, country)
    return next(m for m in made if m.kind is LetterKind.INDIVIDUAL_COMPLAINT and m.language == language)


@pytest.mark.parametrize(("authority", "language", "country"), FILED)
def test_b1_b2_b4_every_item_of_the_list_is_in_the_finished_text(
    authority: str, language: str, country: str
) -> None:
    """B.1, B.2, B.4: item by item, in the group's letter and a member's own; a blank where only they know."""
    group = _collective(authority, language, country, FilingMode.INDIVIDUAL)
    own = _complaint(authority, language, country)
    text, blank = words(own.data), {name for name, *_ in fields(own.data)}

    lacking = []
    for item in LISTS[authority, language]:
        if item.group and not re.search(item.group, group):
            lacking.append(f"{item.what}: not in the group's letter")
        if item.own and not re.search(item.own, text):
            lacking.append(f"{item.what}: not in the member's own")
        if item.field and item.field not in blank:
            lacking.append(f"{item.what}: no blank field asks for it")
    assert lacking == []


@pytest.mark.parametrize(("authority", "language", "country"), FILED)
def test_every_exhibit_is_cited_and_every_citation_resolves(
    authority: str, language: str, country: str
) -> None:
    """In each finished letter the numbers cited are those of its list of exhibits, from 1 without a gap."""
    cite = {"fr": r"pièce n° (\d+)", "de": r"\(Anlage (\d+)\)", "en": r"\(exhibit (\d+)\)"}[language]
    heading = {"fr": "Bordereau de pièces N°", "de": "Anlagenverzeichnis Nr.", "en": "List of exhibits No."}
    letters = [_collective(authority, language, country, mode) for mode in _MODES]
    letters += [words(_complaint(authority, language, country).data)]

    for text in letters:
        body, _, listed = text.partition(heading[language])
        cited = {int(number) for number in re.findall(cite, body)}
        assert cited == set(range(1, max(cited) + 1))
        assert all(re.search(rf"(?<!\d){number} ", listed) for number in cited)


_MODES = tuple(FilingMode)


@pytest.mark.parametrize(("authority", "language", "country"), FILED)
def test_no_finished_document_cites_law_that_nobody_verified(
    authority: str, language: str, country: str
) -> None:
    """Law marked K prints nowhere: not in a collective letter of any mode, not in a member's documents."""
    texts = [_collective(authority, language, country, mode) for mode in _MODES]
    texts += [words(m.data) if m.pages else m.data.decode() for m in _letters(authority, language, country)]

    assert [unverified(text) for text in texts if unverified(text)] == []


@pytest.mark.parametrize(("authority", "language", "country"), FILED)
def test_a_kit_says_where_how_what_to_attach_what_to_keep_and_what_comes(
    authority: str, language: str, country: str
) -> None:
    """The kit: address, way, text to paste, attachments, sizes, proof, and the day three months from now."""
    made = _letters(authority, language, country)
    kits = [m for m in made if m.kind is LetterKind.FILING_KIT]
    kit = next(words(m.data) for m in kits if m.pages)
    pasted = next(m.data.decode() for m in kits if not m.pages)
    address = _pack(authority).authority(authority).address[0]
    parts = {
        "fr": (r"Où déposer", r"Ce qu’il faut joindre", r"Ce qu’il faut garder", r"Et après", r"1 Mo"),
        "de": (
            r"Wo ",
            r"beizufügen|beilegen",
            r"aufbewahren|aufzubewahren",
            r"Wie es weitergeht|danach",
            r"1 MB",
        ),
        "en": (r"Where to", r"[Ww]hat to attach", r"[Ww]hat to keep", r"[Ww]hat (happens|comes)", r"1 MB"),
    }[language]

    assert address in kit
    asked = parts if _pack(authority).authority(authority).web_form else parts[:-1]  # no form, no sizes
    assert [part for part in asked if not re.search(part, kit)] == []
    assert re.search(r"23\.? (février|Februar|February) 2027", kit)
    assert len(pasted) > 500
    assert "@" not in pasted
