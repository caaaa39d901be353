"""What a desk writes: letters with names, sheets, documents, tables; all or nothing, for its owner only."""

import csv
import hashlib
import io
import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.codes import Purpose
from bot.domain.sealing import SealedField
from bot.dossier.marks import MarksError, add, fingerprint, read
from bot.dossier.opening import open_dossier
from bot.dossier.output import CHECKSUMS, ExistsError, Written, write_out
from bot.dossier.papers import Desk
from bot.dossier.plan import FrozenText
from tests.dossier.sample import NAMES, PNG, Sample, member, moved, sample
from tests.evidence.samples import pdf


def written(found: Sample, folder: Path, language: str | None = None) -> Written:
    """Open the dossier and write everything into the folder."""
    with open_dossier(io.BytesIO(found.built()), found.key) as opened:
        return write_out(Desk(opened, language), folder)


def files(folder: Path) -> dict[str, bytes]:
    """Every file in the folder by its path."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def text_of(document: bytes) -> str:
    """The text of a PDF, as a reader selects it."""
    done = subprocess.run(["pdftotext", "-", "-"], input=document, capture_output=True, check=True)
    # Words that are broken at the ends of lines are whole again.
    return " ".join(done.stdout.decode().replace("\u00ad\n", "").split())


def test_everything_is_there(tmp_path: Path) -> None:
    """Letters with and without names, a list, one sheet a member, documents by reference, tables, sources."""
    found = written(sample(2), tmp_path / "out")

    there = set(files(tmp_path / "out"))
    assert {
        "LISEZMOI.txt",
        "letters/collective-complaint-cnil-fr-individual-v1-named.pdf",
        "letters/collective-complaint-cnil-fr-individual-v1-named.docx",
        "letters/working/collective-complaint-cnil-fr-individual-v1.pdf",
        "letters/working/collective-complaint-cnil-fr-individual-v1.docx",
        "letters/members-with-names.pdf",
        "sheets/P-00001.pdf",
        "sheets/P-00002.pdf",
        "documents/P-00001/evidence-1.png",
        "documents/P-00001/mandate-1.pdf",
        "tables/members-with-names.csv",
        "tables/documents.csv",
        "tables/senders.csv",
        "tables/damage.csv",
        "tables/tables.xlsx",
        "tables/tables-with-names.xlsx",
        "case/manifest.json",
        "case/pack.toml",
        CHECKSUMS,
    } <= there
    assert (found.letters, found.members, found.documents, found.files) == (1, 2, 4, len(there))
    assert (tmp_path / "out/documents/P-00002/evidence-1.png").read_bytes() == PNG


def test_every_file_has_its_fingerprint(tmp_path: Path) -> None:
    """The list of SHA-256 covers every other file, in the form that `sha256sum -c` reads."""
    written(sample(1), tmp_path / "out")

    there = files(tmp_path / "out")
    listed = dict(reversed(line.split("  ", 1)) for line in there.pop(CHECKSUMS).decode().splitlines())
    assert listed == {path: hashlib.sha256(data).hexdigest() for path, data in there.items()}


def test_it_is_its_owners_only(tmp_path: Path) -> None:
    """No other user of the machine can read the folder or anything in it."""
    written(sample(1), tmp_path / "out")

    modes = {p: p.stat().st_mode & 0o077 for p in [tmp_path / "out", *(tmp_path / "out").rglob("*")]}
    assert {p for p, mode in modes.items() if mode} == set()


def test_an_existing_folder_is_left_alone(tmp_path: Path) -> None:
    """Nothing is written into a folder that exists, and nothing beside it."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").write_text("mine")

    with pytest.raises(ExistsError):
        written(sample(1), tmp_path / "out")

    assert files(tmp_path) == {"out/mine.txt": b"mine"}


