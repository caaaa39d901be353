"""The group's letters: drafted with what goes with them, one frozen by two, approved, printed to be filed."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.demo import moves
from bot.demo.hand import DemoError, went_well
from bot.demo.organising import Organisers
from bot.demo.page_member import PageMember
from bot.demo.page_visitor import Visitor
from bot.demo.patient import Patient
from bot.demo.people import Seen
from bot.demo.result import COLLECTIVE, FROZEN, Letter, Shelf
from bot.domain.codes import FilingMode
from bot.domain.pack import Pack
from bot.letters import collective_languages


@dataclass(frozen=True)
class Wish:
    """One draft of the group's letter; `whole` asks for everything that goes with it."""

    authority: str
    mode: FilingMode
    language: str | None
    whole: bool


def wishes(pack: Pack, *, everything: bool) -> list[Wish]:
    """What is drafted: every authority in every mode that the case can file in; all languages on request."""
    return [
        Wish(authority.id, mode, language, everything or mode is FilingMode.INDIVIDUAL)
        for authority in pack.authorities
        for language in (collective_languages(pack, authority) if everything else [None])
        for mode in FilingMode
    ]


class GroupAct:
    """Two organisers at the group's letters, and the members who answer for the one that is frozen."""

    def __init__(self, organisers: Organisers, shelf: Shelf, *, everything: bool) -> None:
        self._organisers, self._shelf, self._everything = organisers, shelf, everything

    async def draft(self, wish: Wish) -> Seen:
        """Draft one letter and put it on the shelf with what goes with it; a refusal is noted."""
        language = {"language": [wish.language]} if wish.language else {}
        asked = {"authority": [wish.authority], "mode": wish.mode.value, **language}
        seen = _alone(await moves.draft(self._organisers.first, asked))
        if not seen.files:
            said = " ".join(seen.text.split())[:300]
            self._shelf.result.notes.append(f"{wish.authority}, {wish.mode.value}: {said}")
            return seen
        letter = await self._keep(seen.files)
        for door in ("case.draft.kit", "case.draft.copies") if wish.whole else ():
            await self._beside(seen, letter, door)
        return seen

    async def for_lawyer(self, drafted: Seen) -> None:
        """Draft the letter to the lawyer."""
        seen = _alone(await self._organisers.first.press(drafted, "case.draft.lawyer"))
        letter = await self._keep(seen.files)
        if self._everything:
            await self._beside(seen, letter, "case.draft.copies")

    async def freeze(self, drafted: Seen, readers: list[Patient]) -> None:
        """Freeze the text by two organisers, let members read and approve it, and print it to be filed."""
        organisers = self._organisers
        await organisers.confirmed(await organisers.first.press(drafted, "case.freeze"))
        for reader in readers:
            await self._approve(reader)
        letters = went_well(await organisers.first.command("case letters"))
        frozen = went_well(await organisers.first.press(letters, "filing"))
        copies = _alone(await organisers.first.press(frozen, "filing.copies"))
        asked = await organisers.first.press(frozen, "filing.print")
        printed = _alone(await organisers.first.press(asked, "filing.print.yes"))
        # Made once the answers are counted, so that it lists their sheet too.
        kit = _alone(await organisers.first.press(printed, "filing.kit"))
        for name, data in {**printed.files, **copies.files, **kit.files}.items():
            self._shelf.put(f"{FROZEN}/{name}", data, "frozen_text")

    async def _keep(self, files: Mapping[str, bytes]) -> Letter:
        kept: Letter | None = None
        for name, data in files.items():
            where = f"{COLLECTIVE}/{name}"
            kept = self._shelf.beside(kept, where, data) if kept else await self._shelf.letter(where, data)
        if kept is None:
            raise DemoError("no letter came with the draft")
        return kept

    async def _beside(self, drafted: Seen, letter: Letter, door: str) -> None:
        """Keep what a door of the draft hands over, in a folder that bears the letter's name."""
        seen = _alone(await self._organisers.first.press(drafted, door))
        folder = letter.path.rpartition("/")[2].rpartition(".")[0]
        for name, data in seen.files.items():
            self._shelf.put(f"{COLLECTIVE}/{folder}/{name}", data, "accompanying")

    async def _approve(self, reader: Patient) -> None:
        assert reader.record is not None
        ref = reader.record["ref"]
        link = moves.link_in(await moves.letters(reader.person, ref))
        async with Visitor(reader.person.locale) as visitor:
            member = await PageMember.by_link(visitor, link, ref)
            for name, data in (await member.approve()).items():
                self._shelf.put(f"{FROZEN}/as-read-by-{ref}/{name}", data, "frozen_text")


def _alone(seen: Seen) -> Seen:
    if not seen.private:
        raise DemoError("a letter was shown to everybody")
    return seen
