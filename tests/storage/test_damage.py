"""Damage, locks, full and read-only disks: said in one line or as busy, and never guessed around."""

import asyncio
import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.domain.errors import BusyError
from bot.storage import DamagedError, Store
from bot.storage import sqlite as sqlite_engine
from tests.cli.process import ROOT, clean_environment
from tests.storage.sample import KEY_CHECK, NOW, add_case, add_full_member


async def _filled(path: Path, members: int = 60) -> str:
    url = f"sqlite:///{path}"
    store = await Store.open(url, key_check=KEY_CHECK)
    async with store.transaction() as tx:
        await add_case(tx)
        for _ in range(members):
            await add_full_member(tx)
    await store.close()
    return url


def _damage(path: Path, page: int) -> bytes:
    """Overwrite the head of a page; every count still works."""
    data = bytearray(path.read_bytes())
    at = (page - 1) * 4096
    data[at : at + 100] = b"\x55" * 100
    path.write_bytes(data)
    return bytes(data)


async def _read_and_write(store: Store) -> None:
    async with store.transaction() as tx:
        await add_full_member(tx)
        await tx.members.in_case("CASE")


def _page_of(path: Path, table: str) -> int:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0])


async def test_b9_a_damaged_page_stops_the_start(sqlite_path: Path) -> None:
    """B9: a page that the start itself never reads is found all the same; the file is left as it is."""
    url = await _filled(sqlite_path)
    damaged = _damage(sqlite_path, _page_of(sqlite_path, "harm"))

    with pytest.raises(DamagedError, match="restore a backup"):
        await Store.open(url, key_check=KEY_CHECK)

    assert await asyncio.to_thread(sqlite_path.read_bytes) == damaged


async def test_b9_damage_met_while_serving_gives_the_alarm(sqlite_path: Path) -> None:
    """B9: what turns out to be damaged in use is refused, and whoever watches is told at once."""
    store = await Store.open(await _filled(sqlite_path), key_check=KEY_CHECK)
    alarms: list[str] = []
    store.alarm = lambda: alarms.append("damaged")
    try:
        async with store.reading() as tx:
            assert await tx.members.count("CASE") == 60
        assert alarms == []
        await asyncio.to_thread(_damage, sqlite_path, _page_of(sqlite_path, "member"))
        await store._engine.dispose()  # what was read before is not remembered

        with pytest.raises(DamagedError):
            await _read_and_write(store)
    finally:
        await store.close()

    assert alarms == ["damaged"]


async def test_b6_a_long_lock_does_not_hold_the_event_loop(
    sqlite_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B6: while another process has the file, a write waits and is refused as busy; the loop beats on."""
    monkeypatch.setitem(sqlite_engine.PRAGMAS, "busy_timeout", ("700", 700))
    store = await Store.open(await _filled(sqlite_path, 1), key_check=KEY_CHECK)
    late, stop = [0.0], asyncio.Event()

    async def beat() -> None:
        while not stop.is_set():
            began = time.monotonic()
            await asyncio.sleep(0.01)
            late.append(time.monotonic() - began)

    try:
        with contextlib.closing(sqlite3.connect(sqlite_path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            heart = asyncio.create_task(beat())
            began = time.monotonic()
            with pytest.raises(BusyError):
                async with store.transaction() as tx:
                    await tx.requests.claim("one", NOW)
            waited = time.monotonic() - began
            stop.set()
            await heart
        async with store.transaction() as tx:
            await tx.requests.claim("one", NOW)
    finally:
        await store.close()

    assert waited > 0.6
    assert max(late) < 0.6  # seconds; the wait itself is longer


async def test_b10_another_databases_log_is_ignored(sqlite_path: Path, tmp_path: Path) -> None:
    """B10: a journal or log of another database beside ours changes nothing that is read."""
    url = await _filled(sqlite_path, 3)
    for name in ("-journal", "-wal"):
        sqlite_path.with_name(sqlite_path.name + name).write_bytes(os.urandom(4096))

    store = await Store.open(url, key_check=KEY_CHECK)
    async with store.reading() as tx:
        assert await tx.members.count("CASE") == 3
    await store.close()


# In a mount namespace of its own, whose mounts are nobody else's and end with it.
_MOUNTED = shutil.which("unshare") is not None and (
    subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode == 0
)


@pytest.mark.skipif(not _MOUNTED, reason="this system lets nobody mount a small disk of their own")
@pytest.mark.parametrize("job", ["small_disk", "read_only"])
async def test_b3_b15_on_a_disk_that_is_full_or_read_only(tmp_path: Path, job: str) -> None:
    """B3, B15: full: refused as busy, readable, well again with room; read-only: one line, no start."""
    disk = tmp_path / "disk"
    disk.mkdir()
    script = 'mount -t tmpfs -o size=2m,mode=700 none "$1" && exec "$2" -m tests.storage.child "$3" "$1"'
    done = await asyncio.to_thread(
        subprocess.run,
        ["unshare", "-rm", "sh", "-c", script, "sh", str(disk), sys.executable, job],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    said = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    if job == "read_only":
        assert "\n" not in said["refused"]
        assert said["same"] == "True"
    else:
        assert int(said["readable"]) == int(said["busy"]) > 0
        assert int(said["again"]) == int(said["busy"]) + 1
