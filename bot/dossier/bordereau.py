"""The list of a dossier's exhibits (bordereau): each file that members handed in, measured as it is.

Numbers run through the dossier, member by member; each member's sheet cites its own by number. Pages, format
and SHA-256 are those of the file that lies beside the list, not of what somebody said of it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.domain.marks import N_
from bot.domain.moments import written_day
from bot.dossier.named_tables import document_name
from bot.dossier.opening import Document
from bot.letters.model import Column, Table
from bot.packs.kept import pages_of
from bot.text import fmt_date, label, tr

TITLE = N_("List of exhibits handed in by members")
FORMATS = {"application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WebP"}


@dataclass(frozen=True)
class Numbered:
    """An exhibit with its number in the dossier."""

    number: int
    document: Document

    def title(self, language: str) -> str:
        """What it is, and its name in the dossier: how the list and its member's sheet call it."""
        name = document_name(self.document).rpartition("/")[2]
        return f"{label(self.document.record.field, language)} – {name}"


def numbered(documents: Iterable[Document]) -> list[Numbered]:
    """Number the documents by member, then by kind and version: the same however the dossier was written."""
    ordered = sorted(documents, key=lambda d: (d.ref, d.record.field.value, d.record.version))
    return [Numbered(number, document) for number, document in enumerate(ordered, start=1)]


def bordereau(exhibits: Iterable[Numbered], body: Callable[[Document], bytes], language: str) -> Table:
    """Return the list, ready to be drawn; `body` reads a document's bytes, one at a time."""
    columns = (
        Column(tr(N_("No."), language), 6, "right"),
        Column(tr(N_("Exhibit"), language), 27),
        Column(tr(N_("Author"), language), 11),
        Column(tr(N_("Date"), language), 13),
        Column(tr(N_("Pages"), language), 7, "right"),
        Column(tr(N_("Format"), language), 8),
        Column("SHA-256", 28),
    )
    return Table("", columns, tuple(_rows(exhibits, body, language)))


def _rows(
    exhibits: Iterable[Numbered], body: Callable[[Document], bytes], language: str
) -> Iterator[tuple[str, ...]]:
    for exhibit in exhibits:
        document = exhibit.document
        record = document.record
        pages = pages_of(body(document))
        yield (
            str(exhibit.number),
            exhibit.title(language),
            document.ref,
            fmt_date(written_day(record.sealed_at), language),
            "–" if pages is None else str(pages),
            FORMATS.get(record.media_type, record.media_type),
            f"{document.sha256[:32]} {document.sha256[32:]}",
        )
