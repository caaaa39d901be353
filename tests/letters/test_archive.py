"""Letters that nobody fills in are PDF/A-3; letters with blanks are forms and declare nothing."""

import io
from dataclasses import replace

import pikepdf
import pytest

from bot.letters import make_collective
from bot.letters.make import compose_collective
from bot.letters.model import ExhibitList, Table
from bot.letters.sheets import csv_bytes
from tests.letters import conformance
from tests.letters.test_collective import request
from tests.letters.test_hostile import LITERAL


@pytest.mark.needs("qpdf")
@pytest.mark.parametrize(("authority", "language"), [("cnil", "fr"), ("entidade", "en")])
def test_h6_a_letter_keeps_to_pdf_a_3(authority: str, language: str) -> None:
    """PDF/A-3u with title, language and outline; H6: no author, path or host; H2: same bytes."""
    asked = request(authority, language, size=5)
    made = make_collective(asked)

    conformance.check(made.data, title=compose_collective(asked).letter.title, language=language)
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
        conformance.check(make_collective(hostile).data, title=title, language="fr")
