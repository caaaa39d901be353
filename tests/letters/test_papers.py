"""Documents on demand: what each must say, what none may say, and when none may be made."""

import hashlib
import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest

from bot.domain.codes import (
    Answer,
    HarmHead,
    KnownBy,
    LeakCategory,
    PaperKind,
    Proof,
    Purpose,
    StepKind,
    StepOutcome,
)
from bot.domain.errors import LetterRefusedError, NoMembersError
from bot.domain.member import EntryId, Exposure, Harm, Involvement, MemberFile, Step
from bot.domain.pack import Pack
from bot.letters import LawyerRequest, PaperRequest, Rendered, make_lawyer_letter, make_papers
from bot.letters.bundle import Made, Part
from bot.letters.companions import make_redacted
from bot.letters.law_seen import unverified
from bot.letters.printed import Printed, print_document
from bot.packs import shipped_laws
from tests.letters.casefile import CONFIG, invented, shipped
from tests.letters.people import TODAY, crowd, member
from tests.letters.quickset import papers
from tests.letters.reading import fields, pages, words

pytestmark = pytest.mark.needs("poppler")

LAWS = shipped_laws()
MADE = [k for k in PaperKind if k is not PaperKind.CALENDAR]
PLACES = [("FR", "fr"), ("LU", "fr"), ("LU", "de"), ("PT", "en"), ("PT", "fr")]


def _pack(country: str) -> Pack:
    if country != "PT":
        return shipped()
    pack = invented()
    waits = [a.model_copy(update={"silence_months": 3, "appeal_months": 1}) for a in pack.authorities]
    return pack.model_copy(update={"authorities": waits})


def _rich(pack: Pack, country: str) -> MemberFile:
    """A member of every incident, with requests and a complaint that nobody answered."""
    involved, exposures, steps = [], [], []
    for n, incident in enumerate(pack.incidents):
        organisation = pack.choices(incident.id)[-1 if country == "LU" else 0].id
        learned = incident.earliest + timedelta(days=30)
        notice = Answer.NO if n else Answer.YES
        involved.append(
            Involvement(incident.id, Answer.YES, organisation, KnownBy.PRESS, learned, notice, learned)
        )
        exposures.append(Exposure(incident.id, LeakCategory.HE_RESULT, Answer.YES))
        steps.append(
            Step(EntryId(f"S{n}"), incident.id, StepKind.ACCESS_REQUEST, date(2026, 9, 1), organisation)
        )
    first = pack.incidents[0].id
    steps.append(Step(EntryId("F"), first, StepKind.COMPLAINT_FILED, date(2026, 7, 1)))
    steps.append(Step(EntryId("P"), first, StepKind.POLICE_COMPLAINT, date(2026, 7, 2)))
    harms = (
        Harm(EntryId("H1"), HarmHead.M_FIN, 123_456, None, date(2026, 5, 1), Proof.DOCUMENT),
        Harm(EntryId("H2"), HarmHead.N_FEAR, None, 90),
    )
    scams = next(m for m in crowd(pack, 20, residence=country) if m.scams).scams
    return member(
        7, residence=country, involvements=tuple(involved), exposures=tuple(exposures),
        steps=tuple(steps), harms=harms, scams=scams,
    )  # fmt: skip


def _request(kind: PaperKind, country: str, language: str, **changes: object) -> PaperRequest:
    pack = _pack(country)
    request = PaperRequest(kind, pack, CONFIG, _rich(pack, country), language, TODAY, LAWS)
    return replace(request, **changes)  # type: ignore[arg-type]


@cache
def _made(kind: PaperKind, country: str, language: str) -> list[Rendered]:
    return make_papers(_request(kind, country, language))


@cache
def _text(kind: PaperKind, country: str = "FR", language: str = "fr", at: int = 0) -> str:
    return words(_made(kind, country, language)[at].data)


def _refused(request: PaperRequest) -> tuple[str, ...]:
    with pytest.raises(LetterRefusedError) as refusal:
        make_papers(request)
    return tuple(refusal.value.values["missing"])


