"""Deliveries that Discord repeats, and people who act at the same moment."""

import random

import pytest

from bot.demo import moves
from bot.demo.people import Person, Seen
from bot.demo.simulator import Delivery
from bot.demo.world import TEAM
from bot.domain.codes import Channel
from tests.scene import (
    AFTER,
    CERBA,
    CONCERNED,
    CONTROLLER,
    FEBRUARY,
    HARM,
    LEAKED,
    SCAM,
    STEP,
    Scene,
    registration,
)

ROUNDS = 40


def built(scene: Scene, person: Person, form: Seen, answers: dict[str, object]) -> Delivery:
    """The submission of a form, ready to be delivered."""
    assert form.result is not None
    return scene.world.simulation.modal(person.actor, form.result, answers)


async def test_a_registration_delivered_twice_is_one(scene: Scene) -> None:
    """D2: the same submission delivered twice registers one member, with one answer, and nothing fails."""
    person = scene.newcomer("amelie")
    form = await person.press(await person.press(scene.panel, "join"), "join.open", "self")
    delivery = built(scene, person, form, registration())

    await person.raw(delivery, delivery)

    assert len(await scene.files(person)) == 1
    assert await scene.count() == 1


async def test_a_double_press_on_join_registers_once(scene: Scene) -> None:
    """D1: two openings of the form, both submitted at once under two ids, register one member."""
    person = scene.newcomer("amelie")
    page = await person.press(scene.panel, "join")
    forms = [await person.press(page, "join.open", "self") for _ in range(2)]

    answers = await person.raw(*(built(scene, person, form, registration()) for form in forms))

    assert await scene.count() == 1
    assert sorted(seen.refused for seen in answers) == [False, True]


@pytest.mark.parametrize("pauses", [(0,), (1,), (3,), (10,), (40,)])
async def test_entries_delivered_twice_are_kept_once(scene: Scene, pauses: tuple[int, ...]) -> None:
    """Scam, harm and step delivered twice, close together or apart, are recorded once each."""
    person = await scene.member("amelie", concerned=[FEBRUARY])
    scam = await person.command("scam")
    harm = await person.press(await person.press(await moves.home(person), "harms"), "harm.new")
    step = await person.press(await person.press(await moves.home(person), "steps"), "step.new")
    if step.form is None:
        step = await person.choose(step, "step.pick", [FEBRUARY])

    for form, answers in ((scam, SCAM), (harm, HARM), (step, STEP)):
        delivery = built(scene, person, form, answers)
        await person.raw(delivery, delivery, pauses=pauses)

    file = await scene.file(person)
    assert [len(file.scams), len(file.harms), len(file.steps)] == [1, 1, 1]


async def test_a_repeat_after_a_restart_is_kept_once(scene: Scene) -> None:
    """A submission that Discord delivers again after the bot was restarted has no second effect."""
    person = await scene.member("amelie")
    delivery = built(scene, person, await person.command("scam"), SCAM)
    await person.raw(delivery)

    await scene.world.restart()
    await person.raw(delivery)

    assert len((await scene.file(person)).scams) == 1


async def test_a_case_created_twice_is_one(scene: Scene) -> None:
    """The creation of a case delivered twice opens one case and burns one code."""
    world = scene.world
    person = world.person("oskar", "de", server=world.other, rights=TEAM)
    form = await person.command("case create")
    delivery = built(scene, person, form, {"code": world.organiser_code(), "pack": [CERBA], **CONTROLLER})

    await person.raw(delivery, delivery)

    assert (await person.command("case progress")).private
    assert (await person.command("case close")).offers("case.close.yes")


async def test_two_members_at_once_keep_their_own(scene: Scene) -> None:
    """D3: two members who submit the same form at one moment, in any interleaving, keep their own."""
    rng = random.Random(3)
    amelie = await scene.member("amelie")
    bastien = await scene.member("bastien")

    for _ in range(ROUNDS):
        deliveries = [
            built(scene, person, await person.command("scam"), {**SCAM, "channel": [channel]})
            for person, channel in ((amelie, "SMS"), (bastien, "CALL"))
        ]
        rng.shuffle(deliveries)
        await amelie.raw(*deliveries, pauses=[rng.randrange(30)])

    assert [s.channel for s in (await scene.file(amelie)).scams] == [Channel.SMS] * ROUNDS
    assert [s.channel for s in (await scene.file(bastien)).scams] == [Channel.CALL] * ROUNDS


