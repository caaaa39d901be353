"""The demonstration from the first code to the last letter: what `collectif try` plays."""

import random
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bot.demo import cast, moves
from bot.demo.hand import DemoError
from bot.demo.patient import Patient
from bot.demo.people import Person, Seen
from bot.demo.result import COLLECTIVE, FINAL, OWN, DemoResult, Folder, Records
from bot.demo.tales import Teller
from bot.demo.world import HOME, TEAM, World
from bot.domain.codes import FilingMode
from bot.domain.member import CaseId
from bot.domain.pack import Pack
from bot.packs import load_pack
from bot.packs.shipped import pack_texts

# One fixed source of chance: two runs on one day enter the same things.
SEED = "collectif"
MODES = (FilingMode.INDIVIDUAL, FilingMode.LAWYER, FilingMode.ALERT)
CONTROLLER = {
    "name": "Collectif de démonstration (fictif)",
    "contact": "contact@example.invalid",
    "mode": FilingMode.INDIVIDUAL.value,
}
LAWYER = {
    "name": "Maître Camille Exemple (avocate fictive)",
    "bar": "Barreau fictif",
    "address": "Cabinet de démonstration\nAdresse fictive",
}

Tell = Callable[[str, int, int], None]


@dataclass
class Stage:
    """A played demonstration whose bot still runs."""

    world: World
    organiser: Person
    patients: list[Patient]
    panel: Seen
    case: str
    result: DemoResult


@asynccontextmanager
async def played(out: Path, pack_file: Path | None, tell: Tell) -> AsyncIterator[Stage]:
    """Play everything, hand over the stage with the bot running, and stop it afterwards.

    `tell(what, done, of)` is called as the play goes on. Raises PackError for a pack that cannot be used
    and DemoError when the bot does something else than the play expects.
    """
    started = time.perf_counter()
    folder = Folder(out)
    folder.prepare()
    with tempfile.TemporaryDirectory(prefix="collectif-try-") as temporary:
        directory = Path(temporary)
        pack = _read_pack(pack_file, directory / "packs")
        world = await World.start(directory, **_settings(directory))
        try:
            stage = await _play(world, pack, folder, tell)
            stage.result.seconds = time.perf_counter() - started
            folder.finish(stage.result)
            yield stage
        finally:
            await world.stop()


def _settings(directory: Path) -> dict[str, object]:
    # All that names a place or a secret, so that nobody's own settings reach the demonstration.
    return {
        "database_url": "",
        "root_key_file": directory / "data" / "root.key",
        "packs_dir": directory / "packs",
        "allowed_servers": (HOME,),
    }


def _read_pack(file: Path | None, directory: Path) -> Pack:
    directory.mkdir()
    if file is None:
        return load_pack(next(iter(pack_texts().values())))
    pack = load_pack(file)
    (directory / f"{pack.id}.toml").write_bytes(file.read_bytes())
    return pack


async def _play(world: World, pack: Pack, folder: Folder, tell: Tell) -> Stage:
    if min(incident.earliest for incident in pack.incidents) > world.now().date():
        raise DemoError("nothing in this pack has happened yet by this machine's clock")
    result = DemoResult(folder.path, pack.say(pack.title, "en"))
    organiser = world.person("olivia", "fr", shown_as="Olivia (organisatrice)", rights=TEAM)
    tell("An organiser opens the case and posts the panel", 0, 1)
    case = await _open_case(world, organiser, pack)
    panel = await world.panel(organiser)
    stage = Stage(world, organiser, _patients(world, pack, result), panel, case, result)
    await _act(stage, tell)
    await _letters(stage, pack, folder, tell)
    if world.failures:
        raise DemoError(f"something failed inside the bot: {'; '.join(world.failures[:5])}")
    result.members = len(result.ledger.registered())
    result.interactions = world.simulation.deliveries
    result.answer_seconds = world.simulation.answer_seconds
    return stage


async def _open_case(world: World, organiser: Person, pack: Pack) -> str:
    page = await moves.open_case(organiser, world.organiser_code(), pack.id, CONTROLLER)
    case = moves.case_of(page)
    form = await organiser.press(await organiser.press(page, "case.settings"), "case.lawyer")
    await organiser.fill(form, LAWYER)
    await organiser.command("case panel")
    return case


def _patients(world: World, pack: Pack, result: DemoResult) -> list[Patient]:
    rng = random.Random(SEED)  # noqa: S311 - a play, not a secret
    teller = Teller(pack, rng, world.now().date())
    patients = []
    for number, part in enumerate(cast.cast(pack)):
        person = world.person(part.name, part.locale, shown_as=part.shown_as)
        patients.append(Patient(part, person, pack, teller, result.ledger, number))
    return patients


async def _act(stage: Stage, tell: Tell) -> None:
    scenes: tuple[tuple[str, Callable[[Patient], Awaitable[None]]], ...] = (
        ("Patients read the notice, consent and register", lambda p: p.register(stage.panel)),
        ("They record what leaked, scams, harm and steps", lambda p: p.tell()),
        ("Some correct, leave, come back, erase", lambda p: p.think_again(stage.panel)),
    )
    for title, scene in scenes:
        for number, patient in enumerate(stage.patients):
            tell(title, number, len(stage.patients))
            await scene(patient)


async def _letters(stage: Stage, pack: Pack, folder: Folder, tell: Tell) -> None:
    records = Records(stage.world.app.store, CaseId(stage.case))
    readers = [p for p in stage.patients if p.does(cast.WANTS_LETTERS) and p.record]
    drafts = [(authority.id, mode) for authority in pack.authorities for mode in MODES]
    of = len(readers) + len(drafts) + 1
    for number, patient in enumerate(readers):
        tell("Patients ask for their own letters", number, of)
        assert patient.record is not None
        where, ref = f"{OWN}/{patient.record['ref']}", patient.record["ref"]
        seen = await moves.letters(patient.person, ref)
        await _keep(stage, records, folder, where, seen)
        if number == 0:
            seen = await patient.person.press(seen, "letters.mine")
            await _keep(stage, records, folder, f"{where}/{FINAL}", seen)
    tell("The organiser reads the progress", len(readers), of)
    await stage.organiser.command("case progress")
    for number, (authority, mode) in enumerate(drafts):
        tell("The organiser drafts the collective letters", len(readers) + 1 + number, of)
        seen = await moves.draft(stage.organiser, {"authority": [authority], "mode": mode.value})
        await _keep(stage, records, folder, COLLECTIVE, seen, about=f"{authority}, {mode.value}: ")


async def _keep(
    stage: Stage, records: Records, folder: Folder, where: str, seen: Seen, about: str = ""
) -> None:
    if not seen.files:
        stage.result.notes.append(about + " ".join(seen.text.split())[:300])
    if not seen.private:
        raise DemoError("a letter was shown to everybody")
    for name, data in seen.files.items():
        path = folder.save(f"{where}/{PurePosixPath(name).name}", data)
        stage.result.letters.append(await records.letter(path, data))
