"""Run in a process of its own by storage tests: `python -m tests.storage.child JOB URL`."""

import asyncio
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

from bot.domain.errors import BusyError
from bot.storage import AuditRow, Store, StoreError
from tests.storage.sample import KEY_CHECK, NOW, add_case, add_full_member


def say(*words: object) -> None:
    """Tell the parent, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def burst(url: str) -> None:
    """Register members for ever, each with an audit line; print each reference once it is saved."""
    store = await Store.open(url, key_check=KEY_CHECK)
    while True:
        async with store.transaction() as tx:
            member = await add_full_member(tx)
            seq, mac = await tx.audit.last()
            line = AuditRow(seq + 1, NOW, "u:1", "member", "join", None, "done", mac, seq.to_bytes(4, "big"))
            await tx.audit.add(line)
        say(member.ref)


async def full_disk(url: str) -> None:
    """Write until no file may grow any more, say what was told, then make room and write again."""
    store = await Store.open(url, key_check=KEY_CHECK)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    room = os.stat(url.removeprefix("sqlite:///")).st_size + 200_000  # noqa: PTH116 - nothing else runs
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    saved = 0
    try:
        while True:
            saved += await _save_many(store)
    except BusyError:
        say("busy", saved)
    async with store.reading() as tx:
        say("readable", await tx.members.count("CASE"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    saved += await _save_many(store)
    say("again", saved)
    await store.close()


async def small_disk(folder: str) -> None:
    """Fill a small disk, say what was told, make room, write again."""
    ballast = Path(folder) / "ballast"
    ballast.write_bytes(b"\0" * (800 << 10))
    store = await Store.open(f"sqlite:///{folder}/collectif.db", key_check=KEY_CHECK)
    saved = 0
    async with store.transaction() as tx:
        await add_case(tx)
    try:
        while True:
            async with store.transaction() as tx:
                await add_full_member(tx)
            saved += 1
    except BusyError:
        say("busy", saved)
    async with store.reading() as tx:
        say("readable", await tx.members.count("CASE"))
    ballast.unlink()
    async with store.transaction() as tx:
        await add_full_member(tx)
    async with store.reading() as tx:
        say("again", await tx.members.count("CASE"))
    await store.close()


async def read_only(folder: str) -> None:
    """Make a database, make the disk read-only, and open it."""
    database = Path(folder) / "collectif.db"
    store = await Store.open(f"sqlite:///{database}", key_check=KEY_CHECK)
    await store.close()
    before = database.read_bytes()
    await asyncio.to_thread(subprocess.run, ["mount", "-o", "remount,ro", folder], check=True)
    try:
        await Store.open(f"sqlite:///{database}", key_check=KEY_CHECK)
    except StoreError as refused:
        say("refused", str(refused))
    say("same", database.read_bytes() == before)


JOBS = {"small_disk": small_disk, "read_only": read_only}


async def _save_many(store: Store) -> int:
    async with store.transaction() as tx:
        for _ in range(20):
            await add_full_member(tx)
    return 20


if __name__ == "__main__":
    asyncio.run({"burst": burst, "full_disk": full_disk, **JOBS}[sys.argv[1]](sys.argv[2]))
