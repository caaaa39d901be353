"""A PDF file written from front to back: each object goes to the file when it is made, only places stay.

It makes what an annex needs and no more: pages of one size, one table of resources, PDF/A-3u around them.
"""

import hashlib
import zlib
from array import array
from datetime import date
from typing import BinaryIO

from bot.letters.annex.enclosed import FILENAME, MEDIA_TYPE, Enclosed, Packed
from bot.letters.pdf import conform

_LEVEL = 6


def text_string(text: str) -> str:
    """A text as a string of the file: UTF-16 in hexadecimal, which needs no escaping."""
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"


class PdfStream:
    """The file being written; objects are known by their numbers."""

    def __init__(self, target: BinaryIO) -> None:
        self._target, self._at = target, 0
        self._hash = hashlib.sha256()
        self._places = array("Q", [0])  # by number; 0 while an object is promised and not yet written
        self._pages = array("L")
        self._enclosed = 0
        self.catalog, self.tree, self.resources = self.promise(), self.promise(), self.promise()
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def _write(self, data: bytes) -> None:
        self._target.write(data)
        self._hash.update(data)
        self._at += len(data)

    def promise(self) -> int:
        """The number of an object that will be written later."""
        self._places.append(0)
        return len(self._places) - 1

    def add(self, body: str | bytes, number: int | None = None) -> int:
        """Write an object; returns its number."""
        number = self.promise() if number is None else number
        self._places[number] = self._at
        data = body.encode("latin-1") if isinstance(body, str) else body
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, data))
        return number

    def add_stream(
        self, content: bytes, entries: str = "", number: int | None = None, *, packed: bool = True
    ) -> int:
        """Write a stream object, deflated unless it must stay readable."""
        data = zlib.compress(content, _LEVEL) if packed else content
        kind = "/Filter/FlateDecode" if packed else ""
        head = f"<<{entries}{kind}/Length {len(data)}>>\nstream\n".encode("latin-1")
        return self.add(b"%b%b\nendstream" % (head, data), number)

    def add_page(self, content: bytes, width: float, height: float) -> None:
        """Write a page."""
        contents = self.add_stream(content)
        page = self.add(
            f"<</Type/Page/Parent {self.tree} 0 R/MediaBox[0 0 {width:.2f} {height:.2f}]"
            f"/Resources {self.resources} 0 R/Contents {contents} 0 R>>"
        )
        self._pages.append(page)

    def enclose(self, enclosed: Enclosed | Packed, title: str, day: date) -> None:
        """Write the table for machines, which goes with the pages."""
        size = f"/Params<</Size {enclosed.size}/ModDate({conform.pdf_moment(day)})>>"
        kind = MEDIA_TYPE.replace("/", "#2F")
        file = self.add_stream(
            enclosed.packed(),
            f"/Type/EmbeddedFile/Subtype/{kind}{size}/Filter/FlateDecode",
            packed=False,
        )
        self._enclosed = self.add(
            f"<</Type/Filespec/F({FILENAME})/UF({FILENAME})/Desc {text_string(title)}"
            f"/AFRelationship/Data/EF<</F {file} 0 R/UF {file} 0 R>>>>"
        )

    def finish(self, resources: str, title: str, language: str, day: date) -> int:
        """Write what holds the pages together; returns their number."""
        self.add(resources, self.resources)
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        self.add(f"<</Type/Pages/Count {len(self._pages)}/Kids[{kids}]>>", self.tree)
        profile = self.add_stream(conform.colour_profile(), "/N 3")
        metadata = self.add_stream(
            conform.xmp(title, language, day), "/Type/Metadata/Subtype/XML", packed=False
        )
        name = f"({conform.PROFILE_NAME})"
        enclosed = ""
        if self._enclosed:
            names = f"/Names<</EmbeddedFiles<</Names[({FILENAME}){self._enclosed} 0 R]>>>>"
            enclosed = f"{names}/AF[{self._enclosed} 0 R]"
        self.add(
            f"<</Type/Catalog/Pages {self.tree} 0 R/Lang({language})/Metadata {metadata} 0 R"
            "/ViewerPreferences<</DisplayDocTitle true>>/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
            f"/OutputConditionIdentifier{name}/Info{name}/DestOutputProfile {profile} 0 R>>]{enclosed}>>",
            self.catalog,
        )
        when = conform.pdf_moment(day)
        info = self.add(
            f"<</Title {text_string(title)}/Creator({conform.PROGRAM})/Producer({conform.PROGRAM})"
            f"/CreationDate({when})/ModDate({when})>>"
        )
        self._index(info)
        return len(self._pages)

    def _index(self, info: int) -> None:
        if 0 in self._places[1:]:
            raise ValueError("an object was promised and never written")
        start, count = self._at, len(self._places)
        identity = self._hash.hexdigest()[:32].upper()
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        for first in range(1, count, 1000):
            self._write(
                "".join(f"{place:010d} 00000 n \n" for place in self._places[first : first + 1000]).encode()
            )
        self._write(
            f"trailer\n<</Size {count}/Root {self.catalog} 0 R/Info {info} 0 R"
            f"/ID[<{identity}><{identity}>]>>\nstartxref\n{start}\n%%EOF\n".encode()
        )
