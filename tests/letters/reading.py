"""Reading finished letters back, with programs that know nothing of how they were made."""

import io
import re
import subprocess
import unicodedata
from collections.abc import Iterator

import pikepdf

_DIRECTION = dict.fromkeys([0x202A, 0x202B, 0x202C, 0x200E, 0x200F])  # poppler adds them around Arabic


def pages(data: bytes, *, raw: bool = True) -> list[str]:
    """The text of each page in the order in which it was set; not raw: in the order in which it looks."""
    options = ["-raw"] if raw else []
    found = subprocess.run(
        ["pdftotext", *options, "-enc", "UTF-8", "-", "-"],
        input=data,
        capture_output=True,
        check=True,
        timeout=60,
    )
    text = found.stdout.decode().translate(_DIRECTION).replace("\u00a0", " ")
    text = re.sub("\u00ad\\s*", "", text)  # a word that is broken at the end of a line, whole again
    return [unicodedata.normalize("NFC", page) for page in text.split("\f")[:-1]]


def words(data: bytes, *, raw: bool = True) -> str:
    """The whole text with single spaces, so that a sentence may be looked for across lines."""
    return " ".join(" ".join(pages(data, raw=raw)).split())


def fields(data: bytes) -> Iterator[tuple[str, str, int, tuple[float, float, float, float]]]:
    """Every place of every fillable field: name, tooltip, page, rectangle."""
    with pikepdf.open(io.BytesIO(data)) as document:
        for number, page in enumerate(document.pages):
            for note in page.get("/Annots", []):
                assert note.Subtype == "/Widget", "a letter holds no links or other annotations"
                box = tuple(float(v) for v in note.Rect)
                yield str(note.Parent.T), str(note.Parent.TU), number, box  # type: ignore[misc]


def fonts(data: bytes) -> dict[str, bool]:
    """Every font in the file, and whether it is embedded."""
    found = {}
    with pikepdf.open(io.BytesIO(data)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font":
                found[str(item.BaseFont)] = "/FontFile2" in item.get("/FontDescriptor", {})
    return found
