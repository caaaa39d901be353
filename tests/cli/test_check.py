"""`collectif check`: every finding for real, on real files and against a Discord on this machine."""

import asyncio
import json
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from tests.backup.place import Place, inhabited
from tests.cli.process import ROOT, clean_environment
from tests.services.office import SERVER
from tests.storage.conftest import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.CANARY-not-a-real-token"
GUILD = 123456789012345678
Found = dict[str, list[dict[str, Any]]]


@dataclass
class Discord:
    """Discord's side of an application, as its API tells it."""

    url: str = ""
    status: int = 200
    date: str = field(default_factory=lambda: formatdate(usegmt=True))
    servers: list[int] = field(default_factory=lambda: [GUILD])
    rights: int = 1 << 10 | 1 << 11
    application: dict[str, Any] = field(default_factory=lambda: {"flags": 0, "bot_public": False})

    async def about(self, request: web.Request) -> web.Response:
        """Answer GET /applications/@me."""
        return web.json_response(self.application, status=self.status, headers={"Date": self.date})

    async def guilds(self, request: web.Request) -> web.Response:
        """Answer GET /users/@me/guilds."""
        return web.json_response([{"id": str(s), "permissions": str(self.rights)} for s in self.servers])


@pytest_asyncio.fixture
async def discord() -> AsyncIterator[Discord]:
    """A Discord where all is well."""
    server = Discord()
    app = web.Application()
    app.router.add_get("/applications/@me", server.about)
    app.router.add_get("/users/@me/guilds", server.guilds)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


@pytest_asyncio.fixture
async def place(tmp_path: Path) -> Place:
    """An installation with people, a token and a fresh backup."""
    place = Place(tmp_path)
    await inhabited(place)
    with (place.home / ".env").open("a", encoding="utf-8") as file:
        file.write(f"COLLECTIF_DISCORD_TOKEN={TOKEN}\nCOLLECTIF_ALLOWED_SERVERS={GUILD}\n")
    await asyncio.to_thread(place.backed_up)
    return place


def ask(place: Place, discord: Discord | None = None) -> tuple[int, Found]:
    """Run the check and return its exit code and its findings by name."""
    door = [str(ROOT / "tests/cli/local_discord.py"), discord.url] if discord else ["-m", "bot"]
    offline = [] if discord else ["--offline"]
    done = subprocess.run(
        [sys.executable, *door, "check", "--json", *offline],
        cwd=place.home,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "CANARY" not in done.stdout + done.stderr
    found: Found = {}
    for finding in json.loads(done.stdout)["findings"]:
        found.setdefault(finding["name"], []).append(finding)
    return done.returncode, found


def levels(found: Found) -> dict[str, set[str]]:
    """The levels that each name has."""
    return {name: {f["level"] for f in findings} for name, findings in found.items()}


async def test_a6_a_whole_installation_has_no_error(place: Place, discord: Discord) -> None:
    """A6: all is well: exit code 0, no error; what could be better is a warning; no token or key is shown."""
    code, found = await asyncio.to_thread(ask, place, discord)

    assert code == 0
    assert {name for name, there in levels(found).items() if "error" in there} == set()
    assert levels(found)["key-holders"] == {"warning"}  # one key-holder only
    assert {"settings", "root key", "data folder", "disk", "SQLite", "database", "shred keys"} <= set(found)
    assert {"backups", "token", "intents", "application", "servers", "clock", "page"} <= set(found)
    assert levels(found)["permissions"] == {"ok"}
    every = [f for findings in found.values() for f in findings]
    assert [f for f in every if f["level"] != "ok" and len(f["todo"]) < 10] == []


async def test_c14_what_a_thief_of_the_token_would_set_is_found(place: Place, discord: Discord) -> None:
    """C14: an endpoint that receives interactions, an events webhook: errors that say what to do first."""
    discord.application |= {
        "interactions_endpoint_url": "https://x.invalid",
        "event_webhooks_url": "https://y.invalid",
    }

    code, found = await asyncio.to_thread(ask, place, discord)

    assert code == 3
    assert [f["level"] for f in found["application"]] == ["error", "error"]
    assert "panic" in found["application"][0]["todo"]


async def test_a15_more_than_needed_at_discord_is_a_warning(place: Place, discord: Discord) -> None:
    """A15: privileged intents, a public bot that people bring along, foreign servers, a wrong clock."""
    discord.application |= {"flags": 1 << 18 | 1 << 13, "bot_public": True}
    discord.application |= {"integration_types_config": {"0": {}, "1": {}}}
    discord.servers = [SERVER]
    discord.date = "Tue, 01 Jan 2030 00:00:00 GMT"

    code, found = await asyncio.to_thread(ask, place, discord)
    discord.servers, discord.rights = [GUILD], 1 << 10 | 1 << 28
    _, powerful = await asyncio.to_thread(ask, place, discord)

    assert code == 0
    assert "Presence, Message Content" in found["intents"][0]["text"]
    for name in ("intents", "application", "servers", "clock"):
        assert levels(found)[name] == {"warning"}
    assert (len(found["servers"]), len(found["application"])) == (2, 2)
    said = " ".join(f["text"] for f in powerful["permissions"])
    assert (levels(powerful)["permissions"], "Manage Roles" in said) == ({"warning"}, True)
    assert "lacks Send Messages" in said


async def test_a8_a_refused_token_has_its_code(place: Place, discord: Discord) -> None:
    """A8: Discord refuses the token: exit code 6."""
    discord.status = 401

    code, found = await asyncio.to_thread(ask, place, discord)

    assert (code, levels(found)["token"]) == (6, {"error"})


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 200] = b"\x55" * 200
    path.write_bytes(data)


