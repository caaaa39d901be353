"""What the demonstration's members seal, held against everything that the server keeps and sends."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo import cast
from bot.demo.hand import DemoError
from bot.demo.identities import BY_INVITATION, IDENTITIES, LAWYER
from bot.demo.ledger import Ledger
from bot.demo.organising import Organisers
from bot.demo.page_reader import read_page
from bot.demo.page_visitor import Visitor
from bot.demo.patient import Patient
from bot.demo.sealed_act import SealedAct
from bot.demo.tales import Teller
from tests.scene import Scene, cerba


def _texts(scene: Scene) -> Iterator[tuple[str, bytes]]:
    """Every file of the data folder, and everything that was sent to Discord."""
    for path in scene.world.settings.data_dir.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
    for request in scene.world.requests:
        yield request.path, repr(request.json).encode()
    for sight in scene.world.sights:
        yield "screen", sight.seen.text.encode()


async def test_no_name_reaches_the_database_or_discord(scene: Scene) -> None:
    """After sealing, changing recipient and joining without Discord, no name stands on disk or in chat."""
    ledger = Ledger()
    teller = Teller(cerba(), random.Random(1), scene.world.now().date())
    organisers = Organisers(scene.organiser, scene.teammate("oskar"))
    act = SealedAct(organisers, cerba(), teller, ledger)
    patients = {}
    for number, part in enumerate(cast.cast(cerba())):
        if part.name in ("fiona", "wim"):
            person = scene.newcomer(part.name, part.locale)
            patients[part.name] = Patient(part, person, cerba(), teller, ledger, number)
    await scene.world.open_page()

    await act.open_recipients()
    for patient in patients.values():
        await patient.register(scene.panel)
        await act.seal(patient)
    await act.change_recipient(patients["wim"])
    await act.let_late_lawyer_in()
    await act.join_by_invitation("FR")

    names = {IDENTITIES[name].full_name for name in patients} | {BY_INVITATION.full_name}
    assert {one["full_name"] for one in ledger.sealed} == names
    assert len(act.recipients[LAWYER].holders) == 2
    canaries = [*names, *(one["statement"] for one in ledger.sealed), "Démonstration"]
    found = [(where, c) for where, data in _texts(scene) for c in canaries if c and c.encode() in data]
    assert found == []
    secrets = [h.key.secret for r in act.recipients.values() for h in r.holders]
    assert [where for where, data in _texts(scene) for s in secrets if s.encode() in data] == []


async def test_a_visitor_knows_what_the_page_asks(scene: Scene, tmp_path: Path) -> None:
    """A field that is not on the page, and a page that refuses, stop the play with words."""
    address = await scene.world.open_page()

    async with Visitor("en") as visitor:
        with pytest.raises(DemoError, match="refused"):
            await visitor.open(f"{address}/my")
    page = read_page(200, "/x", '<form action="/x"><input name="a" value="1"></form>')
    async with Visitor("en") as visitor:
        with pytest.raises(DemoError, match="does not ask for b"):
            await visitor.send(page, {"b": "2"})
    assert page.form().fields == {"a": ["1"]}
