"""A person's own copy as a JSON file for machines and as a document for people."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot import text
from bot.domain.marks import N_
from bot.letters.model import Block, PageBreak
from bot.letters.printed import Printed, bullets, facts, grid, heading, paragraph
from bot.services.own_data import Entries, OwnData, OwnMember, Row
from bot.services.own_fields import Form, Item
from bot.text import LANGUAGE_NAMES, tr
from bot.text.labels import has_label

SCHEMA, SCHEMA_VERSION = "collectif/own-data", 1

TITLE = N_("All my data")
INTRO = N_(
    "Everything that this bot can read about you in this case, of {day}: a copy after art. 15 and art. 20 "
    "GDPR. The JSON file that goes with it says the same for machines, with every hash in full."
)
SEALED = N_(
    "What you sealed cannot be read here, and so is not in this copy. To get it, write to {recipient} and "
    "give your reference {reference}: a key-holder ({holders}) reads it out of your dossier on their own "
    "machine with “collectif desk answer”."
)
NOT_SERVED = N_("Your file has gone into no dossier and was handed to nobody.")
SERVED = N_("Dossiers with your file handed over: {fetched}. Put into a dossier: {built}.")
DUE = N_("Unless you erase it before, all of this is deleted by age from {day} on, after a warning.")
NOT_DUE = N_(
    "How long this is kept stands in the notice below; no day of deletion is set as long as the case is open."
)
NOTHING = N_("Nothing is recorded under")
ABOUT = N_("Why, for whom, how long, and your rights (notice, version {version})")
REMARK = N_("Made by the bot from what is stored; keep this document where nobody else reads it")


def as_json(data: OwnData, zone: ZoneInfo) -> bytes:
    """Return the file for machines; its form is described in `docs/own-data.md`."""
    say = _Say(data, zone)
    body = {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "generated_at": data.at.isoformat(),
        "language": data.language,
        "case": {"id": data.case.id, "title": data.case.title(data.language)},
        **_parts(say, data.account),
        "members": [
            {
                "reference": member.ref,
                "deleted_by_age_at": member.deleted_at.isoformat() if member.deleted_at else None,
                **_parts(say, member.parts),
                "how_to_get_what_is_sealed": say.sealed(member),
            }
            for member in data.members
        ],
        **_parts(say, data.organising),
        data.acts.part.key: say.machine(data.acts),
        "notice": {
            "version": data.notice.version,
            "sections": [{"heading": h, "paragraphs": list(p)} for h, p in data.notice.sections],
        },
    }
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


def _parts(say: "_Say", found: tuple[Entries, ...]) -> dict[str, Any]:
    return {entries.part.key: say.machine(entries) for entries in found}


def as_document(data: OwnData, zone: ZoneInfo) -> Printed:
    """Return the document for people, ready to be set."""
    language = data.language
    return Printed(
        language=language,
        title=tr(TITLE, language),
        origin=data.case.title(language),
        remark=tr(REMARK, language),
        day=data.at.astimezone(zone).date(),
        blocks=tuple(_blocks(data, _Say(data, zone))),
    )


def _blocks(data: OwnData, say: "_Say") -> Iterator[Block]:
    language = data.language
    yield paragraph(tr(INTRO, language, day=say.shown(data.at)))
    for entries in data.account:
        if entries.rows:
            yield from _entries(entries, say)
    for member in data.members:
        yield PageBreak()
        yield from _member(member, say)
    for entries in data.organising:
        if entries.rows:
            yield from _entries(entries, say)
    yield from _entries(data.acts, say)
    yield PageBreak()
    yield heading(tr(ABOUT, language, version=data.notice.version[:16]))
    for title, paragraphs in data.notice.sections:
        yield heading(title, 2)
        yield bullets(paragraphs)


def _member(member: OwnMember, say: "_Say") -> Iterator[Block]:
    language = say.language
    yield heading(member.ref)
    if member.deleted_at:
        yield paragraph(tr(DUE, language, day=text.fmt_date(say.day(member.deleted_at), language)))
    else:
        yield paragraph(tr(NOT_DUE, language))
    for entries in (e for e in member.parts if e.rows):
        yield from _entries(entries, say)
        if entries.part.key == "openings":
            built = sum(row["kind"] == "built" for row in entries.rows)
            yield paragraph(tr(SERVED, language, built=built, fetched=len(entries.rows) - built))
        if entries.part.key == "sealed" and (how := say.sealed(member)):
            yield paragraph(how)
    if empty := [tr(e.part.title, language) for e in member.parts if not e.rows]:
        yield heading(tr(NOTHING, language), 2)
        yield bullets(empty)
    if not member.rows("openings"):
        yield paragraph(tr(NOT_SERVED, language))


def _entries(entries: Entries, say: "_Say") -> Iterator[Block]:
    part, language = entries.part, say.language
    yield heading(tr(part.title, language), 2)
    shown = [item for item in part.items if item.printed]
    if part.by_entry:
        for row in entries.rows:
            told = [(tr(i.title, language), say.person(i, row)) for i in shown]
            yield facts([pair for pair in told if pair[1]])
        return
    used = [item for item in shown if any(say.person(item, row) for row in entries.rows)]
    rows = [[say.person(item, row) or "–" for item in used] for row in entries.rows]
    yield grid([tr(item.title, language) for item in used], rows)


class _Say:
    """Values of one person's copy in words, and as JSON."""

    def __init__(self, data: OwnData, zone: ZoneInfo) -> None:
        self.language = data.language
        self._data, self._zone = data, zone
        self._lanes = {lane.id: lane for lane in data.lanes}

    def machine(self, entries: Entries) -> list[dict[str, Any]]:
        """Return the rows for the JSON file."""
        items = entries.part.items
        return [{item.key: self._json(item, row[_column(item)]) for item in items} for row in entries.rows]

    def person(self, item: Item, row: Row) -> str:
        """Return one value for the document; nothing where there is none."""
        value = row[_column(item)]
        if item.column.endswith("sha256"):
            return f"{value[:16]}…"
        return "" if value is None else self._named(item, value) or self.shown(value)

    def sealed(self, member: OwnMember) -> str | None:
        """Say how the member gets what is sealed for a recipient; None when nothing is."""
        lanes = {row["lane_id"] for row in member.rows("sealed")}
        lane = next((self._lanes[found] for found in lanes if found in self._lanes), None)
        if lane is None:
            return None
        holders = text.fmt_list([holder.name for holder in lane.able], self.language)
        return tr(SEALED, self.language, recipient=lane.name, reference=member.ref, holders=holders)

    def day(self, at: datetime) -> date:
        """Return the day of a moment, as the case's clocks show it."""
        return at.astimezone(self._zone).date()

    def shown(self, value: object) -> str:
        """Return a value as people read it."""
        match value:
            case bool():
                return tr(N_("Yes"), self.language) if value else tr(N_("No"), self.language)
            case StrEnum():
                if has_label(value):
                    return text.label(value, self.language)
                return tr(_WORDS[value.value], self.language) if value.value in _WORDS else value.value
            case str() if value in _WORDS:
                return tr(_WORDS[value], self.language)
            case frozenset():
                return text.fmt_list([self.shown(code) for code in sorted(value)], self.language)
            case datetime():
                local = value.astimezone(self._zone)
                return f"{text.fmt_date(local.date(), self.language)}, {local:%H:%M}"
            case date():
                return text.fmt_date(value, self.language)
            case _:
                return str(value)

    def _json(self, item: Item, value: object) -> object:
        if value is None or isinstance(value, bool | int):
            return value
        if isinstance(value, frozenset):
            return [self._json(item, code) for code in sorted(value)]
        if isinstance(value, datetime | date):
            return value.isoformat()
        named = self._named(item, value) or (self.shown(value) if isinstance(value, StrEnum) else None)
        return str(value) if named is None else {"code": str(value), "label": named}

    def _named(self, item: Item, value: Any) -> str | None:
        """Return what a code of the case, a country, an amount or the like is called."""
        pack, language = self._data.case.pack, self.language
        match item.form:
            case Form.COUNTRY:
                return text.country_name(value, language)
            case Form.LANGUAGE:
                return LANGUAGE_NAMES.get(value)
            case Form.MONEY:
                return text.fmt_money(value, language)
            case Form.MINUTES:
                return text.fmt_hours(value, language)
            case Form.INCIDENT:
                return next((pack.say(i.title, language) for i in pack.incidents if i.id == value), None)
            case Form.ORGANISATION:
                return next((o.name_in(language) for o in pack.organisations if o.id == value), None)
            case Form.AUTHORITY:
                return next((a.short_name for a in pack.authorities if a.id == value), None)
            case Form.RECIPIENT:
                return self._lanes[value].name if value in self._lanes else None
            case Form.AS_IS:
                return None


