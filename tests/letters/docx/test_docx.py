"""Letters as DOCX, read back by two programs that know nothing of how they were written."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.table import Table as ReadTable
from lxml import etree

from bot.letters import LawyerRequest, make_collective, make_lawyer_letter
from bot.letters.clean import clean
from bot.letters.compose import Composed
from bot.letters.docx import render
from bot.letters.make import compose_collective
from bot.letters.model import NumberedParagraph, Section, Table
from bot.letters.numbering import letter as alphabetic
from bot.letters.numbering import roman
from tests.letters.casefile import CONFIG
from tests.letters.quickset import collective
from tests.letters.reading import pages, words
from tests.letters.test_collective import ADDRESSED, request
from tests.letters.test_hostile import INVISIBLE, LITERAL
from tests.letters.test_layout import bookmarks

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
LANGUAGES = {"fr": "fr-FR", "de": "de-DE", "en": "en-GB"}


def composed(authority: str = "cnil", language: str = "fr", size: int = 3) -> Composed:
    """A collective letter in the model."""
    return compose_collective(request(authority, language, size=size))


def written(letter: Composed) -> bytes:
    """The letter as DOCX."""
    return render(letter.letter, letter.exhibits)


def parts(data: bytes) -> dict[str, etree._Element]:
    """Every part of the file, parsed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def text(data: bytes) -> str:
    """All text in the order of the document, spaces and no-break spaces alike."""
    body = parts(data)["word/document.xml"]
    lines = ("".join(t.text or "" for t in p.iter(f"{W}t")) for p in body.iter(f"{W}p"))
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize(("authority", "language"), ADDRESSED)
def test_headings_and_paragraphs_number_themselves(authority: str, language: str) -> None:
    """Numbers come from Word's own lists and are those of the PDF: I. A. for headings, 1. for paragraphs."""
    letter = composed(authority, language)
    found = docx.Document(io.BytesIO(written(letter)))

    roman_, alpha, plain = 0, 0, 0
    counted: list[str] = []
    for paragraph in found.paragraphs:
        name = paragraph.style.name if paragraph.style else ""
        if name == "Heading 1":
            roman_, alpha = roman_ + 1, 0
            counted.append(f"{roman(roman_)}.")
        elif name == "Heading 2":
            alpha += 1
            counted.append(f"{alphabetic(alpha)}.")
        elif name == "Numbered Paragraph":
            plain += 1
            counted.append(f"{plain}.")
    wanted = [
        b.number if isinstance(b, Section) else f"{b.number}."
        for b in letter.letter.blocks
        if isinstance(b, Section | NumberedParagraph)
    ]
    assert len(wanted) > 30
    assert counted == wanted
    numbering = parts(written(letter))["word/numbering.xml"]
    kinds = {level.find(f"{W}pStyle").get(f"{W}val"): level.find(f"{W}numFmt").get(f"{W}val")  # type: ignore[union-attr]
             for level in numbering.iter(f"{W}lvl")}  # fmt: skip
    assert kinds["Heading1"] == "upperRoman"
    assert kinds["Heading2"] == "upperLetter"
    assert kinds["NumberedParagraph"] == "decimal"


def test_it_is_a_document_to_go_on_writing_in() -> None:
    """Real styles, header and footer with page numbers, tables with repeated heads, no text boxes."""
    letter = composed()
    data = written(letter)
    found, read = docx.Document(io.BytesIO(data)), parts(data)

    assert {p.style.style_id for p in found.paragraphs if p.style} <= {s.style_id for s in found.styles}
    used = {
        e.get(f"{W}val") for e in read["word/document.xml"].iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")
    }
    assert used <= {s.style_id for s in found.styles}
    assert not {e.tag for e in read["word/document.xml"].iter() if isinstance(e.tag, str)} & {
        f"{W}txbxContent", f"{W}pict", f"{W}drawing", f"{W}object",
    }  # fmt: skip
    section = found.sections[0]
    fields = [e.get(f"{W}instr") for e in section.footer._element.iter(f"{W}fldSimple")]
    assert fields == [" PAGE ", " NUMPAGES "]
    assert letter.letter.footer.remark in section.footer.paragraphs[0].text.replace("\u00a0", " ")
    assert letter.letter.footer.mark in section.header.paragraphs[0].text
    assert letter.letter.footer.mark in section.first_page_header.paragraphs[0].text
    headed = [t for t in found.tables if t._tbl.tr_lst[0].trPr is not None]
    assert all(t._tbl.tr_lst[0].trPr.find(f"{W}tblHeader") is not None for t in headed)
    assert len(headed) >= sum(isinstance(b, Table) for b in letter.letter.blocks)


