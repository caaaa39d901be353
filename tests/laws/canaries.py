"""A member who filled in everything, and every trace that they could leave."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.demo import moves
from bot.demo.people import Person
from bot.domain.checked import Identity, encode
from bot.domain.frozen import Ground, Vote
from bot.domain.reminders import DIGEST
from bot.domain.sealing import SealedField
from tests.frozen import frozen_text
from tests.keyholder import KeyHolder
from tests.scene import (
    AFTER,
    EVERYTHING,
    FEBRUARY,
    HARM,
    JULY,
    LEAKED,
    SCAM,
    STEP,
    Scene,
    actor,
    registration,
)


async def full_member(scene: Scene, name: str = "canary") -> Person:
    """Register somebody for themselves and a child, and fill in every kind of entry and form."""
    person = scene.newcomer(name)
    answers = registration("LU", "FR", EVERYTHING)
    page = await moves.join(person, scene.panel, answers)
    page = await moves.say_concerned(
        person,
        page,
        FEBRUARY,
        {"how": ["notice"], "on": "24/02/2021", "notice": "yes", "notice_on": "25/02/2021"},
    )
    page = await moves.say_leaked(person, page, LEAKED)
    await moves.say_leaked_apart(person, page, {"yes": ["SX_LIFE"], "no": ["GE_GENETIC"]})
    opened = await moves.open_incident(person, await moves.home(person), JULY)
    form = await person.press(opened, "incident.yes")
    organisation = next((f.options[0] for f in form.fields if f.custom_id == "organisation"), None)
    july = {"how": ["press"], "on": "20/07/2021", "notice": "no"}
    await person.fill(form, {**july, "organisation": [organisation]} if organisation else july)
    await moves.add_scam(person, SCAM, AFTER)
    await moves.add_harm(person, await moves.home(person), HARM)
    step = {**STEP, "organisation": [organisation]} if organisation else STEP
    await moves.add_step(person, await moves.home(person), JULY, step)
    await moves.letters(person)
    child = await moves.join(
        person, await moves.home(person), {**answers, "adult": ["yes"]}, capacity="child"
    )
    await moves.add_scam(person, SCAM, AFTER, ref=moves.ref_of(child))
    await _seal(scene, person)
    await _answer(scene, person)
    return person


async def _answer(scene: Scene, person: Person) -> None:
    """Be counted in a frozen text of the group, and object to it."""
    services, (own, *_) = scene.world.app.services, await scene.files(person)
    row = await frozen_text(services.cases._deps, scene.case, [own], "cnil")
    why = (Vote.OBJECT, Ground.FACT_WRONG, "the date")
    await services.texts.answer(actor(person), scene.case, own.ref, row.id, *why)
    await services.reminders.ask(actor(person), scene.case, own.ref, DIGEST)
    async with services.cases._deps.store.transaction() as tx:
        await tx.reminders.told(own.id, DIGEST, services.texts.today())


async def _seal(scene: Scene, person: Person) -> None:
    """Choose a recipient, seal a name for it, leave a session, a link and an unread dossier behind."""
    services = scene.world.app.services
    holder = KeyHolder()
    named = await scene.agreed(
        services.lanes.add_holder(
            actor(scene.organiser), scene.case, lane_name="X", holder_name="Y", public_key=holder.public
        )
    )
    answer = holder.answer(named.challenge)
    lane = await scene.agreed(
        services.lanes.prove(actor(scene.organiser), scene.case, named.holder_id, answer)
    )
    page = await person.press(await moves.home(person), "recipients")
    await person.press(await person.choose(page, "recipient.select", [lane.id]), "lane.choose")
    ref = (await scene.files(person))[0].ref
    body = encode(Identity("Zoé Canari"))
    await services.sealed.put(actor(person), scene.case, ref, SealedField.IDENTITY, body)
    dossiers = services.dossiers
    view = await scene.agreed(dossiers.build(actor(scene.organiser), scene.case, lane.id))
    # Discarded unread: whoever was served the file would have to be told of an erasure, by reference.
    await scene.agreed(dossiers.discard(actor(scene.organiser), scene.case, view.id))
    await services.page.exchange(await services.page.link(actor(person), scene.case))


async def receipt_of(person: Person) -> str:
    """Issue a receipt code and return it as it was shown."""
    page = await person.press(await person.press(await moves.home(person), "receipt"), "receipt.new")
    words = page.text.replace("`", " ").replace("*", " ").split()
    return next(word for word in words if word.count("-") == 4)


def database(directory: Path) -> contextlib.closing[sqlite3.Connection]:
    """Open the database beside the bot, for reading only; closed at the end of the block."""
    path = directory / "data" / "collectif.db"
    return contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True))


def every_file(directory: Path) -> Iterator[tuple[str, bytes]]:
    """Every file that the bot wrote, with its bytes; the root key is the operator's."""
    for path in sorted(directory.rglob("*")):
        if path.is_file() and path.name != "root.key":
            yield str(path.relative_to(directory)), path.read_bytes()


def found_in(directory: Path, needles: frozenset[bytes]) -> dict[str, list[bytes]]:
    """Which of the needles stand in which file, byte for byte."""
    found = {name: [n for n in sorted(needles) if n in data] for name, data in every_file(directory)}
    return {name: needles_there for name, needles_there in found.items() if needles_there}
