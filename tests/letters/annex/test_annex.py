"""Large annexes, read back row by row by a program that knows nothing of how they were drawn."""

import hashlib
import io
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from bot.domain.codes import FilingMode
from bot.letters import NamedParty
from bot.letters.annex import Column, Volume, draw, plain, proof
from bot.letters.annex import members as annex_members
from bot.letters.annex.members import make_named, volume_names
from bot.letters.annex.volumes import draw_one, job
from bot.letters.clean import clean
from bot.letters.named import ListRequest, make_list
from bot.letters.pdf.rtl import unicode_map as rtl_map
from bot.letters.sheets import csv_bytes
from tests.letters import conformance
from tests.letters.reading import fonts, pages, words
from tests.letters.test_collective import request
from tests.letters.test_hostile import INVISIBLE, LITERAL
from tests.letters.test_scripts import NAMES as SCRIPTS
from tests.letters.verapdf import broken_rules

DAY = date(2026, 11, 24)
VOLUME = Volume(
    title="Annexe 1 – Réclamants",
    language="fr",
    day=DAY,
    columns=(Column("N°", 6), Column("Nom", 40), Column("Ville", 24, True), Column("Fuites", 30, True)),
    page="page {page} / {pages}",
    reference="version 3",
    remark="Modèle 1 · non relu",
    mark="PROJET",
)  # fmt: skip
NAMES = [
    "Łukasz Kowalski", "Ștefan Țepeș", "İbrahim Çağlayan", "Nguyễn Thị Mỹ Duyên", "Zoë O’Brien",
    "Björk Guðmundsdóttir", "Ελένη Παπαδοπούλου", "Жанна Ёжикова", "山田太郎", "김철수",
    "Ana (née Söhne) \\ Prado", "P-7KQ4M", "é" * 80,
]  # fmt: skip


Draw = Callable[[Any, Volume, Any], int]
both_ways = pytest.mark.parametrize("way", [draw, plain.draw], ids=["fast", "documented"])


def drawn(rows: list[tuple[str, ...]], volume: Volume = VOLUME, way: Draw = draw) -> bytes:
    """A volume with these rows."""
    target = io.BytesIO()
    way(target, volume, rows)
    return target.getvalue()


def row(number: int, name: str) -> tuple[str, ...]:
    """A row with its number, so that what stands beside it can be looked for."""
    return str(number), name, f"{50000 + number % 7} Saint-Étienne", ("INC-1", "INC-1, INC-2")[number % 2]


@both_ways
@pytest.mark.needs("poppler")
def test_every_row_reads_back_with_its_own_cells(way: Draw) -> None:
    """Names of every script stand on the line of their number, town and incident; pages are numbered."""
    rows = [row(n, NAMES[n % len(NAMES)]) for n in range(260)]

    text = pages(drawn(rows, way=way))

    lines = [" ".join(line.split()) for page in text for line in page.splitlines()]
    for wanted in rows:
        assert " ".join(wanted) in lines
    assert len(text) > 4
    for number, page in enumerate(text, 1):
        flat = " ".join(page.split())
        assert f"page {number} / {len(text)}" in flat
        for fixed in (
            "N° Nom Ville Fuites",
            "Annexe 1 – Réclamants",
            "version 3",
            "Modèle 1 · non relu",
            "PROJET",
        ):
            assert fixed in flat


@both_ways
@pytest.mark.needs("poppler")
@pytest.mark.parametrize("text", [*LITERAL, *INVISIBLE, "\U0001f9d1 x", ""])
def test_f2_text_stands_in_an_annex_as_typed(text: str, way: Draw) -> None:
    """F2, F3, F6: markup, code, brackets, controls, surrogates, any script are literal in every column."""
    hostile = f"Zed {text} end"

    data = drawn([("1", hostile, hostile, hostile), row(2, "after")], way=way)

    found = "".join(words(data, raw=False).split())
    wanted = "".join(clean(hostile).replace("\U0001f9d1", "\ufffd").split())
    assert found.count(wanted) == 3
    assert "2after50002Saint-ÉtienneINC-1" in found
    assert all(fonts(data).values())


