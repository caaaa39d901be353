"""Answering one person: always ephemeral, without pings, before or after the acknowledgement."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp
import discord

from bot.ui.layout import Page

Interaction = discord.Interaction[Any]
# Discord takes ten files a message.
MOST_FILES = 10
# The line broke: whether Discord has the answer, nobody knows. discord.py tries again for Discord's own
# errors and limits, and for a broken line on other systems than Linux.
LINE_BROKE = (OSError, TimeoutError, aiohttp.ClientError)
ALREADY_ACKNOWLEDGED = 40060
_TRIES, _PAUSE = 3, 0.4
_ANSWERED = "answered"


async def show(
    interaction: Interaction, page: Page, files: Sequence[discord.File] = (), *, fresh: bool = False
) -> None:
    """Show a page to the person who acted and to nobody else.

    Pressed on an ephemeral page without files, the page replaces that one, so that a conversation stays
    in one place; `fresh` sends a new one all the same.
    """
    nobody = discord.AllowedMentions.none()
    if is_answered(interaction):
        await _follow(interaction, page, files)
    elif files:
        # Sent once: the files are read to their end. Whoever gets none asks for them again.
        await interaction.response.send_message(
            view=page.view(), files=list(files), ephemeral=True, allowed_mentions=nobody
        )
    elif not fresh and _replaceable(interaction):
        await first(
            interaction,
            lambda: interaction.response.edit_message(view=page.view(), allowed_mentions=nobody),
        )
    else:
        await first(
            interaction,
            lambda: interaction.response.send_message(
                view=page.view(), ephemeral=True, allowed_mentions=nobody
            ),
        )


async def think(interaction: Interaction) -> None:
    """Acknowledge now, answer later; the answer stays ephemeral."""
    await first(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))


async def first(interaction: Interaction, send: Callable[[], Awaitable[object]]) -> None:
    """Send the first answer, again when the line broke; Discord takes one, so nobody gets two."""
    for attempt in range(1, _TRIES + 1):
        try:
            await send()
        except discord.HTTPException as error:
            if attempt == 1 or error.code != ALREADY_ACKNOWLEDGED:
                raise
            # The one before did arrive, and only the news of it was lost.
            interaction.extras[_ANSWERED] = True
            return
        except LINE_BROKE:
            if attempt == _TRIES:
                raise
            await asyncio.sleep(_PAUSE)
        else:
            return


def is_answered(interaction: Interaction) -> bool:
    """Whether Discord has a first answer, so that the next one follows it."""
    return interaction.response.is_done() or _ANSWERED in interaction.extras


async def _follow(interaction: Interaction, page: Page, files: Sequence[discord.File]) -> None:
    await interaction.followup.send(
        view=page.view(),
        files=list(files),
        ephemeral=True,
        allowed_mentions=discord.AllowedMentions.none(),
        wait=True,
    )


def _replaceable(interaction: Interaction) -> bool:
    message = interaction.message
    return message is not None and message.flags.ephemeral and not message.attachments
