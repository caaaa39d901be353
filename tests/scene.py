"""A case that has begun: an organiser, a panel in the channel, and patients who can be asked for."""

import secrets
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from simcord import MemberActor

from bot.demo import moves
from bot.demo.people import Person, Seen
from bot.demo.world import TEAM, World
from bot.domain.access import Actor
from bot.domain.member import MemberFile
from bot.domain.pack import Pack
from bot.domain.proposal_errors import WaitsError
from bot.domain.proposals import ProposalState
from bot.packs import parse_pack
from bot.packs.shipped import pack_texts
from bot.services.organisers import list_organiser

T = TypeVar("T")
EVERYTHING = ("register", "complaint", "statistics", "contact")
CONTROLLER = {"name": "Collectif de test", "contact": "contact@example.invalid", "mode": "individual"}
# Two incidents of the shipped pack, and an organisation of each that a member may choose.
CERBA = "cerba-2021"
FEBRUARY, JULY = "INC-2021-02", "INC-2021-07"

SCAM = {"channel": ["SMS"], "pretext": ["PARCEL"], "on": "16/03/2024", "knew": ["ID_NAME"], "asked": ["card"]}
AFTER = {
    "outcome": ["paid"],
    "loss": "1 234,56 €",
    "reported": ["police", "bank"],
    "knew_more": ["HE_INFECT"],
}
HARM = {"head": ["M_FIN"], "amount": "99,90", "time": "2h30", "since": "01/02/2024", "proof": "document"}
STEP = {"kind": ["access_request"], "on": "02/02/2024", "outcome": ["refused"], "answered_on": "03/03/2024"}
CONCERNED = {"how": ["press"], "on": "24/08/2021", "notice": "no"}
LEAKED = {"yes": ["ID_NAME", "ID_NATIONAL"], "no": ["FI_BANK"], "known_by": ["press"]}


def cerba() -> Pack:
    """The shipped pack."""
    return next(p for p in map(_parsed, pack_texts().items()) if p.id == CERBA)


def _parsed(item: tuple[str, str]) -> Pack:
    name, text = item
    return parse_pack(text, name)


@dataclass
class Scene:
    """A world with one open case in its home server."""

    world: World
    organiser: Person
    panel: Seen
    case: str
    other: Person | None = None  # the second organiser, once there is one

    @classmethod
    async def begin(cls, world: World, organiser: Person | None = None) -> "Scene":
        """Open the shipped case with a one-time code and post the panel."""
        organiser = organiser or world.person("olivia", "fr", rights=TEAM)
        page = await moves.open_case(organiser, world.organiser_code(), CERBA, CONTROLLER)
        await organiser.command("case panel")
        scene = cls(world, organiser, await world.panel(organiser), moves.case_of(page))
        await scene.sends("Luxembourg", "registered")
        return scene

    async def sends(self, place: str | None, mode: str | None) -> None:
        """Set where letters are sent from and how, as though it had been when the case was opened."""
        async with self.world.app.store.transaction() as tx:
            row = await tx.cases.get(self.case)
            assert row
            await tx.cases.save_config(self.case, replace(row.config, place=place, send_mode=mode))

    def newcomer(self, name: str, locale: str = "fr") -> Person:
        """Somebody in the home server who has not registered."""
        return self.world.person(name, locale)

    def teammate(self, name: str, locale: str = "fr") -> Person:
        """Somebody to whom Discord shows /case, and who is no organiser."""
        return self.world.person(name, locale, rights=TEAM)

    async def member(
        self,
        name: str,
        locale: str = "fr",
        *,
        residence: str = "FR",
        work: str | None = None,
        consents: Sequence[str] = EVERYTHING,
        concerned: Sequence[str] = (),
    ) -> Person:
        """Somebody who has registered, and said of these incidents that they are concerned."""
        person = self.newcomer(name, locale)
        page = await moves.join(person, self.panel, registration(residence, work, consents))
        for incident in concerned:
            said = await moves.say_concerned(person, page, incident, CONCERNED)
            assert not said.refused, said.text
            page = await moves.home(person)
        return person

    async def second(self) -> Person:
        """A second organiser, listed as though it had been before anybody registered."""
        if self.other is None:
            self.other = self.teammate("oskar")
            deps = self.world.app.services.cases._deps
            async with deps.store.transaction() as tx:
                await list_organiser(deps, tx, self.case, self.other.id)
        return self.other

    async def agreed(self, act: Awaitable[T]) -> T:
        """Do an organiser's act; where it takes two, the second organiser confirms it."""
        try:
            return await act
        except WaitsError:
            by = actor(await self.second())
        proposals = self.world.app.services.proposals
        waiting = await proposals.waiting(by, self.case)
        newest = next(view for view in waiting if view.state is ProposalState.OPEN)
        confirmed = await proposals.confirm(actor(await self.second()), self.case, newest.id)
        return cast(T, confirmed.result)

    async def files(self, person: Person) -> list[MemberFile]:
        """What the bot has recorded of the account's members, by the service that its pages use."""
        return await self.world.app.services.enrol.members(actor(person), self.case)

    async def file(self, person: Person) -> MemberFile:
        """What the bot has recorded of the account's only member."""
        (found,) = await self.files(person)
        return found

    async def count(self) -> int:
        """How many members the case counts, by what an organiser sees."""
        progress = await self.world.app.services.cases.progress(actor(self.organiser), self.case)
        return progress.registered


def registration(
    residence: str = "FR", work: str | None = None, consents: Sequence[str] = EVERYTHING
) -> dict[str, Any]:
    """Answers for the form behind Join."""
    answers: dict[str, Any] = {"consents": list(consents), "residence": [residence]}
    return {**answers, "work": [work]} if work else answers


def actor(person: Person) -> Actor:
    """The person as services know them, with an interaction of its own."""
    guild = person.actor.guild.id if isinstance(person.actor, MemberActor) else None
    return Actor(person.id, guild, person.locale, f"test-{secrets.token_hex(8)}")
