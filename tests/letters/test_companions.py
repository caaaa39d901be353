"""What goes with a letter of the group: reading copies, the twin for other eyes, the foot of each page."""

import re
from dataclasses import replace

import pytest

from bot.domain.codes import Edition, FilingMode, PaperKind
from bot.domain.figures import FEWEST
from bot.letters import CollectiveRequest
from bot.letters.companions import Accompanied, group_draft, make_accompanied, make_redacted
from bot.letters.compose import compose
from bot.letters.context import Views
from bot.letters.crowd import Gathering
from bot.letters.editions import initials, redacted
from bot.letters.freezing import Drawn
from bot.letters.model import Block, MembersAnnex
from bot.letters.papers import make_papers
from bot.letters.reading import Filed
from bot.letters.requests import LawyerRequest, PaperRequest
from bot.letters.sample import rich
from bot.letters.wording import WORDING, load_phrases
from bot.letters.words import Words
from bot.packs import shipped_laws
from bot.services.kept_texts import companions_in, packed, words_in
from tests.letters.casefile import CONFIG, shipped
from tests.letters.people import TODAY, crowd
from tests.letters.reading import fields, pages
from tests.letters.wordings import texts


def request(size: int = 6) -> CollectiveRequest:
    """A letter to the Luxembourg authority, in French."""
    members = crowd(shipped(), size, residence="LU")
    return CollectiveRequest(
        shipped(), "cnpd-lu", CONFIG, FilingMode.INDIVIDUAL, "fr", members, TODAY, version=3
    )


@pytest.fixture(scope="module")
def made() -> Accompanied:
    """The letter with all that goes with it, drawn once."""
    return make_accompanied(request())


def said_on(data: bytes) -> list[str]:
    """The words of each page, with one kind of blank."""
    return [" ".join(page.split()) for page in pages(data)]


def test_a_reading_copy_in_every_other_language_says_on_each_page_that_it_is_not_sent(
    made: Accompanied,
) -> None:
    """Every page names the language that counts and the fingerprint; the first one has all of it."""
    marks = {
        "fr": "seul fait foi le texte en français",
        "de": "maßgeblich ist allein der Text auf Französisch",
        "en": "only the text in French counts",
    }
    assert {copy.language for copy in made.copies} == set(marks)
    for copy in made.copies:
        said = said_on(copy.data)
        assert all(marks[copy.language] in page and made.document.sha256[:16] in page for page in said)
        assert made.document.sha256 in said[0].replace(" ", "")
        assert "3" in said[0]
        assert copy.copy_of == made.document.sha256
        assert not re.search("SHA-256 [0-9a-f]{64}", said[1])  # no fingerprint but that of the text


def test_a_reading_copy_says_nothing_of_any_member_alone(made: Accompanied) -> None:
    """Whoever joins reads it, the organisation's people too: no reference, no day, no code of another's."""
    assert all(m.ref in " ".join(said_on(made.document.data)) for m in request().members)
    for copy in made.copies:
        said = " ".join(said_on(copy.data))
        assert not re.search(r"P-\d{5}", said)
        assert {"fr": "pour son seul destinataire", "de": "nur für dessen", "en": "addressee only"}[
            copy.language
        ] in said


def test_a_reading_copy_has_nothing_to_fill_in(made: Accompanied) -> None:
    """Blanks are for the text that is sent."""
    for copy in made.copies:
        assert not list(fields(copy.data))


def test_a_copy_of_a_letter_with_boxes_cannot_be_ticked() -> None:
    """Whoever ticked a copy of their mandate would have given none."""
    member = rich(shipped(), "LU", TODAY)
    asked = PaperRequest(PaperKind.MANDATE, shipped(), CONFIG, member, "en", TODAY, shipped_laws())
    mandate, copy, _guide = make_papers(asked)
    assert list(fields(mandate.data))
    assert not list(fields(copy.data))
    assert "□ Lodge a complaint" in " ".join(said_on(copy.data))


def test_a_reading_copy_asks_for_the_answer_in_the_language_of_the_text(made: Accompanied) -> None:
    """A German copy of a French complaint does not say that the answer is wanted in German."""
    german = next(copy for copy in made.copies if copy.language == "de")
    assert "in französischer Sprache" in " ".join(said_on(german.data))


def test_the_twin_designates_nobody_and_gives_ranges(made: Accompanied) -> None:
    """No reference, no member's day, no figure under five: « moins de 5 », « 5 à 9 »."""
    assert made.twin is not None
    said = " ".join(said_on(made.twin.data))
    assert not re.search(r"P-\d{5}", said)
    assert "5 à 9 personnes" in said
    assert "moins de 5" in said
    for member in request().members:
        for contact in member.scams:
            assert f"{contact.happened_on:%d}/" not in said
    assert made.twin.edition is Edition.REDACTED


