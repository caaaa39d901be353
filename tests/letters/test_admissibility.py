"""What an authority must be given (legal brief B.1, B.2, B.4), looked for in the finished documents.

Regulation 2025/2518, article 4(1), names five things and allows no authority to ask for more: (a) the
complainant, (b) the body's constitution, (c) body and mandate, (d) who is complained of, (e) the breach.
"""

import re
from dataclasses import replace
from functools import cache

import pytest

from bot.domain.codes import FilingMode, LetterKind, StepKind
from bot.domain.errors import LetterRefusedError
from bot.domain.member import MemberFile
from bot.domain.pack import Pack
from bot.letters import CollectiveRequest, MemberRequest, Rendered, make_collective, make_member_letters
from tests.letters.casefile import CONFIG, invented, shipped
from tests.letters.people import TODAY, crowd
from tests.letters.reading import fields, words

pytestmark = pytest.mark.needs("poppler")

# Authority, language of the letter, country of its members.
FILED = [("cnil", "fr", "FR"), ("cnpd-lu", "fr", "LU"), ("cnpd-lu", "de", "LU"), ("entidade", "en", "PT")]
INFRINGEMENT = {"fr": "constituer un manquement", "de": "Verstoß gegen", "en": "constituting an infringement"}


def _pack(authority: str) -> Pack:
    return invented() if authority == "entidade" else shipped()


def _people(authority: str, country: str) -> tuple[MemberFile, ...]:
    return crowd(_pack(authority), 12, residence=country)


@cache
def _collective(authority: str, language: str, country: str, mode: FilingMode) -> str:
    request = CollectiveRequest(
        _pack(authority), authority, CONFIG, mode, language, _people(authority, country), TODAY, 1
    )
    return words(make_collective(request).data)


@cache
def _own(authority: str, language: str, country: str, number: int) -> Rendered:
    who = _people(authority, country)[number]
    made = make_member_letters(MemberRequest(_pack(authority), CONFIG, who, language, TODAY))
    return next(m for m in made if m.kind is LetterKind.INDIVIDUAL_COMPLAINT)


def _asked(country: str, authority: str, *, prior: bool) -> int:
    """A member with steps or without."""
    asking = {StepKind.ACCESS_REQUEST, StepKind.BREACH_QUESTION, StepKind.ERASURE_REQUEST}
    people = _people(authority, country)
    return next(n for n, m in enumerate(people) if any(s.kind in asking for s in m.steps) is prior)


@pytest.mark.parametrize(("authority", "language", "country"), FILED)
def test_b4_a_the_complainant_is_asked_for_by_name_and_contact(
    authority: str, language: str, country: str
) -> None:
    """B.4 (a): each complaint has fields for name, address, a way to be reached; a group's an annex."""
    made = _own(authority, language, country, 0)

    assert {"full_name", "address", "email", "phone"} <= {name for name, *_ in fields(made.data)}
    group = _collective(authority, language, country, FilingMode.INDIVIDUAL)
    assert all(m.ref in group for m in _people(authority, country))


@pytest.mark.parametrize(("authority", "language", "country"), FILED)
def test_b4_b_c_a_body_without_proof_of_itself_is_refused(
    authority: str, language: str, country: str
) -> None:
    """B.4 (b), (c): no letter of an art. 80 body that does not prove itself; mandates are annexed."""
    bare = replace(CONFIG, association_register=None)
    people = _people(authority, country)
    mode = FilingMode.ASSOCIATION
    with pytest.raises(LetterRefusedError):
        make_collective(
            CollectiveRequest(_pack(authority), authority, bare, mode, language, people, TODAY, 1)
        )
    body = _collective(authority, language, country, mode)
    assert all(said in body for said in ("NIPC 500 000 000", "the protection of patients", "since 2019"))
    assert re.search(r"article 80, paragraphe 1|Art\. 80 Abs\. 1|Article(?:s 77 and)? 80\(1\)", body)
    assert re.search(r"statuts|Satzung|statutes", body)
    mandated = _collective(authority, language, country, FilingMode.LAWYER)
    assert re.search(r"annexe 2|Anhang 2|Annex 2", mandated)
    assert re.search(r"mandat|Vollmacht|mandate", mandated)


