"""An organiser's path: a code, a case, the panel, progress, letters, closing."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.demo import moves
from bot.demo.world import ADMINISTRATOR, TEAM, World
from bot.domain.codes import FilingMode
from bot.letters.pool import RenderPool
from bot.ui import replies
from bot.ui.layout import Page
from tests.scene import AFTER, CERBA, CONTROLLER, FEBRUARY, SCAM, Scene, actor, registration


async def test_a_code_opens_one_case(world: World) -> None:
    """Whoever redeems the operator's code becomes organiser of a case from the pack."""
    person = world.person("olivia", "fr", rights=TEAM)

    page = await moves.open_case(person, world.organiser_code(), CERBA, CONTROLLER)

    (case,) = await world.app.services.cases.here(actor(person))
    assert case.id == moves.case_of(page)
    assert case.config.controller_name == CONTROLLER["name"]
    assert case.config.mode == FilingMode.INDIVIDUAL
    assert await world.app.services.cases.is_organiser(actor(person), case.id)


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC-DDDD", "", "0" * 200, "{0}", "🧬"])
async def test_a_wrong_code_opens_nothing(world: World, code: str) -> None:
    """A code that the operator did not make is refused in one sentence."""
    person = world.person("olivia", "fr", rights=TEAM)

    form = await person.command("case create")
    answers = {"code": "x", "pack": [CERBA], **CONTROLLER}
    delivery = world.simulation.modal(person.actor, form.result, answers)
    for part in delivery.payload["data"]["components"]:
        if part.get("component", {}).get("custom_id") == "code":
            part["component"]["value"] = code
    (seen,) = await person.raw(delivery)

    assert seen.private
    assert not seen.offers("case.panel")


async def test_a_code_works_once(world: World) -> None:
    """A code that was used opens nothing in another server either."""
    code = world.organiser_code()
    first = world.person("olivia", "fr", rights=TEAM)
    second = world.person("oskar", "de", server=world.other, rights=TEAM)

    await moves.open_case(first, code, CERBA, CONTROLLER)
    seen = await moves.open_case(second, code, CERBA, CONTROLLER)

    assert not seen.offers("case.panel")
    assert seen.offers("again")


async def test_a_code_expires(world: World) -> None:
    """A code is worth nothing after its time."""
    person = world.person("olivia", "fr", rights=TEAM)
    code = world.organiser_code(timedelta(hours=1))

    await world.simulation.advance_time(3601)
    seen = await moves.open_case(person, code, CERBA, CONTROLLER)

    assert not seen.offers("case.panel")


async def test_a_server_runs_one_open_case(scene: Scene) -> None:
    """A second case waits until the first is closed; the code is not lost by trying."""
    person, code = scene.teammate("oskar"), scene.world.organiser_code()

    refused = await moves.open_case(person, code, CERBA, CONTROLLER)
    assert not refused.offers("case.panel")

    await scene.organiser.press(await scene.organiser.command("case close"), "case.close.yes")
    opened = await moves.open_case(person, code, CERBA, CONTROLLER)
    assert opened.offers("case.panel")


async def test_only_allowed_servers_run_a_case(world: World) -> None:
    """In a server that the operator's settings do not list, nothing opens."""
    person = world.person("olivia", "fr", server=world.barred, rights=ADMINISTRATOR)

    seen = await person.command("case create")

    assert seen.private
    assert seen.form is None
    assert not seen.offers("case.panel")


async def test_the_panel_is_public_and_says_nothing_of_anybody(scene: Scene) -> None:
    """The panel stands in the channel for all, with Join, and names no member and no figure of members."""
    await scene.member("amelie")

    panel = await scene.world.panel(scene.newcomer("passer-by"))

    assert not panel.private
    assert panel.offers("join", scene.case)
    assert "P-" not in panel.text


async def test_progress_is_exact_and_pseudonymous(scene: Scene) -> None:
    """The organiser sees how many registered and whom they concern; no account name, no user id."""
    amelie = await scene.member("amelie", concerned=[FEBRUARY])
    await scene.member("bastien", residence="LU")
    await moves.add_scam(amelie, SCAM, AFTER)

    seen = await scene.organiser.command("case progress")

    assert seen.private
    assert "2" in seen.text
    assert "amelie" not in seen.text
    assert str(amelie.id) not in seen.text


async def test_a_collective_letter_is_a_pdf_that_only_the_organiser_sees(scene: Scene) -> None:
    """Drafting gives one PDF and its DOCX in a private answer, in the authority's language."""
    for name in ("amelie", "bastien"):
        await scene.member(name, concerned=[FEBRUARY])

    seen = await moves.draft(scene.organiser, {"authority": ["cnil"], "mode": "individual"})

    assert seen.private
    ((name, data), (editable, document)) = seen.files.items()
    assert name.endswith(".pdf")
    assert data.startswith(b"%PDF-")
    assert editable == f"{name.removesuffix('.pdf')}.docx"
    assert document.startswith(b"PK")


