"""Whose turn it is on the one connection of SQLite, and writers that share one commit.

A commit waits for the disk, several times longer than what a member's act writes. So the writers that queue
take their turns one after the other in one transaction, each in a savepoint of its own, and the last one
commits for all. Before that commit is done nobody is told anything: neither that something was saved, nor
that it was there already. One whose act fails is undone alone. Whoever does not share finds no transaction
open: readers never see what is not committed.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import BusyError
from bot.storage import driver

# For how long writers may follow each other before those who share are told and the others have their turn.
LONGEST_SECONDS = 0.05

Begin = Callable[[], AbstractAsyncContextManager[AsyncConnection]]
_Waiting = deque[tuple[int, "asyncio.Future[None]"]]


@dataclass
class _Shared:
    """One transaction that several writers share; `done` is set once it is committed or lost."""

    connection: AsyncConnection
    ends: AsyncExitStack
    began: float = field(default_factory=time.monotonic)
    done: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def __post_init__(self) -> None:
        # That nobody is left to be told, because all were cancelled, is no error.
        self.done.add_done_callback(lambda done: done.exception())


class Turns:
    """A queue in the order of arrival, but that those who share a transaction follow each other."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._taken = False
        self._arrivals = 0
        self._sharers: _Waiting = deque()
        self._others: _Waiting = deque()
        self._shared: _Shared | None = None
        self._ending: asyncio.Task[None] | None = None
        self._holder: asyncio.Task[object] | None = None

    @property
    def mine(self) -> bool:
        """Whether the task that asks has the turn."""
        return self._holder is not None and self._holder is asyncio.current_task()

    async def take(self, *, sharing: bool = False) -> None:
        """Wait for one's turn; whoever has it must `leave`."""
        if self._taken:
            queue = self._sharers if sharing else self._others
            self._arrivals += 1
            mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            queue.append((self._arrivals, mine))
            try:
                await mine
            except asyncio.CancelledError:
                if not mine.cancelled():  # it came, and nobody is here any more to use it
                    self.leave()
                raise
        self._taken = True
        self._holder = asyncio.current_task()

    def leave(self) -> None:
        """Let the next one have their turn; the last one of those who share commits first."""
        self._holder = None
        shared = self._shared
        if shared is None:
            self._next()
        elif time.monotonic() > shared.began + LONGEST_SECONDS or not self._pass(self._sharers):
            self._end(shared)

    @asynccontextmanager
    async def sharing(self) -> AsyncIterator[AsyncConnection]:
        """Write, with the turn, in the shared transaction: committed at the end, undone by any exception.

        Raises what the commit raises, and BusyError when the failure of another one cost the transaction;
        nothing was saved then. Leaves the turn.
        """
        shared = self._shared
        if shared is None:
            async with self._first() as connection:
                yield connection
            return
        driver.forget(shared.connection)
        try:
            part = await shared.connection.begin_nested()
        except BaseException as error:
            await self._lose(shared, error)
            raise
        try:
            yield shared.connection
        except BaseException as error:
            try:
                await part.rollback()
            except BaseException:  # SQLite has undone the whole of it, as it may when the disk is full
                await self._lose(shared, error)
            else:
                self.leave()
                if isinstance(error, Exception):
                    # What refused it may be what another one wrote, and that may yet be lost.
                    await asyncio.shield(shared.done)
            raise
        try:
            await part.commit()
        except BaseException as error:
            await self._lose(shared, error)
            raise
        await self._committed(shared)

    @asynccontextmanager
    async def _first(self) -> AsyncIterator[AsyncConnection]:
        """Begin the transaction: what the first one writes needs no savepoint, for it is all there is."""
        ends = AsyncExitStack()
        try:
            shared = _Shared(await ends.enter_async_context(self._begin()), ends)
        except BaseException:
            self.leave()
            raise
        self._shared = shared
        try:
            yield shared.connection
        except BaseException as error:
            await self._lose(shared, error)
            raise
        await self._committed(shared)

    async def _committed(self, shared: _Shared) -> None:
        interrupted = driver.interrupted(shared.connection)
        self.leave()
        if interrupted:
            raise asyncio.CancelledError
        await asyncio.shield(shared.done)

    async def _lose(self, shared: _Shared, error: BaseException) -> None:
        """Undo the whole transaction, and tell those who share it."""
        self._holder = None
        self._end(shared, error)
        while not shared.done.done():
            try:
                await asyncio.wait([shared.done])
            except asyncio.CancelledError:
                continue

    def _end(self, shared: _Shared, error: BaseException | None = None) -> None:
        # In a task of its own: none of those who wait may be cancelled with it.
        self._shared = None

        def ended(_: asyncio.Task[None]) -> None:
            if not shared.done.done():  # cancelled before it began, as at the end of the program
                self._end(shared, error)

        self._ending = asyncio.get_running_loop().create_task(self._finish(shared, error))
        self._ending.add_done_callback(ended)

    async def _finish(self, shared: _Shared, error: BaseException | None) -> None:
        told: BaseException | None = None
        try:
            driver.forget(shared.connection)
            if error is None:
                await shared.ends.aclose()
            else:
                told = BusyError()
                await shared.ends.__aexit__(type(error), error, error.__traceback__)
        except BaseException as failed:
            told = told or failed
        finally:
            if told is None:
                shared.done.set_result(None)
            else:
                shared.done.set_exception(told)
            self._next()

    def _next(self) -> None:
        first, second = self._others, self._sharers
        if second and (not first or second[0][0] < first[0][0]):
            first, second = second, first
        self._taken = self._pass(first) or self._pass(second)

    def _pass(self, queue: _Waiting) -> bool:
        """Give the turn to the first who still waits in this queue, if there is one."""
        while queue:
            _, theirs = queue.popleft()
            if not theirs.done():
                theirs.set_result(None)
                return True
        return False