# Words of the audit trail and of bindings that people meet in their own copy; any other is shown as stored.
_WORDS: Mapping[str, str] = {
    "discord": N_("Discord user"),
    "receipt": N_("Receipt code (kept as a hash)"),
    "register": N_("Registering"),
    "recover": N_("Coming back with a receipt code"),
    "issue_receipt": N_("New receipt code"),
    "make_own_letters": N_("Making own letters"),
    "export_own": N_("Copy of all data"),
    "choose_lane": N_("Choosing a recipient"),
    "leave": N_("Leaving"),
    "erase": N_("Erasing"),
    "done": N_("done"),
    "refused": N_("refused"),
    "add_organiser": N_("Adding an organiser"),
    "remove_organiser": N_("Removing an organiser"),
    "add_holder": N_("Naming a key-holder"),
    "accept_holder": N_("Letting a key-holder in"),
    "remove_holder": N_("Removing a key-holder"),
    "close_lane": N_("Closing a recipient"),
    "build_dossier": N_("Building a dossier"),
    "freeze_letter": N_("Freezing a letter"),
    "open": N_("waits"),
    "expired": N_("expired"),
    "failed": N_("failed"),
    "confirmed": N_("confirmed"),
    "chosen": N_("chosen"),
    "withdrawn": N_("withdrawn"),
}


def _column(item: Item) -> str:
    return item.column.partition(".")[2]
