"""Letters with names: a member's own from the page, the collective one and the sheets from a desk."""

import io
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from bot.domain.checked import Address, Contact, Identity
from bot.domain.codes import Capacity, Edition, FilingMode, LetterKind
from bot.letters import MemberRequest, NamedParty, Rendered, make_member_letters, named_party
from bot.letters.clean import clean
from bot.letters.named import (
    ListRequest,
    SheetRequest,
    make_list,
    make_member_sheet,
    make_named_collective,
)
from tests.letters.casefile import CONFIG, shipped
from tests.letters.people import TODAY, crowd
from tests.letters.reading import fields, fonts, pages, words
from tests.letters.test_collective import request
from tests.letters.test_hostile import INVISIBLE, LITERAL

pytestmark = pytest.mark.needs("poppler")

ZOE = NamedParty(
    full_name="Zoë Canary-Müller",
    birth_date=date(1980, 7, 16),
    address=("17 rue du Canari", "57000 Canariville"),
    email="zoe@example.org",
    phone="+33612345678",
    country="FR",
)
NAMES = ["Łukasz Nguyễn-Ștefan", "Ελένη Жанна İbrahim", "山田太郎", "김철수", "محمد بن علي", "שלום כהן"]
FILLED = {"full_name", "address", "email", "phone", "birth_date", "representative"}
PEN = {"place", "date", "signature"}


def _letters(party: NamedParty | None, language: str = "fr", residence: str = "FR") -> list[Rendered]:
    pack = shipped()
    who = crowd(pack, 2, residence=residence)[-1]
    return make_member_letters(MemberRequest(pack, CONFIG, who, language, TODAY, identity=party))


def _represented(party: NamedParty) -> list[Rendered]:
    pack = shipped()
    who = replace(crowd(pack, 2)[-1], capacity=Capacity.CHILD)
    return make_member_letters(MemberRequest(pack, CONFIG, who, "fr", TODAY, identity=party))


def _pdfs(letters: list[Rendered], *kinds: LetterKind) -> list[Rendered]:
    return [made for made in letters if made.pages and made.kind in kinds and not made.copy_of]


def _squeezed(text: str) -> str:
    """The text without spaces and brackets: poppler moves a bracket that follows a Hebrew name before it."""
    return "".join(text.split()).replace("(", "").replace(")", "")


SIGNED = (LetterKind.INDIVIDUAL_COMPLAINT, LetterKind.ACCESS_REQUEST)


@pytest.mark.parametrize(("language", "residence"), [("fr", "FR"), ("de", "LU"), ("en", "LU")])
def test_the_name_stands_in_place_of_the_blanks(language: str, residence: str) -> None:
    """Sender and identification are printed on the first page; only what the pen adds is left to fill in."""
    letters = _pdfs(_letters(ZOE, language, residence), *SIGNED)

    assert {made.kind for made in letters} == set(SIGNED)
    for made in letters:
        first, whole = " ".join(pages(made.data)[0].split()), words(made.data)
        assert first.count(ZOE.full_name) == whole.count(ZOE.full_name) == 2  # letterhead, identification
        for once in (*ZOE.address, ZOE.email, ZOE.phone):
            assert first.count(once or "") == whole.count(once or "") == 1
        assert {name for name, *_ in fields(made.data)} >= PEN
        assert not {name for name, *_ in fields(made.data)} & FILLED


def test_each_letter_names_the_country_in_its_own_language() -> None:
    """A member who reads German and writes to a French authority lives in « Allemagne » there."""
    party = replace(ZOE, country="DE")

    complaint = _pdfs(_letters(party, "de", "FR"), LetterKind.INDIVIDUAL_COMPLAINT)[0]

    assert complaint.language == "fr"
    assert "57000 Canariville Allemagne" in words(complaint.data)


