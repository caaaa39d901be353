"""The key-holder's answer to one member who asks for their own data (GDPR art. 15), and nobody else's.

What it holds is what the dossier holds of the member; every file and every record with its fingerprint.
"""

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from bot.domain.identity import defanged
from bot.domain.marks import N_
from bot.domain.member import MemberFile
from bot.domain.moments import written_day
from bot.dossier.content import plain
from bot.dossier.format import RecordNote
from bot.dossier.items import PDF, Item
from bot.dossier.named_tables import ENDINGS, senders_of
from bot.dossier.opening import Opened
from bot.dossier.papers import Desk
from bot.dossier.people import READ
from bot.dossier.refusals import UnknownMemberError
from bot.letters.answer import AnswerRequest, SealedLine, make_answer
from bot.letters.named import SheetRequest
from bot.text import fmt_date, label, tr, trn

NAME, VERSION = "collectif-answer", 1
JSON = "application/json"
_INCOMPLETE = N_("This answer is incomplete: ask another key-holder of the recipient for the rest.")


class Answer:
    """Everything about one member of an open dossier; raises UnknownMemberError for a reference it lacks."""

    def __init__(self, opened: Opened, ref: str, language: str | None = None) -> None:
        self.desk = Desk(opened, language)
        self.opened, self.language = opened, self.desk.language
        self.member = _member(opened, ref)
        mine = [r for r in opened.manifest.records if r.member == self.member.id]
        self.locked = [r for r in mine if r in opened.locked]
        self.records = [r for r in mine if r not in self.locked]

    @property
    def name(self) -> str:
        """What files and folder are called."""
        return f"answer-{self.member.ref}"

    def items(self) -> Iterator[Item]:
        """The letter to print, the same for programs, and the member's files as they handed them in."""
        yield Item(f"{self.name}.pdf", PDF, self._page, self.member.ref)
        yield Item(f"{self.name}.json", JSON, self._data, self.member.ref)
        for record in self._files():
            yield Item(_file(record), record.media_type, partial(self.opened.body, record), self.member.ref)

    def notes(self) -> list[str]:
        """What whoever hands it over must know: records that this key does not open, or that are lost."""
        lost = [n for n in self.opened.manifest.lost if n.member == self.member.id]
        said = []
        if self.locked:
            text = trn(
                "{n} sealed record of this person is not in it: your key does not open it.",
                "{n} sealed records of this person are not in it: your key does not open them.",
                len(self.locked), self.language,
            )  # fmt: skip
            said += [text, tr(_INCOMPLETE, self.language)]
        if lost:
            said.append(
                trn(
                    "{n} sealed record of this person was damaged on the server and is lost.",
                    "{n} sealed records of this person were damaged on the server and are lost.",
                    len(lost), self.language,
                )
            )  # fmt: skip
        return said

    def _files(self) -> Sequence[RecordNote]:
        return [r for r in self.records if r.field not in READ]

    def _data(self) -> bytes:
        manifest = self.opened.manifest
        recorded = dataclasses.asdict(self.member)
        recorded.pop("id")  # a number that only the server and its dossiers know
        value = {
            "format": NAME,
            "version": VERSION,
            "case": manifest.case.title,
            "recipient": manifest.lane.name,
            "dossier": {"number": manifest.number, "created": manifest.created, "sha256": self.opened.sha256},
            "reference": self.member.ref,
            "recorded": recorded,
            "sealed": [self._sealed(record) for record in self.records],
            "not_opened": [_noted(record) for record in self.locked],
            "lost": [
                {"field": n.field, "version": n.version} for n in manifest.lost if n.member == self.member.id
            ],
        }
        return json.dumps(value, default=plain, indent=1, ensure_ascii=False).encode()

    def _sealed(self, record: RecordNote) -> dict[str, Any]:
        original, body = self.opened.content(record)
        found = _noted(record) | {"sha256_content": hashlib.sha256(body).hexdigest()}
        # A copy's records are sealed anew, and no receipt names that fingerprint.
        if self.opened.manifest.resealed_from is None:
            found["sha256_sealed"] = hashlib.sha256(self.opened.read(record.path)).hexdigest()
        if record.field in READ:
            return found | {"content": json.loads(body)}
        return found | {"file": _file(record), "sha256_original": original}

    def _page(self) -> bytes:
        manifest, language = self.opened.manifest, self.language
        number, day = str(manifest.number), self.desk.today
        sheet = SheetRequest(
            pack=self.opened.pack,
            config=self.opened.config,
            member=self.member,
            party=self.desk.name_of(self.member.ref),
            language=language,
            today=day,
            origin=tr("Dossier no. {number} of {date}", language, number=number, date=day),
            senders=tuple(self._senders()),
        )
        request = AnswerRequest(
            sheet=sheet,
            case=manifest.case.title,
            recipient=manifest.lane.name,
            number=manifest.number,
            records=tuple(self._line(record) for record in self.records),
            notes=tuple(self.notes()),
        )
        return make_answer(request).data

    def _senders(self) -> Iterator[tuple[str, str]]:
        for number, contact, sender in senders_of(self.opened, self.member.ref):
            day = fmt_date(contact.happened_on, self.language)
            what = tr("Sender, contact no. {number} of {date}", self.language, number=str(number), date=day)
            yield what, defanged(sender.shown)

    def _line(self, record: RecordNote) -> SealedLine:
        what = label(record.field, self.language)
        file = "" if record.field in READ else _file(record)
        body = self.opened.body(record)
        return SealedLine(
            what, record.version, written_day(record.sealed_at), file, hashlib.sha256(body).hexdigest()
        )


def _member(opened: Opened, ref: str) -> MemberFile:
    typed = re.sub(r"[^0-9A-Z]", "", ref.upper()).removeprefix("P")[:10]
    for member in opened.members:
        if member.ref in (ref.strip().upper(), f"P-{typed}"):
            return member
    raise UnknownMemberError(reference=f"P-{typed}")


def _noted(record: RecordNote) -> dict[str, Any]:
    return {
        "field": record.field,
        "version": record.version,
        "sealed_at": record.sealed_at,
        "media_type": record.media_type,
    }


def _file(record: RecordNote) -> str:
    return f"files/{record.field.value}-{record.version}.{ENDINGS.get(record.media_type, 'bin')}"
