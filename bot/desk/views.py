"""What the page shows of an open dossier, as plain values in the reader's language."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from bot.domain.identity import defanged
from bot.domain.member import MemberFile
from bot.domain.routing import authority_for
from bot.dossier.items import Item
from bot.dossier.named_tables import document_name, senders_of
from bot.dossier.notices import sentences
from bot.dossier.opening import Opened, Signed
from bot.dossier.papers import Desk
from bot.letters.docx.render import MEDIA_TYPE as DOCX
from bot.text import country_name, fmt_date, fmt_hours, fmt_list, fmt_money, fmt_number, label, tr

Rows = list[tuple[str, str]]


def summary(desk: Desk) -> dict[str, Any]:
    """The dossier as a whole, and one line for each member."""
    opened, language = desk.opened, desk.language
    manifest = opened.manifest
    return {
        "title": manifest.case.title,
        "facts": [
            tr("Dossier no. {number} of {date}", language, number=str(manifest.number), date=desk.today),
            tr("For: {recipient} ({kind})", language, recipient=manifest.lane.name,
               kind=label(manifest.lane.kind, language)),
            f"SHA-256 {opened.sha256}",
            *([desk.signature()] if opened.signed is Signed.YES else []),
        ],
        "notes": [
            *([desk.signature()] if opened.signed is not Signed.YES else []),
            *desk.notes(),
            *(
                tr("No collective letter to {authority}: {reason}", language,
                   authority=note.authority.upper(), reason=note.reason)
                for note in manifest.lacking
            ),
        ],
        "told": list(sentences(opened.notices, language)),
        "members": sorted((_line(desk, m) for m in opened.members), key=_by_name),
        "letters": [
            {"path": item.path, "name": _letter(desk, item), "media_type": item.media_type}
            for item in desk.letters()
        ],
    }  # fmt: skip


def _line(desk: Desk, member: MemberFile) -> dict[str, Any]:
    person, language = desk.opened.people[member.ref], desk.language
    authority = authority_for(desk.opened.pack, member.residence, member.work)
    address = person.contact.address if person.contact else None
    town = address.city if address else country_name(member.residence, language)
    return {
        "ref": member.ref,
        "name": person.identity.full_name if person.identity else "",
        "place": ", ".join(part for part in (town, authority.short_name if authority else "") if part),
        "documents": sum(d.ref == member.ref for d in desk.opened.documents),
    }


def _by_name(line: dict[str, Any]) -> tuple[bool, str, str]:
    return not line["name"], _folded(line["name"]), line["ref"]


def _letter(desk: Desk, item: Item) -> str:
    sentence = (
        tr("To {authority}, with names", desk.language, authority=item.about)
        if item.named
        else tr("To {authority}, references in the place of names", desk.language, authority=item.about)
    )
    volume = f"{tr('Volume', desk.language)} {item.volume}, " if item.volume else ""
    return f"{sentence} ({volume}{'Word' if item.media_type == DOCX else 'PDF'})"


def search(opened: Opened, text: str) -> list[str]:
    """The references of the members in whose names, words, addresses or senders every word occurs."""
    words = _folded(text).split()
    return [m.ref for m in opened.members if all(w in _searchable(opened, m) for w in words)]


def _searchable(opened: Opened, member: MemberFile) -> str:
    person = opened.people[member.ref]
    parts: list[str | None] = [member.ref]
    if person.identity:
        parts += [person.identity.full_name, person.identity.guardian_name]
    if person.contact:
        address = person.contact.address
        parts += [*address.street, address.postcode, address.city, person.contact.email, person.contact.phone]
    if person.statement:
        parts.append(person.statement.text)
    parts += [sender.shown for sender in person.senders]
    return _folded(" \n".join(part for part in parts if part))


def _folded(text: str) -> str:
    """Lower case and without accents, so that `Élodie` is found by `elodie`."""
    bare = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "".join(bare).casefold()


def member_page(desk: Desk, member: MemberFile) -> dict[str, Any]:
    """Everything about one member."""
    person = desk.opened.people[member.ref]
    return {
        "ref": member.ref,
        "name": person.identity.full_name if person.identity else member.ref,
        "groups": [
            {"title": title, "rows": rows}
            for title, rows in (
                (tr("Identity", desk.language), list(_identity(desk, member))),
                (tr("What the member recorded", desk.language), list(_recorded(desk, member))),
                (tr("Suspicious contacts", desk.language), list(_contacts(desk, member))),
            )
            if rows
        ],
        "statement": person.statement.text if person.statement else "",
        "sheet": desk.sheet(member).path,
        "papers": [{"path": item.path, "kind": item.about} for item in desk.papers(member)],
        "documents": [
            {
                "path": desk.document(d).path,
                "name": document_name(d).rpartition("/")[2],
                "kind": label(d.record.field, desk.language),
                "media_type": d.record.media_type,
                "size": fmt_number(d.size, desk.language),
                "sha256": d.sha256,
            }
            for d in desk.opened.documents
            if d.ref == member.ref
        ],
    }


def _identity(desk: Desk, member: MemberFile) -> Iterator[tuple[str, str]]:
    language = desk.language
    yield tr("Reference", language), member.ref
    if party := desk.name_of(member.ref):
        yield tr("Full name", language), party.full_name
        if party.guardian:
            yield tr("Legal representative", language), party.guardian
        if party.birth_date:
            yield tr("Date of birth", language), fmt_date(party.birth_date, language)
        if party.address:
            yield tr("Postal address", language), "\n".join(party.address)
        if party.email:
            yield tr("E-mail address", language), party.email
        if party.phone:
            yield tr("Phone number", language), party.phone
    yield tr("For whom", language), label(member.capacity, language)
    places = [member.residence] + ([member.work] if member.work else [])
    yield (
        tr("Country of residence, of work", language),
        ", ".join(country_name(place, language) for place in places),
    )
    authority = authority_for(desk.opened.pack, member.residence, member.work)
    yield tr("Authority", language), authority.short_name if authority else "–"
    consents = [label(purpose, language) for purpose in sorted(member.consents)]
    yield tr("Agreed to", language), fmt_list(consents, language)


def _recorded(desk: Desk, member: MemberFile) -> Iterator[tuple[str, str]]:
    language, pack = desk.language, desk.opened.pack
    for incident in pack.incidents:
        involvement = member.involvement(incident.id)
        if involvement is None:
            continue
        organisation = next((o.name for o in pack.organisations if o.id == involvement.organisation), "")
        leaked = [c for c in incident.categories if c in member.leaked(incident.id)]
        leaked += [c for c in sorted(member.leaked(incident.id)) if c not in leaked]
        parts = [label(involvement.concerned, language), organisation]
        parts.append(fmt_list([label(c, language) for c in leaked], language))
        yield pack.say(incident.title, language), " · ".join(part for part in parts if part)
    for harm in member.harms:
        parts = [fmt_money(harm.amount_cents, language)] if harm.amount_cents else []
        parts += [fmt_hours(harm.minutes, language)] if harm.minutes else []
        parts.append(label(harm.proof, language))
        yield label(harm.head, language), " · ".join(parts)
    for step in sorted(member.steps, key=lambda s: (s.sent_on, s.id)):
        parts = [fmt_date(step.sent_on, language), label(step.outcome, language)]
        parts += [fmt_date(step.answered_on, language)] if step.answered_on else []
        yield label(step.kind, language), " · ".join(parts)


def _contacts(desk: Desk, member: MemberFile) -> Iterator[tuple[str, str]]:
    language = desk.language
    shown = {number: defanged(s.shown) for number, _, s in senders_of(desk.opened, member.ref)}
    ordered = sorted(member.scams, key=lambda s: (s.happened_on, s.id))
    for number, scam in enumerate(ordered, 1):
        parts = [label(scam.channel, language), label(scam.pretext, language), shown.get(number, "")]
        parts += [label(scam.outcome, language)] if scam.outcome else []
        parts += [fmt_money(scam.loss_cents, language)] if scam.loss_cents else []
        yield f"{number}. {fmt_date(scam.happened_on, language)}", " · ".join(p for p in parts if p)