def test_a_birth_date_goes_into_access_requests_only() -> None:
    """No authority asks for it; an organisation may, and may have it by pen when it was not typed."""
    typed, untyped = _letters(ZOE), _letters(replace(ZOE, birth_date=None))

    for made in typed:
        told = "16 juillet 1980" in (words(made.data) if made.pages else made.data.decode())
        assert told is (made.kind is LetterKind.ACCESS_REQUEST)
    for made in _pdfs(untyped, *SIGNED):
        blank = "birth_date" in {name for name, *_ in fields(made.data)}
        assert blank is (made.kind is LetterKind.ACCESS_REQUEST)


def test_one_way_to_be_reached_leaves_no_gap() -> None:
    """Who gave no telephone gets no empty line for one; who gave neither may still write one in."""
    reached = _pdfs(_letters(replace(ZOE, phone=None)), LetterKind.INDIVIDUAL_COMPLAINT)[0]
    unreached = _pdfs(_letters(replace(ZOE, phone=None, email=None)), LetterKind.INDIVIDUAL_COMPLAINT)[0]

    assert not {name for name, *_ in fields(reached.data)} & {"email", "phone"}
    assert {name for name, *_ in fields(unreached.data)} >= {"email", "phone"}


def test_a_representative_writes_for_the_person_represented() -> None:
    """The representative is the sender, both are identified; the capacity in which they act is left blank."""
    letters = _pdfs(_represented(replace(ZOE, guardian="Nora Canary")), *SIGNED)

    for made in letters:
        lines = pages(made.data)[0].splitlines()
        whole = words(made.data)
        assert whole.count("Nora Canary") == 2
        assert whole.count(ZOE.full_name) == 1
        assert lines.index("Nora Canary") < next(n for n, line in enumerate(lines) if ZOE.full_name in line)
        names = {name for name, *_ in fields(made.data)}
        assert "represented_as" in names
        assert not names & FILLED


@pytest.mark.parametrize("text", [*NAMES, *LITERAL, *INVISIBLE])
def test_names_are_printed_as_typed(text: str) -> None:
    """Any script reads back as typed, and markup, code and invisible characters never act."""
    party = replace(ZOE, full_name=f"Zed {text}", address=(f"1 {text}", "57000 Metz"), email=None)

    for made in _pdfs(_letters(party), *SIGNED):
        squeezed = "".join(words(made.data, raw=False).split())
        assert squeezed.count("".join(clean(f"Zed {text}").split())) == 2
        assert all(fonts(made.data).values())
        with pikepdf.open(io.BytesIO(made.data)) as document:
            assert "/OpenAction" not in document.Root
            assert "/JavaScript" not in document.Root.get("/Names", {})


@pytest.mark.parametrize("text", ["W" * 5000, "word " * 1500, "山" * 3000], ids=["long", "words", "wide"])
def test_no_name_breaks_a_letter(text: str) -> None:
    """Whatever its length, a name is cut visibly and the letters are made."""
    party = NamedParty(text, address=(text,) * 30, email=text, phone=text, guardian=text)

    assert len(_pdfs(_letters(party), *SIGNED)) == 2
    assert len(_pdfs(_represented(party), *SIGNED)) == 2


def test_a_name_is_only_in_the_letter() -> None:
    """Neither file names nor titles nor the request's description hold it, and guide and text have none."""
    letters = _letters(ZOE)

    for made in letters:
        assert "Canar" not in f"{made.filename}{made.template}".replace("é", "e")
        if made.pages:
            with pikepdf.open(io.BytesIO(made.data)) as document:
                held = " ".join(str(v) for v in document.docinfo.values())
                assert "Canar" not in held
                if "/Metadata" in document.Root:
                    assert b"Canar" not in document.Root.Metadata.read_bytes()
        if made.kind is LetterKind.FILING_KIT:
            assert "Canar" not in (words(made.data) if made.pages else made.data.decode())
    pack = shipped()
    asked = MemberRequest(pack, CONFIG, crowd(pack, 1)[0], "fr", TODAY, identity=ZOE)
    assert "Canar" not in repr(asked)


