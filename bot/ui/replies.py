"""Answering one person: always ephemeral, without pings, before or after the acknowledgement."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp
import discord

from bot import logs
from bot.domain.errors import BusyError
from bot.ui.layout import Page

Interaction = discord.Interaction[Any]
# Discord takes ten files a message.
MOST_FILES = 10
# The line broke: whether Discord has the answer, nobody knows. discord.py tries again for Discord's own
# errors and limits, and for a broken line on other systems than Linux.
LINE_BROKE = (OSError, TimeoutError, aiohttp.ClientError)
ALREADY_ACKNOWLEDGED = 40060
_TOLD, _SHOWN = "told", "shown"
_TRIES, _PAUSE = 3, 0.4
_ANSWERED, _TURN, _WAITS, _LATE = "answered", "turn", "waits", "late"


async def show(
    interaction: Interaction, page: Page, files: Sequence[discord.File] = (), *, fresh: bool = False
) -> None:
    """Show a page to the person who acted and to nobody else.

    Pressed on an ephemeral page without files, the page replaces that one, so that a conversation stays
    in one place; `fresh` sends a new one all the same.
    """
    async with _turn(interaction):
        interaction.extras[_SHOWN] = True
        await _show(interaction, page, files, fresh=fresh)


async def think(interaction: Interaction) -> None:
    """Acknowledge now, unless that was done, and answer later; the answer stays ephemeral."""
    async with _turn(interaction):
        if not is_answered(interaction):
            await first(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))


async def acknowledge(interaction: Interaction) -> None:
    """Acknowledge for a handler that answers later; never raises what comes of the line or of Discord."""
    try:
        await think(interaction)
    except (discord.DiscordException, *LINE_BROKE) as error:
        # The handler's own answer meets the same and tells it.
        logs.failure("reply_failed", error, level=logs.WARNING)


async def pop_up(interaction: Interaction, modal: discord.ui.Modal) -> None:
    """Show a form's window; raises BusyError when it took so long that only a message can follow."""
    async with _turn(interaction):
        if is_answered(interaction):
            raise BusyError
        await first(interaction, lambda: interaction.response.send_modal(modal))


def be_patient(interaction: Interaction, seconds: float | None) -> None:
    """Acknowledge after so many seconds for a handler that is not done, as while the database is locked.

    The first answer ends the wait, and so does `stop_waiting`. None: wait for ever.
    """
    if seconds is not None:
        loop = asyncio.get_running_loop()
        interaction.extras[_WAITS] = loop.call_later(seconds, acknowledge_soon, interaction)


def acknowledge_soon(interaction: Interaction) -> None:
    """Begin to acknowledge while the handler goes on, unless it has answered."""
    if not is_answered(interaction):
        interaction.extras[_LATE] = asyncio.ensure_future(acknowledge(interaction))


def stop_waiting(interaction: Interaction) -> None:
    """Acknowledge nothing any more: the handler has answered, or will not."""
    timer: asyncio.TimerHandle | None = interaction.extras.pop(_WAITS, None)
    if timer is not None:
        timer.cancel()


def _turn(interaction: Interaction) -> asyncio.Lock:
    """One answer at a time: a handler that is quick after all waits for the acknowledgement to arrive."""
    lock: asyncio.Lock = interaction.extras.setdefault(_TURN, asyncio.Lock())
    return lock


async def _show(interaction: Interaction, page: Page, files: Sequence[discord.File], *, fresh: bool) -> None:
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


async def first(interaction: Interaction, send: Callable[[], Awaitable[object]]) -> None:
    """Send the first answer, again when the line broke; Discord takes one, so nobody gets two."""
    for attempt in range(1, _TRIES + 1):
        try:
            await send()
            stop_waiting(interaction)
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


async def tell(interaction: Interaction, page: Page) -> None:
    """Say meanwhile, in the place of "thinking", what the answer waits for; the answer then stands there."""
    async with _turn(interaction):
        if is_answered(interaction) and _SHOWN not in interaction.extras:
            await interaction.edit_original_response(
                view=page.view(), allowed_mentions=discord.AllowedMentions.none()
            )
            interaction.extras[_TOLD] = True


async def _follow(interaction: Interaction, page: Page, files: Sequence[discord.File]) -> None:
    if interaction.extras.pop(_TOLD, False):
        await interaction.edit_original_response(
            view=page.view(), attachments=list(files), allowed_mentions=discord.AllowedMentions.none()
        )
        return
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