@pytest.mark.needs("poppler")
def test_every_exhibit_is_listed_measured_and_cited(tmp_path: Path) -> None:
    """The list gives pages, format, SHA-256 of the files beside it; each is cited on its member's sheet."""
    found = sample(2)
    found.seal(found.plan.members[0], SealedField.EVIDENCE, pdf(pages=3), "application/pdf", version=2)
    written(found, tmp_path / "out")
    there = files(tmp_path / "out")
    handed_in = sorted(path for path in there if path.startswith("documents/"))

    listed = text_of(there["letters/list-of-exhibits.pdf"])
    rows = re.findall(
        r"(\d) \S+ ?\S* – (\S+) (P-\d{5}) .*? (\d|–) (PNG|PDF) ([0-9a-f]{32}) ?([0-9a-f]{32})", listed
    )

    assert len(rows) == len(handed_in) == 5
    for number, name, ref, _, _, *halves in rows:
        data = there[f"documents/{ref}/{name}"]
        assert "".join(halves) == hashlib.sha256(data).hexdigest()
        assert f"Pièce n° {number}" in text_of(there[f"sheets/{ref}.pdf"]).replace("\xa0", " ")
    assert {(name, pages, kind) for _, name, _, pages, kind, *_ in rows} >= {
        ("evidence-1.png", "1", "PNG"), ("evidence-2.pdf", "3", "PDF"),
    }  # fmt: skip


@pytest.mark.needs("poppler")
def test_names_stand_in_the_letter_and_on_the_sheets(tmp_path: Path) -> None:
    """Annex and sheets name people in any script, with address and contact; the other edition does not."""
    written(sample(3), tmp_path / "out")
    there = files(tmp_path / "out")

    letter = text_of(there["letters/collective-complaint-cnil-fr-individual-v1-named.pdf"])
    working = text_of(there["letters/working/collective-complaint-cnil-fr-individual-v1.pdf"])
    sheet = text_of(there["sheets/P-00003.pdf"])
    everybody = text_of(there["letters/members-with-names.pdf"])

    for name in NAMES[:3]:
        assert name in letter
        assert name in everybody
        assert name not in working
    assert "P-00002" in letter
    assert "12 rue Canari" in letter
    assert "3 février 1980" in letter
    assert NAMES[2] in sheet
    assert "m3@canary.invalid" in sheet
    assert 'Canary words. =HYPERLINK("x") <b>&amp; {x} *bold*' in sheet
    assert "hxxps://canary[.]example/x" in sheet


@pytest.mark.needs("poppler")
@pytest.mark.parametrize(
    ("language", "word", "readme"),
    [
        ("fr", "Identité", "LISEZMOI.txt"),
        ("de", "Identität", "LIESMICH.txt"),
        ("en", "Identity", "README.txt"),
    ],
)
def test_it_speaks_the_readers_language(tmp_path: Path, language: str, word: str, readme: str) -> None:
    """Sheets, tables and explanations come in the language asked for; letters stay in the authority's."""
    written(sample(1), tmp_path / "out", language)
    there = files(tmp_path / "out")

    assert word in text_of(there["sheets/P-00001.pdf"])
    assert readme in there


def test_members_without_a_name_are_named_as_such(tmp_path: Path) -> None:
    """Who sealed no identity appears by reference, and the explanation lists them."""
    found = sample(2)
    found.records = [(r, blob) for r, blob in found.records if r.member != found.plan.members[1].id]

    written(found, tmp_path / "out", "en")

    there = files(tmp_path / "out")
    assert "P-00002" in there["README.txt"].decode().split("NOT CERTAIN")[1]
    rows = list(
        csv.reader(io.StringIO(there["tables/members-with-names.csv"].decode("utf-8-sig")), delimiter=";")
    )
    assert [row[:2] for row in rows[1:]] == [["P-00001", NAMES[0]], ["P-00002", ""]]
    assert rows[0][2:5] == [
        "Legal representative",
        "Street",
        "Postcode",
    ]  # and no birth date: no form seals one
    assert {len(row) for row in rows} == {12}


def test_a_members_own_documents_are_made_with_their_name() -> None:
    """Complaint, mandate, criminal complaint: named, one file each, made when asked for, of nobody else."""
    found = sample(2)
    with open_dossier(io.BytesIO(found.built()), found.key) as opened:
        desk = Desk(opened)
        items = {item.path: item for item in desk.papers(opened.members[0])}
        name = desk.name_of("P-00001")
        assert name is not None
        assert {"papers/P-00001/individual-complaint.pdf", "papers/P-00001/mandate.pdf"} <= set(items)
        for path in ("papers/P-00001/individual-complaint.pdf", "papers/P-00001/mandate.pdf"):
            said = text_of(items[path].make())
            assert name.full_name in said
            assert "P-00002" not in said
        assert not any(item.path in items for item in desk.items())


