"""What may be read where: nothing of a person in logs or on stdout, no account in the files, no ping."""

import contextlib
import io
import logging
import re
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import discord
import pytest
from discord import app_commands

from bot import logs
from bot.demo import moves
from bot.demo.people import Person
from bot.demo.world import World
from bot.ui import doors
from tests.laws import doors as forged
from tests.laws.canaries import database, every_file, full_member, receipt_of
from tests.laws.doors import NOBODY
from tests.scene import CONTROLLER, SCAM, Scene, registration

# What a person types or is called, in forms that nothing else in the tests has.
NAMES = ("canary-Zaphod", "Zaphod Beeblebrox")
TYPED = ("CANARY-typed-in-a-date", "CANARY-typed-in-an-amount")
LOUD = "DEBUG"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that the bot's logging writes at its loudest."""
    root, ours = logging.getLogger(), logging.getLogger("collectif")
    kept = (list(root.handlers), root.level, ours.level)
    written = io.StringIO()
    logs.configure(level=LOUD, stream=written)
    yield written
    root.handlers[:], level, our_level = kept
    root.setLevel(level)
    ours.setLevel(our_level)
    logging.captureWarnings(capture=False)


async def test_logs_hold_nothing_of_a_person(
    scene: Scene, log: io.StringIO, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """J1: a whole journey with refusals, at DEBUG, leaves no name, account, text or code in any line."""
    person = await full_member(scene, NAMES[0])
    receipt = await receipt_of(person)
    code = scene.world.organiser_code()
    await _mistype(scene, person, receipt)
    await moves.open_case(
        scene.newcomer("x"), code, "cerba-2021", {**CONTROLLER, "name": "CANARY-controller"}
    )
    await scene.organiser.command("case progress")
    await moves.leave(person, await moves.home(person))
    await moves.erase(person)

    out, err = capfd.readouterr()
    written = log.getvalue() + out + err
    canaries = [*NAMES, *TYPED, str(person.id), receipt, code, "CANARY", SCAM["on"], CONTROLLER["name"]]
    assert [canary for canary in canaries if str(canary) in written] == []


async def _mistype(scene: Scene, person: Person, receipt: str) -> None:
    child = (await scene.files(person))[1].ref
    opened = await person.choose(await person.command("scam"), "me.switch", [child])
    await person.fill(opened, {**SCAM, "on": TYPED[0]})
    listed = await person.press(await moves.home(person), "harms")
    form = await person.press(listed, "harm.new")
    await person.fill(form, {"head": ["M_FIN"], "amount": TYPED[1], "proof": "none_yet"})
    await person.fill(await person.command("recover"), {"code": f"CANARY-{receipt}"})


async def test_a_failure_is_told_without_its_values(scene: Scene, log: io.StringIO, tmp_path: Path) -> None:
    """J2: when storage breaks under every door, people get an apology with a reference, the log no value."""
    person = await scene.member(NAMES[0])
    ref = (await scene.file(person)).ref
    form = await person.command("scam")
    await _break_storage(scene)

    seen = await person.fill(form, {**SCAM, "loss": TYPED[1]} if "loss" in str(form.form) else SCAM)
    others = [await person.command(name) for name in ("me", "my-letter", "privacy", "join")]

    assert all(s.refused and s.private for s in [seen, *others])
    assert "interaction_failed" in log.getvalue()
    assert [c for c in (*NAMES, str(person.id), SCAM["on"], ref) if c in log.getvalue()] == []
    scene.world.failures.clear()


async def _break_storage(scene: Scene) -> None:
    path = scene.world.settings.data_dir / "collectif.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("DROP TABLE scam_contact")
        connection.execute("ALTER TABLE account RENAME TO lost")


async def test_accounts_are_nowhere_in_plain(scene: Scene, tmp_path: Path) -> None:
    """J1: the id and name of a member's or organiser's account stand in no file, as text or as a number."""
    person = await full_member(scene, NAMES[0])
    members = len(await scene.files(person))

    for account in (person, scene.organiser):
        forms = {
            str(account.id).encode(),
            account.id.to_bytes(8, "big"),
            account.id.to_bytes(8, "little"),
            NAMES[0].encode(),
        }
        assert [(n, f) for n, data in every_file(tmp_path) for f in forms if f in data] == []
    with database(tmp_path) as connection:
        (bound,) = connection.execute(
            "SELECT count(*) FROM binding WHERE kind = 'discord' AND value_enc IS NOT NULL"
        ).fetchone()
    assert (members, bound) == (2, 1)


async def test_receipt_codes_are_nowhere_in_plain(scene: Scene, tmp_path: Path) -> None:
    """Of a receipt code only a keyed hash is kept."""
    receipt = await receipt_of(await scene.member("amelie"))

    plain = receipt.replace("-", "")
    assert [n for n, data in every_file(tmp_path) if plain.encode() in data or receipt.encode() in data] == []


def test_files_are_the_operators_only(tmp_path: Path, world: World) -> None:
    """Every file that the bot makes is readable by its own user only, and so is every folder."""
    data = world.settings.data_dir
    modes = {p.name: p.stat().st_mode & 0o777 for p in [data, *data.rglob("*")]}

    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}


