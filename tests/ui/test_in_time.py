"""A form whose answer takes long is acknowledged before Discord gives it up."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.ui.layout import Page
from bot.ui.router import Router
from tests.services.office import open_office


class _Discord:
    """Discord's side of one interaction: what it was told, in order."""

    def __init__(self) -> None:
        self.locale, self.message, self.extras = "fr", None, {}
        self.told: list[str] = []
        self.response = self.followup = self

    def is_done(self) -> bool:
        return bool(self.told)

    async def defer(self, **_: Any) -> None:
        await asyncio.sleep(0)
        self.told.append("wait")

    async def send_message(self, **_: Any) -> None:
        await asyncio.sleep(0)
        self.told.append("answer")

    async def send(self, **_: Any) -> None:
        self.told.append("answer later")


@pytest.mark.parametrize(
    ("patience", "told"), [(0.0, ["wait", "answer later"]), (3600.0, ["answer"])], ids=["late", "in time"]
)
async def test_b6_a_slow_form_is_acknowledged_once_and_answered(
    tmp_path: Path, patience: float, told: list[str]
) -> None:
    """B6, M2: who waits for the database is told that the form arrived, and gets the page all the same."""
    async with open_office(tmp_path) as office:
        router, discord = Router(office.services), _Discord()
        router.patience = patience
        ctx: Any = router.context(discord)  # type: ignore[arg-type]
        async with router._in_time(ctx):
            async with office.deps.store.transaction():
                await asyncio.sleep(0.001)
            await ctx.show(Page().text("saved"))
    assert discord.told == told
