"""What is mistyped is refused with help; what is recorded can be corrected and deleted."""

from datetime import date

import pytest

from bot.demo import moves
from bot.domain.codes import Answer, Channel, HarmHead, StepOutcome
from bot.text import tr
from tests.scene import AFTER, CONCERNED, FEBRUARY, HARM, JULY, LEAKED, SCAM, STEP, Scene


@pytest.mark.parametrize(
    "typed", ["31/02/2024", "01/01/2999", "hier", "1/1/1899", "16/07/21", "１６/07/2024", "", "0/0/0000"]
)
async def test_a_date_that_cannot_be_is_refused(scene: Scene, typed: str) -> None:
    """Nothing is stored; the form opens again and the corrected answers are recorded once."""
    person = await scene.member("amelie")
    form = await person.command("scam")

    refused = await person.raw(_sent(scene, person, form, {**SCAM, "on": typed}))
    assert (await scene.file(person)).scams == ()
    again = await person.press(refused[0], "again")
    await person.fill(again, SCAM)

    (scam,) = (await scene.file(person)).scams
    assert scam.happened_on == date(2024, 3, 16)


@pytest.mark.parametrize("typed", ["beaucoup", "-5", "99999999999", "1.2.3", "1e3", "∞", "١٢"])
async def test_an_amount_that_cannot_be_is_refused(scene: Scene, typed: str) -> None:
    """The harm is not stored until its amount can be read."""
    person = await scene.member("amelie")
    listed = await person.press(await moves.home(person), "harms")
    form = await person.press(listed, "harm.new")

    refused = await person.fill(form, {**HARM, "amount": typed})

    assert (await scene.file(person)).harms == ()
    await person.fill(await person.press(refused, "again"), HARM)
    assert [h.amount_cents for h in (await scene.file(person)).harms] == [99_90]


async def test_a_refused_form_comes_back_with_its_answers(scene: Scene) -> None:
    """The form that opens again still holds what was right in it, and shows it to its author only."""
    person = await scene.member("amelie")
    form = await person.command("scam")

    refused = await person.fill(form, {**SCAM, "on": "hier"})
    again = await person.press(refused, "again")

    assert again.form is not None
    kept = str(again.form)
    assert kept.count("'default': True") == 4  # channel, pretext, what the caller knew, what was asked
    assert "hier" in kept


async def test_yes_and_no_for_one_category_is_refused(scene: Scene) -> None:
    """A contradiction is not stored, and the person is told."""
    person = await scene.member("amelie", concerned=[FEBRUARY])
    page = await person.press(await moves.home(person), "incident", FEBRUARY)

    seen = await moves.say_leaked(person, page, {"yes": ["ID_NAME"], "no": ["ID_NAME"]})

    assert (await scene.file(person)).exposures == ()
    assert seen.offers("again")


async def test_a_scam_is_corrected_and_deleted(scene: Scene) -> None:
    """Editing replaces the contact and keeps what came of it; deleting asks first, then removes it."""
    person = await scene.member("amelie")
    page = await moves.add_scam(person, SCAM, AFTER)

    page = await person.fill(await person.press(page, "scam.edit"), {**SCAM, "channel": ["CALL"]})
    (scam,) = (await scene.file(person)).scams
    assert (scam.channel, scam.loss_cents) == (Channel.CALL, 1234_56)

    page = await person.press(page, "scam.delete")
    assert len((await scene.file(person)).scams) == 1
    await person.press(page, "scam.delete.yes")
    assert (await scene.file(person)).scams == ()


async def test_every_entry_of_a_long_list_can_be_reached(scene: Scene) -> None:
    """With more entries than a page shows, the next page leads to the rest, and each can be deleted."""
    person = await scene.member("amelie")
    for _ in range(12):
        await moves.add_scam(person, SCAM)
    entries = [scam.id for scam in (await scene.file(person)).scams]

    listed = await person.press(await moves.home(person), "scams")
    shown = [option for c in listed.controls if c.action == "scam.select" for option in c.options]
    more = await person.press(listed, "scams", "1")
    rest = [option for c in more.controls if c.action == "scam.select" for option in c.options]
    page = await person.choose(more, "scam.select", [rest[0]])
    await person.press(await person.press(page, "scam.delete"), "scam.delete.yes")

    assert set(shown) | set(rest) == set(entries)
    assert set(shown) & set(rest) == set()
    assert [s.id for s in (await scene.file(person)).scams] == [e for e in entries if e != rest[0]]