@pytest.mark.parametrize(("country", "language"), PLACES)
def test_every_kind_in_every_language_says_no_more_than_it_may(country: str, language: str) -> None:
    """No trace of the making, no unverified law, the state of the law, the draft mark; a guide goes along."""
    for kind in MADE:
        *papers, guide = _made(kind, country, language)
        assert papers
        for paper in (*papers, guide):
            text = words(paper.data)
            assert not re.search(r"[{}]|None\b|\bINC-\d|\bHE_|member\.|\.\.\.\.", text), (kind, text)
            assert unverified(text) == [], kind
            assert re.search(r"23 novembre 2026|23\. November 2026|23 November 2026", text)
            assert paper.kind is kind or paper is guide
        assert any(m in words(papers[0].data) for m in ("PROJET", "ENTWURF", "DRAFT"))
        assert not any(m in words(guide.data) for m in ("PROJET", "ENTWURF", "DRAFT"))
        assert re.search(r"[Ss]eul un avocat|Nur eine Anwältin|Only a lawyer", words(guide.data))


def test_identity_stays_blank() -> None:
    """Every document asks for the person's identity in fillable fields with a label."""
    for kind in MADE:
        found = {name: tip for name, tip, *_ in fields(_made(kind, "FR", "fr")[0].data)}
        assert {"full_name", "address"} <= set(found), kind
        assert all(found.values())
    criminal = {name for name, *_ in fields(_made(PaperKind.CRIMINAL_FRAUD, "FR", "fr")[0].data)}
    assert {"birth_date", "birth_place", "nationality", "occupation", "own_account", "witnesses"} <= criminal


def test_a_notice_offers_to_settle_and_says_what_it_asks() -> None:
    """C.5: amicable offer of CPC 750-1, sum only of what was entered, interest, preservation, reservation."""
    text = _text(PaperKind.FORMAL_NOTICE)

    for wanted in (
        "article 750-1 du code de procédure civile", "1 234,56 €", "trente jours",
        "articles 1231-6 et 1344-1",
        "article 33, paragraphe 5", "articles 79 et 82", "article 82, paragraphe 1",
        "paraît susceptible de constituer un manquement", "À l’attention du représentant légal",
        "Lettre recommandée avec avis de réception",
    ):  # fmt: skip
        assert wanted in text, wanted
    assert len(set(re.findall(r"C-\d+/\d+", text))) <= 4
    assert "prescription" not in text.lower()  # the banner is for the member, on the page beside it
    assert "Ne comptez pas sur cette lettre pour interrompre la prescription" in _text(
        PaperKind.FORMAL_NOTICE, at=-1
    )


def test_a_notice_tells_one_organisation_nothing_about_another() -> None:
    """A notice speaks of its own incident, of what was sent to this organisation, and of no complaint."""
    notices = _made(PaperKind.FORMAL_NOTICE, "FR", "fr")[:-1]

    assert len(notices) == 2
    titles = [i.title["fr"] for i in shipped().incidents]
    for notice in notices:
        text = words(notice.data)
        assert sum(title in text for title in titles) == 1
        assert "Plainte déposée" not in text
        assert "Réclamation déposée" not in text


@pytest.mark.parametrize(("country", "language"), [("LU", "fr"), ("PT", "en")])
def test_national_law_stays_in_its_country(country: str, language: str) -> None:
    """French articles stand in no document for another country."""
    for kind in (
        PaperKind.FORMAL_NOTICE,
        PaperKind.MANDATE,
        PaperKind.CRIMINAL_FRAUD,
        PaperKind.STATUS_REQUEST,
    ):
        text = _text(kind, country, language)
        assert not re.search(r"750-1|1231-6|226-\d|313-1|1984|procureur de la République", text), kind


def test_a_criminal_complaint_accuses_nobody_and_leaves_the_law_to_the_prosecutor() -> None:
    """C.6: against X, with civil status, place, account, witnesses, receipt, and texts that facts support."""
    breach, fraud = (_text(k) for k in (PaperKind.CRIMINAL_BREACH, PaperKind.CRIMINAL_FRAUD))

    for text in (breach, fraud):
        assert "porter plainte contre X" in text
        assert "dont il vous appartient d’apprécier la qualification" in text
        assert "récépissé" in text
        assert "Sous réserve de tous autres textes" in text
        assert "sous réserve" in text.lower()
    assert "226-17" in breach
    assert "226-22" in breach
    assert "313-1 et 313-2" in fraud
    assert "Je n’affirme pas que les sollicitations y ont leur origine" in fraud
    assert "articles 509-1" in _text(PaperKind.CRIMINAL_FRAUD, "LU", "fr")
    assert "Artikel 496" in _text(PaperKind.CRIMINAL_FRAUD, "LU", "de")


