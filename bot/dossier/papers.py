"""What a desk makes of an open dossier: every document by its path, made when it is asked for."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, cached_property, partial

from bot.domain.figures import FEWEST
from bot.domain.identity import defanged
from bot.domain.marks import N_
from bot.domain.member import MemberFile
from bot.domain.moments import written_day
from bot.dossier import format as form
from bot.dossier.bordereau import TITLE, Numbered, bordereau, numbered
from bot.dossier.items import CSV, PDF, TEXT, Item
from bot.dossier.marks import fingerprint
from bot.dossier.named_tables import WORKBOOK, document_name, named_tables, senders_of
from bot.dossier.notices import as_page, count, sentences
from bot.dossier.opening import Document, Opened, Signed
from bot.dossier.own_papers import own_papers
from bot.dossier.plan import collective_requests
from bot.dossier.readme import NAMES, opened_readme
from bot.letters import CollectiveRequest, NamedParty
from bot.letters.annex.members import Named, make_named, volume_names
from bot.letters.companions import make_redacted
from bot.letters.docx.render import MEDIA_TYPE as DOCX
from bot.letters.make import collective_name
from bot.letters.named import (
    FrozenNames,
    ListRequest,
    Paper,
    SheetRequest,
    make_frozen_names,
    make_list,
    make_member_sheet,
    make_table,
)
from bot.letters.requests import editable_name
from bot.letters.sheets import csv_bytes, xlsx_bytes
from bot.letters.sheets.workbook import MEDIA_TYPE as XLSX
from bot.letters.wording import WORDING, load_phrases
from bot.letters.words import Words
from bot.text import fmt_date, tr, trn

# References in one sentence; the list of members has all of them.
_LISTED = 20
_UNSAID = "unsaid"


class Desk:
    """The documents of one open dossier, in the language of whoever reads them."""

    def __init__(
        self, opened: Opened, language: str | None = None, *, marked: Collection[str] = frozenset()
    ) -> None:
        """`marked`: fingerprints of statements that a human found fit for the non-confidential edition."""
        self.opened, self._marked = opened, marked
        self.language = language or opened.manifest.language

    @property
    def today(self) -> date:
        """The day that the documents bear: that of the dossier."""
        return self.opened.manifest.day

    def name_of(self, ref: str, language: str | None = None) -> NamedParty | None:
        """The member as documents name them; None when they sealed no identity."""
        return self.opened.people[ref].party(language or self.language)

    def items(self) -> Iterator[Item]:
        """Every document, in the order in which it is written."""
        yield Item(NAMES[self.language], TEXT, self._readme)
        yield from self.letters()
        yield Item("letters/members-with-names.pdf", PDF, self._list)
        if self.opened.documents:
            yield Item("letters/list-of-exhibits.pdf", PDF, self._exhibits)
        yield from self.frozen()
        if told := self.told():
            yield told
        for member in self.opened.members:
            yield self.sheet(member)
        for document in self.opened.documents:
            yield self.document(document)
        yield from self._tables()
        for path in (form.MANIFEST, form.PACK, form.CONFIG, form.MEMBERS):
            yield Item(f"case/{path}", TEXT, partial(self.opened.read, path))

    def letters(self) -> Iterator[Item]:
        """The collective letters: with names, made here, and without, as the server made them."""
        for request in self.collective():
            lacks = {note.authority for note in self.opened.manifest.lacking}
            if request.authority not in lacks:
                yield from self._named(request)
        there = {note.path for note in self.opened.manifest.files}
        for note in self.opened.manifest.letters:
            # A dossier of an earlier version has no DOCX in it.
            for path, kind in ((note.path, PDF), (editable_name(note.path), DOCX)):
                if path in there:
                    name, about = path.rpartition("/")[2], self._authority(note.authority)
                    yield Item(f"letters/working/{name}", kind, partial(self.opened.read, path), about=about)

    def frozen(self) -> Iterator[Item]:
        """The names to each frozen letter of the group that counts members of this dossier."""
        for place, note in enumerate(self.opened.manifest.frozen, start=1):
            path = f"letters/names-to-frozen-text-{place}-v{note.version}.pdf"
            make = partial(self._frozen_names, note, path.rpartition("/")[2].removesuffix(".pdf"))
            yield Item(path, PDF, make, about=note.to, named=True)

    def _frozen_names(self, note: form.FrozenNote, name: str) -> bytes:
        found = {c.ref: self.name_of(c.ref, note.language) for c in note.counted}
        request = FrozenNames(
            name=name,
            to=note.to,
            version=note.version,
            sha256=note.sha256,
            counted=tuple((c.number, c.ref) for c in note.counted),
            names={ref: party for ref, party in found.items() if party},
            language=note.language,
            today=self.today,
            origin=self._origin(),
        )
        return make_frozen_names(request).data

    def sheet(self, member: MemberFile) -> Item:
        """One member's sheet."""
        return Item(f"sheets/{member.ref}.pdf", PDF, lambda: self._sheet(member), member.ref)

    def papers(self, member: MemberFile) -> Iterator[Item]:
        """The member's own letters and documents with their name; not among `items`, which write all."""
        return own_papers(self, member)

    def document(self, document: Document) -> Item:
        """One file that a member handed in."""
        record = document.record
        path = f"documents/{document_name(document)}"
        return Item(path, record.media_type, lambda: self.opened.body(record), document.ref)

    def told(self) -> Item | None:
        """What the recipient must be told of members whose file it had; None when there is nothing."""
        notices = self.opened.notices
        if not notices:
            return None
        make = partial(as_page, notices, self._origin(), self.today, self.language)
        return Item("notices.pdf", PDF, make)

    def signature(self) -> str:
        """What is known of who made the dossier, in one sentence."""
        if self.opened.manifest.server_key is None and self.opened.signed is Signed.UNCHECKED:
            return tr("Not signed: nothing shows who made this dossier.", self.language)
        text = {
            Signed.YES: N_("Signature checked: this dossier was made by the server with the key {key}."),
            Signed.UNCHECKED: N_(
                "Signature not checked: without the server's public key nothing shows who made this dossier. "
                "It names the key {key}; compare it with the organisers."
            ),
            Signed.COPY: N_(
                "This is a copy that a key-holder made at a desk: it has no signature of the server, and "
                "nothing but its sender shows who made it."
            ),
        }[self.opened.signed]
        return tr(text, self.language, key=self.opened.manifest.server_key or "–")

    def notes(self) -> list[str]:
        """What a reader must know: news of members, members without a name, records that stay closed."""
        language, opened = self.language, self.opened
        nameless = [m.ref for m in opened.members if opened.people[m.ref].identity is None]
        said = [count(opened.notices, language)] if opened.notices else []
        if nameless:
            n = len(nameless)
            text = trn(
                "{n} member sealed no name and appears by reference: {refs}.",
                "{n} members sealed no name and appear by reference: {refs}.",
                n, language, refs=", ".join(nameless[:_LISTED]) + (" …" if n > _LISTED else ""),
            )  # fmt: skip
            said.append(text)
        if opened.locked:
            text = trn(
                "{n} sealed record was made before you had a copy of its key and stays closed: ask another "
                "key-holder for it.",
                "{n} sealed records were made before you had a copy of their key and stay closed: ask "
                "another key-holder for it.",
                len(opened.locked), language,
            )  # fmt: skip
            said.append(text)
        if lost := opened.manifest.lost:
            refs = {m.id: m.ref for m in opened.manifest.members}
            text = trn(
                "{n} sealed record was damaged on the server and is missing: ask {refs} to hand it in again.",
                "{n} sealed records were damaged on the server and are missing: ask {refs} to hand them in "
                "again.",
                len(lost), language, refs=", ".join(sorted({refs[note.member] for note in lost})),
            )  # fmt: skip
            said.append(text)
        return said

    def collective(self) -> list[CollectiveRequest]:
        """What the collective letters are about: as on the server, for those who agreed to the complaint."""
        manifest, config = self.opened.manifest, self.opened.config
        # A dossier of an earlier version does not say where its letters are sent from, and how: a visible
        # blank for the place, and no line for the way.
        config = replace(
            config,
            place=config.place or Words(load_phrases(WORDING, manifest.language)).blank,
            send_mode=config.send_mode or _UNSAID,
        )
        return collective_requests(
            self.opened.pack,
            config,
            self.opened.members,
            today=self.today,
            version=manifest.number,
            opened_on=manifest.case.opened_on,
        )

    def _named(self, request: CollectiveRequest) -> Iterator[Item]:
        found = {m.ref: self.name_of(m.ref, request.language) for m in request.members}
        names = {str(ref): party for ref, party in found.items() if party}
        about, path = self._authority(request.authority), f"letters/{collective_name(request)}-named.pdf"
        made = cache(lambda: make_named(request, names))
        yield Item(path, PDF, lambda: made().letter.data, about=about, named=True)
        yield Item(editable_name(path), DOCX, lambda: made().letter.editable, about=about, named=True)
        if len(request.members) >= FEWEST:
            initials = {ref: party.full_name for ref, party in names.items()}
            twin = f"letters/{collective_name(request)}-redacted.pdf"
            yield Item(twin, PDF, partial(self._twin, request, initials), about=about)
        for place, name in enumerate(volume_names(request)):
            drawn = partial(_volume, made, place)
            yield Item(f"letters/{name}", PDF, drawn, about=about, named=True, volume=place + 1)

    def _twin(self, request: CollectiveRequest, names: Mapping[str, str]) -> bytes:
        own = {str(m.ref): s.text for m in request.members if (s := self.opened.people[m.ref].statement)}
        fit = {ref: text for ref, text in own.items() if fingerprint(text) in self._marked}
        made = make_redacted(request, names, fit)
        assert made is not None  # enough members: see where it is listed
        return made.data

    def _authority(self, authority_id: str) -> str:
        found = next((a for a in self.opened.pack.authorities if a.id == authority_id), None)
        return found.short_name if found else authority_id

    def _list(self) -> bytes:
        found = {m.ref: self.name_of(m.ref) for m in self.opened.members}
        request = ListRequest(
            pack=self.opened.pack,
            members=self.opened.members,
            names={str(ref): party for ref, party in found.items() if party},
            language=self.language,
            today=self.today,
            origin=self._origin(),
        )
        return make_list(request).data

    def _sheet(self, member: MemberFile) -> bytes:
        request = SheetRequest(
            pack=self.opened.pack,
            config=self.opened.config,
            member=member,
            party=self.name_of(member.ref),
            language=self.language,
            today=self.today,
            origin=self._origin(),
            senders=tuple(self._senders(member.ref)),
            papers=tuple(self._paper(one) for one in self._handed_in.get(member.ref, ())),
        )
        return make_member_sheet(request).data

    @cached_property
    def _numbered(self) -> list[Numbered]:
        """What members handed in, as the list of exhibits numbers it."""
        return numbered(self.opened.documents)

    @cached_property
    def _handed_in(self) -> dict[str, list[Numbered]]:
        """The same, by member."""
        found: dict[str, list[Numbered]] = defaultdict(list)
        for one in self._numbered:
            found[one.document.ref].append(one)
        return found

    def _paper(self, one: Numbered) -> Paper:
        """A document as the sheet cites it: by its number in the list of exhibits."""
        document = one.document
        number = tr("Exhibit no. {number}", self.language, number=str(one.number))
        title = f"{number}: {one.title(self.language)}"
        return Paper(title, written_day(document.record.sealed_at), document.sha256)

    def _exhibits(self) -> bytes:
        """The list of what members handed in, for the recipient: confidential, and measured anew."""
        table = bordereau(self._numbered, lambda d: self.opened.body(d.record), self.language)
        title, origin = tr(TITLE, self.language), self._origin()
        return make_table("list-of-exhibits", title, table, self.language, self.today, origin).data

    def _senders(self, ref: str) -> Iterator[tuple[str, str]]:
        for number, contact, sender in senders_of(self.opened, ref):
            day = fmt_date(contact.happened_on, self.language)
            what = tr("Sender, contact no. {number} of {date}", self.language, number=str(number), date=day)
            yield what, defanged(sender.shown)

    def _origin(self) -> str:
        number = str(self.opened.manifest.number)
        return tr("Dossier no. {number} of {date}", self.language, number=number, date=self.today)

    def _readme(self) -> bytes:
        told = list(sentences(self.opened.notices, self.language))
        notes = [self.signature(), *self.notes()]
        return opened_readme(self.opened.manifest, self.language, notes, told)

    def _tables(self) -> Iterator[Item]:
        for name in named_tables(self.opened, self.language):
            yield Item(f"tables/{name}", CSV, partial(self._table, name))
        yield Item(f"tables/{WORKBOOK}", XLSX, self._workbook)
        for note in self.opened.manifest.files:
            if note.path.startswith("tables/"):
                kind = XLSX if note.path.endswith(".xlsx") else CSV
                yield Item(note.path, kind, partial(self.opened.read, note.path))

    def _table(self, name: str) -> bytes:
        sheet = named_tables(self.opened, self.language)[name]
        return csv_bytes(sheet.head, sheet.rows)

    def _workbook(self) -> bytes:
        return xlsx_bytes(named_tables(self.opened, self.language).values())


def _volume(made: Callable[[], Named], place: int) -> bytes:
    return made().volumes[place].data