@pytest.mark.parametrize(("authority", "language", "country"), FILED)
def test_b4_d_who_is_complained_of_can_be_identified(authority: str, language: str, country: str) -> None:
    """B.4 (d): every organisation of the incidents is there with role, register, address or a blank."""
    group, own = (
        _collective(authority, language, country, FilingMode.INDIVIDUAL),
        _own(authority, language, country, 0),
    )
    blank = {"fr": "[à compléter]", "de": "[zu ergänzen]", "en": "[to be completed]"}[language]

    for organisation in _pack(authority).organisations:
        assert organisation.name_in(language) in group
    assert re.search(r"présumé|vermutet|presumed", group)
    assert blank in group
    assert any(o.name_in(language) in words(own.data) for o in _pack(authority).organisations)


@pytest.mark.parametrize(("authority", "language", "country"), FILED)
def test_b4_e_the_infringement_is_described_by_facts(authority: str, language: str, country: str) -> None:
    """B.4 (e): dated facts with exhibits, and an infringement argued from them in the conditional."""
    for text in (
        _collective(authority, language, country, FilingMode.INDIVIDUAL),
        words(_own(authority, language, country, 0).data),
    ):
        assert INFRINGEMENT[language] in text
        assert re.search(r"\(pièce n° 1\)|\(Anlage 1\)|\(exhibit 1\)", text)
        assert re.search(r"\d{1,2}\.? \w+ 20\d\d", text)


def test_b1_the_cnil_gets_what_it_asks_for() -> None:
    """B.1: French, SIREN where known, steps or why none, outcome, no damages, names confidential."""
    group = _collective("cnil", "fr", "FR", FilingMode.INDIVIDUAL)

    for wanted in (
        "3 Place de Fontenoy", "75334 PARIS CEDEX 07", "SIREN 402 928 766", "Démarches préalables",
        "article 77", "trois mois", "à titre confidentiel", "Aucune indemnisation n’est demandée",
        "article L. 112-3", "article 33, paragraphe 5", "aucun groupe ni collectif n’est partie",
    ):  # fmt: skip
        assert wanted in group, wanted
    assert re.search(r"[\w.]+@cnil\.fr", group) is None  # no address that nobody verified


def test_b1_a_rights_complaint_shows_the_request_and_its_month() -> None:
    """B.1: who asked for access says when; who did not is told that article 77 does not require it."""
    asked = words(_own("cnil", "fr", "FR", _asked("FR", "cnil", prior=True)).data)
    silent = words(_own("cnil", "fr", "FR", _asked("FR", "cnil", prior=False)).data)

    assert re.search(r"Démarches préalables \d+\. J’ai accompli", asked)
    assert "n’en fait pas une condition" in silent or "J’ai accompli" in silent


@pytest.mark.parametrize("language", ["fr", "de"])
def test_b2_the_cnpd_gets_prior_contact_or_the_reason(language: str) -> None:
    """B.2: a prior request is stated; without one, a field asks for the reason before the letter is sent."""
    with_, without = (_asked("LU", "cnpd-lu", prior=p) for p in (True, False))

    asked = {name for name, *_ in fields(_own("cnpd-lu", language, "LU", with_).data)}
    unasked = {name for name, *_ in fields(_own("cnpd-lu", language, "LU", without).data)}

    assert "no_prior_contact_reason" not in asked
    assert "no_prior_contact_reason" in unasked


@pytest.mark.parametrize("language", ["fr", "de"])
def test_b2_the_cnpd_is_addressed_under_its_own_law(language: str) -> None:
    """B.2: loi du 1er août 2018, language of the answer, limitation asked, no French law."""
    text = _collective("cnpd-lu", language, "LU", FilingMode.INDIVIDUAL)
    own = words(_own("cnpd-lu", language, "LU", 0).data)

    for found in (text, own):
        assert "Boulevard du Jazz" in found
        assert re.search(r"1er août 2018|1\. August 2018", found)
        assert re.search(r"24 février 1984|24\. Februar 1984", found)
        assert re.search(r"rticle 53|Artikel 53", found)
        assert not re.search(r"L\. 111-8|L\. 1110-4|R\. 421|Conseil d’État", found)


def test_an_invented_pack_names_no_law_of_another_country() -> None:
    """The neutral wording of a case elsewhere cites the GDPR, and no national law."""
    text = _collective("entidade", "en", "PT", FilingMode.INDIVIDUAL)

    assert "Article 77" in text
    assert not re.search(r"CNIL|CNPD|code pénal|Code pénal|loi |SAN-20", text)