def test_the_breach_is_no_longer_prosecuted_after_its_time() -> None:
    """C.6: the branch about the breach goes when no reading leaves the prosecution open; fraud stays."""
    later = date(2028, 1, 1)

    assert _refused(_request(PaperKind.CRIMINAL_BREACH, "FR", "fr", today=later)) == (
        "an incident whose prosecution may still be possible",
    )
    assert make_papers(_request(PaperKind.CRIMINAL_FRAUD, "FR", "fr", today=later))
    between = words(
        make_papers(_request(PaperKind.CRIMINAL_BREACH, "FR", "fr", today=date(2027, 5, 1)))[0].data
    )
    assert shipped().incidents[0].title["fr"] not in between
    assert shipped().incidents[1].title["fr"] in between


def test_a_mandate_entrusts_only_what_is_ticked() -> None:
    """C.4: scope by boxes with court apart, duration, revocation, who receives the data, no ID copy."""
    text = _text(PaperKind.MANDATE)
    boxes = [name for name, *_ in fields(_made(PaperKind.MANDATE, "FR", "fr")[0].data) if "tick" in name]

    assert len(set(boxes)) == 13
    for wanted in (
        "rien de ce qui n’est pas coché n’est confié", "vingt-quatre mois", "révoqué à tout moment",
        "articles 2003 et 2004", "Destinataire des données obtenues", "Bon pour mandat",
        "document distinct", "Aucune copie de pièce d’identité",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_follow_ups_state_dated_steps_and_the_terms_they_rest_on() -> None:
    """A reminder rests on article 12(3) and (4), a request for news on articles 77(2) and 78(2)."""
    reminder, status = _text(PaperKind.REMINDER), _text(PaperKind.STATUS_REQUEST)

    assert "Le 1er septembre 2026, je vous ai adressé" in reminder
    assert "article 12, paragraphe 3" in reminder
    assert "article 12, paragraphe 4" in reminder
    assert "Le 1er juillet 2026, j’ai introduit" in status
    assert "article 78, paragraphe 2" in status
    assert "ne vaut ni désistement ni renonciation" in status
    german = _text(PaperKind.REMINDER, "LU", "de")
    assert "PROJET" in german or "ENTWURF" in german


def test_only_the_sentence_after_a_german_salutation_begins_small() -> None:
    """Two complaints that nobody answered are two sentences, of which the second begins as any other."""
    (letter, *_) = papers("LU", "de", kinds=(PaperKind.STATUS_REQUEST,))
    said = words(letter.data)
    assert "Damen und Herren, am " in said
    assert re.search(r"unterrichtet\. Am \d", said)
    assert not re.search(r"unterrichtet\. am \d", said)


def test_an_appeal_file_shows_the_days_and_concludes_nothing() -> None:
    """The appeal file holds the filing, the strictest days and the verified texts of that authority."""
    cnil, cnpd = _text(PaperKind.APPEAL_SUMMARY), _text(PaperKind.APPEAL_SUMMARY, "LU", "fr")

    assert "1er décembre 2026" in cnil
    assert "R. 421-1" in cnil
    assert "n° 491493" in cnil
    assert "Il ne conclut pas à la recevabilité" in cnil
    assert "article 55 de la loi du 1er août 2018" in cnpd
    assert "Conseil d’État" not in cnpd


def test_the_lawyers_letter_of_the_group_counts_and_names_nobody() -> None:
    """C.7: number and residence of clients, what is asked, filings, clocks, questions, list of exhibits."""
    pack = shipped()
    people = tuple(replace(m, consents=frozenset(Purpose)) for m in crowd(pack, 12))

    made = make_lawyer_letter(LawyerRequest(pack, CONFIG, people, "fr", TODAY, LAWS))

    text = words(made.data)
    for wanted in (
        "Maître Claire Martin", "Confidentiel", "Personnes : 12", "Échéances", "Questions ouvertes",
        "Bordereau de pièces", "seul un avocat peut confirmer", "Un avis sur la prescription",
    ):  # fmt: skip
        assert wanted in text, wanted
    assert not re.search(r"P-000\d\d", text)
    assert "12 d’entre eux ont consenti" in text
    assert re.search(r"Libération · 23 février 2021 · public · cité au n° \d+", text)
    assert "Aucun texte du groupe n’est encore figé" in text
    own = _text(PaperKind.LAWYER_LETTER)
    assert "· public · cité au n°" in own
    assert "Fichiers établis pour le groupe" not in own
    without = make_lawyer_letter(LawyerRequest(pack, CONFIG, crowd(pack, 4), "fr", TODAY, LAWS))
    assert "aucun dossier n’est joint" in words(without.data)
    with pytest.raises(NoMembersError):
        make_lawyer_letter(LawyerRequest(pack, CONFIG, (member(1),), "fr", TODAY, LAWS))


def test_the_lawyers_letter_lists_the_server_s_files_and_says_where_members_own_are_listed() -> None:
    """C.7: pages, format, size and SHA-256 of what the server made, in each edition; the rest is sealed."""
    pack = shipped()
    data = print_document(Printed("fr", "Feuille", "", "", TODAY, ()))
    made = (Made("letter-cnil-fr-alert-v1.pdf", Part.LETTER, data),)
    request = LawyerRequest(pack, CONFIG, crowd(pack, 6), "fr", TODAY, LAWS, made=made)

    letter, twin = make_lawyer_letter(request), make_redacted(request)

    assert twin is not None
    digest = hashlib.sha256(data).hexdigest()
    for text in (words(letter.data), words(twin.data)):
        assert "letter-cnil-fr-alert-v1.pdf" in text.replace(" ", "")
        assert f"PDF, {-(-len(data) // 1000)} ko" in text
        assert all(digest[i : i + 16] in text for i in range(0, 64, 16))
        assert "est scellé pour son destinataire" in text


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (PaperKind.FORMAL_NOTICE, "a consequence for you"),
        (PaperKind.CRIMINAL_FRAUD, "a suspicious contact"),
        (PaperKind.REMINDER, "a request to an organisation that was not answered within the month"),
        (
            PaperKind.STATUS_REQUEST,
            "a complaint to the authority on which it said nothing for three months",
        ),
    ],
)
def test_what_would_say_nothing_true_is_refused_and_names_what_is_missing(
    kind: PaperKind, missing: str
) -> None:
    """Without the entry that a document is about, nothing is made."""
    bare = replace(_rich(shipped(), "FR"), harms=(), scams=(), steps=())

    assert _refused(_request(kind, "FR", "fr", member=bare)) == (missing,)
    assert "an incident that concerns you" in _refused(_request(kind, "FR", "fr", member=member(3)))


