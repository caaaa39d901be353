"""Nobody passes a door that is not theirs: all doors × all kinds of people × all servers.

The list of doors is the bot's own, so a door without an entry in `doors.py` fails here.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest_asyncio

from bot.demo import moves
from bot.demo.people import Person, Seen
from bot.demo.world import ADMINISTRATOR, TEAM
from bot.domain.access import Role
from bot.ui import doors as ui
from tests.keyholder import KeyHolder
from tests.laws import doors
from tests.laws.doors import NOBODY, Target
from tests.scene import AFTER, FEBRUARY, HARM, LEAKED, SCAM, STEP, Scene, actor

# Refused whoever asks, by what they are: "I am under 18", and codes that are none.
REFUSED_TO_ALL = frozenset({"join.minor", "case.create.form", "recover.form"})
# What changes the scene for those who come after, in the order in which the owner passes them.
LAST = (
    "lane.choose",
    "recipient.leave",
    "recipient.leave.yes",
    "incident.no",
    "incident.unknown",
    "scam.delete.yes",
    "harm.delete.yes",
    "step.delete.yes",
    "incident.delete.yes",
    "leave.yes",
    "join.form",
    "erase.yes",
    "dossier.delete.yes",
    "keys.remove.yes",
    "keys.close.yes",
    "case.controller.form",
    "case.lawyer.form",
    "case.organiser remove",
    "case.close.yes",
)


@dataclass
class Somebody:
    """A person, where they stand, and a message on which they can press."""

    what: str
    person: Person
    roles: frozenset[Role]
    message: Any


@dataclass
class Crowd:
    """Everybody who might knock, and whose things they knock for."""

    scene: Scene
    target: Target
    people: dict[str, Somebody]
    directory: Path

    async def knock(self, who: str, door: str, target: Target | None = None) -> Seen:
        """Let somebody knock at a door for the target's things."""
        somebody = self.people[who]
        built = doors.forge(self.scene, somebody.person, door, target or self.target, somebody.message)
        (seen,) = await somebody.person.raw(built)
        return seen

    def may(self, who: str, door: str) -> bool:
        """What the policy says: the right role, in the case's server, and only for one's own things."""
        somebody = self.people[who]
        if door in REFUSED_TO_ALL:
            return False
        if door not in ui.COMMANDS and doors.in_guild(somebody.person) != self.scene.world.home.guild.id:
            return False
        if doors.needs(door) not in somebody.roles:
            return False
        return who == "owner" or not doors.is_owners(door)


@pytest_asyncio.fixture
async def crowd(scene: Scene, tmp_path: Path) -> Crowd:
    """A case with entries of one member, and everybody else who might want them."""
    world = scene.world
    owner = await scene.member("amelie", concerned=[FEBRUARY])
    page = await moves.open_incident(owner, await moves.home(owner), FEBRUARY)
    await moves.say_leaked(owner, page, LEAKED)
    await moves.add_scam(owner, SCAM, AFTER)
    await moves.add_harm(owner, await moves.home(owner), HARM)
    await moves.add_step(owner, await moves.home(owner), FEBRUARY, STEP)
    other = await scene.member("bastien", concerned=[FEBRUARY])
    elsewhere = await Scene.begin(world, world.person("otto", "de", server=world.other, rights=TEAM))
    olga = world.person("olga", "de", server=world.other)
    await moves.join(olga, elsewhere.panel, {"consents": ["register"], "residence": ["DE"]})
    anyone, member, organiser = {Role.ANYONE}, {Role.ANYONE, Role.MEMBER}, {Role.ANYONE, Role.ORGANISER}
    people = {
        "owner": (owner, member),
        "other member": (other, member),
        "organiser": (scene.organiser, organiser),
        "outsider": (scene.newcomer("zoe"), anyone),
        "administrator": (world.person("adam", rights=ADMINISTRATOR), anyone),
        "owner from another server": (world.joins(owner, world.other), anyone),
        "organiser from another server": (world.joins(scene.organiser, world.other), anyone),
        "organiser of another case": (elsewhere.organiser, organiser),
        "member of another case": (olga, member),
        "administrator elsewhere": (world.person("ada", server=world.other, rights=ADMINISTRATOR), anyone),
        "stranger": (world.person("sam", server=world.barred, rights=ADMINISTRATOR), set()),
        "owner in direct messages": (world.in_direct_messages(owner), set()),
    }
    file = await scene.file(owner)
    entries = {"scam": file.scams[0].id, "harm": file.harms[0].id, "step": file.steps[0].id}
    lane, holder = await recipient(scene)
    full, dossier = await _dossier(scene, other)
    notice = await world.app.services.notice.notice(actor(owner), scene.case, "fr")
    target = Target(scene.case, file.ref, entries, notice.version[:16], lane, holder, full, dossier)
    known = {
        what: Somebody(what, person, frozenset(roles), await _message(scene, person))
        for what, (person, roles) in people.items()
    }
    return Crowd(scene, target, known, tmp_path)


async def recipient(scene: Scene) -> tuple[str, str]:
    """An open recipient, and a second key-holder of it who has proved nothing yet."""
    lane = await _opened(scene, "X")
    second = await scene.world.app.services.lanes.add_holder(
        actor(scene.organiser), scene.case, lane_id=lane, holder_name="Z", public_key=KeyHolder().public
    )
    return lane, second.holder_id


