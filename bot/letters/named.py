"""Documents with names, made at a desk: the collective letter, the list of members, one sheet a member."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot import __version__
from bot.domain.codes import Capacity, Edition, FilingMode, LetterKind
from bot.domain.marks import N_
from bot.domain.member import CaseConfig, MemberFile
from bot.domain.moments import written_day
from bot.domain.pack import Pack
from bot.domain.routing import authority_for
from bot.letters import make
from bot.letters.clean import clean
from bot.letters.context import Matter, Views
from bot.letters.members import annex
from bot.letters.model import (
    Block,
    Column,
    Footer,
    Letter,
    MemberEntry,
    MembersAnnex,
    PageBreak,
    Paragraph,
    PenField,
    Run,
    Section,
    Table,
)
from bot.letters.requests import CollectiveRequest, NamedParty, Rendered
from bot.letters.wording import WORDING, load_phrases
from bot.letters.words import Words
from bot.text import tr

Names = Mapping[str, NamedParty]  # by the member's reference

_KIND = LetterKind.COLLECTIVE_COMPLAINT
_INTRO = N_(
    "Each person is named, with the reference that the case knows them by. The facts are those that they "
    "declared themselves."
)
_NAMES_OF_FROZEN = N_(
    "Belongs to the frozen text whose SHA-256 fingerprint is {sha256}. Its annex names each person by a "
    "number and a reference; here are the names of those who chose the recipient of this dossier, and of "
    "nobody else."
)
_DECLARED = N_("declared by the member, not verified")
_SECRET = N_("CONFIDENTIAL – professional secrecy")


@dataclass(frozen=True)
class Sheet:
    """A finished document that is no letter."""

    filename: str
    data: bytes
    pages: int


@dataclass(frozen=True)
class Paper:
    """A document that goes with a member's sheet: what it is, when it was sealed, its fingerprint."""

    title: str
    sealed_on: date
    sha256: str


@dataclass(frozen=True)
class SheetRequest:
    """One member's sheet, in the language of whoever reads it; `origin` says which dossier it is from."""

    pack: Pack
    config: CaseConfig
    member: MemberFile
    party: NamedParty | None
    language: str
    today: date
    origin: str
    senders: tuple[tuple[str, str], ...] = ()  # of which contact, as displayed
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class FrozenNames:
    """Which frozen letter, and whom of a dossier's members it counts, by their number in its annex."""

    name: str  # of the file
    to: str
    version: int
    sha256: str
    counted: tuple[tuple[int, str], ...]
    names: Names
    language: str
    today: date
    origin: str


@dataclass(frozen=True)
class ListRequest:
    """The list of a dossier's members with names."""

    pack: Pack
    members: tuple[MemberFile, ...]
    names: Names
    language: str
    today: date
    origin: str


def make_named_collective(request: CollectiveRequest, names: Names, wording: Path = WORDING) -> Rendered:
    """Make the collective letter with names in its annex; a member without one keeps the reference.

    Raises what `make_collective` raises.
    """
    composed = make.compose_collective(request, wording)
    words = Words(load_phrases(wording, request.language))
    blocks = tuple(
        _named_annex(words, block, names) if isinstance(block, MembersAnnex) else block
        for block in composed.letter.blocks
    )
    named = replace(composed, letter=replace(composed.letter, blocks=blocks))
    return make.as_pdf(
        named,
        _KIND,
        name=f"{make.collective_name(request)}-named",
        edition=Edition.NAMED,
        mode=request.mode,
        authority=request.authority,
        editable=True,
    )


def make_list(request: ListRequest) -> Sheet:
    """Make the list of all members with names, for the recipient's own use."""
    words = Words(load_phrases(WORDING, request.language))
    label = words.phrases.text
    columns = (
        Column(label("exhibits", "number"), 6, "right"),
        Column(tr("Reference", request.language), 13),
        Column(label("field", "full_name", "label"), 26),
        Column(label("field", "address", "label"), 29),
        Column(tr("Contact", request.language), 26),
    )
    rows = tuple(
        (str(number), m.ref, *_listed(words, request.names.get(m.ref)))
        for number, m in enumerate(request.members, 1)
    )
    title = tr("Members of this dossier", request.language)
    table = Table("", columns, rows)
    return make_table("members-with-names", title, table, request.language, request.today, request.origin)


