"""Writers that queue share a commit: one disk wait for many, one fate for each."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event

from bot.domain.errors import BusyError, NotFoundError
from bot.storage import Store, Tx, sqlite
from tests.storage.sample import KEY_CHECK, add_case, add_member


class _Disk(sqlite3.Connection):
    """A connection whose disk may be full when it commits."""

    full = False

    def commit(self) -> None:
        if _Disk.full and self.execute("PRAGMA query_only").fetchone() == (0,):
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"
            raise error
        super().commit()


@pytest_asyncio.fixture
async def full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Store]:
    """A store with a case, on a disk that `_Disk.full` fills."""
    monkeypatch.setattr(sqlite, "_Connection", _Disk)
    monkeypatch.setattr(_Disk, "full", False)
    store = await Store.open(f"sqlite:///{tmp_path / 'turns.db'}", key_check=KEY_CHECK)
    async with store.transaction() as tx:
        await add_case(tx)
    yield store
    _Disk.full = False
    await store.close()


async def _join(store: Store) -> None:
    async with store.transaction(quick=True) as tx:
        await add_member(tx)


async def _refused(store: Store) -> None:
    async with store.transaction(quick=True) as tx:
        await add_member(tx)
        await tx.members.set_places("NONE", "FR", None)


async def _waits(store: Store, inside: asyncio.Event) -> None:
    async with store.transaction(quick=True) as tx:
        await add_member(tx)
        inside.set()
        await asyncio.Event().wait()


async def _undone_by_sqlite(store: Store) -> None:
    """Fail as SQLite may on a full disk: the whole transaction is gone, not the statement alone."""
    async with store.transaction(quick=True) as tx:
        await add_member(tx)
        _raw(tx).rollback()
        raise BusyError


def _raw(tx: Tx) -> sqlite3.Connection:
    driver = tx.members._connection._driver
    assert driver is not None
    return driver.raw


async def _count(store: Store) -> int:
    async with store.reading() as tx:
        return await tx.members.count("CASE")


async def test_writers_that_queue_share_a_commit(full: Store) -> None:
    """Thirty joins at once are all saved, with far fewer commits than joins."""
    commits: list[object] = []
    event.listen(full._engine.sync_engine, "commit", commits.append)

    await asyncio.gather(*(_join(full) for _ in range(30)))

    assert await _count(full) == 30
    assert len(commits) <= 10


async def test_one_that_fails_is_undone_alone(full: Store) -> None:
    """B13: what one act wrote before it was refused is gone, at the head of the queue or in its middle."""
    for at in (0, 3):
        acts = [_join(full) for _ in range(6)]
        acts.insert(at, _refused(full))
        ended = await asyncio.gather(*acts, return_exceptions=True)
        assert [type(e) for e in ended if e is not None] == [NotFoundError]
    assert await _count(full) == 12


async def test_one_that_is_cancelled_is_undone_alone(full: Store) -> None:
    """A task that ends in the middle of its turn takes nobody with it, and nothing of it stays."""
    inside = asyncio.Event()
    before = [asyncio.create_task(_join(full)) for _ in range(3)]
    ended = asyncio.create_task(_waits(full, inside))
    behind = [asyncio.create_task(_join(full)) for _ in range(3)]
    await inside.wait()
    ended.cancel()

    await asyncio.gather(*before, *behind)
    with pytest.raises(asyncio.CancelledError):
        await ended
    assert await _count(full) == 6


async def test_whoever_is_cancelled_in_the_queue_holds_up_nobody(full: Store) -> None:
    """The turn of a task that ended while it waited goes to the next one."""
    tasks = [asyncio.create_task(_join(full)) for _ in range(8)]
    await asyncio.sleep(0)
    for task in tasks[2:5]:
        task.cancel()

    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(e, asyncio.CancelledError) for e in ended) == 3
    assert await _count(full) == 5


@pytest.mark.parametrize("act", [_join, _refused])
async def test_b14_the_end_of_a_transaction_survives_the_end_of_the_program(
    full: Store, monkeypatch: pytest.MonkeyPatch, act: Callable[[Store], Awaitable[None]]
) -> None:
    """B14: cancelled before it could begin, as by SIGTERM, the shared commit is made up for: nobody hangs."""
    turns = full._turns
    real = turns._end

    def cancelled_at_once(*arguments: Any) -> None:
        monkeypatch.setattr(turns, "_end", real)
        real(*arguments)
        assert turns._ending is not None
        turns._ending.cancel()

    monkeypatch.setattr(turns, "_end", cancelled_at_once)
    async with asyncio.timeout(5):
        (ended,) = await asyncio.gather(act(full), return_exceptions=True)

    assert isinstance(ended, NotFoundError) is (act is _refused)
    assert await _count(full) == (act is _join)


async def test_b3_a_full_disk_at_the_commit_is_told_to_each(full: Store) -> None:
    """B3: when the shared commit fails nobody is told "saved", nothing is there, and later all goes well."""
    _Disk.full = True
    reading = asyncio.gather(*(_join(full) for _ in range(8)), _count(full), return_exceptions=True)
    *ended, seen = await reading

    assert [type(e) for e in ended] == [BusyError] * 8
    assert seen == 0  # a reader never sees what was not committed
    _Disk.full = False
    await asyncio.gather(*(_join(full) for _ in range(3)))
    assert await _count(full) == 3


async def test_d1_b3_nobody_is_refused_for_what_was_not_saved(full: Store) -> None:
    """D1, B3: a second click that finds what the first one wrote says so once that is committed."""

    async def second() -> None:
        async with full.transaction(quick=True) as tx:
            if await tx.members.count("CASE"):
                raise NotFoundError

    _Disk.full = True
    lost = await asyncio.gather(_join(full), second(), _join(full), return_exceptions=True)
    _Disk.full = False
    kept = await asyncio.gather(_join(full), second(), _join(full), return_exceptions=True)

    assert [type(e) for e in lost] == [BusyError] * 3
    assert [type(e) for e in kept] == [type(None), NotFoundError, type(None)]
    assert await _count(full) == 2


async def test_a_transaction_that_sqlite_undid_is_lost_for_all_who_shared_it(full: Store) -> None:
    """Those whose writing went with another's failure are told so; whoever comes after begins anew."""
    ended = await asyncio.gather(_join(full), _undone_by_sqlite(full), _join(full), return_exceptions=True)

    saved = sum(e is None for e in ended)
    assert all(e is None or isinstance(e, BusyError) for e in ended)
    assert isinstance(ended[0], BusyError)
    assert await _count(full) == saved == 1