# The order in which ISO/IEC 29500-1 wants the children of an element, of those that a letter uses.
_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind jc "
    "outlineLvl",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs rtl lang",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "tc": "tcPr p",
    "tr": "trPr tc",
    "tbl": "tblPr tblGrid tr",
    "lvl": "start numFmt pStyle lvlText lvlJc pPr rPr",
    "abstractNum": "multiLevelType lvl",
    "style": "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr tblStylePr",
    "sdt": "sdtPr sdtContent",
    "sdtPr": "alias tag showingPlcHdr text",
    "sectPr": "headerReference footerReference pgSz pgMar titlePg",
    "settings": "defaultTabStop autoHyphenation characterSpacingControl compat themeFontLang",
}


@pytest.mark.parametrize(("authority", "language"), [("cnil", "fr"), ("cnpd-lu", "de")])
def test_elements_stand_in_the_order_of_the_standard(authority: str, language: str) -> None:
    """Word is strict where other programs are not: every element has its children in the schema's order."""
    read = parts(written(composed(authority, language, 4)))

    seen = set()
    for name, part in read.items():
        for element in part.iter():
            order = _ORDER.get(etree.QName(element).localname, "").split()
            if order and name.startswith("word/"):
                found = [order.index(etree.QName(child).localname) for child in element]
                assert found == sorted(found), etree.tostring(element)[:300]
                seen.add(etree.QName(element).localname)
    assert seen >= set(_ORDER) - {"sdt", "sdtPr"}
    body = read["word/document.xml"][0]
    kinds = [etree.QName(child).localname for child in body]
    assert kinds[-2:] == ["p", "sectPr"]
    assert ("tbl", "tbl") not in set(pairwise(kinds))
    for cell in body.iter(f"{W}tc"):
        assert etree.QName(cell[-1]).localname == "p"
    references = {e.get(_ID) for e in body.iter(f"{W}headerReference", f"{W}footerReference")}
    assert references <= {e.get("Id") for e in read["word/_rels/document.xml.rels"]}


def test_tables_hold_the_cells_of_the_model() -> None:
    """Every table of the letter stands in the document cell by cell, its total too."""
    letter = composed(size=6)
    found = [_cells(t) for t in docx.Document(io.BytesIO(written(letter))).tables]

    for block in (b for b in letter.letter.blocks if isinstance(b, Table)):
        rows = [tuple(c.title for c in block.columns), *block.rows, *([block.total] if block.total else [])]
        assert [[_spaced(cell) for cell in row] for row in rows] in found


def _cells(table: ReadTable) -> list[list[str]]:
    return [[_spaced(cell.text) for cell in row.cells] for row in table.rows]


def _spaced(cell: str) -> str:
    return cell.replace("\u00a0", " ").replace("\n", " ")


@pytest.mark.parametrize(("authority", "language"), [("cnil", "fr"), ("cnpd-lu", "de"), ("entidade", "en")])
def test_h6_the_file_names_no_author_program_or_machine(authority: str, language: str) -> None:
    """H6: title, language and the letter's day are all that the properties say; nothing is linked."""
    letter = composed(authority, language)
    data = written(letter)
    found, core = docx.Document(io.BytesIO(data)), parts(data)["docProps/core.xml"]

    assert {etree.QName(e).localname for e in core} == {"title", "language", "created", "modified"}
    assert found.core_properties.title == letter.letter.title
    assert found.core_properties.created.date() == letter.letter.day  # type: ignore[union-attr]
    languages = {e.get(f"{W}val") for e in parts(data)["word/styles.xml"].iter(f"{W}lang")}
    assert languages == {LANGUAGES[language]}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {(i.date_time, i.create_system, i.extra, i.comment) for i in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 0, b"", b"")
        }
        assert b"TargetMode" not in b"".join(archive.read(name) for name in archive.namelist())


