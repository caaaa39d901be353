"""A member's own letters: the complaint, the access requests, the guide and the text for the web form."""

import io
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from bot.domain.codes import Answer, Capacity, Edition, FilingMode, LetterKind
from bot.domain.errors import LetterRefusedError
from bot.domain.member import Involvement, MemberFile
from bot.letters import MemberRequest, Rendered, make_member_letters
from bot.letters.titles import untitled
from bot.letters.wording import WORDING
from tests.letters.casefile import CONFIG, invented, shipped
from tests.letters.people import TODAY, crowd, member
from tests.letters.reading import fields, fonts, pages, words
from tests.letters.test_collective import MARKS

pytestmark = pytest.mark.needs("poppler")

A4 = (595.28, 841.89)


def _letters(
    language: str = "fr", residence: str = "FR", number: int = 2
) -> tuple[MemberFile, list[Rendered]]:
    pack = shipped()
    who = crowd(pack, number, residence=residence)[-1]
    return who, make_member_letters(MemberRequest(pack, CONFIG, who, language, TODAY))


def _one(letters: list[Rendered], kind: LetterKind, media: str = "application/pdf") -> Rendered:
    return next(made for made in letters if made.kind is kind and made.media_type == media)


@pytest.mark.parametrize(
    ("language", "residence", "complaint", "kit"),
    [
        ("fr", "FR", "fr", "fr"),
        ("de", "FR", "fr", "de"),
        ("en", "FR", "fr", "en"),
        ("de", "LU", "de", "de"),
        ("fr", "LU", "fr", "fr"),
        ("en", "LU", "fr", "en"),
    ],
)
def test_the_set_of_letters(language: str, residence: str, complaint: str, kit: str) -> None:
    """The complaint speaks the authority's language and so does its text to paste; the guide the member's."""
    who, letters = _letters(language, residence)
    chosen = {i.organisation for i in who.involvements if i.concerned is Answer.YES and i.organisation}
    copies = [made for made in letters if made.copy_of]
    letters = [made for made in letters if not made.copy_of]

    sent = {made.sha256 for made in letters if made.language != language and "kit" not in made.filename}
    assert {copy.copy_of for copy in copies} == sent - {letters[-1].sha256}
    assert all(copy.language == language for copy in copies)
    assert [made.kind for made in letters] == [
        LetterKind.INDIVIDUAL_COMPLAINT,
        *[LetterKind.ACCESS_REQUEST] * len(chosen),
        LetterKind.FILING_KIT,
        LetterKind.FILING_KIT,
    ]
    assert letters[0].language == letters[-1].language == complaint
    assert _one(letters, LetterKind.FILING_KIT).language == kit
    assert {made.organisation for made in letters if made.kind is LetterKind.ACCESS_REQUEST} == chosen
    assert {made.edition for made in letters} == {Edition.NAMED}
    assert len({made.filename for made in letters}) == len(letters)
    assert all(who.ref in made.filename for made in letters)


def test_letters_carry_the_mark_and_the_guide_does_not() -> None:
    """Each page of a letter says that it is a draft; the guide is no letter; both name the template."""
    _, letters = _letters()

    for made in letters:
        if made.media_type == "application/pdf":
            marked = [MARKS["fr"] in page for page in pages(made.data)]
            assert all(marked) if made.kind is not LetterKind.FILING_KIT else not any(marked)
            assert all("modèle non relu par un avocat" in page for page in pages(made.data))


def test_confirming_lifts_the_mark_and_keeps_the_footer() -> None:
    """A letter that its member made theirs is no draft any more; it still says that no lawyer reviewed it."""
    pack = shipped()
    who = crowd(pack, 2, residence="FR")[-1]

    made = make_member_letters(MemberRequest(pack, CONFIG, who, "fr", TODAY, confirmed=True))

    text = [page for letter in made if letter.pages for page in pages(letter.data)]
    assert not any(MARKS["fr"] in page for page in text)
    assert all("modèle non relu par un avocat" in page for page in text)


@pytest.mark.parametrize(("language", "residence"), [("fr", "FR"), ("de", "LU"), ("en", "LU")])
def test_identity_is_blank_and_fillable(language: str, residence: str) -> None:
    """Name, address, contact, place, date and signature are labelled, empty fields inside the page."""
    _, letters = _letters(language, residence)

    for kind in (LetterKind.INDIVIDUAL_COMPLAINT, LetterKind.ACCESS_REQUEST):
        made = _one(letters, kind)
        found = list(fields(made.data))
        wanted = {"full_name", "address", "email", "phone", "place", "date", "signature"}
        if kind is LetterKind.ACCESS_REQUEST:
            wanted |= {"birth_date", "patient_ref", "sample_date", "sample_site"}
        assert wanted <= {name for name, *_ in found}
        assert ("birth_date" in {name for name, *_ in found}) is (kind is LetterKind.ACCESS_REQUEST)
        for name, tooltip, _, (left, bottom, right, top) in found:
            assert tooltip
            assert 0 < left < right < A4[0]
            assert 0 < bottom < top < A4[1]
            assert right - left > (5 if name.startswith("tick") else 40)
            assert top - bottom > (5 if name.startswith("tick") else 10)
        with pikepdf.open(io.BytesIO(made.data)) as document:
            form = document.Root.AcroForm
            assert len(form.Fields) == len({name for name, *_ in found})
            assert {str(f.V) for f in form.Fields} <= {"", "/Off"}
            assert form.DR.Font.keys() == {"/CForm"}


