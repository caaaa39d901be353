"""Silence: what people type is found where the inventory says and nowhere else."""

import asyncio
import contextlib
import io
import logging
import os
import re
import sqlite3
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import BaseModel, ValidationError

from bot import logs
from bot.demo import moves
from bot.demo.people import Person, Seen
from bot.domain.access import Role
from bot.ui import doors as ui
from tests.laws import doors
from tests.laws.canaries import full_member, receipt_of
from tests.laws.test_hostile import filled, lines_of, target_of
from tests.listening import loud
from tests.scene import CONTROLLER, Scene

CANARY = "CANARY-J1-Zaphod"


# ---------------------------------------------------------------------------------- J1


class Named:
    """Every name that a task of the loop had: discord.py names tasks after what they are for."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(
        self, loop: asyncio.AbstractEventLoop, coro: Coroutine[Any, Any, Any], **options: Any
    ) -> "asyncio.Task[Any]":
        task = asyncio.Task(coro, loop=loop, **options)
        self.names += [task.get_name(), str(options.get("name"))]
        return task


async def _every_form(scene: Scene, person: Person) -> set[str]:
    """Send every form with the canary in every field that can be typed, as who may send it."""
    target, sent = await target_of(scene, person), set()
    for name, door in ui.FORMS.items():
        if lines_of(name):
            who = scene.organiser if doors.needs(name) is Role.ORGANISER else person
            parts = filled(name, CANARY)
            await who.raw(scene.world.simulation.form(who.actor, who.channel, target.custom_id(door), parts))
            sent.add(name)
    return sent


async def test_j1_a_canary_in_every_field_of_the_chat_is_nowhere_else(
    scene: Scene, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """J1: in every text field of every form, as a name, in ids and choices, with a whole session at DEBUG.

    It stands in no log line, output, file, task name or audit line; the only columns that keep words are
    those of the case's own settings, which members read in the notice.
    """
    tasks, temporary = Named(), set(_temporary())
    asyncio.get_running_loop().set_task_factory(cast(Any, tasks))
    with loud() as log:
        person = await full_member(scene, CANARY)
        receipt, code = await receipt_of(person), scene.world.organiser_code()
        sent = await _every_form(scene, person)
        await moves.open_case(scene.newcomer("x"), code, "cerba-2021", CONTROLLER)
        for name in ("v1:me:" + CANARY, CANARY, "v1:again:scam.form:" + CANARY):
            await person.raw(
                scene.world.simulation.component(person.actor, scene.panel.messages[0].handle, name)
            )
        await person.raw(scene.world.simulation.command(person.actor, person.channel, "me"))
        await moves.leave(person, await moves.home(person))
    out, err = capfd.readouterr()

    secrets = (CANARY, receipt, receipt.replace("-", ""), code, str(person.id))
    assert len(sent) >= 15
    assert [s for s in secrets if s in log.getvalue() + out + err] == []
    assert [n for n in tasks.names for s in secrets[:4] if s in n] == []
    assert _columns_with(tmp_path, CANARY) <= {
        "case_file.controller_name",
        "case_file.controller_contact",
        "case_file.lawyer_name",
        "case_file.lawyer_bar",
        "case_file.lawyer_address",
        "case_file.config",
        "key_holder.name",
        "lane.name",
    }
    assert [p.name for p in _temporary() if p not in temporary and CANARY.encode() in _read(p)] == []


def _temporary() -> list[Path]:
    """The files in the system's temporary folder that this user can read."""
    found = Path(tempfile.gettempdir()).iterdir()
    return [p for p in found if p.is_file() and os.access(p, os.R_OK)]