def test_own_words_stand_in_the_twin_only_once_a_human_marked_them(tmp_path: Path) -> None:
    """Unmarked words stay out, marked ones come with initials, and changed words are unmarked ones."""
    found, marks = sample(6), tmp_path / "marks.jsonl"
    with open_dossier(io.BytesIO(found.built()), found.key) as opened:
        ref = next(m.ref for m in opened.members if opened.people[m.ref].statement)
        statement = opened.people[ref].statement
        assert statement is not None
        words = " ".join(statement.text.split())[:40]

        def twin(marked: frozenset[str]) -> str:
            items = Desk(opened, "fr", marked=marked).items()
            return text_of(next(i for i in items if i.path.endswith("-redacted.pdf")).make())

        assert words not in twin(frozenset())
        mark = add(marks, opened, ref, datetime(2026, 11, 25, tzinfo=UTC))
        assert (mark.ref, mark.dossier) == (ref, opened.sha256)
        assert words in twin(read(marks))
        assert fingerprint(statement.text + "!") not in read(marks)
    marks.write_text("nonsense\n")
    with pytest.raises(MarksError):
        read(marks)


def test_the_names_to_a_frozen_text_are_those_of_this_dossier_alone() -> None:
    """The text's annex counts others, too; the sheet names its fingerprint and who is here, by number."""
    found = sample(2)
    text = FrozenText("CNIL", "fr", 4, "ab" * 32, ((7, "P-00001"),))
    found = moved(found, frozen=(text,))
    with open_dossier(io.BytesIO(found.built()), found.key) as opened:
        desk = Desk(opened)
        (item,) = desk.frozen()
        said = text_of(item.make())
        name = desk.name_of("P-00001")
        assert name is not None
        assert name.full_name in said
        assert "P-00002" not in said
        assert "abab" in said


def test_only_who_agreed_stands_in_the_letter(tmp_path: Path) -> None:
    """A member who agreed to the recipient but not to the complaint has a sheet and stands in no letter."""
    apart = member(3, consents=frozenset({Purpose.REGISTER, Purpose.LAWYER}))
    found = sample(3)
    found = moved(found, members=(*found.plan.members[:2], apart))

    with open_dossier(io.BytesIO(found.built()), found.key) as opened:
        desk = Desk(opened)
        (request,) = desk.collective()
        assert [m.ref for m in request.members] == ["P-00001", "P-00002"]
        assert "sheets/P-00003.pdf" in [item.path for item in desk.items()]


def test_a_letter_that_cannot_be_made_is_said_to_be_missing(tmp_path: Path) -> None:
    """With one complainant there is no collective letter: manifest and explanation say why."""
    written(sample(1), tmp_path / "out", "en")

    there = files(tmp_path / "out")
    assert [path for path in there if path.startswith("letters/collective")] == []
    assert "No collective letter to CNIL" in there["README.txt"].decode()


def test_a_dossier_of_an_earlier_version_still_gives_its_letter_with_names() -> None:
    """C.8: where no place was kept, the letter at a desk shows a blank for it, and no way of sending."""
    found = sample(2)
    with open_dossier(io.BytesIO(found.built()), found.key) as opened:
        opened.config = replace(opened.config, place=None, send_mode=None)
        item = next(i for i in Desk(opened).letters() if i.path.endswith("-named.pdf"))
        said = text_of(item.make())

    assert re.search(r"\[à compléter\], le \d", said)
    assert "Lettre recommandée" not in said


def test_h2_the_same_dossier_gives_the_same_files(tmp_path: Path) -> None:
    """H2: opened twice, every file is the same byte by byte, the PDF files too."""
    found = sample(2)
    data = found.built()
    for name in ("one", "two"):
        with open_dossier(io.BytesIO(data), found.key) as opened:
            write_out(Desk(opened), tmp_path / name)

    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_h6_the_pdf_files_tell_nothing_and_do_nothing(tmp_path: Path) -> None:
    """H6: no author, no path, no script, no link out, fonts embedded."""
    import pikepdf

    written(sample(2), tmp_path / "out")
    for path, data in files(tmp_path / "out").items():
        if not path.endswith(".pdf") or path.startswith("documents/"):
            continue
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert str(pdf.docinfo.get("/Author", "")) in ("", "anonymous")
            assert "/Names" not in pdf.Root or "/JavaScript" not in pdf.Root.Names
            assert "/OpenAction" not in pdf.Root
        assert str(tmp_path).encode() not in data
        assert b"/URI" not in data
