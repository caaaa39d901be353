"""What lists of entries share: listing, adding, correcting, deleting; each kind says what is its own."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from aiohttp import web

from bot.domain.codes import CaseStatus
from bot.domain.errors import NotFoundError
from bot.domain.member import EntryId, Harm, MemberFile, ScamContact, Step
from bot.services.entries import EntryService
from bot.web.answers import Answers
from bot.web.forms import Form
from bot.web.pages.asking import question
from bot.web.pages.hub import Row
from bot.web.routing import ENTRY, REF, Route, get, post
from bot.web.visit import Visit

Entry = TypeVar("Entry", ScamContact, Harm, Step)

# A new entry has no id until the service draws one.
NEW = EntryId("")


@dataclass(frozen=True)
class Titles:
    """What the pages of a kind say, in the visitor's language."""

    many: str
    lead: str
    add: str
    one: str
    all: str


@dataclass(frozen=True)
class Kind(Generic[Entry]):
    """One kind of entry: its name in the address, its words, its form, and the services it calls."""

    name: str
    titles: Callable[[Visit], Titles]
    of: Callable[[MemberFile], Sequence[Entry]]  # in the order in which they are listed
    row: Callable[[Visit, Entry], tuple[str, str]]
    form: Callable[[Visit, str, Entry | None], Form]
    read: Callable[[Visit, Answers, EntryId], Entry]
    add: Callable[[EntryService, Visit, Entry], Awaitable[object]]
    amend: Callable[[EntryService, Visit, Entry], Awaitable[object]]
    delete: Callable[[EntryService, Visit, EntryId], Awaitable[object]]

    def base(self, visit: Visit) -> str:
        """The address of the list."""
        return f"/my/{visit.ref}/{self.name}"


class Pages(Generic[Entry]):
    """The pages of one kind."""

    def __init__(self, kind: Kind[Entry]) -> None:
        self.kind: Kind[Entry] = kind

    def routes(self) -> tuple[Route, ...]:
        """The kind's addresses."""
        at = f"/my/{REF}/{self.kind.name}"
        return (
            get(at, self.list),
            get(f"{at}/new", self.new),
            post(f"{at}/new", self.save_new),
            get(f"{at}/{ENTRY}", self.edit),
            post(f"{at}/{ENTRY}", self.save),
            get(f"{at}/{ENTRY}/delete", self.ask_delete),
            post(f"{at}/{ENTRY}/delete", self.delete),
        )

    async def list(self, visit: Visit) -> web.Response:
        """List the entries, each a link to its form."""
        kind, titles = self.kind, self.kind.titles(visit)
        base = kind.base(visit)
        rows = []
        for entry in await self._all(visit):
            title, detail = kind.row(visit, entry)
            rows.append(Row(title, f"{base}/{entry.id}", detail))
        return visit.show(
            "entries",
            title=titles.many,
            lead=titles.lead,
            add=titles.add,
            rows=rows,
            path=base,
            open=visit.here.status is CaseStatus.OPEN,
        )

    async def new(self, visit: Visit) -> web.Response:
        """Ask about a new entry."""
        asked = self.kind.form(visit, f"{self.kind.base(visit)}/new", None)
        return visit.show("form", form=asked, **self._words(visit))

    async def save_new(self, visit: Visit) -> web.Response:
        """Record a new entry."""
        asked = self.kind.form(visit, f"{self.kind.base(visit)}/new", None)
        answers = visit.ask("form", asked, **self._words(visit))
        await self.kind.add(visit.services.entries, visit, self.kind.read(visit, answers, NEW))
        return visit.go(self.kind.base(visit))

    async def edit(self, visit: Visit) -> web.Response:
        """Show an entry's form with what is recorded."""
        entry = await self._one(visit)
        at = f"{self.kind.base(visit)}/{entry.id}"
        return visit.show("form", form=self.kind.form(visit, at, entry), **self._words(visit, f"{at}/delete"))

    async def save(self, visit: Visit) -> web.Response:
        """Replace an entry."""
        old = await self._one(visit)
        at = f"{self.kind.base(visit)}/{old.id}"
        answers = visit.ask("form", self.kind.form(visit, at, old), **self._words(visit, f"{at}/delete"))
        await self.kind.amend(visit.services.entries, visit, self.kind.read(visit, answers, old.id))
        return visit.go(self.kind.base(visit))

    async def ask_delete(self, visit: Visit) -> web.Response:
        """Ask before deleting."""
        entry, base = await self._one(visit), self.kind.base(visit)
        text = " · ".join(part for part in self.kind.row(visit, entry) if part)
        asked = f"{text}. {visit.tr('Delete this entry? It cannot be brought back.')}"
        return question(visit, asked, f"{base}/{entry.id}/delete", visit.tr("Delete"), f"{base}/{entry.id}")

    async def delete(self, visit: Visit) -> web.Response:
        """Delete an entry."""
        await self.kind.delete(visit.services.entries, visit, EntryId(visit.argument("entry")))
        return visit.go(self.kind.base(visit))

    async def _all(self, visit: Visit) -> Sequence[Entry]:
        member = await visit.services.entries.file(visit.reader, visit.case_id, visit.ref)
        found: Sequence[Entry] = self.kind.of(member)
        return found

    async def _one(self, visit: Visit) -> Entry:
        for entry in await self._all(visit):
            if entry.id == visit.argument("entry"):
                return entry
        raise NotFoundError

    def _words(self, visit: Visit, remove: str = "") -> dict[str, Any]:
        titles = self.kind.titles(visit)
        return {
            "title": titles.one,
            "back": self.kind.base(visit),
            "back_text": titles.all,
            "remove": remove,
            "remove_text": visit.tr("Delete"),
        }
