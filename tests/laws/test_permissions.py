"""E1: nobody passes a door that is not theirs: all doors × all kinds of people × all places.

The list of doors is the bot's own, so a door without an entry in `doors.py` fails here. Every knock is
delivered raw, past whatever Discord would have filtered: hidden commands, roles, Integrations (E4).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from simcord import MemberActor

from bot.demo import moves
from bot.demo.people import Person, Seen
from bot.demo.world import ADMINISTRATOR, TEAM, World
from bot.domain.access import Role
from bot.domain.proposal_errors import WaitsError
from bot.domain.proposals import ProposalState
from bot.ui import doors as ui
from tests.frozen import draft, frozen_text
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
    "return.form",
    "erase.yes",
    "dossier.told",
    "dossier.delete.yes",
    "dossier.handed",
    "keys.remove.yes",
    "keys.close.yes",
    "filing.print.yes",
    "filing.filed",
    "filing.filed.form",
    "filing.answered",
    "filing.answered.form",
    "case.controller.form",
    "case.lawyer.form",
    "waiting.confirm",
    "waiting.refuse",
    "case.close.yes",
    "case organiser remove",
)
# Who is not even refused: Discord delivers nothing of them.
IGNORED = frozenset({"bot account"})


@dataclass
class Somebody:
    """A person, where they stand, and a message on which they can press."""

    what: str
    person: Person
    roles: frozenset[Role]
    message: Any
    change: Callable[[dict[str, Any]], None] = lambda payload: None


@dataclass
class Crowd:
    """Everybody who might knock, and whose things they knock for."""

    scene: Scene
    target: Target
    people: dict[str, Somebody]
    directory: Path

    async def knock(self, who: str, door: str, target: Target | None = None) -> Seen:
        """Let somebody knock at a door for the target's things."""
        (seen,) = await self.knocks((who, door, target or self.target))
        return seen

    async def knocks(self, *several: tuple[str, str, Target]) -> list[Seen]:
        """Let several people knock at once: who, at which door, for whose things."""
        built = []
        for who, door, target in several:
            somebody = self.people[who]
            built.append(doors.forge(self.scene, somebody.person, door, target, somebody.message))
            somebody.change(built[-1].payload)
        results = await self.scene.world.simulation.deliver(*built)
        return [
            await self.people[who].person._see(result)
            for (who, _, _), result in zip(several, results, strict=True)
        ]

    def may(self, who: str, door: str) -> bool:
        """What the policy says: the right role, in the case's server, and only for one's own things."""
        somebody = self.people[who]
        if door in REFUSED_TO_ALL:
            return False
        if who in ("stranger", "owner with an app of their own", *IN_DIRECT, *IGNORED):
            return False
        if door not in ui.COMMANDS and doors.in_guild(somebody.person) != self.scene.world.home.guild.id:
            return False
        if doors.needs(door) not in somebody.roles:
            return False
        return who == "owner" or not doors.is_owners(door)


IN_DIRECT = ("owner in direct messages", "owner in a group's messages", "organiser in direct messages")


# Whose rights in the server, or role's name, open nothing (E10, E11).
RIGHTS_ONLY = ("administrator", "guild owner", "role called organiser")
# Who comes from another place than the case's server.
ELSEWHERE = (
    "owner from another server",
    "organiser from another server",
    "organiser of another case",
    "member of another case",
    "administrator elsewhere",
    "stranger",
    "owner with an app of their own",
    *IN_DIRECT,
)


def _brought_along(payload: dict[str, Any]) -> None:
    payload["authorizing_integration_owners"] = {"1": payload["member"]["user"]["id"]}


def _in_a_group(payload: dict[str, Any]) -> None:
    payload["context"] = 2


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
        "ex-organiser": (await _former(scene), anyone),
        "guild owner": (_guild_owner(world), anyone),
        "role called organiser": (_role_called_organiser(world), anyone),
        "bot account": (_program(world), set()),
        "stranger": (world.person("sam", server=world.barred, rights=ADMINISTRATOR), set()),
        "owner with an app of their own": (owner, set()),
        "owner in direct messages": (world.in_direct_messages(owner), set()),
        "owner in a group's messages": (world.in_direct_messages(owner), set()),
        "organiser in direct messages": (world.in_direct_messages(scene.organiser), set()),
    }
    changes = {"owner with an app of their own": _brought_along, "owner in a group's messages": _in_a_group}
    file = await scene.file(owner)
    entries = {"scam": file.scams[0].id, "harm": file.harms[0].id, "step": file.steps[0].id}
    lane, holder = await recipient(scene)
    full, dossier = await _dossier(scene, other)
    notice = await world.app.services.notice.notice(actor(owner), scene.case, "fr")
    target = Target(scene.case, file.ref, entries, notice.version[:16], lane, holder, full, dossier)
    target.proposal = await _asked_by_the_other(scene, lane)
    deps = world.app.services.cases._deps
    target.draft = await draft(deps, scene.case, "cnil")
    target.frozen = (await frozen_text(deps, scene.case, [file], "cnil")).id
    known = {
        what: Somebody(
            what,
            person,
            frozenset(roles),
            await _message(scene, owner if what in IGNORED else person),
            changes.get(what, lambda payload: None),
        )
        for what, (person, roles) in people.items()
    }
    return Crowd(scene, target, known, tmp_path)


async def _former(scene: Scene) -> Person:
    """Somebody who was an organiser, and was removed."""
    cases, former = scene.world.app.services.cases, scene.teammate("erik")
    for change in (cases.add_organiser, cases.remove_organiser):
        await scene.agreed(change(actor(scene.organiser), scene.case, former.id))
    return former


def _guild_owner(world: World) -> Person:
    owner = world.person("gina", rights=ADMINISTRATOR)
    world.simulation.backend.get_guild(world.home.guild.id).owner_id = owner.id
    return owner