async def test_every_answer_is_private(scene: Scene, tmp_path: Path) -> None:
    """J4: whatever door is knocked at, by whomever, nobody else sees the answer; only the panel is public."""
    people = [await full_member(scene, "amelie"), scene.organiser, scene.newcomer("zoe")]
    public = len([r for r in scene.world.requests if r.path.endswith("/messages") and r.method == "POST"])

    shown = []
    for person in people:
        for door in forged.every_door():
            on = scene.panel.messages[0].handle
            (seen,) = await person.raw(forged.forge(scene, person, door, NOBODY, on))
            if not seen.private:
                shown.append((door, seen.text))

    posts = [r for r in scene.world.requests if r.path.endswith("/messages") and r.method == "POST"]
    assert shown == []
    # `/case panel` is the organiser's to post; each post is one panel.
    assert len(posts) - public == 1


def test_the_bot_sees_servers_and_nothing_else(world: World) -> None:
    """J7, F4: it asks for no privileged intent: no message, no member list, no presence."""
    assert world.bot.intents == discord.Intents(guilds=True)
    assert world.bot.allowed_mentions is not None
    assert world.bot.allowed_mentions.to_dict() == {"parse": []}


async def test_nothing_is_fetched_from_anywhere(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """J10: a whole journey, letters included, opens no connection to any other machine."""
    reached: list[object] = []
    connect = socket.socket.connect

    def watched(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX:
            reached.append(address)
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", watched)

    await full_member(scene)

    assert reached == []


def test_c11_g13_no_address_that_anybody_sends_is_ever_fetched(world: World) -> None:
    """C11, G13: chat takes no file, and no module asks an address that a message or a picture names.

    So no attachment can be gone, slow, endless or elsewhere. Only `collectif check` opens connections of its
    own, to Discord and to the page. Files come through the page alone (P8); pictures leave as pixels.
    """
    kinds = {
        option["type"]
        for command in world.bot.tree.walk_commands()
        if not isinstance(command, app_commands.Group)
        for option in command.to_dict(world.bot.tree).get("options", ())
    }
    fetching = re.compile(
        r"ClientSession\(|urlopen|urlretrieve|HTTPS?Connection|open_connection\(|create_connection\("
        r"|import requests|import httpx|get_from_cdn|Attachment\b|FileUpload|zbar|QRCodeDetector|QRCodeReader"
    )
    root = Path(__file__).parents[2]
    found = {
        str(path.relative_to(root))
        for top in ("bot", "cogs")
        for path in (root / top).rglob("*.py")
        if "demo" not in path.parts and fetching.search(path.read_text("utf-8"))
    }

    assert kinds
    assert discord.AppCommandOptionType.attachment.value not in kinds
    assert found == {"bot/cli/check/discord.py", "bot/cli/check/page.py"}


async def test_hostile_names_are_only_names(scene: Scene) -> None:
    """F4, F5: an account named like a ping, markup or a command changes no page and is in none."""
    for number, name in enumerate(("@everyone", "<@&1>", "{0.__class__}", "[x](http://example.invalid)")):
        person = scene.world.person(f"n{number}", "fr", shown_as=name)
        page = await moves.join(person, scene.panel, registration())
        assert name not in page.text
    progress = await scene.organiser.command("case progress")
    assert "@everyone" not in progress.text


async def test_registered_names_say_nothing_of_health(world: World) -> None:
    """J8: the commands that Discord lists name neither illness, patient nor laboratory."""
    words = ("health", "patient", "labo", "santé", "gesund", "kranken", "medical", "cerba")
    registered = [
        str(r.json).lower() for r in world.requests if (r.method, r.path[-9:]) == ("PUT", "/commands")
    ]

    assert len(registered) == 1
    assert [word for word in words if word in registered[0]] == []
    assert len(doors.COMMANDS) > 10