async def _opened(scene: Scene, name: str) -> str:
    """A recipient with one key-holder who has proved their key."""
    lanes, holder = scene.world.app.services.lanes, KeyHolder()
    found = await lanes.add_holder(
        actor(scene.organiser), scene.case, lane_name=name, holder_name="Y", public_key=holder.public
    )
    answer = holder.answer(found.challenge)
    await lanes.prove(actor(scene.organiser), scene.case, found.holder_id, answer)
    return found.lane_id


async def _dossier(scene: Scene, member: Person) -> tuple[str, str]:
    """A recipient that a member chose who goes on to be, and a dossier that waits to be handed over."""
    services, lane = scene.world.app.services, await _opened(scene, "W")
    services.page.serve_at("https://page.example.invalid")
    notice = await services.notice.notice(actor(member), scene.case, "fr")
    ref = (await scene.file(member)).ref
    await services.lanes.choose(actor(member), scene.case, ref, lane, notice.version, "fr")
    return lane, (await services.dossiers.build(actor(scene.organiser), scene.case, lane)).id


async def _message(scene: Scene, person: Person) -> Any:
    (seen,) = await person.raw(scene.world.simulation.command(person.actor, person.channel, "join"))
    return seen.messages[0].handle


def test_every_door_is_known_here() -> None:
    """Every menu and form of the bot has an entry in this law's tables, and every entry has a door."""
    assert set(doors.ANSWERS) == set(ui.FORMS)
    assert set(doors.CHOICES) <= set(ui.COMPONENTS)
    assert set(LAST) | REFUSED_TO_ALL <= {*doors.every_door(), "case.organiser remove"}


async def test_the_registry_is_the_table(crowd: Crowd) -> None:
    """What the running bot answers is exactly what the table of doors lists."""
    router = crowd.scene.world.bot.router

    assert {route.name for route in router.actions()} == set(ui.COMPONENTS)
    assert {route.name for route in router.forms()} == set(ui.FORMS)
    assert crowd.scene.world.command_names() == set(ui.COMMANDS)


async def test_nobody_passes_a_door_that_is_not_theirs(crowd: Crowd) -> None:
    """Whoever the policy does not let in is refused privately, and nothing that is stored changes."""
    before = doors.contents(crowd.directory)
    passed = []

    for door in doors.every_door():
        for who in crowd.people:
            if crowd.may(who, door):
                continue
            seen = await crowd.knock(who, door)
            if not seen.refused or not seen.private or doors.contents(crowd.directory) != before:
                passed.append((door, who, seen.text[:200] or seen.form))

    assert passed == []


async def test_owners_and_organisers_pass(crowd: Crowd) -> None:
    """The positive control: whom the policy lets in passes every door, so the refusals mean something."""
    refused = []
    usual = [door for door in doors.every_door() if door not in LAST]

    for door in [*usual, *(d for d in LAST if d in doors.every_door())]:
        who = "organiser" if doors.needs(door) is Role.ORGANISER else "owner"
        if not crowd.may(who, door):
            continue
        seen = await crowd.knock(who, door)
        if seen.refused:
            refused.append((door, seen.text))

    assert refused == _expected_refusals(refused)


def _expected_refusals(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    # An organisation that the pack does not have is no organisation; the last organiser stays; and nobody
    # forges the answer to a challenge or the copy of a key.
    known = {"incident.organisation", "case organiser remove", "keys.answer.form", "keys.accept.form"}
    return [(door, text) for door, text in found if door in known]


async def test_refusals_reveal_nothing(crowd: Crowd) -> None:
    """Another's things and things that do not exist get one and the same answer."""
    differing = []
    askers = ("other member", "outsider", "organiser of another case", "owner from another server")

    for door in [*ui.COMPONENTS, *ui.FORMS]:
        for who in askers:
            if crowd.may(who, door) or door in REFUSED_TO_ALL:
                continue
            real, none = await crowd.knock(who, door), await crowd.knock(who, door, _missing(crowd, who))
            if real.text != none.text:
                differing.append((door, who, real.text, none.text))

    assert differing == []


def _missing(crowd: Crowd, who: str) -> Target:
    at_home = doors.in_guild(crowd.people[who].person) == crowd.scene.world.home.guild.id
    return Target(crowd.target.case if at_home else NOBODY.case, NOBODY.ref, NOBODY.entries)


async def test_no_form_shows_another_persons_answers(crowd: Crowd) -> None:
    """A form that opens for somebody else, by whatever forged way, holds nothing that anybody recorded."""
    shown = []

    for name, door in ui.FORMS.items():
        for who in ("other member", "outsider", "organiser", "owner from another server"):
            somebody = crowd.people[who]
            custom_id = f"v1:again:{crowd.target.custom_id(door).removeprefix('v1:')}"
            forged = crowd.scene.world.simulation.component(
                somebody.person.actor, somebody.message, custom_id
            )
            (seen,) = await somebody.person.raw(forged)
            if doors.is_owners(name):
                shown += [(name, who, field) for field in doors.prefilled(seen)]

    assert shown == []


async def test_refused_organisers_acts_are_audited(crowd: Crowd) -> None:
    """Every organiser's act that somebody else of the case's server tries leaves a line in the trail."""
    silent = []

    for door in doors.every_door():
        if doors.needs(door) is not Role.ORGANISER:
            continue
        for who in ("owner", "outsider", "administrator"):
            before = doors.refusals(crowd.directory)
            await crowd.knock(who, door)
            if doors.refusals(crowd.directory) == before:
                silent.append((door, who))

    assert silent == []