def make_table(name: str, title: str, table: Table, language: str, today: date, origin: str) -> Sheet:
    """Make a document of one table, confidential as all of a desk; a long one is drawn row by row."""
    from bot.letters.annex import MOST_SET, draw_table  # who reads a notice's text draws nothing

    words = Words(load_phrases(WORDING, language))
    if len(table.rows) > MOST_SET:
        footer = _footer(words, title, origin)
        return Sheet(f"{name}.pdf", *draw_table(table, footer, language, today))
    return drawn(words, name, title, origin, today, (table,))


def make_frozen_names(request: FrozenNames) -> Sheet:
    """Make the names to a frozen letter: its document never changes, so they are a sheet of their own."""
    words = Words(load_phrases(WORDING, request.language))
    label, language = words.phrases.text, request.language
    columns = (
        Column(label("exhibits", "number"), 8, "right"),
        Column(tr("Reference", language), 14),
        Column(label("field", "full_name", "label"), 30),
        Column(label("field", "address", "label"), 48),
    )
    rows = tuple(
        (str(number), ref, *_listed(words, request.names.get(ref))[:2]) for number, ref in request.counted
    )
    title = tr(
        "Names to text {version} of the letter to {to}", language, version=request.version, to=request.to
    )
    lead = tr(_NAMES_OF_FROZEN, language, sha256=request.sha256)
    blocks = (Paragraph((Run(lead),)), Table("", columns, rows))
    return drawn(words, request.name, title, request.origin, request.today, blocks)


def make_member_sheet(request: SheetRequest) -> Sheet:
    """Make one member's sheet: one page; own words that do not fit on it get a page to themselves."""
    words = Words(load_phrases(WORDING, request.language))
    title = clean(request.party.full_name) if request.party else request.member.ref
    facts, own = tuple(sheet_facts(words, request)), tuple(own_words(words, request.party))
    notes = tr("Notes", words.language)
    facts = (*facts, Paragraph((Run(notes, bold=True), PenField("notes", notes, 150, 3))))
    sheet = drawn(words, request.member.ref, title, request.origin, request.today, (*facts, *own))
    if sheet.pages == 1 or not own:
        return sheet
    apart = (*facts, PageBreak(), *own)
    return drawn(words, request.member.ref, title, request.origin, request.today, apart)


# ---------------------------------------------------------------------------------- the annex


def _named_annex(words: Words, block: MembersAnnex, names: Names) -> MembersAnnex:
    members = tuple(_named_entry(words, m, names.get(m.ref)) for m in block.members)
    members = tuple(sorted(members, key=lambda m: m.ref.casefold()))
    return replace(block, intro=tr(_INTRO, words.language), members=members)


def _named_entry(words: Words, entry: MemberEntry, party: NamedParty | None) -> MemberEntry:
    if party is None:
        return replace(entry, facts=((_label(words, "full_name"), words.blank), *entry.facts))
    facts = tuple((name, text) for name, text in _particulars(words, party) if name and text)
    return replace(entry, ref=f"{clean(party.full_name)} ({entry.ref})", facts=(*facts, *entry.facts))


def _particulars(words: Words, party: NamedParty) -> Iterator[tuple[str, str]]:
    if party.guardian:
        yield _label(words, "representative"), clean(party.guardian)
    if party.birth_date:
        yield _label(words, "birth_date"), words.date(party.birth_date)
    yield _label(words, "address"), _address(party) or words.blank
    yield _label(words, "email"), clean(party.email or "")
    yield _label(words, "phone"), clean(party.phone or "")