def _read(path: Path) -> bytes:
    """The bytes of a file that may be gone by now: other programs use the folder too."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _columns_with(directory: Path, needle: str) -> set[str]:
    """Which columns of the database hold it, in clear."""
    found = set()
    with contextlib.closing(sqlite3.connect(directory / "data" / "collectif.db")) as connection:
        tables = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            cursor = connection.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor:
                found |= {f"{table}.{n}" for n, v in zip(names, row, strict=True) if needle in _text(v)}
    return found


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


# ---------------------------------------------------------------------------------- J2


class Strict(BaseModel):
    """Something that quotes what it was given when it refuses it."""

    number: int


def _pydantic() -> None:
    Strict(number=CANARY)


def _sqlite() -> None:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"SELECT '{CANARY}' FROM {CANARY.replace('-', '_')}")


def _plain() -> None:
    try:
        raise KeyError(CANARY)
    except KeyError as error:
        raise ValueError(f"<para>{CANARY}</para>", CANARY) from error


BREAKS: tuple[Callable[[], None], ...] = (_pydantic, _sqlite, _plain)


async def test_j2_an_exception_in_every_handler_is_told_without_its_words(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """J2: whatever handler of the chat fails with whatever error, the person sees a reference and no value.

    Every button, menu, form and command is knocked at, by somebody who gets as far as the handler.
    """
    person = await full_member(scene, "amelie")
    target, router = await target_of(scene, person), scene.world.bot.router
    raised: set[str] = set()

    def broken(key: tuple[str, str], number: int) -> Callable[..., Any]:
        async def fail(*_: object, **__: object) -> None:
            raised.add(key[1])
            BREAKS[number % len(BREAKS)]()

        return fail

    for number, key in enumerate(list(router._found)):
        if key[0] != "receives":  # a form that cannot be built is never received; both are tried below
            monkeypatch.setitem(router._found, key, broken(key, number))
    told: list[tuple[str, Seen]] = []
    with loud() as log:
        for name in (
            n for n in doors.every_door() if "organiser" not in n and n not in ("pick", "me.switch")
        ):
            who = scene.organiser if doors.needs(name) is Role.ORGANISER else person
            on = scene.panel.messages[0].handle
            (seen,) = await who.raw(doors.forge(scene, who, name, target, on))
            told.append((name, seen))

    unlike = [name for name, seen in told if not (seen.refused and seen.private) or CANARY in seen.text]
    references = [re.search(r"\b[0-9a-f]{8}\b", seen.text) for _, seen in told]
    failed = [name for (name, _), found in zip(told, references, strict=True) if found]
    assert unlike == []
    assert len(failed) > 60
    assert CANARY not in log.getvalue()
    assert all(found[0] in log.getvalue() for found in references if found)
    assert len(raised) > 60
    scene.world.failures.clear()


async def test_j2_a_form_that_fails_after_it_was_filled_in_says_no_word_of_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """J2: the same when what takes a form's answers fails, with the canary among the answers."""
    person = await full_member(scene, "amelie")
    target, router, silent = await target_of(scene, person), scene.world.bot.router, []
    for number, key in enumerate([k for k in router._found if k[0] == "receives"]):

        async def fail(*_: object, how: int = number, **__: object) -> None:
            BREAKS[how % len(BREAKS)]()

        monkeypatch.setitem(router._found, key, fail)
    with loud() as log:
        for name, door in ui.FORMS.items():
            who = scene.organiser if doors.needs(name) is Role.ORGANISER else person
            (seen,) = await who.raw(
                scene.world.simulation.form(
                    who.actor, who.channel, target.custom_id(door), filled(name, CANARY)
                )
            )
            if not (seen.refused and seen.private) or CANARY in seen.text:
                silent.append((name, seen.text[:80]))

    assert silent == []
    assert CANARY not in log.getvalue()
    scene.world.failures.clear()


def test_what_is_raised_above_does_quote_what_it_was_given() -> None:
    """The positive control: the errors of this file carry the canary in their own words."""
    for fail in BREAKS[::2]:
        with pytest.raises((ValueError, ValidationError), match=CANARY):
            fail()


# ------------------------------------------------------------------- every logger, any level


