"""What PDF/A-3 asks and a reader of the file can see, checked without the code that wrote it.

These are the rules that files are known to break (ISO 19005-3), not all of them; the whole was checked with
veraPDF when this was written.
"""

import io
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from tempfile import NamedTemporaryFile
from typing import Any
from xml.etree import ElementTree

import pikepdf

from tests.letters.reading import fonts

_NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
_ACTIVE = {
    "/JavaScript",
    "/JS",
    "/Launch",
    "/OpenAction",
    "/AA",
    "/URI",
    "/GoToR",
    "/SubmitForm",
    "/RichMedia",
}


def check(data: bytes, *, title: str, language: str, tagged: bool = False) -> None:
    """Assert that the file keeps to PDF/A-3u as far as its structure shows; tagged: to 3a and PDF/UA-1."""
    assert re.match(rb"%PDF-1\.7\n%[\x80-\xff]{4}", data)
    # 6.1.7.1: an end of line before endstream, and the stated length right.
    assert not re.search(rb"[^\n]endstream", data)
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        done = subprocess.run(["qpdf", "--check", file.name], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    with pikepdf.open(io.BytesIO(data)) as document:
        root = document.Root
        assert "/Encrypt" not in document.trailer
        assert len(document.trailer.ID) == 2
        (intent,) = root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.N == 3
        assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"
        assert str(root.Lang) == language
        assert root.ViewerPreferences.DisplayDocTitle
        _check_metadata(document, title, language, "A" if tagged else "U")
        if tagged:
            _check_tags(document)
        keys = {key for item in document.objects if isinstance(item, pikepdf.Dictionary) for key in item}
        assert not keys & _ACTIVE
        for page in document.pages:
            assert "/Group" not in page
            for note in page.get("/Annots", []):
                assert note.Subtype == "/Link"
    assert all(fonts(data).values())


def _check_tags(document: pikepdf.Pdf) -> None:
    """Every mark of a page hangs in the tree once, and all that is drawn is marked or decoration."""
    root = document.Root
    assert root.MarkInfo.Marked
    numbers = list(root.StructTreeRoot.ParentTree.Nums)  # type: ignore[call-overload]
    parents = dict(zip(map(int, numbers[::2]), map(list, numbers[1::2]), strict=True))
    places = {page.obj.objgen: number for number, page in enumerate(document.pages)}
    found = Counter(_marks(root.StructTreeRoot.K[0], places, parents))
    drawn = {(number, mark) for number, page in enumerate(document.pages) for mark in _drawn(page)}
    assert drawn == set(found)
    assert set(found.values()) == {1}


def _marks(element: Any, places: dict[Any, int], parents: dict[int, list[Any]]) -> Iterator[tuple[int, int]]:
    for kid in element.K:
        if kid.Type == "/MCR":
            page, mark = places[kid.Pg.objgen], int(kid.MCID)
            assert parents[int(kid.Pg.StructParents)][mark].objgen == element.objgen
            yield page, mark
        else:
            yield from _marks(kid, places, parents)


def _drawn(page: pikepdf.Page) -> Iterator[int]:
    assert page.obj.Tabs == "/S"
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        said = str(operator)
        if said in {"BMC", "BDC"}:
            depth += 1
            if said == "BDC":
                yield int(operands[1].MCID)  # type: ignore[union-attr, arg-type]
        elif said == "EMC":
            depth -= 1
        elif said in {"Tj", "TJ", "'", "S", "f", "B", "Do"}:
            assert depth == 1, "drawn outside of every mark"
    assert depth == 0


def _check_metadata(document: pikepdf.Pdf, title: str, language: str, level: str) -> None:
    stream = document.Root.Metadata
    assert "/Filter" not in stream
    packet = ElementTree.fromstring(re.sub(rb"<\?xpacket.*?\?>", b"", stream.read_raw_bytes()))
    found = packet.find(".//rdf:Description", _NS)
    assert found is not None

    def text(path: str) -> str | None:
        return found.findtext(path, namespaces=_NS)

    assert (text("pdfaid:part"), text("pdfaid:conformance")) == ("3", level)
    assert text("pdfuaid:part") == ("1" if level == "A" else None)
    assert text("dc:title/rdf:Alt/rdf:li") == title == str(document.docinfo.Title)
    assert text("dc:language/rdf:Bag/rdf:li") == language
    assert text("pdf:Producer") == str(document.docinfo.Producer) == "Collectif"
    assert text("xmp:CreatorTool") == str(document.docinfo.Creator) == "Collectif"
    assert text("dc:creator") is None
    assert set(document.docinfo) <= {"/Title", "/Creator", "/Producer", "/CreationDate", "/ModDate"}
    day = re.sub(r"\D", "", str(text("xmp:CreateDate")))
    assert day == re.sub(r"\D", "", str(document.docinfo.CreationDate))[:14]