def _lose_keys(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM shred_key")
        connection.commit()


async def test_b9_b12_each_harm_to_what_is_stored_is_found(place: Place) -> None:
    """B9, B12, A2, A4: a damaged page, lost shred keys, another key, open files: each with its exit code."""
    data = place.data
    whole = place.picture()
    harms = {
        "database": (4, lambda: _flip(data / "collectif.db")),
        "shred keys": (4, lambda: _lose_keys(data / "shred-keys.db")),
        "shred keys ": (4, lambda: (data / "shred-keys.db").write_bytes(b"no database")),
        "root key": (5, lambda: (data / "root.key").write_bytes(b"k" * 32)),
        "data folder": (3, lambda: (data / "collectif.db").chmod(0o644)),
        "restore": (4, lambda: (data / "restore-under-way.json").write_text("{}")),
    }
    for name, (expected, harm) in harms.items():
        harm()

        code, found = await asyncio.to_thread(ask, place)

        assert (code, "error" in levels(found)[name.strip()]) == (expected, True), (name, found)
        for path, content in whole.items():
            (data / path).write_bytes(content)
            (data / path).chmod(0o600)
        (data / "restore-under-way.json").unlink(missing_ok=True)


@pytest.mark.needs("postgres")
async def test_a_servers_database_is_looked_at_like_a_file(tmp_path: Path, postgres_url: str) -> None:
    """PostgreSQL: nothing yet, then version, root key, key-holders and fit of both stores; another key: 5.

    Files with a secret that others may read are named.
    """
    place = Place(tmp_path, postgres_url)
    assert (await asyncio.to_thread(ask, place))[1]["database"][0]["text"].startswith("there is none yet")
    await inhabited(place)
    (place.home / "token").write_text(TOKEN)
    (place.home / "token").chmod(0o644)
    with (place.home / ".env").open("a", encoding="utf-8") as file:
        file.write(f"COLLECTIF_DISCORD_TOKEN_FILE={place.home / 'token'}\n")

    _, found = await asyncio.to_thread(ask, place)
    (place.data / "root.key").write_bytes(b"k" * 32)
    code, other = await asyncio.to_thread(ask, place)

    assert levels(found)["database"] == {"ok"}
    assert (levels(found)["key-holders"], levels(found)["token"]) == ({"warning"}, {"warning"})
    assert (code, levels(other)["root key"]) == (5, {"ok", "error"})


async def test_it_changes_nothing(place: Place) -> None:
    """No file is made or changed by looking; what a change of the root key left is named."""
    left = {place.data / "recovery-sheet-ABCD-EFGH.pdf", place.data / "root.key.previous"}
    for path in left:
        path.touch(0o600)
    before = place.picture()

    _, found = await asyncio.to_thread(ask, place)

    assert place.picture() == before
    told = [f["text"] for f in found["root key"] if f["level"] == "warning"]
    assert [path for path in left if not any(str(path) in text for text in told)] == []


def test_a_wrong_setting_is_a_finding_too(tmp_path: Path) -> None:
    """A misspelt setting: exit code 2, with the name."""
    place = Place(tmp_path)
    (place.home / ".env").write_text("COLLECTIF_DATADIR=x\n", "utf-8")

    code, found = ask(place)

    assert code == 2
    assert "COLLECTIF_DATA_DIR" in found["settings"][0]["text"]
