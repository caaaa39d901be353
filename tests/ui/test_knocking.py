"""Knocking at the doors of people who asked to be reminded."""

from typing import Any, cast

import aiohttp
import discord
import pytest

from bot.ui.knocking import knocking


@pytest.mark.parametrize("broke", [aiohttp.ServerDisconnectedError(), TimeoutError(), ConnectionResetError()])
async def test_a_line_that_breaks_at_one_door_costs_those_behind_it_nothing(broke: Exception) -> None:
    """All of a turn are noted as told before the first knock: an error in between would lose the others'."""
    knocked: list[int] = []

    class Discord:
        async def create_dm(self, user: discord.Object) -> Any:
            knocked.append(user.id)
            raise broke

    knock = knocking(cast(discord.Client, Discord()))
    for user in (1, 2):
        await knock(user, "a date")

    assert knocked == [1, 2]
