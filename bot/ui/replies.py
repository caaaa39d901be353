"""Answering one person: always ephemeral, without pings, before or after the acknowledgement."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.ui.layout import Page

Interaction = discord.Interaction[Any]
# Discord takes ten files a message.
MOST_FILES = 10


async def show(
    interaction: Interaction, page: Page, files: Sequence[discord.File] = (), *, fresh: bool = False
) -> None:
    """Show a page to the person who acted and to nobody else.

    Pressed on an ephemeral page without files, the page replaces that one, so that a conversation stays
    in one place; `fresh` sends a new one all the same.
    """
    if interaction.response.is_done():
        await _follow(interaction, page, files)
    elif not fresh and not files and _replaceable(interaction):
        await interaction.response.edit_message(
            view=page.view(), allowed_mentions=discord.AllowedMentions.none()
        )
    else:
        await interaction.response.send_message(
            view=page.view(),
            files=list(files),
            ephemeral=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )


async def think(interaction: Interaction) -> None:
    """Acknowledge now, answer later; the answer stays ephemeral."""
    await interaction.response.defer(ephemeral=True, thinking=True)


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