def test_a_request_is_overdue_only_after_its_month() -> None:
    """On the last day of the month there is no reminder yet; nor one for a request that was answered."""
    who = _rich(shipped(), "FR")
    asked = replace(who, steps=tuple(s for s in who.steps if s.kind is StepKind.ACCESS_REQUEST))

    assert _refused(_request(PaperKind.REMINDER, "FR", "fr", member=asked, today=date(2026, 10, 5)))
    assert make_papers(_request(PaperKind.REMINDER, "FR", "fr", member=asked, today=date(2026, 10, 6)))
    answered = replace(
        asked,
        steps=tuple(replace(s, outcome=StepOutcome.FULL, answered_on=TODAY) for s in asked.steps),
    )
    assert _refused(_request(PaperKind.REMINDER, "FR", "fr", member=answered))


def test_typography_and_layout_follow_the_language() -> None:
    """French: no line begins with « : » and its like; German (DIN 5008): no „Betreff“, comma, closing."""
    made = [page for kind in MADE for page in pages(_made(kind, "FR", "fr")[0].data)]
    french = [line for page in made for line in page.split("\n")]
    german = _text(PaperKind.STATUS_REQUEST, "LU", "de")

    assert not [line for line in french if re.match(r"[:;!?»]", line)]
    assert not [line for line in french if line.endswith("«")]
    assert "Betreff" not in german
    assert "Sehr geehrte Damen und Herren," in german
    assert "Mit freundlichen Grüßen" in german