def test_what_may_be_asked_besides_can_be_ticked() -> None:
    """Each box in the access request is a field that another program shows when it is ticked."""
    made = _one(_letters()[1], LetterKind.ACCESS_REQUEST)

    with pikepdf.open(io.BytesIO(made.data)) as document:
        boxes = [f for f in document.Root.AcroForm.Fields if f.FT == "/Btn"]
        assert len(boxes) == 3
        for box in boxes:
            assert set(box.Kids[0].AP.N.keys()) == {"/Yes", "/Off"}
            assert box.Kids[0].AP.N.Yes.read_bytes() != box.Kids[0].AP.N.Off.read_bytes()
    assert "☐" not in words(made.data)


def test_fields_do_not_cover_one_another() -> None:
    """No blank lies over another."""
    for made in _letters()[1]:
        if made.media_type == "application/pdf":
            boxes = [(page, box) for _, _, page, box in fields(made.data)]
            for i, (page, a) in enumerate(boxes):
                for other, b in boxes[i + 1 :]:
                    apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
                    assert page != other or apart


def test_filled_fields_are_drawn_by_another_program() -> None:
    """What a person types is shown by poppler in the embedded font, accents included."""
    made = _one(_letters()[1], LetterKind.INDIVIDUAL_COMPLAINT)
    with pikepdf.open(io.BytesIO(made.data)) as document:
        for field in document.Root.AcroForm.Fields:
            if str(field.T) == "full_name":
                field.V = pikepdf.String("Zoé Müller-Œuvrard")
        document.Root.AcroForm.NeedAppearances = True
        saved = io.BytesIO()
        document.save(saved)

    assert "Zoé Müller-Œuvrard" in words(saved.getvalue())


def test_a_representative_signs_for_somebody() -> None:
    """A letter for a child asks for the representative, their capacity and the person represented."""
    who, letters = _letters(number=3)
    assert who.capacity is Capacity.CHILD

    for kind in (LetterKind.INDIVIDUAL_COMPLAINT, LetterKind.ACCESS_REQUEST):
        if any(made.kind is kind for made in letters):
            names = {name for name, *_ in fields(_one(letters, kind).data)}
            assert {"representative", "represented_as", "full_name"} <= names


def test_the_text_for_the_web_form_is_plain() -> None:
    """The text to paste is plain UTF-8 with the member's facts and without markup or fields."""
    who, letters = _letters()
    made = _one(letters, LetterKind.FILING_KIT, "text/plain; charset=utf-8")
    text = made.data.decode()

    assert made.pages == 0
    assert made.filename.endswith(".txt")
    for i in who.involvements:
        if i.concerned is Answer.YES:
            assert shipped().incident(i.incident).title["fr"] in text
    assert not any(sign in text for sign in ("{{", "{%", "**", "\ue000", "None"))


def test_without_a_short_text_the_complaint_itself_is_the_text(tmp_path: Path) -> None:
    """Where nobody wrote a text to paste, the complaint is given as plain text: numbers, tables, exhibits."""
    folder = tmp_path / "wording"
    shutil.copytree(WORDING, folder)
    for file in folder.glob("*/paste.*"):
        file.unlink()
    who, _ = _letters()

    letters = make_member_letters(MemberRequest(shipped(), CONFIG, who, "fr", TODAY), folder)

    made = _one(letters, LetterKind.FILING_KIT, "text/plain; charset=utf-8")
    text = made.data.decode().replace("\u00a0", " ")
    assert made.template.startswith("individual_complaint.cnil")
    assert "\n1. " in text
    assert "(pièce n° 1)" in text
    assert "\n1. " in text[text.index("Bordereau de pièces") :]
    assert "- Nom et prénom (" in text
    assert "[Signature]" not in text


def test_only_the_members_own_incidents_are_in_their_letters() -> None:
    """An incident that does not concern the member is not spoken of."""
    pack = invented()
    who = member(1, residence="PT", involvements=(Involvement("INC-2024-02", Answer.YES, "clinica"),))

    letters = make_member_letters(MemberRequest(pack, CONFIG, who, "en", TODAY))

    for made in letters:
        text = made.data.decode() if made.pages == 0 else words(made.data)
        assert "Leak number 1" not in text
        assert "Leak number 3" not in text