def test_the_guide_speaks_of_fields_only_when_there_are_any() -> None:
    """With the name printed, the guide asks to check it instead of to fill it in."""
    named, blank = (_pdfs(_letters(who), LetterKind.FILING_KIT)[0] for who in (ZOE, None))

    assert "Vérifiez vos nom, adresse et coordonnées" in words(named.data)
    assert "remplissez les champs d’identité" not in words(named.data)
    assert "remplissez les champs d’identité" in words(blank.data)


def test_what_was_typed_on_the_page_becomes_the_party() -> None:
    """Identity and contact make one party; a document in one language has the country in its address."""
    identity = Identity("Zoë", date(1980, 7, 16), "Nora")
    contact = Contact(Address(("1 rue A", "B"), "57000", "Metz", "FR"), "z@example.org", None)

    several, one = named_party(identity, contact), named_party(identity, contact, language="de")

    assert (several.full_name, several.guardian, several.birth_date) == ("Zoë", "Nora", date(1980, 7, 16))
    assert (several.address, several.country) == (("1 rue A", "B", "57000 Metz"), "FR")
    assert (one.address, one.country) == (("1 rue A", "B", "57000 Metz", "Frankreich"), None)


# ------------------------------------------------------------------------------ at a desk


@pytest.mark.parametrize("mode", [FilingMode.INDIVIDUAL, FilingMode.LAWYER, FilingMode.ALERT])
def test_the_collective_letter_names_its_members(mode: FilingMode) -> None:
    """The annex has each name once with the reference and the facts; who sealed none keeps the reference."""
    asked = request("cnil", "fr", mode, size=6)
    names = {m.ref: replace(ZOE, full_name=f"Nom{n} Canari") for n, m in enumerate(asked.members[:5])}

    made = make_named_collective(asked, names)

    text = words(made.data)
    assert made.edition is Edition.NAMED
    assert made.filename.endswith("-named.pdf")
    for ref, party in names.items():
        assert text.count(f"{party.full_name} ({ref})") == 1
    assert text.count(asked.members[5].ref) == 1
    assert text.count("17 rue du Canari, 57000 Canariville") == 5
    assert "Sig" in text
    with pikepdf.open(io.BytesIO(made.data)) as document:
        assert "Canari" not in " ".join(str(v) for v in document.docinfo.values())


@pytest.mark.parametrize("text", [*NAMES, *LITERAL])
def test_the_annex_and_the_sheet_print_names_as_typed(text: str) -> None:
    """Any script and any markup stands literally where a lawyer reads it."""
    asked = request("cnil", "fr", size=2)
    party = replace(ZOE, full_name=f"Zed {text}")
    first = asked.members[0]
    wanted = _squeezed(clean(f"Zed {text}"))

    annex = make_named_collective(asked, {first.ref: party})
    sheet = make_member_sheet(SheetRequest(asked.pack, CONFIG, first, party, "fr", TODAY, "dossier 1"))
    listed = make_list(ListRequest(asked.pack, asked.members, {first.ref: party}, "fr", TODAY, "dossier 1"))

    assert wanted in _squeezed(words(annex.data, raw=False))
    assert wanted in _squeezed(words(sheet.data, raw=False))
    assert "Zed" in words(listed.data)


@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_a_sheet_fits_one_page(language: str) -> None:
    """Everything about one member with ordinary entries stands on one page, with the name on top."""
    asked = request("cnil", "fr", size=6)

    for member in asked.members:
        sheet = make_member_sheet(SheetRequest(asked.pack, CONFIG, member, ZOE, language, TODAY, "dossier 1"))
        assert sheet.pages == 1
        assert sheet.filename == f"{member.ref}.pdf"
        assert ZOE.full_name in words(sheet.data)
        assert "17 rue du Canari, 57000 Canariville" in words(sheet.data)
