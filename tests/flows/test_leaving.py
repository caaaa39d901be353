"""Leaving, coming back, erasing: as easy as joining."""

from bot.demo import moves
from bot.domain.codes import MemberStatus, Purpose
from tests.scene import AFTER, FEBRUARY, SCAM, Scene, actor, registration


async def test_leaving_takes_the_person_out_of_every_figure(scene: Scene) -> None:
    """Whoever leaves is counted nowhere, and their consents are withdrawn; others stay."""
    amelie = await scene.member("amelie", concerned=[FEBRUARY])
    await scene.member("bastien", concerned=[FEBRUARY])

    await moves.leave(amelie, await moves.home(amelie))

    file = await scene.file(amelie)
    assert file.status is MemberStatus.WITHDRAWN
    assert file.consents == frozenset()
    assert await scene.count() == 1


async def test_coming_back_keeps_reference_and_entries(scene: Scene) -> None:
    """Who comes back consents anew and finds the old reference and entries."""
    person = await scene.member("amelie", concerned=[FEBRUARY])
    await moves.add_scam(person, SCAM, AFTER)
    before = await scene.file(person)
    await moves.leave(person, await moves.home(person))

    await moves.join(person, scene.panel, registration(consents=["register"]))

    after = await scene.file(person)
    assert after.status is MemberStatus.REGISTERED
    assert after.consents == {Purpose.REGISTER}
    assert (after.ref, after.scams) == (before.ref, before.scams)


async def test_erasing_leaves_nothing(scene: Scene) -> None:
    """Erasing removes the registration at once; whoever registers again is somebody new."""
    person = await scene.member("amelie", concerned=[FEBRUARY])
    await moves.add_scam(person, SCAM, AFTER)
    before = await scene.file(person)

    await moves.erase(person)

    assert await scene.files(person) == []
    assert await scene.count() == 0
    await moves.join(person, scene.panel, registration())
    after = await scene.file(person)
    assert after.ref != before.ref
    assert after.scams == ()


async def test_a_mistaken_press_erases_nothing(scene: Scene) -> None:
    """Erasing and leaving ask once more before anything happens."""
    person = await scene.member("amelie")

    await moves.ask_to_erase(person)
    await person.press(await person.command("privacy"), "leave")

    assert (await scene.file(person)).status is MemberStatus.REGISTERED


async def test_after_erasure_every_old_page_is_dead(scene: Scene) -> None:
    """A page and a form that were open before the erasure change and reveal nothing afterwards."""
    person = await scene.member("amelie")
    page = await moves.home(person)
    form = await person.command("scam")
    await moves.erase(person)

    pressed = await person.press(page, "scams")
    await person.raw(scene.world.simulation.modal(person.actor, form.result, SCAM))

    assert pressed.private
    assert await scene.files(person) == []
    assert await scene.count() == 0


async def test_k7_leaving_the_server_changes_nothing(scene: Scene) -> None:
    """K7: who leaves the server, or is removed from it, is still counted and finds the same file again."""
    person = await scene.member("amelie", concerned=[FEBRUARY])
    await moves.add_scam(person, SCAM, AFTER)
    before = await scene.file(person)

    scene.world.leaves(person)
    assert await scene.count() == 1
    back = scene.world.joins(person, scene.world.home)
    await moves.home(back)

    assert await scene.file(back) == before


async def test_a_dependant_has_a_file_of_their_own(scene: Scene) -> None:
    """A parent registers a child; the child's entries stand apart, and erasing one keeps the other."""
    parent = await scene.member("chloe", concerned=[FEBRUARY])
    own = (await scene.file(parent)).ref

    answers = {**registration(), "adult": ["yes"]}
    page = await moves.join(parent, await moves.home(parent), answers, capacity="child")
    child = moves.ref_of(page)
    await moves.add_scam(parent, SCAM, AFTER, ref=child)

    files = {f.ref: f for f in await scene.files(parent)}
    assert set(files) == {own, child}
    assert [len(files[own].scams), len(files[child].scams)] == [0, 1]

    left = await moves.leave(parent, await moves.home(parent, child))
    assert (await scene.files(parent))[1].status is MemberStatus.WITHDRAWN
    await parent.fill(await parent.press(left, "return", child), answers)
    files = {f.ref: f for f in await scene.files(parent)}
    assert set(files) == {own, child}
    assert files[child].status is MemberStatus.REGISTERED
    assert len(files[child].scams) == 1

    await moves.erase(parent, child)
    assert [f.ref for f in await scene.files(parent)] == [own]


async def test_a_dependant_needs_the_representatives_word(scene: Scene) -> None:
    """Without the tick of being of age and entitled, no dependant is registered."""
    parent = await scene.member("chloe")

    answers = {**registration(), "adult": []}
    page = await parent.press(await moves.home(parent), "join")
    form = await parent.press(page, "join.open", "child")
    delivery = scene.world.simulation.modal(parent.actor, form.result, {**answers, "adult": ["yes"]})
    for part in delivery.payload["data"]["components"]:
        if part.get("component", {}).get("custom_id") == "adult":
            part["component"]["values"] = []
    await parent.raw(delivery)

    assert len(await scene.files(parent)) == 1
    assert len(await scene.world.app.services.enrol.members(actor(parent), scene.case)) == 1
