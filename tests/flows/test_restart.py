"""The bot's process ends and another takes over; people notice nothing, or are told."""

from bot.demo import moves
from tests.scene import AFTER, FEBRUARY, SCAM, Scene, registration


async def test_the_panel_outlives_a_restart(scene: Scene) -> None:
    """The Join button on a panel posted by an earlier process works."""
    await scene.world.restart()
    person = scene.newcomer("amelie")

    await moves.join(person, scene.panel, registration())

    assert len(await scene.files(person)) == 1


async def test_a_form_that_was_open_is_taken(scene: Scene) -> None:
    """D4: a form opened before the restart and sent after it is recorded; nobody types twice."""
    person = await scene.member("amelie")
    form = await person.command("scam")

    await scene.world.restart()
    seen = await person.fill(form, SCAM)

    assert len((await scene.file(person)).scams) == 1
    assert seen.offers("scam.after")


async def test_a_registration_form_that_was_open_is_taken(scene: Scene) -> None:
    """D4: the registration form itself survives as well."""
    person = scene.newcomer("amelie")
    form = await person.press(await person.press(scene.panel, "join"), "join.open", "self")

    await scene.world.restart()
    await person.fill(form, registration())

    assert len(await scene.files(person)) == 1


async def test_a_refused_form_after_a_restart_still_helps(scene: Scene) -> None:
    """The way back to a refused form works after a restart, at worst with empty fields."""
    person = await scene.member("amelie")
    refused = await person.fill(await person.command("scam"), {**SCAM, "on": "hier"})

    await scene.world.restart()
    again = await person.press(refused, "again")
    await person.fill(again, SCAM)

    assert len((await scene.file(person)).scams) == 1


async def test_everything_recorded_is_there_after_a_restart(scene: Scene) -> None:
    """Every entry, the language and the organiser are as they were."""
    person = await scene.member("amelie", concerned=[FEBRUARY])
    await moves.add_scam(person, SCAM, AFTER)
    before = await scene.file(person)

    await scene.world.restart()

    assert await scene.file(person) == before
    assert (await scene.organiser.command("case progress")).private
    assert await scene.count() == 1


async def test_pages_of_the_earlier_process_still_lead_on(scene: Scene) -> None:
    """A page that was open before the restart goes on working: its buttons carry all they need."""
    person = await scene.member("amelie")
    page = await moves.home(person)

    await scene.world.restart()
    listed = await person.press(page, "harms")

    assert listed.offers("harm.new")