def test_h2_the_same_letter_gives_the_same_bytes() -> None:
    """H2: made twice, in any order of the members, byte for byte the same."""
    asked = request("cnil", "fr", size=4)
    turned = replace(asked, members=asked.members[::-1])

    assert make_collective(asked).editable == make_collective(turned).editable


@pytest.mark.parametrize("hostile", [*LITERAL, *INVISIBLE, "Q" * 5000, "a" + "\u0335\u0327" * 80, "]]>&#0;"])
def test_f2_text_stands_in_the_document_as_typed(hostile: str) -> None:
    """F2, F6: markup, code, other scripts, controls, surrogates and long words never act and never fail."""
    asked = request("cnil", "fr", size=2)
    config = replace(CONFIG, controller_name=f"Zed {hostile} end", controller_contact=hostile)

    made = make_collective(replace(asked, config=config)).editable

    docx.Document(io.BytesIO(made))
    wanted = clean(f"Zed {hostile} end")
    assert "".join(wanted.split()) in "".join(text(made).split())
    names = {
        etree.QName(e).localname for e in parts(made)["word/document.xml"].iter() if isinstance(e.tag, str)
    }
    assert not names & {"img", "a", "b ", "font", "hyperlink"}


def test_right_to_left_passages_are_marked() -> None:
    """Arabic and Hebrew are runs of their own that Word sets from right to left; the rest is not."""
    config = replace(CONFIG, controller_name="Zed محمد بن علي end")
    body = parts(make_collective(replace(request("cnil", "fr", size=2), config=config)).editable)

    marked = {
        "".join(t.text or "" for t in run.iter(f"{W}t"))
        for run in body["word/document.xml"].iter(f"{W}r")
        if run.find(f"{W}rPr/{W}rtl") is not None
    }
    assert marked == {"محمد بن علي"}


@pytest.mark.needs("libreoffice", "poppler")
def test_libreoffice_opens_it_and_reads_what_the_pdf_says(tmp_path: Path) -> None:
    """Converted to PDF by LibreOffice, each kind has the words of our own PDF, its order and its pages."""
    group = request("cnpd-lu", "de", size=4)
    lawyer = LawyerRequest(group.pack, CONFIG, group.members, "fr", group.today)
    made = {
        "de": make_collective(group),
        "named": collective("cnil", "fr", named=True),
        "lawyer": make_lawyer_letter(lawyer),
    }
    for name, letter in made.items():
        (tmp_path / f"{name}.docx").write_bytes(letter.editable)
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    command += ["--outdir", str(tmp_path), *(str(tmp_path / f"{name}.docx") for name in made)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    for name, letter in made.items():
        theirs = (tmp_path / f"{name}.pdf").read_bytes()
        counted, read = _counted(letter.data), _counted(theirs)
        # Words that one of the two breaks at a line's end are not found whole in the other.
        assert len(counted - read) < 0.03 * len(counted), (name, counted - read)
        assert abs(len(pages(theirs)) - letter.pages) <= 4, name
        titles = [title.split(" ", 1)[-1] for title, *_ in bookmarks(letter.data)]
        ours, others = ([_flat(words(data)).find(_flat(t)) for t in titles] for data in (letter.data, theirs))
        assert min(others) >= 0, (name, titles)
        order = [sorted(range(len(titles)), key=places.__getitem__) for places in (ours, others)]
        assert order[0] == order[1], name
        for number, page in enumerate(pages(theirs), 1):
            assert re.search(rf"\b{number} ?/ ?{len(pages(theirs))}\b", page), (name, number)
            assert _MARKS[letter.language] in page, (name, number)
    numbers = set(words((tmp_path / "de.pdf").read_bytes()).split())
    assert {"I.", "II.", "III.", "A.", "B.", "12.", "30."} <= numbers


_MARKS = {"fr": "PROJET", "de": "ENTWURF"}


def _counted(data: bytes) -> set[str]:
    return set(re.findall(r"[a-zà-ÿœ]{4,}", words(data).lower()))


def _flat(text: str) -> str:
    return "".join(text.split())
