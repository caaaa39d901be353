"""The tables that a desk adds: members with names, senders, documents."""

from collections.abc import Callable, Iterator

from bot.domain.checked import Sender
from bot.domain.identity import defanged
from bot.domain.marks import N_
from bot.domain.member import ScamContact
from bot.domain.moments import written_day
from bot.dossier.opening import Document, Opened
from bot.dossier.tables import numbered_contacts
from bot.letters.sheets import Row, Sheet
from bot.text import country_name, label, tr

# File names of documents end as their content is; anything else gets a name that opens nothing.
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}

_LIST_HEAD = (
    N_("Reference"), N_("Full name"), N_("Legal representative"), N_("Street"), N_("Postcode"),
    N_("Town"), N_("Country"), N_("E-mail address"), N_("Phone number"), N_("For whom"),
    N_("Own words"), N_("Documents"),
)  # fmt: skip
_DOCUMENT_HEAD = (
    N_("Reference"), N_("Full name"), N_("File"), N_("Kind"), N_("Sealed on"), N_("Size in bytes"),
    N_("SHA-256"), N_("SHA-256 of the original"),
)  # fmt: skip
_SENDER_HEAD = (
    N_("Reference"), N_("Full name"), N_("Number of the contact"), N_("Date"), N_("Channel"),
    N_("Sender as displayed"),
)  # fmt: skip


def document_name(document: Document) -> str:
    """`P-7KQ4M/evidence-2.png`: the same in every dossier, whatever the member called the file."""
    record = document.record
    ending = ENDINGS.get(record.media_type, "bin")
    return f"{document.ref}/{record.field.value}-{record.version}.{ending}"


def senders_of(opened: Opened, ref: str) -> Iterator[tuple[int, ScamContact, Sender]]:
    """The senders that the member sealed, each with its contact; those of a deleted contact are left out."""
    member = next(m for m in opened.members if m.ref == ref)
    known = {str(contact.id): (number, contact) for number, contact in numbered_contacts(member)}
    for sender in opened.people[ref].senders:
        if sender.scam in known:
            yield *known[sender.scam], sender


def _members(opened: Opened, language: str) -> Iterator[Row]:
    papers = [d.ref for d in opened.documents]
    for m in opened.members:
        person = opened.people[m.ref]
        identity, contact = person.identity, person.contact
        address = contact.address if contact else None
        yield (
            m.ref,
            identity.full_name if identity else None,
            identity.guardian_name if identity else None,
            ", ".join(address.street) if address else None,
            address.postcode if address else None,
            address.city if address else None,
            country_name(address.country, language) if address else None,
            contact.email if contact else None,
            contact.phone if contact else None,
            label(m.capacity, language),
            person.statement.text if person.statement else None,
            papers.count(m.ref),
        )


def _documents(opened: Opened, language: str) -> Iterator[Row]:
    for d in opened.documents:
        kind = label(d.record.field, language)
        day = written_day(d.record.sealed_at)
        yield (
            d.ref,
            _full_name(opened, d.ref),
            document_name(d),
            kind,
            day,
            d.size,
            d.sha256,
            d.original_sha256,
        )


def _senders(opened: Opened, language: str) -> Iterator[Row]:
    for m in opened.members:
        for number, contact, sender in senders_of(opened, m.ref):
            day, channel = contact.happened_on, label(contact.channel, language)
            yield m.ref, _full_name(opened, m.ref), number, day, channel, defanged(sender.shown)


def _full_name(opened: Opened, ref: str) -> str | None:
    identity = opened.people[ref].identity
    return identity.full_name if identity else None


# By file name; each takes the open dossier and the language of its headings.
_TABLES: dict[str, tuple[str, tuple[str, ...], Callable[[Opened, str], Iterator[Row]]]] = {
    "members-with-names.csv": (N_("Members"), _LIST_HEAD, _members),
    "documents.csv": (N_("Documents"), _DOCUMENT_HEAD, _documents),
    "senders.csv": (N_("Senders"), _SENDER_HEAD, _senders),
}
WORKBOOK = "tables-with-names.xlsx"  # all of them, one a sheet


def named_tables(opened: Opened, language: str) -> dict[str, Sheet]:
    """The tables by the name of their CSV file; rows are read from the open dossier as they are written."""
    return {
        name: Sheet(tr(title, language), tuple(tr(text, language) for text in head), rows(opened, language))
        for name, (title, head, rows) in _TABLES.items()
    }