async def test_a_harm_is_corrected_and_deleted(scene: Scene) -> None:
    """Editing replaces, deleting removes."""
    person = await scene.member("amelie")
    page = await moves.add_harm(person, await moves.home(person), HARM)

    page = await person.fill(await person.press(page, "harm.edit"), {**HARM, "head": ["N_FEAR"]})
    assert [h.head for h in (await scene.file(person)).harms] == [HarmHead.N_FEAR]

    await person.press(await person.press(page, "harm.delete"), "harm.delete.yes")
    assert (await scene.file(person)).harms == ()


async def test_a_step_is_corrected_and_deleted(scene: Scene) -> None:
    """Editing replaces, deleting removes."""
    person = await scene.member("amelie", concerned=[FEBRUARY])
    page = await moves.add_step(person, await moves.home(person), FEBRUARY, STEP)

    page = await person.fill(await person.press(page, "step.edit"), {**STEP, "outcome": ["full"]})
    assert [s.outcome for s in (await scene.file(person)).steps] == [StepOutcome.FULL]

    await person.press(await person.press(page, "step.delete"), "step.delete.yes")
    assert (await scene.file(person)).steps == ()


async def test_an_incident_is_corrected_and_deleted(scene: Scene) -> None:
    """Answering again replaces, deleting removes what was recorded about this incident and no other."""
    person = await scene.member("amelie", concerned=[FEBRUARY, JULY])
    page = await person.press(await moves.home(person), "incident", FEBRUARY)
    await moves.say_leaked(person, page, LEAKED)

    page = await moves.say_concerned(
        person, await moves.home(person), FEBRUARY, {**CONCERNED, "notice": "yes"}
    )
    found = (await scene.file(person)).involvement(FEBRUARY)
    assert found is not None
    assert found.notice is Answer.YES

    page = await person.press(await moves.home(person), "incident", FEBRUARY)
    await person.press(await person.press(page, "incident.delete"), "incident.delete.yes")
    file = await scene.file(person)
    assert [i.incident for i in file.involvements] == [JULY]
    assert [e for e in file.exposures if e.incident == FEBRUARY] == []


async def test_moving_house_changes_the_authority(scene: Scene) -> None:
    """The countries can be corrected; they decide where the complaint goes."""
    person = await scene.member("amelie", residence="FR")

    form = await person.press(await moves.home(person), "places")
    await person.fill(form, {"residence": ["LU"], "work": ["FR"]})

    file = await scene.file(person)
    assert (file.residence, file.work) == ("LU", "FR")


async def test_a_single_consent_is_withdrawn_and_given_again(scene: Scene) -> None:
    """Each consent but the first can be withdrawn alone, and given again."""
    person = await scene.member("amelie")

    form = await person.press(await moves.home(person), "consents")
    await person.fill(form, {"consents": ["contact"]})
    assert (await scene.file(person)).consents == {"register", "contact"}

    form = await person.press(await moves.home(person), "consents")
    await person.fill(form, {"consents": ["contact", "complaint"]})
    assert (await scene.file(person)).consents == {"register", "contact", "complaint"}


async def test_a_refusal_speaks_the_persons_language(scene: Scene) -> None:
    """The reason is given in German to somebody whose client is German."""
    person = await scene.member("dora", "de")

    refused = await person.fill(await person.command("scam"), {**SCAM, "on": "1.1.2999"})

    assert tr("This date lies in the future. Nothing was saved.", "de") in refused.text


def _sent(scene: Scene, person, form, values):  # type: ignore[no-untyped-def]
    """The form as a client that checks nothing would send it."""
    delivery = scene.world.simulation.modal(person.actor, form.result, {**values, "on": values["on"] or "x"})
    for part in delivery.payload["data"]["components"]:
        component = part.get("component", {})
        if component.get("custom_id") == "on":
            component["value"] = values["on"]
    return delivery
