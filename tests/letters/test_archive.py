"""Letters that nobody fills in are PDF/A-3 and tagged; letters with blanks are forms, declared nothing."""

import io
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from tempfile import NamedTemporaryFile

import pikepdf
import pytest

from bot.letters import make_collective
from bot.letters.make import compose_collective
from bot.letters.model import Bullets, ExhibitList, Section, Table
from bot.letters.sheets import csv_bytes
from tests.letters import conformance
from tests.letters.test_collective import request
from tests.letters.test_hostile import LITERAL


@pytest.mark.needs("qpdf")
@pytest.mark.parametrize(("authority", "language"), [("cnil", "fr"), ("entidade", "en")])
def test_h6_a_letter_keeps_to_pdf_a_3(authority: str, language: str) -> None:
    """PDF/A-3a and PDF/UA-1 with title, language, outline; H6: no author, path, host; H2: same bytes."""
    asked = request(authority, language, size=5)
    made = make_collective(asked)

    conformance.check(made.data, title=compose_collective(asked).letter.title, language=language, tagged=True)
    with pikepdf.open(io.BytesIO(made.data)) as document:
        assert document.Root.Outlines.Count > 10
    assert make_collective(asked).data == made.data


def test_the_tables_are_embedded_for_machines() -> None:
    """Each printed table goes with the file as CSV, named by its caption, in no cell a formula; F8 too."""
    asked = request("cnil", "fr", size=5)
    asked = replace(asked, config=replace(asked.config, controller_name="=HYPERLINK(1)"))
    letter = compose_collective(asked).letter

    with pikepdf.open(io.BytesIO(make_collective(asked).data)) as document:
        held = {name: spec.get_file().read_bytes() for name, spec in document.attachments.items()}
        kinds = {str(spec.obj.AFRelationship) for spec in document.attachments.values()}
        described = {spec.description for spec in document.attachments.values()}
        associated = len(document.Root.AF)
    wanted = [b for b in letter.blocks if isinstance(b, Table)]
    assert len(wanted) > 4
    for number, block in enumerate(wanted, 1):
        rows = [*block.rows, *([block.total] if block.total else [])]
        assert held.pop(f"table-{number:02d}.csv") == csv_bytes([c.title for c in block.columns], rows)
    (exhibits,) = [b for b in letter.blocks if isinstance(b, ExhibitList)]
    assert held.pop("exhibits.csv").count(b"\r\n") == len(exhibits.exhibits) + 1
    assert held == {}
    assert kinds == {"/Data"}
    assert associated == len(wanted) + 1
    assert {b.caption for b in wanted if b.caption} <= described


def test_a_letter_with_blanks_is_a_form() -> None:
    """What somebody still fills in declares no archive: a reader would open it for reading only."""
    with pikepdf.open(io.BytesIO(make_collective(request("cnpd-lu", "de", size=3)).data)) as document:
        assert "/AcroForm" in document.Root
        assert "/Metadata" not in document.Root


@pytest.mark.needs("qpdf")
def test_f2_a_hostile_title_stays_text() -> None:
    """F2: markup and brackets in what the file says of itself neither break nor change it."""
    asked = request("cnil", "fr", size=2)
    for text in (" ".join(LITERAL), "]]> <?xpacket?> \x07 \ud83d"):
        names = [o.model_copy(update={"name": text}) for o in asked.pack.organisations]
        titles = [i.model_copy(update={"title": dict.fromkeys(i.title, text)}) for i in asked.pack.incidents]
        pack = asked.pack.model_copy(update={"organisations": names, "incidents": titles})
        hostile = replace(asked, pack=pack)
        title = compose_collective(hostile).letter.title
        conformance.check(make_collective(hostile).data, title=title, language="fr", tagged=True)


@pytest.mark.needs("qpdf")
def test_a_letter_of_thousands_is_archived_without_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a limit the letter declares PDF/A-3u, which it keeps to, and no tags."""
    monkeypatch.setattr("bot.letters.pdf.archive.MOST_MARKS", 100)
    asked = request("cnil", "fr", size=2)

    made = make_collective(asked)

    conformance.check(made.data, title=compose_collective(asked).letter.title, language="fr")
    with pikepdf.open(io.BytesIO(made.data)) as document:
        assert "/StructTreeRoot" not in document.Root


@pytest.mark.needs("poppler")
def test_who_hears_the_letter_hears_headings_lists_and_tables() -> None:
    """Poppler reads the tree: headings by level, each table with its heads once, on however many pages."""
    asked = request("cnil", "fr", size=40)
    letter = compose_collective(asked).letter

    found = list(_heard(make_collective(asked).data))

    roles = [role for role, _ in found]
    sections = [b for b in letter.blocks if isinstance(b, Section)]
    assert roles.count("H1") == sum(b.level == 1 for b in sections) + 2  # exhibits, annex
    assert roles.count("H2") == sum(b.level == 2 for b in sections)
    (exhibits,) = [b for b in letter.blocks if isinstance(b, ExhibitList)]
    columns = [c.title for b in letter.blocks if isinstance(b, Table) for c in b.columns]
    heads = [text for role, text in found if role == "TH /Column"]
    assert heads == [_flat(title) for title in [*columns, *exhibits.columns]]
    named = [text for role, text in found if role == "TH /Row"]
    assert [text for text in named if text.startswith("P-")] == sorted(m.ref for m in asked.members)
    assert roles.count("LI") == sum(len(b.items) for b in letter.blocks if isinstance(b, Bullets))


def _flat(text: str) -> str:
    return "".join(text.split())


def _heard(data: bytes) -> Iterator[tuple[str, str]]:
    """Role and text of each element, in order; blanks left out, because lines break anywhere."""
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        command = ["pdfinfo", "-struct-text", file.name]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    role, said = "", ""
    for line in map(str.strip, done.stdout.splitlines()):
        if line.startswith('"'):
            said += line.strip('"')
        elif line.startswith("/Scope"):
            role += line.removeprefix("/Scope")
        elif line and not line.startswith("/"):
            yield role, _flat(said)
            role, said = line.removesuffix(" (block)").removesuffix(":"), ""
    yield role, _flat(said)
