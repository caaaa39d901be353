"""The demonstration from the first code to the last letter: what `collectif try` plays."""

import random
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.demo import cast, moves
from bot.demo.dossier_act import hand_over, open_at_desk
from bot.demo.group_act import GroupAct, wishes
from bot.demo.hand import DemoError
from bot.demo.identities import IDENTITIES
from bot.demo.ledger import REGISTERED
from bot.demo.organising import Organisers
from bot.demo.page_member import PageMember
from bot.demo.page_visitor import Visitor
from bot.demo.patient import Patient
from bot.demo.people import Person, Seen
from bot.demo.result import FINAL, NAMED, OWN, DemoResult, Folder, Records, Shelf
from bot.demo.sealed_act import SealedAct
from bot.demo.second_case import SecondCase, play_second
from bot.demo.tales import Teller
from bot.demo.world import HOME, OTHER, TEAM, World
from bot.domain.codes import FilingMode, SendMode
from bot.domain.member import CaseId
from bot.domain.pack import Pack
from bot.packs import load_pack
from bot.packs.shipped import pack_texts

# One fixed source of chance: two runs on one day enter the same things.
SEED = "collectif"
CONTROLLER = {
    "name": "Collectif de démonstration (fictif)",
    "contact": "contact@example.invalid",
    "mode": FilingMode.INDIVIDUAL.value,
}
LAWYER = {
    "name": "Camille Exemple (avocate fictive)",
    "bar": "Barreau fictif",
    "address": "Cabinet de démonstration\nAdresse fictive",
}
SENDING = {"place": "Luxembourg", "send_mode": SendMode.REGISTERED.value}
ASSOCIATION = {
    "register": "RNA W000000000 (fictif)",
    "purpose": "la défense des patients (fictif)",
    "activity": "conseil sur les données de santé (fictif)",
}

Tell = Callable[[str, int, int], None]


@dataclass
class Stage:
    """A played demonstration whose bot still runs."""

    world: World
    organisers: Organisers
    patients: list[Patient]
    panel: Seen
    case: str
    result: DemoResult