async def test_each_sees_the_answer_to_their_own_form(scene: Scene) -> None:
    """The page that answers a form shown at the same moment as another is about its sender only."""
    people = [await scene.member(name) for name in ("amelie", "bastien", "chloe")]
    refs = [(await scene.file(person)).ref for person in people]

    answers = await people[0].raw(
        *[built(scene, p, await p.command("scam"), SCAM) for p in people], pauses=[1, 2]
    )

    assert [moves.ref_of(seen) for seen in answers] == refs


async def test_a_crowd_registers_at_once(scene: Scene) -> None:
    """Thirty people whose forms arrive in one moment are all registered, each under their own reference."""
    crowd = [scene.newcomer(f"person-{n}") for n in range(30)]
    deliveries = []
    for person in crowd:
        form = await person.press(await person.press(scene.panel, "join"), "join.open", "self")
        deliveries.append(built(scene, person, form, registration()))

    await crowd[0].raw(*deliveries)

    refs = {(await scene.file(person)).ref for person in crowd}
    assert len(refs) == await scene.count() == 30


async def test_a_crowd_is_acknowledged_before_it_is_served(scene: Scene) -> None:
    """B6: whoever comes while many are served is acknowledged first, in private; the answer follows.

    A form's window cannot follow, so it comes as it does otherwise.
    """
    world, person = scene.world, scene.newcomer("amelie")
    world.bot.router.crowd = 0

    async def told(seen: Seen) -> tuple[Seen, list[object]]:
        kinds = [call.json["type"] for call in list(world.requests)[sent:] if call.path.endswith("/callback")]
        assert seen.private
        return seen, kinds

    sent = len(world.requests)
    page, kinds = await told(await person.press(scene.panel, "join"))
    assert kinds == [5]
    sent = len(world.requests)
    form, kinds = await told(await person.press(page, "join.open", "self"))
    assert kinds == [9]
    sent = len(world.requests)
    home, kinds = await told(await person.fill(form, registration()))
    assert kinds == [5]
    assert moves.ref_of(home) == (await scene.file(person)).ref
    sent = len(world.requests)
    _, kinds = await told(await person.press(await person.press(home, "receipt"), "receipt.new"))
    assert kinds == [5, 5]
    assert await scene.count() == 1
    assert world.bot.router._running == 0


async def test_different_entries_of_one_member_at_once(scene: Scene) -> None:
    """One member's forms that arrive together are all recorded."""
    person = await scene.member("amelie", concerned=[FEBRUARY])
    page = await person.press(await moves.home(person), "incident", FEBRUARY)
    leaked = await person.press(page, "leaked")
    again = await person.press(
        await person.press(await moves.home(person), "incident", FEBRUARY), "incident.yes"
    )
    harm = await person.press(await person.press(await moves.home(person), "harms"), "harm.new")
    scam = await person.command("scam")

    await person.raw(
        built(scene, person, leaked, LEAKED),
        built(scene, person, harm, HARM),
        built(scene, person, scam, SCAM),
        built(scene, person, again, CONCERNED),
    )

    file = await scene.file(person)
    assert [len(file.scams), len(file.harms), len(file.exposures) > 0] == [1, 1, True]


async def test_erasing_while_a_form_arrives_leaves_nothing(scene: Scene) -> None:
    """A scam form that arrives together with the erasure leaves no entry behind, whatever comes first."""
    for pause in (0, 1, 2, 5, 20):
        person = await scene.member(f"amelie-{pause}")
        scam = built(scene, person, await person.command("scam"), SCAM)
        page = await moves.ask_to_erase(person)
        message, control = page.find("erase.yes")
        erase = scene.world.simulation.component(person.actor, message.handle, control.custom_id)

        await person.raw(erase, scam, pauses=[pause])

        assert await scene.files(person) == []
    assert await scene.count() == 0


async def test_after_a_loss_the_rest_is_recorded(scene: Scene) -> None:
    """Recording what came of a contact twice, as two people might on one account, keeps the last answer."""
    person = await scene.member("amelie")
    page = await moves.add_scam(person, SCAM)
    forms = [await person.press(page, "scam.after") for _ in range(2)]

    await person.raw(
        built(scene, person, forms[0], AFTER),
        built(scene, person, forms[1], {**AFTER, "loss": "10"}),
    )

    (scam,) = (await scene.file(person)).scams
    assert scam.loss_cents in (1234_56, 10_00)