@both_ways
@pytest.mark.needs("poppler")
def test_f7_right_to_left_names_read_back(way: Draw) -> None:
    """F7: Arabic and Hebrew names are drawn joined and in their order, and copied as they were typed."""
    text = words(drawn([row(1, "محمد بن علي"), row(2, "שלום לוי")], way=way), raw=False)

    assert "محمد بن علي" in text
    assert "שלום לוי" in text


@both_ways
@pytest.mark.needs("poppler")
def test_long_text_is_broken_inside_its_column(way: Draw) -> None:
    """A name of 80 letters is whole over several lines; five thousand are cut visibly."""
    rows = [row(1, "W" * 80), row(2, "Q" * 5000), row(3, "word " * 30), row(4, "next")]
    data = drawn(rows, way=way)

    text = words(data)
    assert text.count("W") == 80
    assert text.count("Q") == 300
    assert "[…]" in text
    assert text.count("word") == 30
    with pikepdf.open(io.BytesIO(data)) as document:
        assert len(document.pages) == 1


@both_ways
@pytest.mark.needs("qpdf")
def test_a_volume_keeps_to_pdf_a_3(way: Draw) -> None:
    """PDF/A-3u: colour profile, metadata, language, fonts embedded and readable; H6: no author."""
    data = drawn([row(n, NAMES[n % len(NAMES)]) for n in range(90)], way=way)

    conformance.check(data, title=VOLUME.title, language="fr")


@pytest.mark.needs("verapdf")
def test_verapdf_finds_volumes_to_be_archives(tmp_path: Path) -> None:
    """VeraPDF finds a volume of either way to keep to PDF/A-3u, its table for machines included."""
    rows = [row(n, NAMES[n % len(NAMES)]) for n in range(60)]
    rows += [row(n, name) for n, name in enumerate(SCRIPTS.values(), 60)]

    files = {"fast": drawn(rows), "documented": drawn(rows, way=plain.draw)}
    assert broken_rules(files, ("3u",), tmp_path) == {}


@both_ways
def test_f8_the_rows_go_along_for_machines(way: Draw) -> None:
    """F8: the volume holds its rows as CSV, whole where the page cuts them, in no cell a formula."""
    rows = [row(n, text) for n, text in enumerate([*NAMES, *LITERAL, *INVISIBLE, "=1+1", "@x", "Q" * 900])]

    with pikepdf.open(io.BytesIO(drawn(rows, way=way))) as document:
        ((name, spec),) = document.attachments.items()
        assert (name, str(spec.obj.AFRelationship)) == ("table.csv", "/Data")
        assert spec.get_file().mime_type == "text/csv"
        assert spec.get_file().read_bytes() == csv_bytes([c.title for c in VOLUME.columns], rows)
        assert [each.objgen for each in document.Root.AF] == [spec.obj.objgen]


def test_f2_rows_reach_another_process_as_they_are() -> None:
    """F2, F8: what stands otherwise in the CSV, or over several lines, is drawn from the row as it was."""
    rows = [
        row(n, text) for n, text in enumerate([*LITERAL, *INVISIBLE, "=1+1", "a\r\nb\tc", 'say "x"', *NAMES])
    ]
    work = job("v.pdf", VOLUME, rows)

    made = draw_one(work)

    assert [tuple(each) for each in work.rows.rows()] == rows
    assert (made.data, made.rows, made.first, made.last) == (drawn(rows), len(rows), rows[0], rows[-1])