@asynccontextmanager
async def played(
    out: Path, pack_file: Path | None, tell: Tell, *, everything: bool = False
) -> AsyncIterator[Stage]:
    """Play everything, hand over the stage with the bot running, and stop it afterwards.

    `everything` makes every letter in every language and edition instead of a selection.
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
            stage = await _play(world, pack, folder, tell, everything=everything)
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
        "allowed_servers": (HOME, OTHER),
    }


def _read_pack(file: Path | None, directory: Path) -> Pack:
    directory.mkdir()
    if file is None:
        return load_pack(next(iter(pack_texts().values())))
    pack = load_pack(file)
    (directory / f"{pack.id}.toml").write_bytes(file.read_bytes())
    return pack


async def _play(world: World, pack: Pack, folder: Folder, tell: Tell, *, everything: bool) -> Stage:
    if min(incident.earliest for incident in pack.incidents) > world.now().date():
        raise DemoError("nothing in this pack has happened yet by this machine's clock")
    result = DemoResult(folder.path, pack.say(pack.title, "en"))
    organiser = world.person("olivia", "fr", shown_as="Olivia (organisatrice)", rights=TEAM)
    second = world.person("oskar", "fr", shown_as="Oskar (second organisateur)", rights=TEAM)
    organisers = Organisers(organiser, second)
    tell("An organiser opens the case, registers two recipients and posts the panel", 0, 1)
    await world.open_page()
    case = await _open_case(world, organiser, pack)
    teller = Teller(pack, random.Random(SEED), world.now().date())  # noqa: S311 - a play, not a secret
    sealed = SealedAct(organisers, pack, teller, result.ledger)
    await sealed.open_recipients()
    await organiser.command("case panel")
    panel = await world.panel(organiser)
    stage = Stage(world, organisers, _patients(world, pack, teller, result), panel, case, result)
    await _act(stage, tell)
    await _seal(stage, sealed, pack, folder, tell)
    await _letters(stage, pack, folder, tell, everything=everything)
    tell("A second group does everything on the page", 0, 1)
    other = await play_second(world, pack, teller)
    result.second, result.second_members = other.ledger, len(other.ledger.registered())
    await _dossiers(stage, sealed, other, folder, tell)
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
    saved = await organiser.fill(form, LAWYER)
    saved = await organiser.fill(await organiser.press(saved, "case.association"), ASSOCIATION)
    await organiser.fill(await organiser.press(saved, "case.sending"), SENDING)
    return case


def _patients(world: World, pack: Pack, teller: Teller, result: DemoResult) -> list[Patient]:
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


async def _seal(stage: Stage, sealed: SealedAct, pack: Pack, folder: Folder, tell: Tell) -> None:
    sealing = [patient for patient in stage.patients if patient.part.name in IDENTITIES]
    shelf = Shelf(folder, stage.result, Records(stage.world.app.store, CaseId(stage.case)))
    for number, patient in enumerate(sealing):
        tell("Members choose a recipient and seal their names on the page", number, len(sealing))
        for name, data in (await sealed.seal(patient)).items():
            assert patient.record is not None
            await _keep(shelf, f"{OWN}/{patient.record['ref']}/{NAMED}{name}", data)
    tell("A second lawyer joins; a member changes recipient; one joins without Discord", 0, 1)
    await sealed.let_late_lawyer_in()
    for patient in sealing:
        if len(IDENTITIES[patient.part.name].recipients) > 1:
            await sealed.change_recipient(patient)
    await sealed.join_by_invitation(pack.authorities[0].country)


async def _letters(stage: Stage, pack: Pack, folder: Folder, tell: Tell, *, everything: bool) -> None:
    shelf = Shelf(folder, stage.result, Records(stage.world.app.store, CaseId(stage.case)))
    readers = [p for p in stage.patients if p.does(cast.WANTS_LETTERS) and p.record]
    wanted = wishes(pack, everything=everything)
    of = len(readers) + len(wanted) + 2
    for number, patient in enumerate(readers):
        tell("Patients fetch their own letters and documents on the page", number, of)
        assert patient.record is not None
        where = f"{OWN}/{patient.record['ref']}"
        # The first of them also reads what they got, and makes it theirs.
        for part, final in (("", False), *([(FINAL, True)] if number == 0 else [])):
            for name, data in (await _own_letters(patient, patient.record["ref"], final=final)).items():
                await _keep(shelf, f"{where}/{part}{name}", data)
    made: set[tuple[str, str]] = set()
    # Whoever reads letters asks for documents first; others for the kinds that nobody could have so far.
    registered = [p for p in stage.patients if p.record and p.record["status"] == REGISTERED]
    for patient in sorted(registered, key=lambda p: p not in readers):
        tell("They fetch documents on demand", len(readers), of)
        await _papers(patient, shelf, made, everything=everything)
    tell("The organiser reads the progress", len(readers), of)
    await stage.organisers.first.command("case progress")
    act, drafted = GroupAct(stage.organisers, shelf, everything=everything), None
    for number, wish in enumerate(wanted):
        tell("The organiser drafts the collective letters", len(readers) + 1 + number, of)
        seen = await act.draft(wish)
        drafted = drafted or (seen if seen.files else None)
    if drafted is not None:
        tell("One text is frozen, approved and printed; the letter to the lawyer", of - 1, of)
        await act.freeze(drafted, readers)
        await act.for_lawyer(drafted)  # lists the files of the text that is frozen now


async def _papers(patient: Patient, shelf: Shelf, made: set[tuple[str, str]], *, everything: bool) -> None:
    """Make documents on demand: each kind once, by the first who can; or once in each language."""
    assert patient.record is not None
    ref, language = patient.record["ref"], patient.person.locale.partition("-")[0] if everything else ""
    link = moves.link_in(await moves.letters(patient.person, ref))
    async with Visitor(patient.person.locale) as visitor:
        member = await PageMember.by_link(visitor, link, ref)
        there = {kind for kind, said in made if said == language}
        for kind, files in (await member.papers(there)).items():
            made.add((kind, language))
            for name, data in files.items():
                shelf.put(f"{OWN}/{ref}/{kind}/{name}", data, kind)


async def _own_letters(patient: Patient, ref: str, *, final: bool) -> dict[str, bytes]:
    link = moves.link_in(await moves.letters(patient.person, ref))
    async with Visitor(patient.person.locale) as visitor:
        return await (await PageMember.by_link(visitor, link, ref)).own_letters(final=final)


async def _keep(shelf: Shelf, where: str, data: bytes) -> None:
    """Put an own letter on the shelf; the bot keeps no record of a reading copy."""
    if where.rpartition("/")[2].startswith("reading-copy-"):
        shelf.put(where, data, "reading_copy")
    else:
        await shelf.letter(where, data)


async def _dossiers(stage: Stage, sealed: SealedAct, second: SecondCase, folder: Folder, tell: Tell) -> None:
    both = [(stage.organisers, recipient) for recipient in sealed.recipients.values()]
    handed = [*both, (second.organisers, second.recipient)]
    everybody = [recipient for _, recipient in handed]
    for number, (organisers, recipient) in enumerate(handed):
        tell("Dossiers are built, fetched by key-holders and opened at their desks", number, len(handed))
        fetched = await hand_over(organisers, recipient, folder)
        strangers = [other.holders[-1] for other in everybody if other is not recipient]
        await open_at_desk(fetched, strangers, folder, stage.result, stage.world.now())
