"""`collectif run` as a process, against a Discord on this machine that refuses, hangs or is not there."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from bot.cli.exits import Exit
from tests.cli.process import ROOT, clean_environment, collectif

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.not-a-real-token"


@dataclass
class Discord:
    """A server that answers every request in one way and counts them."""

    url: str = ""
    requests: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    hang: bool = False
    revokes: bool = False  # takes the token, connects, and then takes it back

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Refuse the token, never answer, or take the token back after a moment."""
        self.requests.append(f"{request.method} {request.path}")
        self.tokens.add(request.headers.get("Authorization", ""))
        self.asked.set()
        if self.hang:
            await asyncio.sleep(60)
        if self.revokes:
            return await self._connect(request)
        return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        if not request.path.startswith("/gateway"):
            known = {"id": "42", "username": "collectif", "discriminator": "0", "avatar": None, "bot": True}
            about = {"name": "x", "description": "", "rpc_origins": [], "verify_key": "", "flags": 0}
            about |= {"icon": None, "bot_public": False, "bot_require_code_grant": False, "owner": known}
            return _json([] if request.method == "PUT" else {**known, **about})
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41250}})
        await socket.receive()
        user = {"id": "42", "username": "collectif", "discriminator": "0", "avatar": None, "bot": True}
        ready = {"user": user, "guilds": [], "session_id": "s", "application": {"id": "42", "flags": 0}}
        await socket.send_json(
            {"op": 0, "s": 1, "t": "READY", "d": {**ready, "resume_gateway_url": "ws://x"}}
        )
        await socket.close(code=4004, message=b"Authentication failed.")
        return socket


def _json(body: object) -> web.Response:
    """As Discord sends it: discord.py reads no body whose type also names an encoding."""
    return web.Response(body=json.dumps(body).encode(), headers={"Content-Type": "application/json"})


@pytest_asyncio.fixture
async def refusing() -> AsyncIterator[Discord]:
    """A Discord that refuses every token."""
    server = Discord()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder where `collectif init` has run and a token is named."""
    assert collectif("init", cwd=tmp_path).returncode == Exit.OK
    (tmp_path / "token").write_text(TOKEN + "\n")
    with (tmp_path / ".env").open("a") as file:
        file.write(f"COLLECTIF_DISCORD_TOKEN_FILE='{tmp_path / 'token'}'\nCOLLECTIF_LOG_LEVEL=DEBUG\n")
    return tmp_path


async def start(home: Path, address: str) -> asyncio.subprocess.Process:
    """Start `collectif run` against that address."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "tests/cli/local_discord.py"),
        address,
        "run",
        cwd=home,
        env=clean_environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def finish(process: asyncio.subprocess.Process) -> tuple[int | None, str, str]:
    """Wait for the end; returns exit code and both streams."""
    out, err = await asyncio.wait_for(process.communicate(), timeout=60)
    return process.returncode, out.decode(), err.decode()


async def test_a_refused_token_ends_the_program_once(home: Path, refusing: Discord) -> None:
    """A8: exit code 6, one message without the token, at most three requests: no storm of retries."""
    code, out, err = await finish(await start(home, refusing.url))

    assert (code, out) == (Exit.TOKEN, "")
    assert err.count("Discord refuses the bot's token") == 1
    assert TOKEN not in err
    assert "Traceback" not in err
    assert 1 <= len(refusing.requests) <= 3
    assert refusing.tokens == {f"Bot {TOKEN}"}


async def test_a9_a_token_revoked_while_serving_ends_the_program_once(home: Path, refusing: Discord) -> None:
    """A9: accepted at first, then closed with 4004: exit code 6, one message, no second connection."""
    refusing.revokes = True

    code, out, err = await finish(await start(home, refusing.url))

    assert (code, out) == (Exit.TOKEN, "")
    assert err.count("Discord refuses the bot's token") == 1
    assert TOKEN not in err
    assert "Traceback" not in err
    assert refusing.requests.count("GET /gateway") == 1
    refusing.revokes = False
    assert (await finish(await start(home, refusing.url)))[0] == Exit.TOKEN  # nothing is locked


async def test_a_missing_discord_is_told(home: Path) -> None:
    """Exit code 8 and a sentence when nothing answers."""
    code, out, err = await finish(await start(home, "http://127.0.0.1:9"))

    assert (code, out) == (Exit.UNREACHABLE, "")
    assert err.count("Discord cannot be reached") == 1
    assert "Traceback" not in err


async def test_a_service_manager_stops_it_in_good_order(home: Path, refusing: Discord) -> None:
    """B14, A11: SIGTERM while the bot is busy ends with 0; the next start finds nothing locked."""
    refusing.hang = True
    process = await start(home, refusing.url)
    await asyncio.wait_for(refusing.asked.wait(), timeout=60)

    process.send_signal(signal.SIGTERM)
    code, out, err = await finish(process)
    refusing.hang = False
    again, _, _ = await finish(await start(home, refusing.url))

    assert (code, out) == (Exit.OK, "")
    assert "Traceback" not in err
    assert again == Exit.TOKEN


async def test_a_second_instance_is_refused(home: Path, refusing: Discord) -> None:
    """A10: while one process serves the database another ends with 7; the first is not disturbed."""
    refusing.hang = True
    first = await start(home, refusing.url)
    await asyncio.wait_for(refusing.asked.wait(), timeout=60)

    code, _, err = await finish(await start(home, refusing.url))

    assert code == Exit.BUSY
    assert len(err.splitlines()) == 1
    assert first.returncode is None
    first.send_signal(signal.SIGTERM)
    assert (await finish(first))[0] == Exit.OK


GIVEN_UP = """
import ctypes, os, pathlib, resource
from bot.cli.hardening import harden
os.umask(0)
harden()
pathlib.Path("made").touch()
dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if os.uname().sysname == "Linux" else 0
print(resource.getrlimit(resource.RLIMIT_CORE), dumpable, oct(os.stat("made").st_mode & 0o777))
"""


def test_j9_the_process_gives_up_what_it_does_not_need(tmp_path: Path) -> None:
    """J9: no core dump, no inspection by the same user, and new files are private."""
    done = subprocess.run(
        [sys.executable, "-c", GIVEN_UP],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert done.stdout == "(0, 0) 0 0o600\n"


async def test_another_key_is_refused_before_anything_is_written(home: Path, refusing: Discord) -> None:
    """A2: a database made with another key: exit code 5, and its bytes are as before."""
    await finish(await start(home, refusing.url))
    database = home / "data/collectif.db"
    before = database.read_bytes()
    (home / "data/root.key").write_bytes(os.urandom(32))

    code, _, err = await finish(await start(home, refusing.url))

    assert code == Exit.KEY
    assert len(err.splitlines()) == 1
    assert database.read_bytes() == before


async def test_a_pack_that_cannot_be_used_is_named_at_the_start(home: Path, refusing: Discord) -> None:
    """A broken file in the operator's folder is a warning with its name; the bot goes on without it."""
    (home / "packs").mkdir()
    (home / "packs/mine.toml").write_text("id = 3\n")
    with (home / ".env").open("a") as file:
        file.write(f"COLLECTIF_PACKS_DIR='{home / 'packs'}'\n")

    code, _, err = await finish(await start(home, refusing.url))

    assert "collectif: warning: mine.toml: " in err
    assert (code, len(refusing.requests) > 0) == (Exit.TOKEN, True)
