"""Discord fails in every way it has (security brief, C): nothing is lost, doubled or shown to others."""

import asyncio

import pytest

from bot.demo import moves
from bot.demo.people import Person
from bot.ui import replies
from bot.ui.errors import UNKNOWN_INTERACTION
from tests.flows.line import Fault, real_line
from tests.scene import FEBRUARY, SCAM, Scene, registration

EXPIRED_TOKEN, MISSING_PERMISSIONS = 50027, 50013


async def _told(scene: Scene, person: Person) -> None:
    """Who tries to join again is told that they are registered, and led to their file."""
    page = await person.press(scene.panel, "join")
    if page.offers("join.open", "self"):
        page = await person.fill(await person.press(page, "join.open", "self"), registration())
        assert page.refused
        assert page.offers("me")
    assert moves.ref_of(await moves.home(person)) == (await scene.file(person)).ref


async def test_c1_c2_a_broken_answer_is_sent_again_and_the_registration_stands(scene: Scene) -> None:
    """C1, C2: whatever happens to the first answer, it arrives, once, and one member is registered."""
    for number, fault in enumerate(Fault, 1):
        person = scene.newcomer(f"amelie-{fault}")
        form = await person.press(await person.press(scene.panel, "join"), "join.open", "self")

        async with real_line(scene.world) as line:
            line.faults = [fault]
            seen = await person.fill(form, registration())

        assert (fault, line.asked["callback"], len(seen.messages)) == (fault, 2, 1)
        assert not seen.refused
        assert moves.ref_of(seen) == (await scene.file(person)).ref
        assert await scene.count() == number


async def test_c2_a_line_that_stays_broken_loses_no_registration(scene: Scene) -> None:
    """C2: no answer gets through; the registration stands, Join says so next time, nothing is doubled."""
    person = scene.newcomer("amelie")
    form = await person.press(await person.press(scene.panel, "join"), "join.open", "self")

    async with real_line(scene.world) as line:
        line.faults = [Fault.RESET] * 20
        silent = await person.fill(form, registration())

    assert silent.messages == ()
    assert len(scene.world.failures) == 2  # the answer and the apology
    scene.world.failures.clear()
    await _told(scene, person)
    assert (await moves.home(person)).offers("scams")
    assert await scene.count() == 1


async def test_c2_who_pressed_a_button_meanwhile_is_answered_after_the_outage(scene: Scene) -> None:
    """C2: a form and an announced answer get through a lost acknowledgement, as one message."""
    person = await scene.member("amelie", concerned=[FEBRUARY])

    async with real_line(scene.world) as line:
        line.faults = [Fault.LOST]
        form = await person.command("scam")
        line.faults = [Fault.RESET]
        saved = await person.fill(form, SCAM)

    assert form.form is not None
    assert len(saved.messages) == 1
    assert len((await scene.file(person)).scams) == 1


async def test_c3_too_late_to_answer_is_done_and_found_later(scene: Scene) -> None:
    """C2, C3: after 10062 or an error of Discord's the registration is there, once, and is said to be."""
    for number, fault in enumerate((UNKNOWN_INTERACTION, 0), 1):
        person = scene.newcomer(f"amelie-{number}")
        form = await person.press(await person.press(scene.panel, "join"), "join.open", "self")
        scene.world.simulation.inject_error(
            "POST", "/interactions/*/callback", status=404 if fault else 500, code=fault
        )

        seen = await person.fill(form, registration())

        await _told(scene, person)
        assert await scene.count() == number
        assert (seen.messages == ()) == bool(fault)
    assert scene.world.bot.router.errors.weather[UNKNOWN_INTERACTION] == 1
    assert "/mon-dossier" in seen.text
    assert len(scene.world.failures) == 1
    scene.world.failures.clear()


