"""What no client of Discord sends, but a sender could: refused with an answer, and nothing is stored."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.ui import doors as ui
from tests.laws import doors
from tests.laws.doors import Target
from tests.laws.test_permissions import Crowd, crowd
from tests.scene import Scene

__all__ = ["crowd"]  # a fixture, used here as well

Parts = list[dict[str, Any]]
LONG = "x" * 200_000


def _each(change: Callable[[dict[str, Any]], object]) -> Callable[[Parts], Any]:
    """Change every field of a submission in the same way."""

    def changed(parts: Parts) -> Parts:
        parts = copy.deepcopy(parts)
        for part in parts:
            change(part["component"])
        return parts

    return changed


def _set(value: object) -> Callable[[dict[str, Any]], object]:
    return lambda c: c.update({("values" if "values" in c else "value"): value})


# How a submission can be wrong, by name.
FORGERIES: dict[str, Callable[[Parts], Any]] = {
    "nothing at all": lambda parts: [],
    "no list": lambda parts: {"components": parts},
    "null": lambda parts: None,
    "parts that are none": lambda parts: [None, 3, "x"],
    "null values": _each(_set(None)),
    "numbers": _each(_set(7)),
    "an object": _each(_set({"$gt": ""})),
    "nested lists": _each(_set([["SMS"], ["CALL"]])),
    "unknown options": _each(_set(["NOT-AN-OPTION"])),
    "far too long": _each(_set(LONG)),
    "far too many": _each(_set(["SMS"] * 5000)),
    "another type": _each(lambda c: c.update(type=99)),
    "no type": _each(lambda c: c.pop("type")),
    "another field": _each(lambda c: c.update(custom_id="$where")),
    "a field twice": lambda parts: [*parts, *copy.deepcopy(parts)],
    "one field too many": lambda parts: [
        *parts,
        {**parts[0], "component": doors.line("x") | {"custom_id": "z"}},
    ],
    "without labels": lambda parts: [part["component"] for part in parts],
}

# Custom_ids that no version of the bot has made.
ODD_IDS = (
    "",
    "v1",
    "v1:",
    "v1::",
    "v2:me:{case}:-",
    "v1:me:{case}",
    "v1:me:{case}:-:-",
    "v1:me:{case}:P-１２３４５",
    "v1:me:{case}:../../etc/passwd",
    "v1:me:-1:-",
    "v1:scam:{case}:{ref}:9223372036854775808",
    "v1:incident:{case}:{ref}:INC-2099-99",
    "v1:scams:{case}:{ref}:999",
    "v1:scams:{case}:{ref}:-1",
    "v1:again",
    "v1:again:nothing:{case}",
    "v1:again:scam.form:{case}:{ref}",
    "v1:{case}",
    "join",
    "v1:join.form:{case}:fr:-:self:0000000000000000:00000000",
    "v1:me:{case}:-\n",
    "v1:me:{case}:\u202e-",
    "v1:me:" + "A" * 94,
    "'; DROP TABLE member;--",
    "{0.__class__}",
)


# What a menu could be made to send that it did not offer.
FORGED_CHOICES: tuple[Any, ...] = (None, [], ["x"], ["a", "b"], [None], [7], "text", {"a": 1}, ["A" * 5000])


def _good(name: str) -> Parts:
    return [{"type": 18, "component": {"custom_id": k, **v}} for k, v in doors.ANSWERS[name].items()]


async def test_a_forged_form_is_refused_and_stores_nothing(crowd: Crowd, tmp_path: Path) -> None:
    """Every form, sent by somebody who may send it but with impossible answers, is refused whole."""
    taken = []

    for name, door in ui.FORMS.items():
        who = crowd.people["organiser" if name.startswith("case.") else "owner"].person
        for forgery, change in FORGERIES.items():
            before = doors.contents(tmp_path)
            built = crowd.scene.world.simulation.form(
                who.actor, who.channel, crowd.target.custom_id(door), change(_good(name))
            )
            (seen,) = await who.raw(built)
            if not seen.refused or not seen.private or doors.contents(tmp_path) != before:
                taken.append((name, forgery, seen.text[:100]))

    assert taken == []


async def test_an_odd_custom_id_is_answered_kindly(crowd: Crowd, tmp_path: Path) -> None:
    """E6, D7: a custom_id that no version made is answered privately and changes nothing."""
    before, owner = doors.contents(tmp_path), crowd.people["owner"]
    simulation, person, silent = crowd.scene.world.simulation, owner.person, []

    for odd in ODD_IDS:
        custom_id = odd.replace("{case}", crowd.target.case).replace("{ref}", crowd.target.ref)
        answers = await person.raw(
            simulation.component(person.actor, owner.message, custom_id),
            simulation.component(person.actor, owner.message, custom_id, ["x"]),
            simulation.form(person.actor, person.channel, custom_id, []),
        )
        if not all((seen.messages or seen.form) and seen.private for seen in answers):
            silent.append(odd)

    assert silent == []
    assert doors.contents(tmp_path) == before


async def test_forged_choices_are_refused(crowd: Crowd, tmp_path: Path) -> None:
    """Every menu, with choices that it did not offer, is answered privately and changes nothing."""
    before, owner, silent = doors.contents(tmp_path), crowd.people["owner"], []

    for name in doors.CHOICES:
        custom_id = crowd.target.custom_id(ui.COMPONENTS[name])
        for values in FORGED_CHOICES:
            built = crowd.scene.world.simulation.component(
                owner.person.actor, owner.message, custom_id, values
            )
            (seen,) = await owner.person.raw(built)
            if not (seen.messages or seen.form) or not seen.private:
                silent.append((name, values))

    assert silent == []
    assert doors.contents(tmp_path) == before


async def test_a_button_of_another_case_is_refused_after_it_closed(scene: Scene, tmp_path: Path) -> None:
    """A panel of a case that is closed leads nowhere, and its form stores nothing."""
    organiser = scene.organiser
    person = scene.newcomer("amelie")
    await organiser.press(await organiser.command("case close"), "case.close.yes")
    before = doors.contents(tmp_path)

    seen = await person.press(scene.panel, "join")
    target = Target(scene.case, "P-00000")
    custom_id = target.custom_id(ui.FORMS["join.form"])
    (sent,) = await person.raw(
        scene.world.simulation.form(person.actor, person.channel, custom_id, _good("join.form"))
    )

    assert seen.refused
    assert sent.refused
    assert doors.contents(tmp_path) == before
