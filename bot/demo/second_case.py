"""A second case, in another server, of which chat carries only the way to the page."""

from dataclasses import dataclass

from bot.demo import moves
from bot.demo.hand import went_well
from bot.demo.identities import ASSOCIATION, SECOND_GROUP
from bot.demo.keyholders import Holder, Recipient, open_recipient
from bot.demo.ledger import Ledger
from bot.demo.organising import Organisers
from bot.demo.page_member import open_own, register_on_page
from bot.demo.page_visitor import Visitor
from bot.demo.people import Person, Seen
from bot.demo.sealed_act import enter
from bot.demo.tales import Teller
from bot.demo.world import TEAM, World
from bot.domain.codes import ChatScope, FilingMode, SendMode
from bot.domain.pack import Pack
from bot.domain.sealing import LaneKind

_CONTROLLER = {
    "name": "Second collectif de démonstration (fictif)",
    "contact": "second@example.invalid",
    "mode": FilingMode.INDIVIDUAL.value,
}
_SENDING = {"place": "Paris", "send_mode": SendMode.ONLINE.value}


@dataclass
class SecondCase:
    """The second group: its organisers, its recipient, what its members entered."""

    organisers: Organisers
    recipient: Recipient
    ledger: Ledger


async def play_second(world: World, pack: Pack, teller: Teller) -> SecondCase:
    """Open the case, set it to `minimal`, and let its members do everything on the page."""
    organiser = world.person("otto", "de", server=world.other, shown_as="Otto (Organisator)", rights=TEAM)
    await moves.open_case(organiser, world.organiser_code(), pack.id, _CONTROLLER)
    await _carry_the_minimum(organiser)
    recipient = Recipient(
        "Second collectif Exemple (fictif)",
        LaneKind.ASSOCIATION,
        "second-collectif",
        [Holder("Bureau du second collectif (fictif)")],
    )
    await open_recipient(organiser, recipient)
    second = world.person("ottilie", "de", server=world.other, shown_as="Ottilie", rights=TEAM)
    organisers = Organisers(organiser, second)
    await organisers.begin()
    await organiser.command("case panel")
    played = SecondCase(organisers, recipient, Ledger())
    panel = await world.panel(organiser)
    country = pack.authorities[0].country
    for name in SECOND_GROUP:
        person = world.person(name, "fr", server=world.other, shown_as=name.title())
        await _member(played, person, panel, name, country, pack, teller)
    return played


async def _carry_the_minimum(organiser: Person) -> None:
    page = await organiser.command("case settings")
    form = await organiser.press(page, "case.controller")
    answers = {**_CONTROLLER, "retention": "24", "chat": ChatScope.MINIMAL.value}
    page = went_well(await organiser.fill(form, answers))
    went_well(await organiser.fill(await organiser.press(page, "case.sending"), _SENDING))


async def _member(
    played: SecondCase, person: Person, panel: Seen, name: str, country: str, pack: Pack, teller: Teller
) -> None:
    identity = SECOND_GROUP[name]
    assert identity.recipients == (ASSOCIATION,)
    async with Visitor("fr") as visitor:
        page = await visitor.open(moves.link_in(await person.press(panel, "join")))
        _, record = await register_on_page(visitor, page, name, "fr", country)
        member = await open_own(visitor, record)
        played.ledger.members.append(record)
        await member.tell(pack, teller, record)
        await member.choose(played.recipient.lane_id)
        await enter(member, record, identity, played.recipient, played.ledger)