async def test_a_long_drawing_says_how_far_it_is(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a letter is drawn the organiser reads how many pages there are; then the letter stands there."""
    for name in ("amelie", "bastien"):
        await scene.member(name, concerned=[FEBRUARY])
    shown: list[Page] = []
    run, tell = RenderPool.run, replies.tell

    async def slow(pool: RenderPool, function: Any, request: Any, told: Any = None) -> Any:
        made = await run(pool, function, request)
        for pages in (7, 8, 9):
            told(pages)
            await asyncio.sleep(0)
        return made

    async def seen_by_all(interaction: Any, page: Page) -> None:
        await tell(interaction, page)
        shown.append(page)

    monkeypatch.setattr(RenderPool, "run", slow)
    monkeypatch.setattr(replies, "tell", seen_by_all)
    seen = await moves.draft(scene.organiser, {"authority": ["cnil"], "mode": "individual"})

    assert len(shown) == 1
    assert "7 pages" in str(shown[0].view().to_components())
    assert len(seen.files) == 2
    assert "7 pages" not in seen.text


async def test_too_few_members_make_no_collective_letter(scene: Scene) -> None:
    """With one complainant the letter is refused, and the answer says how many it takes."""
    await scene.member("amelie", concerned=[FEBRUARY])

    seen = await moves.draft(scene.organiser, {"authority": ["cnil"], "mode": "individual"})

    assert seen.files == {}
    assert "2" in seen.text


async def test_settings_are_shown_in_the_notice(scene: Scene) -> None:
    """What the organiser decides stands in the notice that patients read."""
    organiser, reader = scene.organiser, scene.newcomer("amelie")
    page = await organiser.press(await organiser.command("case settings"), "case.controller")
    changed = {
        "name": "Autre collectif",
        "contact": "autre@example.invalid",
        "mode": "alert",
        "retention": "12",
    }

    await organiser.fill(page, changed)
    notice = await reader.press(await reader.press(scene.panel, "join"), "notice")

    assert "Autre collectif" in notice.text
    assert "autre@example.invalid" in notice.text


async def test_a_changed_notice_is_read_again(scene: Scene) -> None:
    """D13: a form that was open while the notice changed is refused: consent is to the text shown."""
    person, organiser = scene.newcomer("amelie"), scene.organiser
    form = await person.press(await person.press(scene.panel, "join"), "join.open", "self")
    page = await organiser.press(await organiser.command("case settings"), "case.controller")
    await organiser.fill(
        page, {"name": "Autre", "contact": "autre@example.invalid", "mode": "alert", "retention": "12"}
    )

    await person.fill(form, registration())

    assert await scene.files(person) == []


async def test_a_second_organiser_can_act_and_be_removed(scene: Scene) -> None:
    """A named person acts as organiser from then on, and no longer once removed; the last one stays."""
    oskar = scene.teammate("oskar")
    refused = await oskar.command("case progress")

    await scene.organiser.command("case organiser add", person=oskar.actor)
    allowed = await oskar.command("case progress")
    await scene.organiser.command("case organiser remove", person=oskar.actor)
    await moves.confirm(oskar)
    again = await oskar.command("case progress")
    await scene.organiser.command("case organiser remove", person=scene.organiser.actor)

    assert refused.text == again.text != allowed.text
    assert await scene.world.app.services.cases.is_organiser(actor(scene.organiser), scene.case)


async def test_a_removed_organisers_open_form_is_refused(scene: Scene) -> None:
    """E9: a form that somebody opened as organiser is worth nothing once they are removed."""
    oskar = await scene.second()
    for name in ("amelie", "bastien"):
        await scene.member(name, concerned=[FEBRUARY])
    form = await oskar.command("case draft")

    await scene.agreed(
        scene.world.app.services.cases.remove_organiser(actor(scene.organiser), scene.case, oskar.id)
    )
    seen = await oskar.fill(form, {"authority": ["cnil"], "mode": "individual"})

    assert seen.refused
    assert seen.files == {}


async def test_a_closed_case_takes_nothing_more(scene: Scene) -> None:
    """D5: a form that was open when the case closed is refused; own data can be seen and erased."""
    person, late = await scene.member("amelie"), scene.newcomer("bastien")
    scam = await person.command("scam")
    join = await late.press(await late.press(scene.panel, "join"), "join.open", "self")

    await scene.organiser.press(await scene.organiser.command("case close"), "case.close.yes")
    await person.fill(scam, SCAM)
    await late.fill(join, registration())

    assert (await scene.file(person)).scams == ()
    assert await scene.files(late) == []
    await scene.organiser.press(await scene.organiser.command("case close"), "case.reopen")
    await person.fill(await person.command("scam"), SCAM)
    assert len((await scene.file(person)).scams) == 1
    await moves.erase(person)
    assert await scene.files(person) == []