def _shorter(words: Words, rows: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """E-mail and telephone in one row, so that a sheet keeps to its page."""
    ways = {_label(words, "email"), _label(words, "phone")}
    kept = list(rows)
    yield from (row for row in kept if row[0] not in ways)
    if found := [text for name, text in kept if name in ways]:
        yield tr("Contact", words.language), " · ".join(found)


def _label(words: Words, field: str) -> str:
    return words.phrases.text("field", field, "label")


def _address(party: NamedParty) -> str:
    return ", ".join(clean(line) for line in party.address)


# ----------------------------------------------------------------------------------- the list


def _listed(words: Words, party: NamedParty | None) -> tuple[str, str, str]:
    if party is None:
        return words.blank, words.blank, words.blank
    name = clean(party.full_name)
    if party.guardian:
        name = f"{name} ({_label(words, 'representative')} : {clean(party.guardian)})"
    contact = ", ".join(clean(c) for c in (party.email, party.phone) if c)
    return name, _address(party) or words.blank, contact or words.blank


# ---------------------------------------------------------------------------------- the sheet


def sheet_facts(words: Words, request: SheetRequest) -> Iterator[Block]:
    """Who the member is, what they recorded, which documents they handed in."""
    language, member = request.language, request.member
    yield _facts(tr("Identity", language), _identity(words, request))
    matter = Matter(
        pack=request.pack,
        config=request.config,
        authority=authority_for(request.pack, member.residence, member.work) or request.pack.authorities[0],
        mode=FilingMode(request.config.mode),
        members=(member,),
        today=request.today,
    )
    entry = annex(Views(matter, words)).members[0]
    recorded = [(name, text) for name, text in entry.facts]
    recorded += list(request.senders)
    if recorded:
        yield _facts(tr("What the member recorded", language), recorded)
    if request.papers:
        yield _papers(words, request.papers)


def own_words(words: Words, party: NamedParty | None) -> Iterator[Block]:
    """The member's statement, paragraph by paragraph."""
    if party and party.statement:
        yield Section(2, "", (Run(tr("In the member’s own words", words.language)),))
        for line in party.statement.splitlines():
            if line.strip():
                yield Paragraph((Run(clean(line)),))


def _identity(words: Words, request: SheetRequest) -> Iterator[tuple[str, str]]:
    language, member, party = request.language, request.member, request.party
    yield tr("Reference", language), member.ref
    yield _label(words, "full_name"), clean(party.full_name) if party else words.blank
    if party:
        yield from _shorter(words, (row for row in _particulars(words, party) if row[1]))
    if member.capacity is not Capacity.SELF:
        yield tr("For whom", language), words.label(member.capacity)
    places = [words.country(member.residence)] + ([words.country(member.work)] if member.work else [])
    authority = authority_for(request.pack, member.residence, member.work)
    where = f"{', '.join(places)} · {authority.short_name if authority else words.blank}"
    yield tr("Country of residence, of work; authority", language), where
    yield tr("Registered on", language), words.date(written_day(member.registered_at))
    yield tr("Agreed to", language), words.all(sorted(member.consents))


def _facts(title: str, rows: Sequence[tuple[str, str]] | Iterator[tuple[str, str]]) -> Table:
    return Table("", (Column(title, 30), Column("", 70)), tuple(rows))


def _papers(words: Words, papers: Sequence[Paper]) -> Table:
    language = words.language
    columns = (
        Column(tr("Documents", language), 40),
        Column(tr("Sealed on", language), 20),
        Column("SHA-256", 40),
    )
    rows = tuple((p.title, words.date(p.sealed_on), f"{p.sha256[:32]} {p.sha256[32:]}") for p in papers)
    return Table("", columns, rows)


def drawn(
    words: Words,
    name: str,
    title: str,
    origin: str,
    today: date,
    blocks: tuple[Block, ...],
    remark: str = _DECLARED,
) -> Sheet:
    """Set a document of the desk: head and foot say what it is and that it is confidential."""
    from bot.letters.pdf.render import render  # who reads a notice's text draws nothing

    phrases = words.phrases
    letter = Letter(
        language=words.language,
        title=title,
        footer=_footer(words, title, origin, remark),
        blocks=(Section(1, "", (Run(title),)), *blocks),
        day=today,
        words={
            "cite": phrases.text("cite", "exhibit"),
            "annex": phrases.text("cite", "annex"),
            "sign": phrases.text("signature", "here"),
        },
    )
    data, pages = render(letter, {})
    return Sheet(f"{name}.pdf", data, pages)


def _footer(words: Words, title: str, origin: str, remark: str = _DECLARED) -> Footer:
    return Footer(
        title=title,
        reference=origin,
        page=words.phrases.text("footer", "page"),
        template=f"Collectif {__version__}",
        remark=tr(remark, words.language),
        mark=tr(_SECRET, words.language),
    )
