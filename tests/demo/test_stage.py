"""What happens around the play: the folder of letters, the page left open, the words on the screen."""

import asyncio
import json
import os
import random
import re
import signal
from pathlib import Path

import aiohttp
from rich.console import Console

from bot.demo import cast
from bot.demo.ledger import Ledger
from bot.demo.organising import Organisers
from bot.demo.patient import Patient
from bot.demo.play import Stage
from bot.demo.result import DemoResult, Dossier, Folder, Letter
from bot.demo.stage import leave_open
from bot.demo.tales import Teller, typed_amount, typed_date, typed_time
from bot.domain.inputs import parse_amount, parse_date, parse_hours
from tests.scene import Scene, cerba


async def test_the_page_stays_open_until_it_is_stopped(scene: Scene) -> None:
    """The bot is left open in a local page, which answers, and Ctrl-C ends it."""
    told = Console(record=True, width=200, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: ASYNC230, PTH123, SIM115
    teller = Teller(cerba(), random.Random(1), scene.world.now().date())
    person = await scene.member("amelie")
    patient = Patient(cast.cast(cerba())[0], person, cerba(), teller, Ledger(), 0)
    patient.record = {"ref": "P-00000"}
    result = DemoResult(Path("out"), "A case")
    organisers = Organisers(scene.organiser, scene.teammate("oskar"))
    stage = Stage(scene.world, organisers, [patient], scene.panel, scene.case, result)

    opened = asyncio.ensure_future(leave_open(stage, told))
    address = await _address(told)
    async with aiohttp.ClientSession() as session, session.get(address) as page:
        assert page.status == 200
        assert "text/html" in page.headers["Content-Type"]
    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.wait_for(opened, 20)

    assert address.startswith("http://127.0.0.1:")
    told.file.close()


async def _address(told: Console) -> str:
    for _ in range(200):
        found = re.search(r"http://\S+", told.export_text(clear=False))
        if found:
            return found[0]
        await asyncio.sleep(0.05)
    raise AssertionError("no address was told")


def test_an_earlier_run_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    """The folder loses the letters of the run before, and keeps what is not the demonstration's."""
    folder = Folder(tmp_path)
    folder.prepare()
    folder.save("letters/old.pdf", b"old")
    letter = Letter("letters/old.pdf", "collective_complaint", "cnil", "fr", "working", "alert", 1, "0" * 64)
    folder.finish(DemoResult(tmp_path, "A case", letters=[letter]))
    (tmp_path / "letters" / "mine.pdf").write_bytes(b"mine")
    (tmp_path / "notes.txt").write_text("mine")

    Folder(tmp_path).prepare()

    left = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert left == {"letters/mine.pdf", "notes.txt"}


def test_dossiers_of_an_earlier_run_are_replaced(tmp_path: Path) -> None:
    """Encrypted dossiers, what was opened, keys and names go; a folder that somebody keeps stays."""
    folder = Folder(tmp_path)
    folder.prepare()
    paths = ["dossiers/a.zip.age", "dossiers/a/letters/x.pdf", "dossiers/a/README.txt", "dossiers/key.txt"]
    for path in paths:
        folder.save(path, b"old")
    dossier = Dossier(paths[0], "0" * 64, 1, "A")
    result = DemoResult(tmp_path, "A case", dossiers=[dossier], opened=paths[1:3], keys=paths[3:])
    folder.finish(result)
    assert (tmp_path / "dossiers" / "entered.json").exists()

    Folder(tmp_path).prepare()
    assert list(tmp_path.iterdir()) == []

    folder.save("dossiers/a/mine.txt", b"mine")
    assert folder.free("dossiers/a") == tmp_path / "dossiers" / "a-2"
    assert folder.free("dossiers/b") == tmp_path / "dossiers" / "b"


def test_a_forged_manifest_deletes_nothing_elsewhere(tmp_path: Path) -> None:
    """A manifest that names files outside the folder, or that is none, costs nothing."""
    out, precious = tmp_path / "out", tmp_path / "precious.pdf"
    precious.write_bytes(b"x")
    out.mkdir()
    (out / "own.pdf").write_bytes(b"x")
    paths = ["../precious.pdf", str(precious), "letters/../../precious.pdf", "own.pdf"]
    forged = json.dumps({"letters": [{"path": path} for path in paths]})

    for manifest in (forged, "[]", "{", "7"):
        (out / "demo.json").write_text(manifest)
        Folder(out).prepare()

    assert precious.exists()
    assert (out / "own.pdf").exists()


def test_what_patients_type_means_what_the_ledger_says() -> None:
    """Dates, amounts and times as the fictitious patients write them read as the values recorded."""
    rng = random.Random(7)
    teller = Teller(cerba(), rng, cerba().law_as_of)
    day, today = cerba().law_as_of, cerba().law_as_of

    for locale in ("fr", "de", "en-GB"):
        assert parse_date(typed_date(day, locale), today=today, earliest=day) == day
        for cents in (1, 99, 100_00, 1_234_56, 400_000):
            assert parse_amount(typed_amount(cents, locale)) == cents
    assert [parse_hours(typed_time(135, habit)) for habit in range(3)] == [135, 135, 135]
    assert teller.scam("fr")[0].counts["on"] <= today.isoformat()


def test_every_pack_has_its_cast() -> None:
    """Every authority gets patients of its own, somebody works abroad, and one belongs to nobody."""
    parts = cast.cast(cerba())
    countries = {a.country for a in cerba().authorities}

    assert countries <= {p.residence for p in parts}
    assert [p for p in parts if p.residence not in countries and p.work in countries] != []
    assert [p for p in parts if p.residence not in countries and p.work is None] != []
    assert len({p.locale[:2] for p in parts}) >= 3