@pytest.mark.needs("poppler")
@pytest.mark.parametrize(
    "change",
    [
        ("bot.letters.pdf.rtl.unicode_map", lambda name, codes: rtl_map(name, [*codes[1:], 0])),
        ("bot.letters.annex.faces.Subset.take", lambda self, char: 65),
        ("reportlab.pdfbase.ttfonts.TTFontFile.makeSubset", lambda self, codes: b""),
    ],
    ids=["letters", "codes", "fonts"],
)
def test_a_way_that_no_longer_tells_the_truth_is_left(
    change: tuple[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where reportlab's insides give other letters, codes or fonts, volumes are drawn the documented way."""
    assert proof.holds()
    rows = [row(n, name) for n, name in enumerate(NAMES)]
    wanted = drawn(rows, way=plain.draw)

    monkeypatch.setattr(*change)
    proof.holds.cache_clear()
    try:
        assert not proof.holds()
        monkeypatch.undo()
        assert drawn(rows) == wanted
    finally:
        proof.holds.cache_clear()


def test_h2_the_same_rows_give_the_same_bytes() -> None:
    """H2: the same rows twice, byte for byte; another row, another identifier."""
    rows = [row(n, NAMES[n % len(NAMES)]) for n in range(50)]

    assert drawn(rows) == drawn(list(rows))
    with pikepdf.open(io.BytesIO(drawn(rows))) as one, pikepdf.open(io.BytesIO(drawn(rows[1:]))) as other:
        assert bytes(one.trailer.ID[0]) != bytes(other.trailer.ID[0])


def test_memory_does_not_grow_with_the_rows() -> None:
    """H9: ten times as many rows take no more memory: a page is written when it is full, then forgotten."""

    def many(count: int) -> Iterator[tuple[str, ...]]:
        return (row(n, NAMES[n % 6]) for n in range(count))

    draw(_Nowhere(), VOLUME, many(10))
    peaks = []
    for count in (400, 4_000):
        tracemalloc.start()
        draw(_Nowhere(), VOLUME, many(count))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 300_000


class _Nowhere(io.RawIOBase):
    """A file that forgets what is written to it."""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return len(data)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------ in a letter


PARTY = NamedParty("Zoë Canari", date(1980, 7, 16), ("17 rue du Canari", "57000 Metz"), "z@example.org")


@pytest.mark.needs("poppler", "qpdf")
def test_a_large_letter_lists_the_volumes_of_its_annex(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit, members stand by name in volumes; the letter lists each with its fingerprint."""
    monkeypatch.setattr(annex_members, "IN_LETTER", 4)
    monkeypatch.setattr("bot.letters.annex.volumes.ROWS", 3)
    asked = request("cnpd-lu", "de", FilingMode.LAWYER, size=7)
    names = {m.ref: replace(PARTY, full_name=f"Nom{n} Canari") for n, m in enumerate(asked.members[:6])}

    made = make_named(asked, names)

    assert [v.filename for v in made.volumes] == volume_names(asked)
    assert [v.rows for v in made.volumes] == [3, 3, 1]
    letter = words(made.letter.data)
    assert "Canari" not in letter
    read = [words(v.data) for v in made.volumes]
    for volume in made.volumes:
        assert hashlib.sha256(volume.data).hexdigest() == volume.sha256
        assert volume.sha256[:32] in letter
        assert volume.sha256[32:] in letter
        assert volume.filename in letter.replace(" ", "")
    for number, member in enumerate(asked.members[:6], 1):
        (place,) = [place for place, text in enumerate(read) if f"{member.ref} Nom" in text]
        assert f"{number} {member.ref} Nom{number - 1} Canari" in read[place]
        assert place == (number - 1) // 3
    assert f"7 {asked.members[6].ref} [" in read[2]
    assert "17 rue du Canari, 57000 Metz" in read[0]
    assert made.letter.editable.startswith(b"PK")
    with pikepdf.open(io.BytesIO(made.volumes[0].data)) as document:
        conformance.check(made.volumes[0].data, title=str(document.docinfo.Title), language="de")


def test_a_letter_of_ordinary_size_holds_its_members() -> None:
    """Up to the limit nothing changes: the annex stands in the letter, there are no volumes."""
    asked = request("cnil", "fr", size=3)

    made = make_named(asked, {asked.members[0].ref: PARTY})

    assert made.volumes == ()
    assert volume_names(asked) == []


@pytest.mark.needs("poppler", "qpdf")
def test_a_long_list_of_members_is_drawn_the_same_way() -> None:
    """The recipient's list of a large dossier names everybody, on pages that are numbered, as PDF/A-3."""
    asked = request("cnil", "fr", size=2)
    members = tuple(replace(m, ref=f"P-{n:05d}") for n in range(260) for m in asked.members)[:501]
    names = {members[0].ref: PARTY, members[-1].ref: replace(PARTY, full_name="Ada (Last)")}

    made = make_list(ListRequest(asked.pack, members, names, "fr", DAY, "dossier 1"))

    text = words(made.data)
    assert made.pages == len(pages(made.data)) > 10
    assert "1 P-00000 Zoë Canari 17 rue du Canari, 57000 Metz z@example.org" in text
    assert "501 P-00250 Ada (Last)" in text
    conformance.check(made.data, title="Membres de ce dossier", language="fr")