async def test_b6_who_would_wait_too_long_is_acknowledged(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B6, M2: before Discord gives up, a form is acknowledged and answered later; a window is refused."""
    person = scene.newcomer("amelie")
    form = await person.press(await person.press(scene.panel, "join"), "join.open", "self")

    def at_once(interaction: replies.Interaction, _: float | None) -> None:
        """As though the database had been locked for two seconds, which the simulated clock cannot tell."""
        asyncio.get_running_loop().call_soon(asyncio.ensure_future, replies.think(interaction))

    monkeypatch.setattr(replies, "be_patient", at_once)
    for late in ("form", "window"):
        sent = len(scene.world.requests)
        seen = await (person.fill(form, registration()) if late == "form" else person.command("scam"))

        paths = [request.path for request in list(scene.world.requests)[sent:]]
        assert [path.split("/")[1] for path in paths] == ["interactions", "webhooks"]
        assert len(seen.messages) == 1
        assert seen.private

    assert await scene.count() == 1
    assert seen.refused
    monkeypatch.undo()
    assert (await person.command("scam")).form is not None


async def test_c5_letters_whose_time_ran_out_are_made_again_on_request(scene: Scene) -> None:
    """C5: the token expires while letters are drawn: nothing is posted anywhere, the next request works."""
    person = await scene.member("amelie", concerned=[FEBRUARY])
    public = [m.id for m in person.channel.history() if not m.flags.ephemeral]
    sent = len(scene.world.requests)
    scene.world.simulation.inject_error("POST", "/webhooks/*", status=401, code=EXPIRED_TOKEN, times=None)

    await person.command("my-letter")

    tried = [r.path for r in list(scene.world.requests)[sent:]]
    assert [path for path in tried if path.startswith("/channels")] == []
    assert [m.id for m in person.channel.history() if not m.flags.ephemeral] == public
    assert scene.world.bot.router.errors.weather[EXPIRED_TOKEN] == 1
    scene.world.simulation.backend.faults.clear()
    seen = await person.command("my-letter")
    assert {data[:5] for name, data in seen.files.items() if name.endswith(".pdf")} == {b"%PDF-"}


async def test_c7_a_channel_that_is_closed_to_the_bot_is_told_once(scene: Scene) -> None:
    """C7: a panel that Discord refuses is told to the organiser who asked, after one try, and to nobody."""
    scene.world.simulation.inject_error(
        "POST", "/channels/*/messages", status=403, code=MISSING_PERMISSIONS, times=None
    )
    sent = len(scene.world.requests)

    seen = await scene.organiser.command("case panel")

    assert seen.refused
    assert seen.private
    assert len([r for r in list(scene.world.requests)[sent:] if r.path.endswith("/messages")]) == 1


async def test_c9_a_new_session_doubles_nothing(scene: Scene) -> None:
    """C9: nothing is begun when Discord says that a session is ready, so a second one begins nothing."""
    bot, person = scene.world.bot, await scene.member("amelie")
    loops = (bot._forget, bot._look)
    before = {loop.get_task() for loop in loops}

    for event in ("connect", "ready", "resumed", "disconnect", "ready"):
        bot.dispatch(event)
    await asyncio.sleep(0)

    assert {loop.get_task() for loop in loops} == before
    assert not [name for name in ("on_connect", "on_ready", "on_resumed") if hasattr(bot, name)]
    assert len((await moves.home(person)).messages) == 1


BROKEN: dict[str, dict[str, object]] = {
    "no member": {"member": None},
    "no data": {"data": None},
    "data of another shape": {"data": {"custom_id": 7, "component_type": "x"}},
    "unknown component": {"data": {"custom_id": "v1:me:-", "component_type": 99}},
    "no message": {"message": None},
    "more than agreed": {"data": {"custom_id": "v1:me:-:-", "component_type": 2, "new": {"a": [1]}}, "x": {}},
    "unknown server": {"guild_id": "42", "guild": None},
    "unknown kind": {"type": 99},
}


async def test_c10_a_malformed_event_harms_nobody_else(scene: Scene) -> None:
    """C10: whatever is missing, new or of another shape, nothing is stored and the next press is answered."""
    person = await scene.member("amelie")
    page = await moves.home(person)
    before = await scene.file(person)
    for name, changes in BROKEN.items():
        built = scene.world.simulation.component(person.actor, page.messages[0].handle, "v1:me:-")
        for key, value in changes.items():
            if value is None:
                built.payload.pop(key, None)
            else:
                built.payload[key] = value
        if "member" not in built.payload:  # the simulator itself looks for somebody
            built.payload["user"] = {"id": str(person.id)}

        await person.raw(built)

        assert (name, await scene.file(person)) == (name, before)
        assert (await moves.home(person)).offers("scams")


async def test_c13_commands_that_discord_does_not_take_are_offered_again(scene: Scene) -> None:
    """C13: the bot starts with the commands of before, serves, and publishes again ten minutes later."""
    world = scene.world
    person = await scene.member("amelie")
    world.simulation.inject_error("PUT", "/applications/*/commands", status=429)
    await world.restart()
    sent = len(world.requests)

    assert (await moves.home(person)).offers("scams")
    await world.simulation.advance_time(601)

    published = [r for r in list(world.requests)[sent:] if r.method == "PUT"]
    assert [r.path.rsplit("/", 1)[-1] for r in published] == ["commands"]
    assert not world.bot._publish.is_running()


async def test_c15_a_server_without_the_bot_keeps_its_case(scene: Scene) -> None:
    """C15: an outage of the server, and the bot being removed and invited again, change nothing stored."""
    person = await scene.member("amelie")
    before = await scene.file(person)
    backend, guild = scene.world.simulation.backend, str(scene.world.home.guild.id)

    for payload in ({"id": guild, "unavailable": True}, {"id": guild}):
        backend.emit("GUILD_DELETE", payload)
        await asyncio.sleep(0)
        assert await scene.file(person) == before

    assert (await moves.home(person)).offers("scams")
    assert await scene.count() == 1
