"""A member's own page: what is there, what is missing, and where each thing is answered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.domain.codes import Answer, CaseStatus, MemberStatus
from bot.domain.marks import N_
from bot.domain.member import MemberFile
from bot.domain.pack import Incident
from bot.domain.routing import authority_for
from bot.domain.sealing import SealedField
from bot.services import due_words, reminder_words, text_words
from bot.services.act_words import told
from bot.services.gaps import gaps
from bot.services.views import OPENED, CaseView, Gap, Standing
from bot.web.routing import REF, get
from bot.web.visit import Visit
from bot.web.words import Words

# Fields that are sealed, in the order in which people fill them in: their page and what it is called.
SEALED: dict[SealedField, tuple[str, str]] = {
    SealedField.IDENTITY: ("identity", N_("My name and address")),
    SealedField.CONTACT: ("contact", N_("My new address")),
    SealedField.STATEMENT: ("statement", N_("In my own words")),
    SealedField.SENDERS: ("senders", N_("Who contacted me")),
    SealedField.EVIDENCE: ("evidence", N_("Evidence files")),
    SealedField.MANDATE: ("mandate", N_("Signed mandate")),
}


@dataclass(frozen=True)
class Row:
    """One thing on the page: its name, where it leads, how it stands."""

    title: str
    path: str
    status: str
    tone: str = "plain"  # plain, done, open


@dataclass(frozen=True)
class Section:
    """Things that belong together."""

    title: str
    rows: tuple[Row, ...]
    lead: str = ""


async def hub(visit: Visit) -> web.Response:
    """Show the member's page."""
    return await show(visit)


async def show(visit: Visit, note: str = "") -> web.Response:
    """Draw the hub; `note` says what just happened."""
    case, ref = visit.here, visit.ref
    member = await visit.services.entries.file(visit.reader, case.id, ref)
    standing = await visit.services.lanes.standing(visit.reader, case.id, ref)
    opened = visit.tr(OPENED, built=standing.built, fetched=standing.fetched) if standing.built else ""
    gone = member.status is MemberStatus.WITHDRAWN
    due = due_words.warned(visit, await visit.services.retention.due(visit.reader, case.id), withdrawn=gone)
    if gone:
        returns = case.status is CaseStatus.OPEN
        left = due_words.left(visit)
        return visit.show(
            "withdrawn", member=member, returns=returns, note=note, opened=opened, left=left, due=due
        )
    sealed = {m.field: m.sealed_at for m in await visit.services.sealed.marks(visit.reader, case.id, ref)}
    told_of = await visit.services.reminders.waiting(visit.reader, case.id, ref)
    due += reminder_words.waiting(visit, case.pack, told_of)
    authority = authority_for(case.pack, member.residence, member.work)
    return visit.show(
        "hub",
        member=member,
        authority=authority.short_name if authority else "",
        missing=[worded(visit, case, gap) for gap in gaps(case, member)],
        next=next_path(case, member),
        open=case.status is CaseStatus.OPEN,
        acts=told(visit, await visit.services.proposals.seen(visit.reader, case.id)),
        sections=list(_sections(visit, case, member, standing, sealed)),
        opened=opened,
        note=note,
        due=due,
    )


def _sections(
    words: Words,
    case: CaseView,
    member: MemberFile,
    standing: Standing,
    sealed: dict[SealedField, datetime],
) -> Iterator[Section]:
    base = f"/my/{member.ref}"
    yield Section(words.tr("What happened to me"), tuple(_codes(words, case, member, base)))
    if standing.offered or standing.chosen:
        lead = words.tr("Encrypted the moment it arrives: only the recipient you choose can read it.")
        yield Section(words.tr("Sealed"), tuple(_sealed(words, standing, sealed, base)), lead)
    yield Section(
        words.tr("Letters"),
        (
            Row(words.tr("My letters"), f"{base}/letters", words.tr("As PDF, ready to sign")),
            Row(
                words.tr(text_words.TITLE),
                f"{base}/group",
                words.tr("Read, approve or object; what became of them"),
            ),
            Row(
                words.tr("What is there, what is missing"),
                f"{base}/ways",
                words.tr("Routes, time limits, further documents"),
            ),
            Row(
                words.tr(reminder_words.TITLE),
                f"{base}/reminders",
                words.tr("Of time limits, of what became of the letters"),
            ),
        ),
    )
    yield Section(words.tr("My registration"), tuple(_particulars(words, member, base)))


