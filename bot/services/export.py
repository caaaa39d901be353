"""A person's own copy of everything that is readable about them (art. 15 and 20 GDPR)."""

from dataclasses import dataclass

from bot.domain.access import Action, Actor
from bot.domain.errors import InvalidInputError
from bot.letters.printed import print_document
from bot.services.own_data import gather
from bot.services.own_print import as_document, as_json
from bot.services.work import Deps, reading, working
from bot.text import LANGUAGES

JSON, PDF = "application/json", "application/pdf"


@dataclass(frozen=True)
class OwnFile:
    """One file for the person whom it is about; nothing of it is stored."""

    filename: str
    media_type: str
    data: bytes


class ExportService:
    """Takes no reference of a member: whose data it gives follows from who asks, and from nothing else."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def own(self, actor: Actor, case_id: str, language: str) -> tuple[OwnFile, OwnFile]:
        """Return the caller's own data in this case, dependants included: the JSON file and the PDF."""
        if language not in LANGUAGES:
            raise InvalidInputError
        async with reading(self._deps, actor, case_id, Action.EXPORT_OWN) as work:
            data = await gather(work, language)
        zone = self._deps.timezone
        printed = await self._deps.pool.run(print_document, as_document(data, zone))
        async with working(self._deps, actor, case_id, Action.EXPORT_OWN) as work:
            await work.audit(Action.EXPORT_OWN)
        name = f"my-data-{data.at.astimezone(zone):%Y-%m-%d}"
        return (
            OwnFile(f"{name}.json", JSON, as_json(data, zone)),
            OwnFile(f"{name}.pdf", PDF, printed),
        )
