"""Kills, full disks and locks by others: what was acknowledged is there, nothing is half there."""

import asyncio
import contextlib
import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.errors import BusyError
from bot.storage import Store
from bot.storage import sqlite as sqlite_engine
from tests.storage import processes
from tests.storage.sample import KEY_CHECK, NOW, add_case

# Registrations that a child acknowledges before it is killed, one round each.
_ROUNDS = (3, 17, 40)


def _kill_after(url: str, acknowledgements: int) -> list[str]:
    """Let a child register, kill it -9 in the middle of its next one, and return what it acknowledged."""
    child = processes.start("burst", url)
    assert child.stdout is not None
    refs = [child.stdout.readline().strip() for _ in range(acknowledgements)]
    child.kill()
    rest, errors = child.communicate()
    assert errors == ""
    assert child.returncode == -9
    # A line that the kill cut in two was acknowledged to nobody.
    return [*refs, *re.findall(r"(P-\w{5})\n", rest)]


async def test_a_killed_process_loses_nothing_it_acknowledged(database_url: str) -> None:
    """B1: after kill -9 in a burst, every acknowledged member is whole, and members equal audit lines."""
    store = await Store.open(database_url, key_check=KEY_CHECK)
    async with store.transaction() as tx:
        await add_case(tx)
    await store.close()

    acknowledged: set[str] = set()
    for number in _ROUNDS:
        acknowledged |= set(await asyncio.to_thread(_kill_after, database_url, number))
        store = await Store.open(database_url, key_check=KEY_CHECK)
        async with store.reading() as tx:
            members, lines = await tx.members.in_case("CASE"), await tx.audit.all()
        await store.close()

        assert acknowledged <= {m.ref for m in members}
        # At most one more than acknowledged a round: saved, but killed before it could say so.
        assert len(members) - len(acknowledged) <= len(_ROUNDS)
        assert [line.seq for line in lines] == list(range(1, len(members) + 1))
        whole = (1, 1, 1, 1, 1, 1)
        parts = [
            tuple(map(len, (m.consents, m.involvements, m.exposures, m.scams, m.harms, m.steps)))
            for m in members
        ]
        assert set(parts) == {whole}
    if database_url.startswith("sqlite"):
        assert _integrity(Path(database_url.removeprefix("sqlite:///"))) == "ok"


async def test_a_full_disk_is_told_and_survived(sqlite_path: Path) -> None:
    """B3: where no file may grow, the write is refused as busy, all stays readable, and room is enough."""
    url = f"sqlite:///{sqlite_path}"
    store = await Store.open(url, key_check=KEY_CHECK)
    async with store.transaction() as tx:
        await add_case(tx)
    await store.close()

    child = processes.start("full_disk", url)
    output, errors = await asyncio.to_thread(child.communicate)

    assert errors == ""
    lines = dict(line.split() for line in output.splitlines())
    assert int(lines["busy"]) > 0
    assert lines["readable"] == lines["busy"]
    assert int(lines["again"]) == int(lines["busy"]) + 20
    assert _integrity(sqlite_path) == "ok"
    store = await Store.open(url, key_check=KEY_CHECK)
    async with store.reading() as tx:
        assert await tx.members.count("CASE") == int(lines["again"])
    await store.close()


async def test_a_lock_by_another_program_is_told_as_busy(
    sqlite_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B6: while somebody else locks the file, a write is refused as busy, and goes through afterwards."""
    monkeypatch.setitem(sqlite_engine.PRAGMAS, "busy_timeout", ("50", 50))
    store = await Store.open(f"sqlite:///{sqlite_path}", key_check=KEY_CHECK)
    try:
        with contextlib.closing(sqlite3.connect(sqlite_path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(BusyError) as caught:
                async with store.transaction() as tx:
                    await tx.requests.claim("one", NOW)
            assert "SQLITE_BUSY" in str(caught.value.__cause__)
            other.execute("ROLLBACK")

        async with store.transaction() as tx:
            await tx.requests.claim("one", NOW)
    finally:
        await store.close()


@pytest.mark.needs("postgres")
async def test_a_writer_that_never_ends_is_told_as_busy(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another process's transaction stays open, a write is refused as busy after its wait."""
    monkeypatch.setattr("bot.storage.postgres._LOCK_SECONDS", 0.1)
    first = await Store.open(postgres_url, key_check=KEY_CHECK)
    second = await Store.open(postgres_url, key_check=KEY_CHECK)
    try:
        async with first.transaction():
            with pytest.raises(BusyError):
                async with second.transaction():
                    pass
        async with second.transaction() as tx:
            await tx.requests.claim("one", NOW)
    finally:
        await first.close()
        await second.close()


@pytest.mark.needs("postgres")
async def test_a_lost_server_connection_is_told_as_busy_and_replaced(postgres_url: str) -> None:
    """When the server ends the connection, the transaction is refused as busy and the next one works."""
    store = await Store.open(postgres_url, key_check=KEY_CHECK)
    try:
        with pytest.raises(BusyError):
            async with store.transaction() as tx:
                await tx.requests._scalar(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        async with store.transaction() as tx:
            await tx.requests.claim("one", NOW)
    finally:
        await store.close()


def _integrity(path: Path) -> str:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
