"""Every form and page, in every language, within Discord's limits and with nothing of ours cut off."""

from typing import Any

import pytest

from bot.demo import moves
from bot.demo.people import Seen
from bot.demo.world import World
from bot.text import LANGUAGES, tr
from bot.ui import doors
from tests.frozen import frozen_text
from tests.laws.doors import Target, needs
from tests.laws.test_permissions import recipient
from tests.scene import AFTER, FEBRUARY, HARM, SCAM, STEP, Scene, actor

# A label may end in an ellipsis of its own ("WhatsApp, Signal…"); one that was cut is as long as a limit.
SHORTEST_LIMIT = 40
# Where a pack's own words stand, which may be longer than Discord's place for them.
FROM_THE_PACK = {"pack", "organisation", "authority", "case"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_form_fits_in_every_language(world: World, language: str) -> None:
    """Each form opens for its owner; no title, label, hint or option of ours ends in an ellipsis.

    The world's own check holds every request against Discord's file.
    """
    scene = await Scene.begin(world, world.person("olivia", language))
    owner = await scene.member("amelie", language, concerned=[FEBRUARY])
    await moves.add_scam(owner, SCAM, AFTER)
    await moves.add_harm(owner, await moves.home(owner), HARM)
    await moves.add_step(owner, await moves.home(owner), FEBRUARY, STEP)
    file = await scene.file(owner)
    entries = {"scam": file.scams[0].id, "harm": file.harms[0].id, "step": file.steps[0].id}
    lane, holder = await recipient(scene)
    frozen = (await frozen_text(world.app.services.cases._deps, scene.case, [file], "cnil")).id
    target = Target(scene.case, file.ref, entries, lane=lane, holder=holder, frozen=frozen)
    cut: list[tuple[str, str]] = []

    for name, door in doors.FORMS.items():
        person = scene.organiser if needs(name).value == "organiser" else owner
        custom_id = target.custom_id(door).replace(":fr:", f":{language}:")
        page = await person.command("language")
        opened = await _again(scene, person, page, custom_id)
        assert opened.form is not None, name
        cut += [
            (name, text)
            for text in _own_words(opened.form)
            if text.endswith("…") and len(text) >= SHORTEST_LIMIT
        ]

    assert cut == []


async def _again(scene: Scene, person: Any, page: Seen, custom_id: str) -> Seen:
    """Press a button that opens a form."""
    forged = scene.world.simulation.component(
        person.actor, page.messages[0].handle, f"v1:again:{custom_id.removeprefix('v1:')}"
    )
    (seen,) = await person.raw(forged)
    assert isinstance(seen, Seen)
    return seen


def _own_words(form: dict[str, Any]) -> list[str]:
    words = [form["title"]]
    for part in form["components"]:
        component = part.get("component") or {}
        words += [part.get("label") or "", part.get("description") or "", component.get("placeholder") or ""]
        if component.get("custom_id") not in FROM_THE_PACK:
            words += [
                o[k] for o in component.get("options") or () for k in ("label", "description") if o.get(k)
            ]
    return words


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_panel_speaks_the_language_asked_for(world: World, language: str) -> None:
    """An organiser posts the panel in the language of the group, whatever their own client says."""
    scene = await Scene.begin(world, world.person("olivia", "en-GB"))

    await scene.organiser.command("case panel", language=language)
    panel = await world.panel(scene.organiser)
    file = await world.app.services.cases.view(actor(scene.organiser), scene.case)

    assert file.title(language) in panel.text


async def test_a_language_chosen_before_joining_holds(scene: Scene) -> None:
    """Somebody with a French client reads German from the panel's button to their own page."""
    person = scene.newcomer("jonas", "fr")

    about = await person.press(scene.panel, "about", scene.case, "de")
    form = await person.press(await person.press(about, "join"), "join.open", scene.case, "de", "-", "self")
    page = await person.fill(form, {"consents": ["register"], "residence": ["DE"]})
    later = await person.command("me")

    assert await scene.world.app.services.enrol.language(actor(person), scene.case) == "de"
    assert [tr("Suspicious contacts", "de") in seen.text for seen in (page, later)] == [True, True]
