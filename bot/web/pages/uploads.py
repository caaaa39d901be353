"""Evidence and the signed mandate: files that are written anew, sealed, and never shown again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.domain.codes import CaseStatus
from bot.domain.errors import NotFoundError
from bot.domain.sealing import SealedField
from bot.web.forms import Form, Upload, form
from bot.web.pages.asking import question
from bot.web.pages.hub import SEALED
from bot.web.pages.sealing import sealed_for, shut
from bot.web.routing import ENTRY, REF, Route, get, post
from bot.web.visit import Visit

MOST_BYTES = 10 << 20  # what the cleaning takes; it says so itself for anything in between
ACCEPT = ".png,.jpg,.jpeg,.webp,.pdf,image/png,image/jpeg,image/webp,application/pdf"


@dataclass(frozen=True)
class Kept:
    """A file that was sealed, by what may be told of it."""

    id: str
    title: str
    at: datetime
    sha256: str


class Files:
    """The pages of one kind of file."""

    def __init__(self, field: SealedField) -> None:
        self.field = field

    def routes(self) -> tuple[Route, ...]:
        """The kind's addresses."""
        at = f"/my/{REF}/{SEALED[self.field][0]}"
        return (
            get(at, self.show),
            post(at, self.take, file_bytes=MOST_BYTES, before=self.may_come),
            get(f"{at}/receipt/{ENTRY}", self.receipt),
            get(f"{at}/{ENTRY}/remove", self.ask_remove),
            post(f"{at}/{ENTRY}/remove", self.remove),
        )

    def _base(self, visit: Visit) -> str:
        return f"/my/{visit.ref}/{SEALED[self.field][0]}"

    def _form(self, visit: Visit) -> Form:
        return form(
            self._base(visit),
            visit.tr("Seal this file"),
            [
                Upload(
                    "file",
                    visit.tr("File"),
                    visit.tr(
                        "PNG, JPEG, WebP or PDF, at most 10 MB. Its name, place, date and author are removed "
                        "before it is sealed."
                    ),
                    ACCEPT,
                )
            ],
        )

    async def _kept(self, visit: Visit) -> list[Kept]:
        marks = await visit.services.sealed.marks(visit.reader, visit.case_id, visit.ref)
        return [
            Kept(
                m.id, "PDF" if m.media_type == "application/pdf" else visit.tr("Image"), m.sealed_at, m.sha256
            )
            for m in marks
            if m.field is self.field
        ]

    async def _values(self, visit: Visit) -> dict[str, Any]:
        recipient = await sealed_for(visit)
        return {
            "shut": shut(visit, recipient),
            "title": visit.tr(SEALED[self.field][1]),
            "recipient": recipient.name,
            "kept": await self._kept(visit),
            "closed": visit.here.status is CaseStatus.CLOSED,
            "base": self._base(visit),
            "is_mandate": self.field is SealedField.MANDATE,
        }

    async def show(self, visit: Visit) -> web.Response:
        """List what is sealed, and take one more."""
        return visit.show("files", form=self._form(visit), **await self._values(visit))

    async def may_come(self, visit: Visit) -> None:
        """Refuse a file that could not be kept, while it is still on its way."""
        await visit.services.sealed.room(visit.reader, visit.case_id, visit.ref, self.field)

    async def take(self, visit: Visit) -> web.Response:
        """Clean and seal the file."""
        answers = visit.ask("files", self._form(visit), **await self._values(visit))
        sent = visit.posted.files.get("file")
        if sent is None or not sent.data:
            answers.fail("file", visit.tr("Choose a file first."))
        answers.check()
        assert sent is not None
        mark = await visit.services.sealed.put_file(
            visit.actor(), visit.case_id, visit.ref, self.field, sent.data
        )
        return visit.go(f"{self._base(visit)}/receipt/{mark.id}")

    async def receipt(self, visit: Visit) -> web.Response:
        """Say what was sealed: when, and its fingerprint."""
        found = await self._found(visit)
        return visit.show(
            "receipt",
            receipts=[found],
            title=visit.tr(SEALED[self.field][1]),
            page=self._base(visit),
            documents=(),
            ticket=None,
            refused="",
        )

    async def ask_remove(self, visit: Visit) -> web.Response:
        """Ask before a file is removed."""
        found = await self._found(visit)
        text = visit.tr(
            "Remove this file, sealed on {day}? It is deleted here at once. What a recipient already "
            "received is out of our reach.",
            day=visit.day(found.at),
        )
        base = self._base(visit)
        return question(visit, text, f"{base}/{found.id}/remove", visit.tr("Remove"), base)

    async def remove(self, visit: Visit) -> web.Response:
        """Remove a file."""
        found = await self._found(visit)
        await visit.services.sealed.drop(visit.actor(), visit.case_id, visit.ref, found.id)
        return visit.go(self._base(visit))

    async def _found(self, visit: Visit) -> Kept:
        for kept in await self._kept(visit):
            if kept.id == visit.argument("entry"):
                return kept
        raise NotFoundError


ROUTES = tuple(
    route for field in (SealedField.EVIDENCE, SealedField.MANDATE) for route in Files(field).routes()
)
