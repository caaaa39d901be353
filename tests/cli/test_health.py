"""`/health` and `/metrics` of a running program: on loopback, of no person."""

import asyncio
import re
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.backup.place import Place, inhabited
from tests.cli.process import ROOT, clean_environment
from tests.cli.test_run import TOKEN, Discord, refusing

__all__ = ["refusing"]

_LINE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.e+-]+')


def free_port() -> int:
    """A port that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def fetched(url: str) -> tuple[int, str]:
    """Ask until somebody answers."""
    async with aiohttp.ClientSession() as session:
        for _ in range(300):
            try:
                async with session.get(url) as answer:
                    return answer.status, await answer.text()
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.2)
    raise AssertionError("nobody answered")


async def test_j1_a_monitor_reads_counts_and_ages_and_nothing_else(tmp_path: Path, refusing: Discord) -> None:
    """While Discord hangs: 503 with what is wrong; metrics in Prometheus' format; of no person."""
    place = Place(tmp_path)
    people = await inhabited(place)
    await asyncio.to_thread(place.backed_up)
    port = free_port()
    refusing.hang = True
    with (place.home / ".env").open("a", encoding="utf-8") as file:
        file.write(f"COLLECTIF_DISCORD_TOKEN={TOKEN}\nCOLLECTIF_HEALTH_LISTEN=127.0.0.1:{port}\n")
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "tests/cli/local_discord.py"),
        refusing.url,
        "run",
        cwd=place.home,
        env=clean_environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        health = await fetched(f"http://127.0.0.1:{port}/health")
        status, metrics = await fetched(f"http://127.0.0.1:{port}/metrics")
    finally:
        program.send_signal(signal.SIGTERM)
        await program.communicate()

    assert health[0] == 503
    assert '"store": true, "discord": false' in health[1]
    assert status == 200
    lines = metrics.splitlines()
    assert [line for line in lines if not line.startswith("# ") and not _LINE.fullmatch(line)] == []
    names = {line.partition("{")[0].partition(" ")[0] for line in lines if not line.startswith("#")}
    assert names >= {"collectif_backup_age_seconds", "collectif_disk_free_bytes", "collectif_store_readable"}
    assert [secret for secret in (people.ann, people.ben, people.case, TOKEN) if secret in metrics] == []
    assert program.returncode == 0


@pytest.mark.parametrize("listen", ["0.0.0.0:8788", "192.0.2.1:80", "8788", "localhost", "[::]:1"])
def test_it_listens_to_nobody_else(tmp_path: Path, listen: str) -> None:
    """An address that other machines reach, or that is none, stops the start with the setting's name."""
    place = Place(tmp_path)
    with (place.home / ".env").open("a", encoding="utf-8") as file:
        file.write(f"COLLECTIF_DISCORD_TOKEN={TOKEN}\nCOLLECTIF_HEALTH_LISTEN={listen}\n")

    code, _, err = place.run("run")

    assert code == 2
    assert "COLLECTIF_HEALTH_LISTEN" in err