def test_j1_no_logger_prints_anything_of_its_own() -> None:
    """J1: no logger that there is or will be, at any level, prints words, values or what an error says.

    Discord's, aiohttp's, SQLAlchemy's, asyncio's and all others, with their level lowered and, worse, with a
    handler of their own that prints whatever a record holds.
    """
    import aiohttp.web
    import discord.ext.commands
    import sqlalchemy.ext.asyncio

    assert aiohttp.web
    assert discord.ext.commands
    assert sqlalchemy.ext.asyncio
    raw = io.StringIO()
    with loud() as log:
        names = [*logging.Logger.manager.loggerDict, "made.after", "discord.gateway.new"]
        for name in names:
            logger = logging.getLogger(name)
            kept = (logger.level, logger.propagate, list(logger.handlers), logger.disabled)
            handler = logging.StreamHandler(raw)
            logger.setLevel(logging.DEBUG)
            logger.disabled = False
            logger.addHandler(handler)
            try:
                _say_everything(logger)
            finally:
                logger.setLevel(kept[0])
                logger.propagate, logger.handlers[:], logger.disabled = kept[1:]

    assert len(names) > 20
    assert "withheld" in raw.getvalue()
    assert CANARY not in log.getvalue() + raw.getvalue()


def _say_everything(logger: logging.Logger) -> None:
    token = f"https://discord.com/api/webhooks/1/{CANARY}"
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL):
        logger.log(level, "WebSocket Event: %s", {"d": CANARY}, stack_info=True)
        logger.log(level, token)
        try:
            raise RuntimeError(CANARY)
        except RuntimeError:
            logger.log(level, CANARY, exc_info=True)


def test_no_field_of_a_line_takes_an_account_an_address_or_a_token() -> None:
    """What fits into a field has the shape of a reference, an act or a version, and nothing else."""
    shown = (
        "123456789012345678",
        "https://example.org/l/abc",
        "Zaphod",
        "zoe@example.org",
        "/l/" + "aB3" * 11,
    )
    with loud() as log:
        for value in shown:
            logs.event("tried", ref=value, actor=value, version=value, incident=value)

    assert [value for value in shown if value in log.getvalue()] == []


# -------------------------------------------------------------------------- J5, J6, J7, J10


async def test_j5_j6_joining_and_leaving_show_nothing_to_anybody(scene: Scene) -> None:
    """J5, J6, C6: a whole membership makes no role, nickname, permission, reaction, channel or DM.

    Who asked for no reminder gets no direct message; everything answers an interaction, to its author alone.
    """
    before = len(scene.world.requests)
    person = await full_member(scene, "amelie")
    await moves.leave(person, await moves.home(person))
    await moves.erase(person)

    sent = [(r.method, r.path) for r in scene.world.requests[before:]]
    assert len(sent) > 20
    others = [s for s in sent if not re.match(r"/(interactions/\d+|webhooks/\d+)/", s[1])]
    assert others == []


def test_j6_one_module_alone_opens_a_direct_message() -> None:
    """J6: only the knock of a reminder makes a DM; nothing sets a role, nickname or permission, or reacts."""
    calls = re.compile(
        r"\.create_dm\(|\.dm_channel|add_roles|remove_roles|\.edit\(nick|set_permissions|add_reaction|user\.send\("
    )
    root = Path(__file__).parents[2]
    found = [
        f"{path.relative_to(root)}: {match[0]}"
        for top in ("bot", "cogs")
        for path in (root / top).rglob("*.py")
        if "demo" not in path.parts
        for match in calls.finditer(path.read_text("utf-8"))
    ]

    assert found == ["bot/ui/knocking.py: .create_dm("]


def test_j4_only_two_things_are_ever_posted_in_a_channel() -> None:
    """J4: the panel and the public figures; no other module sends to a channel."""
    root = Path(__file__).parents[2]
    senders = [
        str(path.relative_to(root))
        for top in ("bot/ui", "bot/services", "cogs")
        for path in (root / top).rglob("*.py")
        if re.search(r"channel\.send\(|\bpost\(ctx", path.read_text("utf-8"))
    ]

    posting = ["bot/ui/posting.py", "cogs/campaign/running.py", "cogs/figures/cog.py"]
    assert sorted(senders) == ["bot/ui/knocking.py", *posting]