def _role_called_organiser(world: World) -> Person:
    person = world.person("rolf", rights=TEAM)
    assert isinstance(person.actor, MemberActor)
    person.actor.guild.create_role("Organisateur", permissions=ADMINISTRATOR)
    return person


def _program(world: World) -> Person:
    user = world.simulation.create_user("beep", bot=True)
    return world._join(user, world.home, "fr", ADMINISTRATOR)


async def _asked_by_the_other(scene: Scene, lane: str) -> str:
    """What the second organiser asked for, and another has to confirm."""
    services, second = scene.world.app.services, await scene.second()
    with pytest.raises(WaitsError):
        await services.lanes.add_holder(
            actor(second), scene.case, lane_id=lane, holder_name="V", public_key=KeyHolder().public
        )
    views = await services.proposals.waiting(actor(second), scene.case)
    return next(view.id for view in views if view.state is ProposalState.OPEN)


async def recipient(scene: Scene) -> tuple[str, str]:
    """An open recipient, and a second key-holder of it who has proved nothing yet."""
    lane = await _opened(scene, "X")
    adding = scene.world.app.services.lanes.add_holder(
        actor(scene.organiser), scene.case, lane_id=lane, holder_name="Z", public_key=KeyHolder().public
    )
    return lane, (await scene.agreed(adding)).holder_id


async def _opened(scene: Scene, name: str) -> str:
    """A recipient with one key-holder who has proved their key."""
    lanes, holder = scene.world.app.services.lanes, KeyHolder()
    adding = lanes.add_holder(
        actor(scene.organiser), scene.case, lane_name=name, holder_name="Y", public_key=holder.public
    )
    found = await scene.agreed(adding)
    answer = holder.answer(found.challenge)
    await scene.agreed(lanes.prove(actor(scene.organiser), scene.case, found.holder_id, answer))
    return found.lane_id


async def _dossier(scene: Scene, member: Person) -> tuple[str, str]:
    """A recipient that a member chose who goes on to be, and a dossier that waits to be handed over."""
    services, lane = scene.world.app.services, await _opened(scene, "W")
    services.page.serve_at("https://page.example.invalid")
    notice = await services.notice.notice(actor(member), scene.case, "fr")
    ref = (await scene.file(member)).ref
    await services.lanes.choose(actor(member), scene.case, ref, lane, notice.version, "fr")
    building = services.dossiers.build(actor(scene.organiser), scene.case, lane)
    return lane, (await scene.agreed(building)).id


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
    """E1, E2, E4, D8, E10, E11, E14: whom the table does not let in is refused in private; nothing changes.

    A program's interaction is not answered at all. Who comes from elsewhere, or has nothing but rights in the
    server, knocks at every third door: what keeps them out is one check for all. Every pair of act and place
    stands in `test_policy.py`, and an administrator knocks at every organiser's door below.
    """
    before = doors.contents(crowd.directory)
    passed = []

    for turn, door in enumerate(doors.every_door()):
        here = [who for who in crowd.people if who not in (*ELSEWHERE, *RIGHTS_ONLY)]
        there = [*ELSEWHERE[turn % 3 :: 3], RIGHTS_ONLY[turn % 3]]
        kept_out = [who for who in (*here, *there) if not crowd.may(who, door)]
        answers = await crowd.knocks(*((who, door, crowd.target) for who in kept_out))
        for who, seen in zip(kept_out, answers, strict=True):
            quiet = not seen.messages and seen.form is None
            if not (quiet if who in IGNORED else seen.refused and seen.private):
                passed.append((door, who, seen.text[:200] or seen.form))
        after = doors.contents(crowd.directory)
        if after != before:
            passed.append((door, "stored", [t for t in after if after[t] != before.get(t)]))
            before = after

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
    # An organisation that the pack does not have is no organisation; nobody forges the answer to a challenge
    # or the copy of a key; a key-holder who waits is no text; a draft that nobody drew cannot be drawn again,
    # and the text here was frozen without copies; what was confirmed cannot be refused any more;
    # nobody is owed a notice; and a dossier that was deleted cannot be handed over.
    known = {
        "incident.organisation",
        "keys.answer.form",
        "keys.accept.form",
        "waiting.read",
        "waiting.refuse",
        "case.freeze",
        "case.draft.copies",
        "case.draft.kit",
        "filing.copies",
        "dossier.told",
        "dossier.handed",
    }
    return [(door, text) for door, text in found if door in known]


async def test_refusals_reveal_nothing(crowd: Crowd) -> None:
    """E5, E7: another's things and things that do not exist get one and the same answer."""
    differing = []
    askers = ("other member", "outsider", "organiser of another case", "owner from another server")

    for turn, door in enumerate([*ui.COMPONENTS, *ui.FORMS]):
        asking = askers[turn % 2 :: 2]
        kept_out = [w for w in asking if not crowd.may(w, door) and door not in REFUSED_TO_ALL]
        real = await crowd.knocks(*((who, door, crowd.target) for who in kept_out))
        none = await crowd.knocks(*((who, door, _missing(crowd, who)) for who in kept_out))
        for who, one, other in zip(kept_out, real, none, strict=True):
            if one.text != other.text:
                differing.append((door, who, one.text, other.text))

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
    """E2, I12: every organiser's act that somebody else of the case's server tries leaves one line."""
    silent = []

    for door in doors.every_door():
        if doors.needs(door) is not Role.ORGANISER:
            continue
        for who in ("owner", "outsider", "administrator"):
            before = doors.refusals(crowd.directory)
            await crowd.knock(who, door)
            if (lines := doors.refusals(crowd.directory) - before) != 1:
                silent.append((door, who, lines))

    assert silent == []
