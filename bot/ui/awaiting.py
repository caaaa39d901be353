"""Saying how far a document is while it is drawn, in the place of "thinking"."""

import asyncio
from contextvars import copy_context

import discord

from bot.ui import replies
from bot.ui.context import Context
from bot.ui.layout import Page, Tone

_BETWEEN = 3.0  # seconds between two words: Discord takes five a quarter of a minute


class Awaiting:
    """To be called with the number of pages drawn so far, in the loop; the answer comes in the same place."""

    def __init__(self, ctx: Context) -> None:
        self._ctx, self._context = ctx, copy_context()
        self._last: float | None = None
        self._telling: asyncio.Task[None] | None = None

    def __call__(self, pages: int) -> None:
        """Say it, unless that was said a moment ago or is still on its way."""
        now = asyncio.get_running_loop().time()
        under_way = self._telling is not None and not self._telling.done()
        if under_way or (self._last is not None and now - self._last < _BETWEEN):
            return
        self._last = now
        # Kept, or it could be collected while it waits; in the context of the act, not of the messenger.
        self._telling = asyncio.get_running_loop().create_task(self._tell(pages), context=self._context)

    async def _tell(self, pages: int) -> None:
        ctx = self._ctx
        text = ctx.trn(
            "The document is being drawn: {n} page so far.",
            "The document is being drawn: {n} pages so far.",
            pages,
        )
        try:
            await replies.tell(ctx.interaction, Page(Tone.PLAIN).text(text))
        except (discord.DiscordException, *replies.LINE_BROKE):
            return  # the answer itself says what is wrong, if anything is
