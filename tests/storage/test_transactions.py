"""Transactions: whole or not at all, one writer at a time, nobody sees half of another's work."""

import asyncio
import gc
import traceback
from dataclasses import replace

import pytest

from bot.domain.errors import AlreadyDoneError, BusyError, NotFoundError
from bot.domain.member import MemberFile
from bot.storage import AuditRow, ConstraintError, Store, StoreError
from tests.storage.sample import INVOLVEMENT, NOW, add_case, add_full_member, add_member

CANARY = "canary-7f3a"


async def _register(store: Store, request_id: str) -> MemberFile:
    async with store.transaction() as tx:
        await tx.requests.claim(request_id, NOW)
        return await add_full_member(tx)


async def _append_line(store: Store) -> None:
    """Read, pause, write: what loses lines where two writers overlap."""
    async with store.transaction() as tx:
        seq, mac = await tx.audit.last()
        await asyncio.sleep(0)
        await tx.audit.add(AuditRow(seq + 1, NOW, "u:1", "member", "join", None, "done", mac, b"%d" % seq))


async def _count(store: Store) -> int:
    async with store.reading() as tx:
        return await tx.members.count("CASE")


async def _case(store: Store) -> None:
    async with store.transaction() as tx:
        await add_case(tx)


async def test_an_exception_undoes_everything(store: Store) -> None:
    """A refusal at the end of a transaction leaves nothing of its beginning."""
    await _case(store)

    async def fail_late() -> None:
        async with store.transaction() as tx:
            await add_full_member(tx)
            await tx.members.set_places("NONE", "FR", None)

    with pytest.raises(NotFoundError):
        await fail_late()
    assert await _count(store) == 0


async def test_twenty_deliveries_have_one_effect(store: Store) -> None:
    """Of twenty concurrent transactions with one interaction, one registers and nineteen are told so."""
    await _case(store)
    results = await asyncio.gather(*(_register(store, "same") for _ in range(20)), return_exceptions=True)

    assert sum(isinstance(r, AlreadyDoneError) for r in results) == 19
    assert sum(isinstance(r, MemberFile) for r in results) == 1
    assert await _count(store) == 1


async def test_twenty_people_at_once_all_register(store: Store) -> None:
    """B7: concurrent writers queue; none fails and none is lost."""
    await _case(store)
    await asyncio.gather(*(_register(store, f"request {n}") for n in range(20)))

    assert await _count(store) == 20


async def test_reading_then_writing_loses_nothing(store: Store) -> None:
    """Twenty writers that each continue from the last line make one unbroken chain."""
    await asyncio.gather(*(_append_line(store) for _ in range(20)))

    async with store.reading() as tx:
        lines = await tx.audit.all()
    assert [line.seq for line in lines] == list(range(1, 21))
    assert [line.previous for line in lines[1:]] == [line.mac for line in lines[:-1]]


async def test_two_processes_share_a_postgres_database(
    database_url: str, store: Store, request: pytest.FixtureRequest
) -> None:
    """Two stores on one PostgreSQL database write in turn: no line is lost between them."""
    if database_url.startswith("sqlite"):
        return  # a second one is refused there: test_opening
    second = await Store.open(database_url, key_check=b"\x01" * 8)
    try:
        await asyncio.gather(*(_append_line(s) for s in (store, second) for _ in range(10)))
        async with second.reading() as tx:
            assert [line.seq for line in await tx.audit.all()] == list(range(1, 21))
    finally:
        await second.close()


async def test_a_reader_never_sees_half_a_transaction(store: Store) -> None:
    """While a writer is half-way, a reader sees the state before it or waits for its end."""
    await _case(store)
    half, go_on = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with store.transaction() as tx:
            await add_member(tx)
            half.set()
            await go_on.wait()
            await add_member(tx)

    writer = asyncio.create_task(write())
    await half.wait()
    reader = asyncio.create_task(_count(store))
    await asyncio.sleep(0.05)
    go_on.set()

    assert await reader in (0, 2)
    await writer
    assert await _count(store) == 2


async def test_a_reader_sees_one_moment(store: Store) -> None:
    """What commits while a reader is reading does not show in the middle of its reading."""
    await _case(store)
    async with store.reading() as tx:
        before = await tx.members.count("CASE")
        writer = asyncio.create_task(_register(store, "meanwhile"))
        await asyncio.sleep(0.2)
        assert await tx.members.count("CASE") == before == 0

    await writer
    assert await _count(store) == 1


async def test_a_reader_cannot_write(store: Store) -> None:
    """A write inside a read is refused by the database itself, and leaves nothing."""
    await _case(store)
    with pytest.raises(StoreError):
        async with store.reading() as tx:
            await add_member(tx)

    assert await _count(store) == 0
    await _register(store, "afterwards")


async def test_transactions_do_not_nest(store: Store) -> None:
    """A transaction inside another is an error at once instead of waiting for ever."""
    async with store.transaction():
        with pytest.raises(RuntimeError):
            async with store.transaction():
                pass
        with pytest.raises(RuntimeError):
            async with store.reading():
                pass


async def test_a_cancelled_transaction_leaves_nothing_and_blocks_nobody(store: Store) -> None:
    """However far a task got when it was cancelled, its work is undone and the next one goes through."""
    await _case(store)
    for pause in (0.0, 0.001, 0.002, 0.005, 0.01):
        task = asyncio.create_task(_endless(store))
        await asyncio.sleep(pause)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await _count(store) == 0

    await _register(store, "afterwards")
    assert await _count(store) == 1


async def test_a_cancelled_reader_keeps_no_lock_until_garbage_is_collected(store: Store) -> None:
    """Wherever in a statement a task was cancelled, its lock is gone at once, not when memory is tidied."""
    await _case(store)
    gc.disable()
    try:
        for turn in range(40):
            task = asyncio.create_task(_endless(store))
            await asyncio.sleep(turn % 20 / 1000)
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as kept:  # the traceback lives on, as in a log
                await task
            await _claim(store, f"next {turn}")
            assert kept.value is not None
    finally:
        gc.enable()


async def _claim(store: Store, request_id: str) -> None:
    async with store.transaction() as tx:
        await tx.requests.claim(request_id, NOW)


async def _endless(store: Store) -> None:
    async with store.transaction() as tx:
        while True:
            await add_full_member(tx)


async def test_waiting_too_long_for_ones_turn_is_said(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits too long behind another transaction is told that nothing was saved."""
    monkeypatch.setattr("bot.storage.store._QUEUE_SECONDS", 0.05)

    async with store.transaction():
        with pytest.raises(BusyError):
            await asyncio.create_task(_append_line(store))
    await _append_line(store)


async def test_no_value_shows_in_an_error(store: Store) -> None:
    """A refused row appears in no message and no traceback of what is raised."""
    async with store.transaction() as tx:
        await add_case(tx)
        member = await add_member(tx)
    row = replace(INVOLVEMENT, organisation=CANARY, incident="INC-1999-01")
    with pytest.raises(ConstraintError) as caught:
        async with store.transaction() as tx:
            await tx.entries.put_involvement(member.id, row)

    told = "".join(traceback.format_exception(caught.value))
    assert CANARY not in told
    assert "INC-1999-01" not in told
    assert "DriverError" in told