def _codes(words: Words, case: CaseView, member: MemberFile, base: str) -> Iterator[Row]:
    for incident in case.pack.incidents:
        title = case.pack.say(incident.title, words.language)
        tone = "open" if member.involvement(incident.id) is None else "done"
        yield Row(title, f"{base}/incidents/{incident.id}", summary(words, case, member, incident), tone)
    listed = (
        ("scams", words.tr("Suspicious contacts"), len(member.scams)),
        ("harms", words.tr("Consequences for me"), len(member.harms)),
        ("steps", words.tr("Steps I have taken"), len(member.steps)),
    )
    for name, title, n in listed:
        count = words.trn("{n} entry", "{n} entries", n) if n else words.tr("Nothing recorded yet.")
        yield Row(title, f"{base}/{name}", count, "done" if n else "plain")


def _sealed(
    words: Words, standing: Standing, sealed: dict[SealedField, datetime], base: str
) -> Iterator[Row]:
    chosen = standing.chosen
    recipient = words.tr("Recipient of my file")
    if chosen is None:
        yield Row(recipient, f"{base}/recipient", words.tr("Nobody chosen yet"), "open")
        return
    if chosen.open:
        yield Row(recipient, f"{base}/recipient", chosen.name, "done")
    else:
        said = words.tr("{recipient} takes nothing more: choose another recipient.", recipient=chosen.name)
        yield Row(recipient, f"{base}/recipient", said, "open")
    for name, (page, title) in SEALED.items():
        if name is SealedField.CONTACT:
            continue  # asked together with the name; its own page is for those who move
        if at := sealed.get(name):
            said = words.tr("Sealed on {day}", day=words.day(at))
            yield Row(words.tr(title), f"{base}/{page}", said, "done")
        else:
            yield Row(words.tr(title), f"{base}/{page}", words.tr("Nothing sealed"))


def _particulars(words: Words, member: MemberFile, base: str) -> Iterable[Row]:
    places = words.country(member.residence)
    if member.work:
        places = f"{places} · {words.country(member.work)}"
    return (
        Row(words.tr("Countries"), f"{base}/countries", places),
        Row(words.tr("Consents"), f"{base}/consents", words.tr("What I agreed to")),
        Row(words.tr("Receipt code"), "/my/receipt-code", words.tr("My way back to this page")),
        Row(words.tr("Add a dependant"), "/my/dependant", words.tr("A child or adult I represent")),
        Row(words.tr("Public figures"), f"{base}/figures", words.tr("What the group says together")),
        Row(words.tr("Privacy, leave, erase"), f"{base}/rights", words.tr("My rights")),
    )


def summary(words: Words, case: CaseView, member: MemberFile, incident: Incident) -> str:
    """Say in one line how an incident concerns the member."""
    found = member.involvement(incident.id)
    if found is None:
        return words.tr("Not answered yet.")
    if found.concerned is not Answer.YES:
        no = found.concerned is Answer.NO
        return words.tr("Does not concern me.") if no else words.tr("I don't know whether it concerns me.")
    parts = [words.tr("Concerns me")]
    if found.organisation:
        parts.append(words.organisation(case.pack, found.organisation))
    if leaked := len(member.leaked(incident.id)):
        parts.append(words.trn("{n} kind of data leaked", "{n} kinds of data leaked", leaked))
    return " · ".join(parts)


def worded(words: Words, case: CaseView, gap: Gap) -> str:
    """Say what is missing, and of which incident where there are several."""
    sentence = words.tr(gap.text)
    if gap.incident is None or len(case.pack.incidents) == 1:
        return sentence
    title = case.pack.say(case.pack.incident(gap.incident).title, words.language)
    return f"{title} – {sentence}"


def next_path(case: CaseView, member: MemberFile) -> str:
    """Return where the first thing missing is answered; nothing when nothing is."""
    base = f"/my/{member.ref}"
    for gap in gaps(case, member):
        if gap.incident is None:
            return f"{base}/countries" if gap.code == "routing" else f"{base}/consents"
        page = "/data" if gap.code == "categories" else ""
        return f"{base}/incidents/{gap.incident}{page}"
    return ""


ROUTES = (get(f"/my/{REF}", hub),)
