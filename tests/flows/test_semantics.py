"""Interactions that overlap, repeat, come late or from the wrong place (security brief, groups D and E)."""

import random
from dataclasses import replace

import pytest
from discord import AppCommandType
from sqlalchemy import event

from bot.demo import moves
from bot.demo.people import Person
from bot.demo.world import ADMINISTRATOR
from bot.domain.errors import NotFoundError
from bot.packs import Library
from bot.ui import doors
from bot.ui.pace import MOST, MOST_REFUSED, Pace, TooFastError
from tests.laws.doors import menu
from tests.scene import SCAM, Scene, actor, registration


def places(scene: Scene, person: Person, ref: str, country: str) -> object:
    """The form of countries, sent by somebody who has it open."""
    custom_id = doors.PLACES_FORM.id(scene.case, ref, country, "0" * 8)
    parts = [{"type": 18, "component": {"custom_id": k, **v}} for k, v in
             {"residence": menu(country), "work": menu()}.items()]  # fmt: skip
    return scene.world.simulation.form(person.actor, person.channel, custom_id, parts)


async def test_d3_nobodys_form_is_taken_for_anothers(scene: Scene) -> None:
    """D3: the same form sent by two people at once, in any order, is answered and stored for its sender.

    Five times five submissions of each run beside one another. What could mix them up is not there at all:
    no open form is kept in memory between being shown and being sent.
    """
    rng = random.Random(7)
    amelie, bastien = await scene.member("amelie"), await scene.member("bastien")
    refs = {p.id: (await scene.file(p)).ref for p in (amelie, bastien)}
    own = {amelie.id: ("FR", "BE", "ES"), bastien.id: ("LU", "DE", "IT")}

    await amelie.command("scam")
    assert not scene.world.bot._connection._view_store._modals
    for _ in range(5):
        sent = [(p, rng.choice(own[p.id])) for p in [amelie, bastien] * 5]
        rng.shuffle(sent)
        deliveries = [places(scene, p, refs[p.id], country) for p, country in sent]
        answers = await amelie.raw(*deliveries, pauses=[rng.randrange(12) for _ in sent])  # type: ignore[arg-type]
        for (person, _), seen in zip(sent, answers, strict=True):
            assert moves.ref_of(seen) == refs[person.id]
        for person in (amelie, bastien):
            assert (await scene.file(person)).residence in own[person.id]


async def test_d6_after_leaving_erasing_or_being_gone_a_form_is_refused(scene: Scene) -> None:
    """D6: a form that was open when its author left the action or erased is refused; nothing is stored."""
    for way in ("leave", "erase"):
        person = await scene.member(f"amelie-{way}")
        form = await person.command("scam")
        if way == "leave":
            await moves.leave(person, await moves.home(person))
        else:
            await moves.erase(person)

        seen = await person.fill(form, SCAM)

        assert seen.refused
        assert [file.scams for file in await scene.files(person)] == ([()] if way == "leave" else [])


async def test_d13_consent_is_to_the_words_shown(scene: Scene) -> None:
    """D13: when the notice changed between reading and agreeing, every door asks to read it again.

    What is stored of a consent is the hash of the very text that the person was shown.
    """
    person, member = scene.newcomer("amelie"), await scene.member("bastien", consents=("register",))
    services = scene.world.app.services
    joining = await person.press(await person.press(scene.panel, "join"), "join.open", "self")
    consenting = await member.press(await moves.home(member), "consents")
    case = await services.cases.view(actor(scene.organiser), scene.case)
    changed = replace(case.config, controller_name="Somebody else")
    await services.cases.configure(actor(scene.organiser), scene.case, changed)

    refused = [
        await person.fill(joining, registration()),
        await member.fill(consenting, {"consents": ["complaint"]}),
    ]

    assert all(seen.refused and seen.offers("notice") for seen in refused)
    assert await scene.files(person) == []
    assert len((await scene.file(member)).consents) == 1
    page = await person.press(await person.press(scene.panel, "join"), "join.open", "self")
    await person.fill(page, registration())
    notice = await services.notice.notice(actor(person), scene.case, "fr")
    member_id = (await scene.file(person)).id
    async with scene.world.app.store.reading() as tx:
        ledger = await tx.consents.history(member_id)
    assert {row.language for row in ledger} == {"fr"}
    assert {row.text_sha256 for row in ledger} == {notice.version}


async def test_d15_one_person_cannot_flood_others_are_not_affected(scene: Scene) -> None:
    """D15: whoever is faster than anybody reads is refused in words; others join meanwhile.

    What was refused before leaves the right tries their room.
    """
    flood, other, clumsy = (scene.newcomer(name) for name in ("flood", "other", "clumsy"))
    now = [0.0]
    scene.world.bot.router.pace = Pace(10, 40, clock=lambda: now[0])

    tries = [scene.world.simulation.command(flood.actor, flood.channel, "join") for _ in range(30)]
    answers = await flood.raw(*tries)
    for _ in range(15):
        (wrong,) = await clumsy.raw(
            scene.world.simulation.form(clumsy.actor, clumsy.channel, "v1:nothing:x", [])
        )
        assert wrong.refused
    joined = [await moves.join(person, scene.panel, registration()) for person in (other, clumsy)]

    assert [seen.refused for seen in answers].count(True) == 20
    throttled = next(seen for seen in answers if seen.refused)
    assert throttled.private
    assert "une minute" in throttled.text
    assert [seen.refused for seen in joined] == [False, False]
    assert (await flood.command("join")).refused
    now[0] += 61
    assert not (await flood.command("join")).refused


