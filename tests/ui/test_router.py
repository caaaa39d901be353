"""The router and its one error door, through the real bot."""

import re

import pytest

from bot.demo import moves
from bot.demo.world import World
from bot.text import tr
from bot.ui import doors
from bot.ui.errors import UNKNOWN_INTERACTION
from bot.ui.replies import ALREADY_ACKNOWLEDGED
from bot.ui.router import ExpiredError, IncompleteError, Router, pressed
from tests.scene import SCAM, Scene, actor

EXPIRED = tr(ExpiredError.text, "fr")


@pytest.mark.parametrize(
    "custom_id",
    [
        "v1:nothing",
        "v1:me",
        "v1:me:x:y:z",
        "v2:me:-",
        "v1:me:{case}:P-\N{FULLWIDTH DIGIT ONE}0000",
        "v1:scams:{case}:{ref}:9223372036854775808",
        "v1:scams:{case}:{ref}:-1",
        "v1:again:nothing",
        "v1:again:me:{case}:{ref}",
        "v1:again",
        "join",
        "",
        "x" * 100,
    ],
)
async def test_a_button_of_another_version_is_out_of_date(scene: Scene, custom_id: str) -> None:
    """D7, E6: whatever its id says, it has no effect and the person is told so in their language."""
    person = await scene.member("amelie")
    before = await scene.file(person)
    page = await moves.home(person)

    forged = custom_id.format(case=scene.case, ref=before.ref)
    (seen,) = await person.raw(
        scene.world.simulation.component(person.actor, page.messages[0].handle, forged)
    )

    assert EXPIRED in seen.text
    assert seen.private
    assert await scene.file(person) == before


@pytest.mark.parametrize("values", [None, [], ["x" * 200_000], [7], [["x"]], ["a", "b"], "INC-2021-02"])
async def test_a_menu_value_of_another_shape_is_refused(scene: Scene, values: object) -> None:
    """A menu takes one value of the kind that it offered."""
    person = await scene.member("amelie")
    page = await moves.home(person)
    ref = (await scene.file(person)).ref

    forged = scene.world.simulation.component(
        person.actor, page.messages[0].handle, doors.INCIDENT_SELECT.id(scene.case, ref), values
    )
    (seen,) = await person.raw(forged)

    assert seen.refused
    assert seen.private


async def test_a_press_delivered_twice_gets_one_reply(scene: Scene) -> None:
    """C8: Discord may deliver again after a broken connection; the second delivery is silent."""
    person = await scene.member("amelie")
    page = await moves.home(person)
    ref = (await scene.file(person)).ref
    delivery = scene.world.simulation.component(
        person.actor, page.messages[0].handle, doors.SCAMS.id(scene.case, ref, "0")
    )
    sent = len(scene.world.requests)

    await person.raw(delivery, delivery)

    assert len([r for r in list(scene.world.requests)[sent:] if r.path.endswith("/callback")]) == 1


@pytest.mark.parametrize("code", [UNKNOWN_INTERACTION, ALREADY_ACKNOWLEDGED])
async def test_discords_weather_is_counted_and_nothing_else(scene: Scene, code: int) -> None:
    """C3, C4: a person who is gone gets no answer, no failure is logged, and the next press works."""
    person = await scene.member("amelie")
    world = scene.world

    world.simulation.inject_error(
        "POST", "/interactions/*/callback", status=404 if code == UNKNOWN_INTERACTION else 400, code=code
    )
    await person.command("me")

    assert world.bot.router.errors.weather[code] >= 1
    assert world.failures == []
    assert (await moves.home(person)).offers("scams")


async def test_an_unforeseen_failure_is_an_apology_with_a_reference(scene: Scene) -> None:
    """The person learns a reference, the log has the same one, and neither holds what was typed."""
    person = await scene.member("amelie")
    form = await person.command("scam")
    world = scene.world
    world.simulation.inject_error("POST", "/interactions/*/callback", status=400, code=50035)

    seen = await person.fill(form, {**SCAM, "on": "16/03/2024"})

    (line,) = world.failures
    reference = re.search(r"[0-9a-f]{8}", seen.text)
    assert reference is not None
    assert reference[0] in line
    assert "2024" not in line
    world.failures.clear()


async def test_a_second_refusal_can_be_corrected_too(scene: Scene) -> None:
    """A form may be refused twice; each time it opens again with what was typed last."""
    person = await scene.member("amelie")
    first = await person.fill(await person.command("scam"), {**SCAM, "on": "hier"})
    second = await person.fill(await person.press(first, "again"), {**SCAM, "on": "demain"})

    opened = await person.press(second, "again")

    assert "demain" in str(opened.form)
    assert "hier" not in str(opened.form)


async def test_another_person_opens_the_form_empty(scene: Scene) -> None:
    """The way back to a form holds nothing for anybody but its author."""
    author, other = await scene.member("amelie"), await scene.member("bastien")
    refused = await author.fill(await author.command("scam"), {**SCAM, "on": "hier"})
    _, control = refused.find("again")
    page = await moves.home(other)

    forged = scene.world.simulation.component(other.actor, page.messages[0].handle, control.custom_id)
    (seen,) = await other.raw(forged)

    assert seen.refused
    assert seen.form is None


async def test_discord_keeps_no_view_of_ours(scene: Scene) -> None:
    """discord.py holds no open form and no page, however many were shown: nothing to leak or to mix up."""
    for name in ("amelie", "bastien", "chloe"):
        person = await scene.member(name)
        await person.command("scam")
        await moves.home(person)

    store = scene.world.bot._connection._view_store

    assert (len(store._views), len(store._modals)) == (0, 0)


async def test_the_bot_asks_for_nothing_it_does_not_need(world: World) -> None:
    """One intent, no privileged one; no ping is possible; nobody's messages are kept."""
    intents = world.bot.intents

    assert [name for name, wanted in intents if wanted] == ["guilds"]
    assert world.bot.allowed_mentions is not None
    assert world.bot.allowed_mentions.to_dict() == {"parse": []}


async def test_a_door_without_handler_stops_the_start(scene: Scene) -> None:
    """A bot that could leave a button unanswered does not start; nor one with an unlisted command."""
    whole, empty = scene.world.bot.router, Router(scene.world.app.services)

    whole.check(doors.COMMANDS)
    with pytest.raises(IncompleteError):
        empty.check(doors.COMMANDS)
    with pytest.raises(IncompleteError):
        whole.check([*doors.COMMANDS, "backdoor"])


async def test_a_door_is_answered_once(scene: Scene) -> None:
    """Two handlers for one button stop the start."""

    class Twice:
        @pressed(doors.ME)
        async def me(self) -> None:
            """Answer a door that is answered already."""

    with pytest.raises(IncompleteError, match="twice"):
        scene.world.bot.router.add(Twice())


async def test_two_cases_are_told_apart(scene: Scene) -> None:
    """A member of a closed case keeps it with /me; a member of both is asked which one."""
    both, first_only = await scene.member("amelie"), await scene.member("bastien")
    await scene.organiser.press(await scene.organiser.command("case close"), "case.close.yes")
    second = await Scene.begin(scene.world, scene.organiser)
    await moves.join(both, second.panel, {"consents": ["register"], "residence": ["LU"]})

    asked = await both.command("me")
    chosen = await both.choose(asked, "pick", [second.case])
    kept = await first_only.command("me")

    assert moves.case_of(chosen) == second.case
    assert moves.case_of(kept) == scene.case
    members = await scene.world.app.services.enrol.members(actor(both), second.case)
    assert [m.residence for m in members] == ["LU"]