def test_no_single_member_of_a_twin_stands_out_by_what_is_not_said_of_them() -> None:
    """Eight of nine live in Luxembourg: were it said of the eight, the ninth would be known not to."""
    asked = request(9)
    first, *others = (replace(m, scams=(), steps=(), harms=()) for m in asked.members)
    contacts = next(m.scams for m in asked.members if m.scams)[:1]
    apart = replace(first, residence="BE", work="LU", scams=contacts * 12)
    asked = replace(asked, members=(apart, *(replace(m, scams=contacts) for m in others)))

    annex = next(b for b in coarse(asked, twin=True) if isinstance(b, MembersAnnex))

    assert len(annex.members) == 9
    assert {entry.summary for entry in annex.members} == {""}
    told = [value for entry in annex.members for name, value in entry.facts if "ollicitations" in name]
    assert told == []


def test_there_is_no_twin_of_so_few_that_it_would_hide_nobody() -> None:
    """Four members in ranges are still four members."""
    assert make_redacted(request(FEWEST - 1)) is None


def test_of_very_many_a_copy_and_a_twin_say_where_the_persons_are_listed() -> None:
    """Volumes go with the text that counts: no copy says that they are its own."""
    few = request(9)
    gathering = Gathering([i.id for i in few.pack.incidents], TODAY)
    gathering.add(few.members)
    many = replace(few, members=(), crowd=gathering.crowd())

    german = compose(group_draft(replace(many, language="de"), text=Filed("fr", "ab" * 32)), WORDING)
    draft = group_draft(many)
    twin = redacted(compose(draft, WORDING), Views(draft.matter, Words(load_phrases(WORDING, "fr"))), {}, {})

    said = [
        next(b.intro for b in made.letter.blocks if isinstance(b, MembersAnnex)) for made in (german, twin)
    ]
    assert "nur dem Text auf Französisch beigefügt" in said[0]
    assert said[1] == "Les personnes sont trop nombreuses pour être énumérées ici."


def test_a_twin_says_nothing_else_than_its_letter_of_what_is_no_secret() -> None:
    """One authority stays one, no filing is denied, no sentence begins small."""
    few = replace(request(9), parallel=("cnil",))
    to_lawyer = LawyerRequest(few.pack, CONFIG, few.members, "fr", TODAY, shipped_laws())

    complaint, letter = (" ".join(texts(coarse(asked))) for asked in (few, to_lawyer))

    assert "de coopérer avec l’autorité citée plus haut" in complaint
    assert "Aucune réclamation" not in letter
    assert "Confidentiel" not in letter
    assert "Ces dates sont calculées" not in letter
    assert "Aucune date n’est indiquée ici" in letter
    assert "Moins de 5 d’entre eux ont consenti" in letter


def coarse(asked: CollectiveRequest | LawyerRequest, *, twin: bool = False) -> tuple[Block, ...]:
    """What a twin is made of before it is drawn; `twin`: with its own annex."""
    draft = group_draft(asked)
    draft = replace(draft, matter=replace(draft.matter, coarse=True))
    made = compose(draft, WORDING)
    if twin:
        words = Words(load_phrases(WORDING, draft.language), coarse=True)
        made = redacted(made, Views(draft.matter, words), {}, {})
    return made.letter.blocks


def test_at_a_desk_the_twin_has_initials_and_no_name() -> None:
    """Whoever knows names prints their initials."""
    wanted = request()
    made = make_redacted(wanted, {wanted.members[0].ref: "Élise Martin-Weiß"})
    assert made is not None
    said = " ".join(said_on(made.data))
    assert "É. M.-W. (1)" in said
    assert "Martin" not in said.replace("Claire Martin", "")
    assert initials("jean d’exemple") == "J. D. E."


def test_each_page_carries_edition_pack_and_the_fingerprint_of_the_annexes(made: Accompanied) -> None:
    """Template and law are beside it; another member is another annex, and another fingerprint."""
    pack = f"{shipped().id} {shipped().version}"
    found = [re.search(r"SHA-256 ([0-9a-f]{64})", page) for page in said_on(made.document.data)]
    said = said_on(made.document.data)
    assert all(pack in page and "Modèle collective_complaint.cnpd" in page for page in said)
    assert len({hit[1] for hit in found if hit}) == 1
    assert all(found)
    assert made.twin is not None
    other = re.search(r"SHA-256 ([0-9a-f]{64})", said_on(made.twin.data)[0])
    assert other
    assert found[0]
    assert other[1] != found[0][1]


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "moins de 5"), (4, "moins de 5"), (5, "5 à 9"), (14, "10 à 14"), (1003, "1 000 à 1 004")],
)
def test_figures_of_the_twin_are_ranges(n: int, said: str) -> None:
    """Nothing is told apart by what is left over when ranges are subtracted."""
    printed = Words(load_phrases(WORDING, "fr"), coarse=True).num(n)
    assert printed.replace("\u202f", " ").replace("\u00a0", " ") == said


def test_what_is_kept_of_a_frozen_text_comes_back_and_so_does_what_an_earlier_version_kept(
    made: Accompanied,
) -> None:
    """An upgrade reads the words of texts that were frozen before copies were kept (H1)."""
    kept = packed(Drawn(made.document, "Texte", TODAY, made.copies, made.twin))
    assert words_in(kept) == "Texte"
    assert words_in("Früher".encode()) == "Früher"
    assert [data for _, data in companions_in(kept)] == [
        *(c.data for c in made.copies), *([made.twin.data] if made.twin else []),
    ]  # fmt: skip
    assert companions_in("Früher".encode()) == []