def test_the_access_request_speaks_of_no_damages() -> None:
    """Its genuine purpose is stated and compensation is not mentioned (legal brief, finding 12)."""
    for language, residence in (("fr", "FR"), ("de", "LU"), ("en", "LU")):
        text = words(_one(_letters(language, residence)[1], LetterKind.ACCESS_REQUEST).data).lower()
        for word in (
            "indemni",
            "dommage",
            "préjudice",
            "schadenersatz",
            "schadensersatz",
            "damage",
            "compensation",
        ):
            assert word not in text


def test_without_incident_or_authority_there_is_no_letter() -> None:
    """A member whom nothing concerns, or whom no authority of the case is for, is told what is missing."""
    pack = shipped()
    nothing = member(1)
    elsewhere = replace(crowd(pack, 1)[0], residence="BE", work=None)

    with pytest.raises(LetterRefusedError) as first:
        make_member_letters(MemberRequest(pack, CONFIG, nothing, "fr", TODAY))
    with pytest.raises(LetterRefusedError) as second:
        make_member_letters(MemberRequest(pack, CONFIG, elsewhere, "fr", TODAY))

    assert first.value.values["missing"] == ("an incident that concerns you",)
    assert second.value.values["missing"] == ("an authority for your country of residence or of work",)


def test_an_invented_authority_needs_no_code() -> None:
    """A case with an authority that has no wording still gives all letters, naming no other authority."""
    pack = invented()
    who = crowd(pack, 2, residence="PT")[1]

    letters = make_member_letters(MemberRequest(pack, CONFIG, who, "de", TODAY))

    assert letters[0].template.startswith("individual_complaint.neutral")
    for made in letters:
        text = made.data.decode() if made.pages == 0 else words(made.data)
        assert "CNIL" not in text
        assert "CNPD" not in text


def test_files_carry_title_and_language_and_no_person() -> None:
    """The file's own data name the letter, its language and its day, and no author, path, hour or link."""
    for made in _letters("de", "LU")[1]:
        if made.media_type != "application/pdf":
            continue
        assert all(fonts(made.data).values())
        with pikepdf.open(io.BytesIO(made.data)) as document:
            info = {key: str(value) for key, value in document.docinfo.items()}
            assert str(document.Root.Lang) == made.language
            assert info["/Title"]
            assert info.get("/Author", "") == ""
            assert info["/CreationDate"][:16] in ("D:20000101000000", f"D:{TODAY:%Y%m%d}000000")
            assert "/Names" not in document.Root
            assert "/OpenAction" not in document.Root
            assert document.Root.Outlines.Count > 3


def test_modes_do_not_change_own_letters() -> None:
    """Own letters have no filing mode."""
    assert {made.mode for made in _letters()[1]} == {None}
    assert FilingMode.INDIVIDUAL not in {made.mode for made in _letters()[1]}


@pytest.mark.parametrize(
    "typed", ["Maître Claire Martin", "Me Claire Martin", "Me. Claire Martin", "Claire Martin"]
)
def test_a_lawyers_title_is_printed_once(typed: str) -> None:
    """A name typed with its title bears it once in the letterhead, the signature and the footer."""
    assert untitled(typed) == "Claire Martin"
    assert untitled("Mercedes Maître") == "Mercedes Maître"
    assert untitled("Me") == "Me"


def test_a_description_of_an_organisation_speaks_the_letters_language() -> None:
    """Where a pack has no proper name, a German letter says it in German and a French one in French."""
    german, french = (
        next(m for m in _letters(language, "LU", 6)[1] if m.kind is LetterKind.INDIVIDUAL_COMPLAINT)
        for language in ("de", "fr")
    )

    assert "Hosting-Dienstleister" in words(german.data)
    assert "Hébergeur non identifié" not in words(german.data)
    assert "Hébergeur non identifié" in words(french.data)


@pytest.mark.parametrize(
    ("language", "residence", "silence", "appeal"),
    [
        ("fr", "FR", "23 février 2027", "23 avril 2027"),
        ("de", "FR", "23. Februar 2027", "23. April 2027"),
        ("de", "LU", "23. Februar 2027", None),
    ],
)
def test_the_filing_kit_says_what_happens_next_and_when(
    language: str, residence: str, silence: str, appeal: str | None
) -> None:
    """Where, how, sizes, proof, and the days that follow a filing today; no day that nobody verified."""
    text = words(_one(_letters(language, residence)[1], LetterKind.FILING_KIT).data)

    assert silence in text
    assert appeal is None or appeal in text
    assert ("23. April 2027" in text) is (appeal == "23. April 2027")
    assert re.search(r"aucune limite du formulaire|ließen sich nicht überprüfen", text)
