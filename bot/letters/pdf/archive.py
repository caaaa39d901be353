"""From a finished letter to PDF/A-3a and PDF/UA-1: profile, metadata, tags, its tables for machines.

Only for letters that nobody fills in: a form that a reader saves would no longer be what its file declares.
"""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.letters.model import ExhibitList, Letter, Table
from bot.letters.pdf import conform
from bot.letters.pdf.structure import Structure
from bot.letters.pdf.tags import Tags
from bot.letters.sheets import csv_bytes

_CSV = "text/csv"
MOST_MARKS = 50_000


def archived(data: bytes, letter: Letter, tags: Tags) -> bytes:
    """The same pages as PDF/A-3a and PDF/UA-1; same letter, same bytes.

    A letter of thousands of members is PDF/A-3u without tags: their tree would take more memory than its
    pages.
    """
    # Imported here because only the process that draws needs it.
    from pikepdf import Pdf

    with Pdf.open(io.BytesIO(data)) as document:
        tagged = sum(map(len, tags.pages)) <= MOST_MARKS
        declare(document, letter.title, letter.language, letter.day, tagged=tagged)
        for filename, caption, table in _tables(letter):
            enclose(document, filename, caption, table, letter.day)
        if tagged:
            Structure(document).build(tags)
        return saved(document)


def declare(document: Any, title: str, language: str, day: date, *, tagged: bool = False) -> None:
    """Write into an open document what PDF/A asks for: colour profile, metadata, the same facts as both."""
    from pikepdf import Array, Dictionary, Name, String

    root, name = document.Root, String(conform.PROFILE_NAME)
    root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=name,
                Info=name,
                DestOutputProfile=document.make_stream(conform.colour_profile(), N=3),
            )
        ]
    )
    packet = conform.xmp(title, language, day, tagged=tagged)
    root.Metadata = document.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
    document.docinfo = document.make_indirect(Dictionary(_info(title, conform.pdf_moment(day))))


def enclose(
    document: Any,
    filename: str,
    caption: str,
    data: bytes,
    day: date,
    *,
    media_type: str = _CSV,
    relationship: str = "/Data",
) -> None:
    """Let a file go with an open document: a table of it as CSV, unless another kind is named."""
    from pikepdf import Array, AttachedFileSpec, Name

    when = conform.pdf_moment(day)
    document.attachments[filename] = AttachedFileSpec(
        document, data, filename=filename, mime_type=media_type, description=caption,
        relationship=Name(relationship), creation_date=when, mod_date=when,
    )  # fmt: skip
    # PDF/A-3 wants each attachment named by what it belongs to.
    attached = [document.attachments[key].obj for key in sorted(document.attachments)]
    document.Root.AF = Array(attached)


def saved(document: Any) -> bytes:
    """The bytes of an open document, the same each time."""
    from pikepdf import ObjectStreamMode

    target = io.BytesIO()
    # Hundreds of small objects make the tree: together they pack well.
    document.save(
        target,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.generate,
    )
    return target.getvalue()


def _info(title: str, when: str) -> dict[str, str]:
    program = conform.PROGRAM
    return {
        "/Title": title,
        "/Creator": program,
        "/Producer": program,
        "/CreationDate": when,
        "/ModDate": when,
    }


def _tables(letter: Letter) -> Iterator[tuple[str, str, bytes]]:
    """File name, caption and CSV of each table that the letter prints."""
    number = 0
    for block in letter.blocks:
        match block:
            case Table():
                number += 1
                rows = [*block.rows, *([block.total] if block.total else [])]
                head = [column.title for column in block.columns]
                yield f"table-{number:02d}.csv", block.caption or head[0], csv_bytes(head, rows)
            case ExhibitList():
                listed = [(str(n), e.title, e.details) for n, e in block.exhibits]
                yield "exhibits.csv", block.heading, csv_bytes(block.columns, listed)
            case _:
                pass
