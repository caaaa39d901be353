"""Answers on time: who takes longer than Discord waits is acknowledged first, and nothing is said twice."""

import asyncio
from typing import Any

import discord
import pytest

from bot.domain.errors import BusyError
from bot.ui import replies
from bot.ui.layout import Page

SOON = 0.02  # seconds


class Line:
    """An interaction as discord.py gives it, on a line that takes its time; it notes what is sent."""

    def __init__(self, seconds: float = 0) -> None:
        self.extras: dict[Any, Any] = {}
        self.message = None
        self.response = self.followup = self
        self.sent: list[str] = []
        self._seconds = seconds

    def is_done(self) -> bool:
        """Discord.py knows of an answer once it was sent."""
        return bool(self.sent)

    async def _answer(self, what: str) -> None:
        assert not self.sent, "Discord takes one first answer"
        await asyncio.sleep(self._seconds)
        self.sent.append(what)

    async def defer(self, **_: object) -> None:
        """The acknowledgement."""
        await self._answer("wait")

    async def send_message(self, **_: object) -> None:
        """The first answer."""
        await self._answer("page")

    async def send_modal(self, _: object) -> None:
        """The other first answer."""
        await self._answer("window")

    async def send(self, **_: object) -> None:
        """What follows a first answer."""
        self.sent.append("more")


@pytest.mark.parametrize(("takes", "sent"), [(0, ["page"]), (0.06, ["wait", "more"])])
@pytest.mark.parametrize("line", [0, 0.03])
async def test_b6_an_answer_in_time_is_one_and_a_late_one_follows(
    takes: float, sent: list[str], line: float
) -> None:
    """B6: quick, one answer and nothing after it; slow, an acknowledgement, then the answer."""
    there: Any = Line(line)
    replies.be_patient(there, SOON)
    await asyncio.sleep(takes)
    await replies.show(there, Page())
    await asyncio.sleep(0.08)

    assert there.sent == sent


async def test_b6_an_acknowledgement_under_way_is_waited_for() -> None:
    """B6: the handler is done while the acknowledgement travels: its answer follows."""
    there: Any = Line(0.05)
    replies.be_patient(there, SOON)
    await asyncio.sleep(0.03)
    await replies.think(there)
    await replies.show(there, Page())

    assert there.sent == ["wait", "more"]


async def test_b6_a_window_that_comes_too_late_is_said_to_be_busy() -> None:
    """B6: Discord shows no window after an acknowledgement; in time it does."""
    late, soon = Line(), Line()
    for there in (late, soon):
        replies.be_patient(there, SOON)  # type: ignore[arg-type]
    modal = discord.ui.Modal(title="T")
    await replies.pop_up(soon, modal)  # type: ignore[arg-type]
    await asyncio.sleep(0.04)
    with pytest.raises(BusyError):
        await replies.pop_up(late, modal)  # type: ignore[arg-type]

    assert (soon.sent, late.sent) == (["window"], ["wait"])