def test_d15_a_hundred_in_a_minute_are_too_many() -> None:
    """D15: of a hundred acts of one person within a minute forty are refused; another person's are not."""
    pace, refused = Pace(clock=lambda: 0.0), 0
    for _ in range(100):
        try:
            pace.enter(1)
        except TooFastError:
            refused += 1
    pace.enter(2)

    assert refused == 100 - MOST == 40
    assert MOST_REFUSED > MOST


def test_d15_whose_acts_are_counted_is_not_kept() -> None:
    """D15: the counts hold no account, and are forgotten after a minute; the bot that runs has a limit."""
    now = [0.0]
    pace = Pace(clock=lambda: now[0])
    pace.enter(123456789012345678)
    assert "123456789012345678" not in repr(vars(pace))
    now[0] += 61
    pace.sweep()
    assert not pace._people


async def test_e8_two_servers_of_one_person_are_two_lives(scene: Scene) -> None:
    """E8: data, references and erasure of one account in two servers are strictly apart."""
    home = await scene.member("amelie")
    await moves.add_scam(home, SCAM)
    elsewhere = await Scene.begin(
        scene.world, scene.world.person("otto", server=scene.world.other, rights=ADMINISTRATOR)
    )
    there = scene.world.joins(home, scene.world.other)
    await moves.join(there, elsewhere.panel, registration("DE"))

    assert (await elsewhere.file(there)).ref != (await scene.file(home)).ref
    assert (await elsewhere.file(there)).scams == ()
    assert await elsewhere.count() == await scene.count() == 1
    await moves.erase(home)

    assert await scene.files(home) == []
    assert (await elsewhere.file(there)).residence == "DE"
    assert (await scene.count(), await elsewhere.count()) == (0, 1)


async def test_e3_there_is_nothing_to_complete_and_no_context_menu(scene: Scene) -> None:
    """E3: no option of a command is completed by the bot, and it has no context menu: nothing leaks there.

    Whoever adds one fails here, and adds it to the table of doors with its acts.
    """
    tree = scene.world.bot.tree
    completing = [
        (command.qualified_name, parameter.name)
        for command in tree.walk_commands()
        for parameter in getattr(command, "parameters", ())
        if parameter.autocomplete
    ]
    menus = [command.name for kind in (2, 3) for command in tree.get_commands(type=AppCommandType(kind))]

    assert completing == []
    assert menus == []


async def test_m6_a_storm_of_completions_asks_the_database_nothing(scene: Scene) -> None:
    """M6: nothing is completed, so requests to complete are dropped at the door, however many they are."""
    person = await scene.member("amelie")
    asked: list[object] = []
    engine = scene.world.app.store._engine.sync_engine
    event.listen(engine, "begin", asked.append)
    storm = []
    for _ in range(30):
        typed = [{"name": "pack", "type": 3, "value": "c", "focused": True}]
        built = scene.world.simulation.command(person.actor, person.channel, "case create", typed)
        built.payload["type"] = 4
        storm.append(built)

    answers = await person.raw(*storm)

    assert not any(seen.messages or seen.form for seen in answers)
    assert asked == []


async def test_e13_buttons_that_this_bot_did_not_post_are_ignored(scene: Scene) -> None:
    """E13: a look-alike of another bot or a webhook gets no answer and has no effect."""
    person = await scene.member("amelie")
    page = await moves.home(person)
    message, control = page.find("privacy")
    pressed = scene.world.simulation.component(person.actor, message.handle, control.custom_id)
    for author in ("1234567890", str(person.id)):
        pressed.payload["message"]["author"]["id"] = author
        (seen,) = await person.raw(pressed)
        assert not seen.messages
        assert seen.form is None
        pressed = scene.world.simulation.component(person.actor, message.handle, control.custom_id)

    (seen,) = await person.raw(pressed)
    assert seen.messages


async def test_e14_in_a_server_that_is_not_listed_every_command_says_so(scene: Scene) -> None:
    """E14: the bot stays inert there: each command is answered with one sentence, to the person alone."""
    stranger = scene.world.person("sam", "en-GB", server=scene.world.barred, rights=ADMINISTRATOR)
    texts = set()
    for name in doors.COMMANDS:
        if "organiser" in name:
            continue
        (seen,) = await stranger.raw(scene.world.simulation.command(stranger.actor, stranger.channel, name))
        assert seen.private
        if seen.form is None:
            texts.add(seen.text)
    assert len(texts) == 1
    assert "not set up for this server" in texts.pop()


NAMES = ("../cerba-2021", "..\\cerba-2021", "/etc/passwd", "C:\\x", "CON", "a\0b", "x" * 300, ".",
         "cerba-2021.", "cerba-2021 ", "cérba-2021", "ce\u0301rba-2021", "-", "")  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_e16_a_name_is_never_a_path(name: str) -> None:
    """E16: what is asked for as a pack is found by its name among those loaded, never on the disk."""
    with pytest.raises(NotFoundError):
        Library(None).get(name)


async def test_e16_paths_in_options_are_answered_kindly(scene: Scene) -> None:
    """E16: a path where a pack or a language is asked for opens no more than the usual form or page."""
    organiser = scene.organiser
    for name in NAMES:
        for command, option in (("case create", "pack"), ("case panel", "language")):
            built = scene.world.simulation.command(
                organiser.actor, organiser.channel, command, [{"name": option, "type": 3, "value": name}]
            )
            (seen,) = await organiser.raw(built)
            assert seen.form is not None or seen.private
            assert "passwd" not in seen.text
